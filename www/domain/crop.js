// The area of the source that the network sees, of the ratio of its input: how many times smaller
// than the largest one, and its centre as fractions of width and height, so that it survives a
// change of resolution.

import { clamp } from "./number.js";

/**
 * @typedef {{ x: number, y: number, zoom: number }} Crop
 * @typedef {{ width: number, height: number }} Size
 * @typedef {readonly number[]} Input   height and width of a network's input; a square without it
 */

export const MOST = 16; // times smaller than the largest area

/** The centre area, as large as it can be. @type {Readonly<Crop>} */
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
 * The largest area of the picture, as `www/separable/capture.js` cuts it.
 * @param {Size} picture
 * @param {Input} [input]
 * @returns {Size}
 */
function largest({ width, height }, [h, w] = [1, 1]) {
  return width * h >= height * w
    ? { width: Math.max(1, Math.round((height * w) / h)), height }
    : { width, height: Math.max(1, Math.round((width * h) / w)) };
}

/**
 * In pixels of the picture, as `look()` takes it: `side` is the shorter side.
 * @param {Crop} crop
 * @param {Size} picture
 * @param {Input} [input]
 */
export function cut({ x, y, zoom }, picture, input) {
  const { width, height } = largest(picture, input);
  const shorter = Math.min(width, height);
  const side = Math.max(1, Math.round(shorter / zoom));
  const [w, h] = [width, height].map((length) => Math.round((length * side) / shorter));
  return {
    x: Math.round(x * picture.width - w / 2),
    y: Math.round(y * picture.height - h / 2),
    side,
  };
}

/**
 * Moved by so many of its own widths and heights; it stops at the edges.
 * @param {Crop} crop
 * @param {[number, number]} by
 * @param {Size} picture
 * @param {Input} [input]
 * @returns {Crop}
 */
export function moved({ x, y, zoom }, [right, down], picture, input) {
  const { width, height } = largest(picture, input);
  const to = {
    x: x + (right * width) / zoom / picture.width,
    y: y + (down * height) / zoom / picture.height,
    zoom,
  };
  return inside(to, picture, input);
}

/**
 * Zoomed by a factor about a point of the area, each coordinate from -0.5 to 0.5; the point stays
 * in place.
 * @param {Crop} crop
 * @param {number} factor
 * @param {[number, number]} about
 * @param {Size} picture
 * @param {Input} [input]
 * @returns {Crop}
 */
export function zoomed(crop, factor, [right, down], picture, input) {
  const zoom = clamp(crop.zoom * factor, 1, MOST);
  const { width, height } = largest(picture, input);
  const shrinks = 1 / crop.zoom - 1 / zoom;
  const x = crop.x + (right * width * shrinks) / picture.width;
  const y = crop.y + (down * height * shrinks) / picture.height;
  return inside({ x, y, zoom }, picture, input);
}

/**
 * @param {Crop} crop
 * @param {Size} picture
 * @param {Input} [input]
 * @returns {Crop}
 */
function inside({ x, y, zoom }, picture, input) {
  const { width, height } = largest(picture, input);
  const across = width / zoom / 2 / picture.width;
  const down = height / zoom / 2 / picture.height;
  return { x: clamp(x, across, 1 - across), y: clamp(y, down, 1 - down), zoom };
}
