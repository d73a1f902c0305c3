// The square of the source that the network sees: how many times smaller than the largest one, and
// its centre as fractions of width and height, so that it survives a change of resolution.

import { clamp } from "./number.js";

/**
 * @typedef {{ x: number, y: number, zoom: number }} Crop
 * @typedef {{ width: number, height: number }} Size
 */

export const MOST = 16; // times smaller than the largest square

/** The centre square, as large as it can be. @type {Readonly<Crop>} */
export const CENTRE = Object.freeze({ x: 0.5, y: 0.5, zoom: 1 });

/**
 * Rounded to the digits of the address, so that the address leads to the same pixels.
 * @param {Crop} crop
 * @returns {Crop}
 */
export const tidy = ({ x, y, zoom }) => ({
  x: round(x, 1e5),
  y: round(y, 1e5),
  zoom: round(zoom, 1e3),
});
const round = (/** @type {number} */ value, /** @type {number} */ parts) =>
  Math.round(value * parts) / parts;

/** @param {Crop} crop */
export const isCentre = ({ x, y, zoom }) => x === 0.5 && y === 0.5 && zoom === 1;

/**
 * In pixels of the picture, as `look()` takes it.
 * @param {Crop} crop
 * @param {Size} size
 */
export function square({ x, y, zoom }, { width, height }) {
  const side = Math.max(1, Math.round(Math.min(width, height) / zoom));
  return { x: Math.round(x * width - side / 2), y: Math.round(y * height - side / 2), side };
}

/**
 * Moved by so many of its own sides; it stops at the edges.
 * @param {Crop} crop
 * @param {[number, number]} by
 * @param {Size} size
 * @returns {Crop}
 */
export function moved({ x, y, zoom }, [right, down], { width, height }) {
  const side = Math.min(width, height) / zoom;
  return inside(
    { x: x + (right * side) / width, y: y + (down * side) / height, zoom },
    { width, height },
  );
}

/**
 * Zoomed by a factor about a point of the square, each coordinate from -0.5 to 0.5; the point stays
 * in place.
 * @param {Crop} crop
 * @param {number} factor
 * @param {[number, number]} about
 * @param {Size} size
 * @returns {Crop}
 */
export function zoomed(crop, factor, [right, down], size) {
  const zoom = clamp(crop.zoom * factor, 1, MOST);
  const shrinks = Math.min(size.width, size.height) * (1 / crop.zoom - 1 / zoom);
  const x = crop.x + (right * shrinks) / size.width;
  const y = crop.y + (down * shrinks) / size.height;
  return inside({ x, y, zoom }, size);
}

/**
 * @param {Crop} crop
 * @param {Size} size
 * @returns {Crop}
 */
function inside({ x, y, zoom }, { width, height }) {
  const half = Math.min(width, height) / zoom / 2;
  return {
    x: clamp(x, half / width, 1 - half / width),
    y: clamp(y, half / height, 1 - half / height),
    zoom,
  };
}
