// What the input is made with: a brush, and the page's picture.

import { MOST } from "../../lab/lab.js";
import { el, mark, write } from "../shared/dom.js";

/** @param {{ brush: (value: number) => void, clear: () => void, picture: () => void }} handlers */
export function createTools({ brush, clear, picture }) {
  const size = el("input", { type: "range", min: 0, max: MOST.value, value: MOST.value });
  const value = el("output", { class: "number" }, String(MOST.value));
  size.addEventListener("input", () => {
    write(value, size.value);
    brush(Number(size.value));
  });
  const empty = el("button", { class: "button", type: "button" }, "Clear");
  empty.addEventListener("click", clear);
  const live = el(
    "button",
    { class: "button", type: "button", "aria-pressed": "false" },
    "Use the picture",
  );
  live.title = "What the page looks at, camera or picture, as red, green and blue, from 0 to 9";
  live.addEventListener("click", picture);

  return {
    nodes: [
      el("label", { class: "brush" }, "Brush ", size, value),
      empty,
      live,
      el(
        "span",
        { class: "hint" },
        "Paint the input: drag over it, or move with the arrow keys and type digits.",
      ),
    ],
    /**
     * @param {boolean} follows whether the input follows the picture
     * @param {boolean} there whether there is one
     */
    show(follows, there) {
      mark(live, "aria-pressed", follows ? "true" : "false");
      live.disabled = !there && !follows;
    },
  };
}
