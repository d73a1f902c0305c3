// The changed network as a file: what is in it, and the buttons that save it.

import { contentsOf, labelsOf } from "../../domain/written.js";
import { el, mark, write } from "../shared/dom.js";

/** @import { State } from "../../domain/state.js" */

const NONE = "With a change, the network can be saved as a .tflite file for other programs.";

/**
 * @param {string} action
 * @param {string} text
 */
const button = (action, text) =>
  el("button", { class: "button", type: "button", "data-action": action }, text);

export function createSaving() {
  const file = button("save-network", "Save as .tflite");
  const labels = button("save-labels", "Save labels.txt");
  const text = el("p", { class: "scope" });
  return {
    node: el(
      "section",
      { class: "taken", "aria-label": "The changed network as a file" },
      el("div", { class: "ways" }, file, labels),
      text,
    ),
    /** @param {State} state */
    update({ network, changes, pixels }) {
      if (!network || !pixels) return;
      mark(file, "aria-disabled", !changes.length || null);
      labels.hidden = !labelsOf(network);
      const words = changes.length ? contentsOf(network, changes.length, pixels).join(" ") : NONE;
      write(text, words);
    },
  };
}
