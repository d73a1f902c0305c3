// Three input maps, and what one output number reads of them.

import { svg } from "../shared/svg.js";

const CELLS = 5;
const SIDE = 44;
const STEP = SIDE / CELLS;
const DROP = 54;

/**
 * A map with some of its cells lit.
 * @param {number} x
 * @param {number} y
 * @param {[number, number, number, number] | null} lit column, row, width, height in cells
 */
function plane(x, y, lit) {
  const lines = Array.from(
    { length: CELLS - 1 },
    (_, i) => `M${x + (i + 1) * STEP} ${y}v${SIDE}M${x} ${y + (i + 1) * STEP}h${SIDE}`,
  ).join("");
  return svg(
    "g",
    {},
    svg("rect", { class: "plane", x, y, width: SIDE, height: SIDE, rx: 2 }),
    svg("path", { class: "cells", d: lines }),
    ...(lit
      ? [
          svg("rect", {
            class: "lit",
            x: x + lit[0] * STEP,
            y: y + lit[1] * STEP,
            width: lit[2] * STEP,
            height: lit[3] * STEP,
            rx: 1.5,
          }),
        ]
      : []),
  );
}

/**
 * From a window in one map to a cell in another.
 * @param {number} y0
 * @param {number} y1
 * @param {number} half of the window's side
 */
function thread(y0, y1, half) {
  const x0 = (1 + 1.5 + half) * STEP;
  const from = y0 + SIDE / 2;
  const to = y1 + SIDE / 2;
  const x1 = 150 + 2 * STEP;
  return svg("path", {
    class: "thread",
    d: `M${x0} ${from}C${x0 + 50} ${from} ${x1 - 50} ${to} ${x1} ${to}`,
  });
}

/** @param {"standard" | "depthwise" | "pointwise"} about */
export function createReading(about) {
  const rows = [0, 1, 2].map((i) => 2 + i * DROP);
  /** @type {[number, number, number, number]} */
  const window = about === "pointwise" ? [2, 2, 1, 1] : [1, 1, 3, 3];
  const half = about === "pointwise" ? 0.5 : 1.5;
  const outputs = about === "depthwise" ? rows : [rows[1]];
  const threads = rows.map((y) => thread(y, about === "depthwise" ? y : rows[1], half));
  return svg(
    "svg",
    {
      class: `figure windows ${about}`,
      viewBox: `0 0 ${150 + SIDE + 2} ${rows[2] + SIDE + 2}`,
      "aria-hidden": "true", // its caption says it
      "data-lights": about,
    },
    ...rows.map((y) => plane(1, y, window)),
    ...threads,
    ...outputs.map((y) => plane(150, y, [2, 2, 1, 1])),
  );
}
