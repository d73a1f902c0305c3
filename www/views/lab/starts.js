// The lab's title, and the presets to start from.

import { presetOf } from "../../lab/address.js";
import { PRESETS } from "../../lab/presets.js";
import { el, mark, write } from "../shared/dom.js";

/** @import { Lab } from "../../lab/lab.js" */

/** @param {(lab: Lab) => void} start */
export function createStarts(start) {
  const buttons = Object.entries(PRESETS).map(([id, { title, lab }]) => {
    const button = el(
      "button",
      { class: "button preset", type: "button", "data-preset": id },
      title,
    );
    button.addEventListener("click", () => start(lab));
    return { id, button };
  });
  const about = el("p", { class: "about" });
  const words = el(
    "div",
    { class: "words" },
    el("h2", {}, "Lab"),
    el(
      "p",
      { class: "lead" },
      "A small convolution to play with, without a network: change anything, and see every " +
        "number that follows.",
    ),
  );
  const row = { class: "presets", role: "group", "aria-label": "Presets to start from" };

  return {
    nodes: [
      el("header", { class: "opening" }, words),
      el("div", row, ...buttons.map(({ button }) => button)),
      about,
    ],
    /** @param {Lab} lab */
    show(lab) {
      const preset = presetOf(lab);
      for (const { id, button } of buttons)
        mark(button, "aria-pressed", id === preset ? "true" : "false");
      write(about, preset ? PRESETS[preset].about : "Your own settings.");
    },
  };
}
