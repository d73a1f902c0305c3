// A function of one number as a curve, with the numbers that this layer puts through it on this
// frame, and the cell in focus on it.

import { real } from "../../domain/number.js";
import { el, mark, write } from "../shared/dom.js";
import { svg } from "../shared/svg.js";

/**
 * @import { FeatureMap, Layer } from "../../domain/state.js"
 * @import { Cell } from "../../separable.d.ts"
 */

const [WIDE, TALL, UNDER] = [320, 150, 46]; // of the picture: the curve, and the counts under it
const BINS = 40;

/** @type {Partial<Record<Layer["kind"], (x: number) => number>>} */
export const CURVES = {
  hardSwish: (x) => (x * Math.min(6, Math.max(0, x + 3))) / 6,
  logistic: (x) => 1 / (1 + Math.exp(-x)),
};

/**
 * How many of a layer's numbers lie where.
 * @param {FeatureMap} map
 * @param {number} low
 * @param {number} high
 */
function countsOf({ data, scale, zeroPoint }, low, high) {
  const counts = new Array(BINS).fill(0);
  const step = BINS / (high - low || 1);
  for (let i = 0; i < data.length; i++) {
    const bin = Math.floor((scale * (data[i] - zeroPoint) - low) * step);
    counts[Math.min(BINS - 1, Math.max(0, bin))]++;
  }
  return counts;
}

/** @param {FeatureMap} map */
function rangeOf({ data, scale, zeroPoint }) {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < data.length; i++) {
    if (data[i] < low) low = data[i];
    if (data[i] > high) high = data[i];
  }
  return [scale * (low - zeroPoint), scale * (high - zeroPoint)];
}

export function createCurve() {
  const zeroes = svg("path", { class: "axis" });
  const line = svg("path", { class: "curve" });
  const bars = svg("path", { class: "counts" });
  const drop = svg("path", { class: "drop" });
  const dot = svg("circle", { class: "dot", r: 4 });
  const picture = svg(
    "svg",
    { viewBox: `0 0 ${WIDE} ${TALL + UNDER}`, "aria-hidden": "true" },
    ...[zeroes, bars, drop, line, dot],
  );
  const [low, high] = [el("span", { class: "number" }), el("span", { class: "number" })];
  const said = el("p", { class: "range" });
  const node = el(
    "figure",
    { class: "step-curve" },
    picture,
    el("div", { class: "ends" }, low, high),
    said,
  );
  let painted = "";
  /** Of the x axis, and of the y axis. @type {number[]} */
  let ends = [0, 1, 0, 1];
  const x = (/** @type {number} */ value) => ((value - ends[0]) / (ends[1] - ends[0] || 1)) * WIDE;
  const y = (/** @type {number} */ value) =>
    TALL - 6 - ((value - ends[2]) / (ends[3] - ends[2] || 1)) * (TALL - 12);

  /**
   * @param {(x: number) => number} of
   * @param {FeatureMap} map
   */
  function paint(of, map) {
    const [least, most] = rangeOf(map);
    const [from, to] = [Math.min(least, -4), Math.max(most, 4)];
    const points = Array.from({ length: 121 }, (_, i) => from + ((to - from) * i) / 120);
    const values = points.map(of);
    ends = [from, to, Math.min(...values, 0), Math.max(...values)];
    const path = points.map((at, i) => `${x(at).toFixed(1)} ${y(values[i]).toFixed(1)}`);
    line.setAttribute("d", `M${path.join("L")}`);
    zeroes.setAttribute("d", `M0 ${y(0)}H${WIDE}M${x(0)} 0V${TALL}`);
    const counts = countsOf(map, from, to);
    const tallest = Math.max(...counts, 1);
    const wide = WIDE / BINS;
    bars.setAttribute(
      "d",
      counts
        .map((count, i) => {
          const tall = count ? Math.max(1, (count / tallest) * (UNDER - 4)) : 0;
          const [left, across] = [(i * wide).toFixed(1), (wide - 1).toFixed(1)];
          return `M${left} ${TALL + UNDER}v${-tall.toFixed(1)}h${across}V${TALL + UNDER}z`;
        })
        .join(""),
    );
    write(low, real(from));
    write(high, real(to));
    const inside = counts.reduce((sum, count) => sum + count, 0);
    mark(
      node,
      "data-picture",
      `The function, and under it how many of this layer's ${inside} numbers lie where on this ` +
        `frame: ${real(least)} to ${real(most)}.`,
    );
    return [least, most];
  }
  /** @type {number[]} */
  let range = [0, 0];
  return {
    node,
    /**
     * @param {Layer} layer
     * @param {FeatureMap} map    of what goes in
     * @param {number} frame
     * @param {Cell | null} cell
     */
    show({ kind }, map, frame, cell) {
      const of = CURVES[kind];
      if (!of) return;
      if (painted !== `${frame} ${map.layer}`) {
        painted = `${frame} ${map.layer}`;
        range = paint(of, map);
      }
      const [tap] = cell?.taps ?? [];
      const known = !!cell && !!tap;
      dot.toggleAttribute("hidden", !known);
      drop.toggleAttribute("hidden", !known);
      const [least, most] = range.map(real);
      const numbers = `Its numbers on this frame: ${least} to ${most}, counted below.`;
      if (!known) return write(said, numbers);
      const value = cell.input.scale * (tap.input - cell.input.zeroPoint);
      dot.setAttribute("cx", x(value).toFixed(1));
      dot.setAttribute("cy", y(cell.real).toFixed(1));
      drop.setAttribute("d", `M${x(value).toFixed(1)} ${TALL + UNDER}V${y(cell.real).toFixed(1)}`);
      write(said, `${numbers} The cell in focus: ${real(value)} becomes ${real(cell.real)}.`);
    },
  };
}
