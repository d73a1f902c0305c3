// Squares that cover a picture: where they lie, and what they say of each of its parts.

/** @import { Box } from "../separable.d.ts" */

/** Cells that the map has along the shorter side, about. */
const CELLS = 28;
/** Pixels of a cell are a multiple of these. */
const STEP = 4;
/** Cells of a square that is moved everywhere: as many as of a place of most last maps. */
const WIDE = 4;

/** @typedef {{ cell: number, side: number, rows: number, columns: number }} Raster   of squares */

/**
 * How squares are laid over a picture: `side` pixels wide, `cell` pixels apart.
 * @param {number} height
 * @param {number} width
 * @returns {Raster}
 */
export function rasterOf(height, width) {
  const short = Math.min(height, width);
  const cell = Math.max(1, Math.round(short / CELLS / STEP) * STEP || 1);
  const side = Math.min(short, WIDE * cell);
  const along = (/** @type {number} */ size) => Math.ceil((size - side) / cell) + 1;
  return { cell, side, rows: along(height), columns: along(width) };
}

/**
 * The squares, row by row; the last ones end at the edge.
 * @param {number} height
 * @param {number} width
 * @returns {Box[]}
 */
export function squaresOf(height, width) {
  const { cell, side, rows, columns } = rasterOf(height, width);
  const from = (/** @type {number} */ i, /** @type {number} */ size) =>
    Math.min(i * cell, size - side);
  return Array.from({ length: rows * columns }, (_, i) => {
    const top = from(Math.floor(i / columns), height);
    const left = from(i % columns, width);
    return { top, left, bottom: top + side, right: left + side };
  });
}

/**
 * What each cell means to the answer: the mean fall of the squares that cover it; zero where none
 * has been tried yet.
 * @param {number} height
 * @param {number} width
 * @param {number} before   the probability of the picture as it is
 * @param {number[]} after   of the first squares, covered
 * @returns {{ data: Float64Array<ArrayBuffer>, shape: [number, number] }}
 */
export function fallsOf(height, width, before, after) {
  const { cell } = rasterOf(height, width);
  /** @type {[number, number]} */
  const shape = [Math.ceil(height / cell), Math.ceil(width / cell)];
  const sums = new Float64Array(shape[0] * shape[1]);
  const counts = new Uint16Array(sums.length);
  squaresOf(height, width).forEach(({ top, left, bottom, right }, i) => {
    if (i >= after.length) return;
    // Cells whose middle the square covers.
    const first = (/** @type {number} */ edge) => Math.ceil(edge / cell - 0.5);
    for (let y = first(top); y < Math.min(first(bottom), shape[0]); y++)
      for (let x = first(left); x < Math.min(first(right), shape[1]); x++) {
        sums[y * shape[1] + x] += before - after[i];
        counts[y * shape[1] + x]++;
      }
  });
  for (let i = 0; i < sums.length; i++) sums[i] /= counts[i] || 1;
  return { data: sums, shape };
}

/**
 * A square about a place, moved so that it lies inside.
 * @param {number} y   pixels from the top, of its middle
 * @param {number} x
 * @param {number} side
 * @param {number} height
 * @param {number} width
 * @returns {Box}
 */
export function squareAt(y, x, side, height, width) {
  const from = (/** @type {number} */ middle, /** @type {number} */ size) =>
    Math.max(0, Math.min(size - side, Math.round(middle - side / 2)));
  const [top, left] = [from(y, height), from(x, width)];
  return { top, left, bottom: top + side, right: left + side };
}
