// The sum of two fractions as areas: the standard convolution whole, one row of it, and one column
// of it.

import { el } from "../shared/dom.js";
import { svg } from "../shared/svg.js";
import { share } from "./versus.js";

/** @import { Form } from "../../domain/block-cost.js" */

const WIDE = 150;
const HIGH = 110;
const LEAST = 1.5; // of a row or column that would be thinner than the eye sees

/**
 * @param {number} columns
 * @param {number} rows
 */
function grid(columns, rows) {
  const lines = [];
  if (columns <= 50)
    for (let x = 1; x < columns; x++) lines.push(`M${(x * WIDE) / columns} 0V${HIGH}`);
  if (rows <= 32) for (let y = 1; y < rows; y++) lines.push(`M0 ${(y * HIGH) / rows}H${WIDE}`);
  return svg("path", { class: "lines", d: lines.join("") });
}

/**
 * @param {string} kind
 * @param {number} wide
 * @param {number} high
 * @param {number} columns
 * @param {number} rows
 */
const area = (kind, wide, high, columns, rows) =>
  svg(
    "svg",
    { viewBox: `-1 -1 ${WIDE + 2} ${HIGH + 2}`, class: kind, "aria-hidden": "true" },
    svg("rect", { class: "whole", width: WIDE, height: HIGH }),
    svg("rect", { class: "filled", width: Math.max(LEAST, wide), height: Math.max(LEAST, high) }),
    grid(columns, rows),
  );

/** @param {Form} form */
export function drawAreas([, , , n, k]) {
  const kk = k * k;
  /**
   * @param {Element} picture
   * @param {string} kind
   * @param {string} name
   * @param {string} count
   * @param {string} part
   */
  const figure = (picture, kind, name, count, part) =>
    el(
      "div",
      { class: `area ${kind}` },
      picture,
      el(
        "p",
        {},
        el("b", {}, name),
        el("span", { class: "number" }, count),
        el("span", { class: "number" }, part),
      ),
    );
  const sum = el(
    "p",
    { class: "sum number" },
    el("span", { class: "part-of depthwise" }, `1/${n}`),
    " + ",
    el("span", { class: "part-of pointwise" }, `1/${kk}`),
    " = ",
    el("b", {}, share(1 / n + 1 / kk)),
    el("span", { class: "label" }, ` of ${kk} × ${n}`),
  );
  const thin = HIGH / n < LEAST || WIDE / kk < LEAST;
  const note = el(
    "p",
    { class: "label whole-row" },
    "What would be too thin to be seen is drawn a little thicker.",
  );
  return [
    figure(area("standard", WIDE, HIGH, kk, n), "standard", "standard", `${kk} × ${n}`, "1"),
    figure(
      area("depthwise", WIDE, HIGH / n, kk, n),
      "depthwise",
      "depthwise",
      `one row: ${kk}`,
      `1/${n}`,
    ),
    figure(
      area("pointwise", WIDE / kk, HIGH, kk, n),
      "pointwise",
      "pointwise",
      `one column: ${n}`,
      `1/${kk}`,
    ),
    sum,
    ...(thin ? [note] : []),
  ];
}
