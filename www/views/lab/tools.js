// What the input is made with, a brush and the page's picture, and how everything is changed.

import { MOST } from "../../lab/lab.js";
import { el, mark, write } from "../shared/dom.js";

const HINTS = [
  "Paint the input: drag over it, or move with the arrow keys and type digits.",
  "Change a number of the formula: drag it left or right, or use the arrow keys. oh and ow: " +
    "height and width of the output; kh and kw: of the kernel; c and n: channels in and out; " +
    "groups: parts that the channels are split into.",
  "Stride: how far the window moves. Dilation: how far apart its taps lie. SAME puts zeros " +
    "around the input, so that stride alone makes the output smaller; VALID puts none.",
];

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
    node: el(
      "div",
      { class: "tools" },
      el("label", { class: "brush" }, "Brush ", size, value),
      empty,
      live,
      el(
        "details",
        { class: "hint" },
        el("summary", {}, "Drag numbers, paint inputs"),
        ...HINTS.map((hint) => el("p", {}, hint)),
      ),
    ),
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
