// The pictures that went worst: wrong, and most certain of it. A click shows one on the page.

import { worst } from "../../domain/folder.js";
import { percent } from "../../domain/number.js";
import { nameOf, shortOf } from "../../domain/output.js";
import { dispatch, el } from "../shared/dom.js";

/**
 * @import { Result } from "../../domain/folder.js"
 * @import { Description } from "../../domain/state.js"
 */

const MOST = 24;

export function createWorst() {
  const list = el("ol", { class: "worst" });
  const what = "What the network says, how sure it is, and under it what the picture is.";
  const node = el(
    "div",
    {},
    el("h4", {}, "Wrong, the most certain first"),
    el("p", { class: "label" }, what),
    list,
  );
  /** @type {string[]} */
  let addresses = [];

  return {
    node,
    /**
     * @param {Description} network
     * @param {Result[]} results
     */
    show(network, results) {
      for (const address of addresses) URL.revokeObjectURL(address);
      addresses = [];
      const shown = worst(results).slice(0, MOST);
      node.hidden = !shown.length;
      const items = shown.map((at) => {
        const { path, file, a } = results[at];
        const address = URL.createObjectURL(file);
        addresses.push(address);
        const image = el("img", { src: address, alt: "", loading: "lazy", decoding: "async" });
        const [is, said] = [a.wanted, a.index].map((index) => shortOf(network, index));
        const about =
          `${path}: ${nameOf(network, a.wanted)}, taken for ${nameOf(network, a.index)} ` +
          `with ${percent(a.probability)}. Show it on the page`;
        const button = el(
          "button",
          { type: "button", "aria-label": about, title: path, "data-path": path },
          image,
          el("span", { class: "said", dir: "auto" }, said),
          el("span", { class: "number" }, percent(a.probability)),
          el("span", { class: "is", dir: "auto" }, is),
        );
        button.addEventListener("click", () => dispatch(button, { type: "show-picture", at }));
        return el("li", {}, button);
      });
      list.replaceChildren(...items);
    },
  };
}
