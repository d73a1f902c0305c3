// The taught network: to run on the page like any other, and to take away.

import { percent } from "../../domain/number.js";
import { el, mark, write } from "../shared/dom.js";

/**
 * @import { Tried } from "../../domain/taught.js"
 * @import { Teaching } from "../../domain/teaching.js"
 * @import { Teach } from "./record.js"
 */

const WHAT =
  "With your head the network runs here like any other: Why shows which part of a picture spoke. " +
  "As a .tflite file, with its labels and what pixels stand for, it runs in TensorFlow Lite, " +
  "LiteRT.js and MediaPipe.";

/** @param {Teach} teach */
export function createTaught(teach) {
  const actions = /** @type {const} */ ([
    ["use", "Open it, and ask why"],
    ["save-network", "Save as .tflite"],
    ["save-labels", "Save labels.txt"],
  ]);
  const buttons = actions.map(([what, text]) => {
    const button = el("button", { class: "button", type: "button", "data-taught": what }, text);
    button.addEventListener("click", () => teach({ do: what }));
    return button;
  });
  const about = el("p", { class: "scope" }, WHAT);
  const tried = el("p", { class: "scope", role: "status" });
  const title = el("h3", {}, "Your network");
  const ways = el("div", { class: "ways" }, ...buttons);
  const label = "The taught network";
  const node = el("section", { class: "taken", "aria-label": label }, title, about, ways, tried);
  /** @type {Teaching | null} */
  let shown = null;
  return {
    node,
    /** @param {Teaching} teaching */
    update(teaching) {
      if (teaching === shown) return;
      shown = teaching;
      const { head, file } = teaching;
      node.hidden = !head;
      for (const button of buttons) mark(button, "aria-disabled", file === "writing" || null);
      write(
        tried,
        file === "writing" ? "Writing it, and trying it on your pictures …" : lost(file),
      );
    },
  };
}

/** @param {"" | Tried} tried */
function lost(tried) {
  if (!tried) return "";
  const { pictures, same, most } = tried;
  return (
    `The file was tried on ${pictures} of your pictures: stored as this network stores numbers, ` +
    `your head gives the same first answer for ${same} of them, and no probability differs by ` +
    `more than ${percent(most)}.`
  );
}
