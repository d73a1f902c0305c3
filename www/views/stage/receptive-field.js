// The receptive field of a cell: the pixels of the picture that it depends on.

/**
 * @import { Layer, Shape } from "../../domain/state.js"
 * @import { Box, Field } from "../../separable.d.ts"
 * @import { Say } from "./words.js"
 */

/**
 * Lays an element over a part of a map.
 * @param {HTMLElement} node
 * @param {Box} box
 * @param {number} h of the map
 * @param {number} w
 */
export function lay(node, { top, left, bottom, right }, h, w) {
  for (const [name, value] of /** @type {const} */ ([
    ["--top", top / h],
    ["--left", left / w],
    ["--height", (bottom - top) / h],
    ["--width", (right - left) / w],
  ]))
    node.style.setProperty(name, String(value));
}

/**
 * Rows and columns.
 * @param {Box} box
 * @returns {[number, number]}
 */
export const sizeOf = ({ top, left, bottom, right }) => [bottom - top, right - left];

/**
 * What a cell sees, in a sentence.
 * @param {{ box: Box, unclipped: Box }} field
 * @param {Shape} input
 * @param {Say} say
 */
export function fieldSentence({ box, unclipped }, [h, w], say) {
  const [rows, columns] = sizeOf(box);
  const [allRows, allColumns] = sizeOf(unclipped);
  const cut = allRows > rows || allColumns > columns;
  return say(cut ? "fieldCut" : "field", { rows, columns, h, w, allRows, allColumns });
}

/**
 * Pixels from one cell to the next, after these layers: down and across.
 * @param {Layer[]} layers
 * @returns {[number, number]}
 */
const strideOf = (layers) =>
  layers.reduce(
    ([down, across], { stride }) =>
      /** @type {[number, number]} */ ([down * (stride?.[0] ?? 1), across * (stride?.[1] ?? 1)]),
    /** @type {[number, number]} */ ([1, 1]),
  );

/**
 * The middle of the receptive field of every cell of a map, as fractions of the picture. One field
 * is known; from cell to cell, the middle moves by the strides of the layers before.
 * @param {Field} field   of cell `at`
 * @param {[number, number]} at
 * @param {Layer[]} layers   from the picture to the map
 * @param {Shape} input
 * @returns {(y: number, x: number) => [number, number]}
 */
export function middlesOf({ unclipped }, at, layers, [h, w]) {
  const [down, across] = strideOf(layers);
  const top = (unclipped.top + unclipped.bottom) / 2 - at[0] * down;
  const left = (unclipped.left + unclipped.right) / 2 - at[1] * across;
  return (y, x) => [(top + y * down) / h, (left + x * across) / w];
}
