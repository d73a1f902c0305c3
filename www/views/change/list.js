// The list of changes, and the ways to undo them.

import { dispatch, el, mark, write } from "../shared/dom.js";
import { keyOf } from "../shared/first-channel.js";
import { placed } from "./edits.js";
import { drawKernel } from "./kernel.js";

/**
 * @import { Description, State } from "../../domain/state.js"
 * @import { Change } from "../../separable.d.ts"
 */

/**
 * A change as a line of the list.
 * @param {Description} network
 * @param {Change} change
 * @param {(item: HTMLElement) => void} remove
 */
function createItem(network, change, remove) {
  const layer = Number(change.layer);
  const { stage, kind, text } = placed(network, layer);
  const what = change.kernel ? "other kernel" : "muted";
  const name = `${text}: channel ${change.channel + 1}`;
  const to = el(
    "button",
    { class: "to", type: "button", "data-kind": kind },
    name,
    el("span", {}, ` ${what}`),
  );
  to.addEventListener("click", () =>
    dispatch(to, {
      type: "set",
      stage,
      [keyOf(network.layers[layer])]: change.channel,
      hover: null,
    }),
  );
  const away = el(
    "button",
    { class: "away", type: "button", "aria-label": `Undo: ${name}, ${what}` },
    "×",
  );
  const kernel = change.kernel ? [drawKernel(Array.from(change.kernel))] : [];
  const item = el("li", { "data-change": `${layer}.${change.channel}` }, ...kernel, to, away);
  away.addEventListener("click", () => remove(item));
  return item;
}

/** @param {{ undo: () => void, clear: () => void, remove: (change: Change) => void }} handlers */
export function createList({ undo, clear, remove }) {
  const back = el("button", { class: "button", type: "button", title: "Ctrl+Z" }, "Undo");
  const all = el("button", { class: "button", type: "button" }, "Undo all");
  back.addEventListener("click", undo);
  all.addEventListener("click", clear);
  const heading = el("h3");
  const list = el("ol", { class: "changes" });
  const hint = el("p", { class: "scope" });
  const node = el(
    "section",
    { class: "edits", "aria-label": "Changes" },
    el("header", {}, heading, el("div", { class: "ways" }, back, all)),
    list,
    hint,
  );
  /** @type {State["changes"] | null} */
  let shown = null;
  /** @type {State["network"]} */
  let shownNetwork = null;

  /**
   * Removes a change; the focus goes to the one that takes its place.
   * @param {Change} change
   * @param {HTMLElement} item
   */
  function take(change, item) {
    const index = [...list.children].indexOf(item);
    remove(change);
    const next = list.children[Math.min(index, list.children.length - 1)]?.querySelector(".away");
    /** @type {HTMLElement} */ (next ?? back).focus();
  }

  return {
    node,
    /** @param {State} state */
    update({ network, changes, history }) {
      if (!network) return;
      // A button that is off keeps the focus.
      mark(back, "aria-disabled", (!changes.length && !history.length) || null);
      mark(all, "aria-disabled", !changes.length || null);
      if (changes === shown && network === shownNetwork) return;
      [shown, shownNetwork] = [changes, network];
      write(heading, changes.length === 1 ? "1 change" : `${changes.length || "No"} changes`);
      write(
        hint,
        changes.length
          ? "The address contains your changes: a copy of the address opens the same network."
          : "Choose a channel below; your changes are listed here.",
      );
      list.replaceChildren(
        ...changes.map((change) => createItem(network, change, (item) => take(change, item))),
      );
    },
  };
}
