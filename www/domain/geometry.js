// The inputs of a cell and the zeros around them, by TensorFlow's SAME and VALID padding.

import { clamp } from "./number.js";
import { zeros } from "./padding.js";

/** @import { Layer } from "./state.js" */

/** @typedef {[number, number]} Place   row and column */
/** @typedef {{ top: number, right: number, bottom: number, left: number }} Pad */
/** @typedef {{ y: number, x: number, h: number, w: number }} Area */

/**
 * Rows and columns of zeros around a layer's input.
 * @param {Layer} layer
 * @returns {Pad}
 */
export function padOf({ input, output, kernel, stride }) {
  const along = (/** @type {0 | 1} */ i) =>
    kernel && stride ? zeros(input[i], output[i], kernel[i], stride[i]) : [0, 0];
  const [[top, bottom], [left, right]] = [along(0), along(1)];
  return { top, right, bottom, left };
}

/**
 * The inputs of a cell; some may be padding.
 * @param {Layer} layer
 * @param {Place} place
 * @returns {Area}
 */
export function windowOf(layer, [y, x]) {
  if (layer.kind === "pool") return { y: 0, x: 0, h: layer.input[0], w: layer.input[1] };
  const { top, left } = padOf(layer);
  const [h, w] = layer.kernel ?? [1, 1];
  const [down, right] = layer.stride ?? [1, 1];
  return { y: y * down - top, x: x * right - left, h, w };
}

/**
 * The cell whose window is over a position of the input.
 * @param {Layer} layer
 * @param {Place} place
 * @returns {Place}
 */
export function cellOver(layer, [y, x]) {
  const { top, left } = padOf(layer);
  const at = (
    /** @type {number} */ place,
    /** @type {number} */ before,
    /** @type {0 | 1} */ i,
  ) => {
    const [size, step] = [layer.kernel?.[i] ?? 1, layer.stride?.[i] ?? 1];
    const first = Math.round((place + before - (size - 1) / 2) / step);
    return clamp(first, 0, layer.output[i] - 1);
  };
  return [at(y, top, 0), at(x, left, 1)];
}
