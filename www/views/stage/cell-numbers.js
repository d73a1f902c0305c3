// How the numbers of a cell are written: as they are stored, and small factors.

import { integer } from "../../domain/number.js";
import { el, mark, write } from "../shared/dom.js";

/** @import { Quantization } from "../../separable.d.ts" */

/**
 * A number as it is stored: a whole one, or a float with the digits that it has.
 * @param {number} number
 */
export const stored = (number) =>
  Number.isInteger(number)
    ? integer(number)
    : String(Number(number.toPrecision(7))).replaceAll("-", "−");

/**
 * A stored number less its zero point, as it is written.
 * @param {number} number
 * @param {number} zero
 */
export const centred = (number, zero) =>
  zero === 0 ? stored(number) : `(${stored(number)}${zero < 0 ? "+" : "−"}${Math.abs(zero)})`;

/**
 * @param {number} number
 * @param {Quantization} meaning
 */
export const meant = (number, { scale, zeroPoint }) => scale * (number - zeroPoint);

/**
 * Small numbers with three figures.
 * @param {number} value
 */
export function threeFigures(value) {
  if (value >= 0.001 || value <= 0) return value.toPrecision(3);
  const exponent = Math.floor(Math.log10(value));
  return `${(value / 10 ** exponent).toFixed(2)} × 10${String(exponent)
    .replace("-", "⁻")
    .replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)])}`;
}

/**
 * An element whose number others read.
 * @param {string} metric
 */
export const counted = (metric) => el("td", { class: "number", "data-metric": metric });

/**
 * @param {HTMLElement} node
 * @param {number} value
 * @param {string} text
 */
export function writeNumber(node, value, text) {
  mark(node, "data-value", value);
  write(node, text);
}
