// The lab's colours, and a grid of numbers painted on a canvas: values, zeros around them, taps.

import { isDark } from "../../domain/contrast.js";
import { clamp } from "../../domain/number.js";

export { tapColour } from "../shared/tap-colour.js";

/**
 * @typedef {object} Numbers   what a grid shows
 * @property {number} h
 * @property {number} w
 * @property {(y: number, x: number) => number} at
 * @property {[number, number, number, number]} pad rows and columns of zeros: above, right, below,
 *   left
 * @property {boolean} signed   numbers below zero and above it in two colours; else light and dark
 * @property {number} most      the largest magnitude: full colour
 * @property {boolean} [faint]   in pale colours, with the numbers as legible as ever
 * @property {(y: number, x: number) => boolean} [later]   not computed yet
 * @property {{ y: number, x: number, colour: string }[]} [taps]   cells in the colour of their tap
 * @property {{ y: number, x: number }[]} [marks]   cells that are only marked
 */

const NAMES = ["card", "sunk", "ink", "soft", "line", "line-strong", "above", "below", "on-above"];
/** @type {Record<string, string> | null} */
let palette = null;
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => (palette = null));

/** @param {Element} node within the lab */
function colours(node) {
  if (palette) return palette;
  const style = getComputedStyle(node);
  const read = Object.fromEntries(
    NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
  );
  if (read.above) palette = read; // not before the style sheet is there
  return read;
}

const MINUS = "\u2212";

/**
 * A number with few decimals.
 * @param {number} value
 * @param {number} [digits] after the point, at most
 */
export function brief(value, digits = 2) {
  const rounded = Number(value.toFixed(digits));
  return (rounded < 0 ? MINUS : "") + Math.abs(rounded);
}

const LEAST_TEXT = 6.5; // CSS pixels of the smallest numbers that are written
const LEAST_DECIMAL = 26; // of a cell that has room for a decimal beside larger numbers
const FAINT = 0.12; // of a colour that is pale

/**
 * Where the cells of a grid lie on the canvas, in device pixels.
 * @param {Numbers} numbers
 * @param {number} width   in CSS pixels
 * @param {number} scale   device pixels a CSS pixel
 */
function layOut({ h, w, pad: [above, right, below, left], most, at }, width, scale) {
  const side = (width * scale) / (w + left + right);
  const gap = side > 9 * scale ? Math.max(1, Math.round(scale)) : 0;
  const edge = (/** @type {number} */ n) => Math.round(n * side);
  const decimals = most < 10 || side / scale >= LEAST_DECIMAL;
  const text = (/** @type {number} */ value) =>
    brief(value, decimals && Math.abs(value) < 9.95 ? 1 : 0);
  let longest = 1;
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) longest = Math.max(longest, text(at(y, x)).length);
  const size = Math.min(0.58, 1.35 / longest) * side; // of all numbers, so that none looks smaller
  return {
    ...{ side, text, size },
    across: Math.round(width * scale),
    down: Math.round(side * (h + above + below)),
    hasText: size / scale >= LEAST_TEXT,
    /**
     * @param {number} y
     * @param {number} x
     */
    box(y, x) {
      const [x0, y0] = [edge(x + left), edge(y + above)];
      return { x0, y0, wide: edge(x + left + 1) - x0 - gap, high: edge(y + above + 1) - y0 - gap };
    },
  };
}

/** @typedef {ReturnType<ReturnType<typeof layOut>["box"]>} Box */

/**
 * The outline of a zero around the input (dashed), or of a number that is not computed yet.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {number} scale
 * @param {string} colour
 * @param {boolean} dashed
 */
function outline(ctx, { x0, y0, wide, high }, scale, colour, dashed) {
  ctx.setLineDash(dashed ? [2 * scale, 2 * scale] : []);
  ctx.lineWidth = scale;
  ctx.strokeStyle = colour;
  ctx.strokeRect(x0 + scale / 2, y0 + scale / 2, wide - scale, high - scale);
}

/**
 * A grey with a touch of blue, hsl(220 8%), as sRGB bytes.
 * @param {number} light   0 to 1
 */
function bluish(light) {
  const chroma = 0.08 * Math.min(light, 1 - light);
  return [-1, -1 / 3, 1].map((part) => Math.round(255 * (light + part * chroma)));
}

/**
 * Fills a cell in the colour of its number.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {number} value
 * @param {Numbers} numbers
 * @param {Record<string, string>} colour
 * @returns {string} the colour of its text
 */
function fill(ctx, { x0, y0, wide, high }, value, { signed, most, faint }, colour) {
  if (!signed) {
    const [r, g, b] = bluish(0.08 + (0.88 * Math.max(0, value)) / (most || 1));
    ctx.globalAlpha = faint ? FAINT : 1;
    ctx.fillStyle = `rgb(${r} ${g} ${b})`;
    ctx.fillRect(x0, y0, wide, high);
    ctx.globalAlpha = 1;
    return faint ? colour.soft : isDark(r, g, b) ? "#fff" : "#000";
  }
  ctx.fillStyle = colour.sunk;
  ctx.fillRect(x0, y0, wide, high);
  ctx.globalAlpha = most ? Math.min(1, Math.abs(value) / most) : 0;
  ctx.fillStyle = value < 0 ? colour.below : colour.above;
  ctx.fillRect(x0, y0, wide, high);
  ctx.globalAlpha = 1;
  return value === 0 ? colour.soft : colour.ink;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Box} box
 * @param {string} colour
 * @param {number} thick
 */
function ring(ctx, { x0, y0, wide, high }, colour, thick) {
  ctx.lineWidth = thick;
  ctx.strokeStyle = colour;
  ctx.strokeRect(x0 + thick / 2, y0 + thick / 2, wide - thick, high - thick);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Numbers} numbers
 * @param {number} width   in CSS pixels
 * @param {number} scale   device pixels a CSS pixel
 */
export function paint(canvas, numbers, width, scale) {
  const { h, w, pad } = numbers;
  const [above, right, below, left] = pad;
  const { across, down, side, size, text, hasText, box } = layOut(numbers, width, scale);
  if (canvas.width !== across || canvas.height !== down)
    Object.assign(canvas, { width: across, height: down });
  const ctx = canvas.getContext("2d");
  if (!ctx) return;
  const colour = colours(canvas);
  ctx.clearRect(0, 0, across, down);
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.font = `${size}px system-ui, sans-serif`;
  for (let y = -above; y < h + below; y++) {
    for (let x = -left; x < w + right; x++) {
      const inside = y >= 0 && y < h && x >= 0 && x < w;
      const later = inside && !!numbers.later?.(y, x);
      const cell = box(y, x);
      if (!inside || later)
        outline(ctx, cell, scale, colour[later ? "line" : "line-strong"], !later);
      if (later) continue;
      const value = inside ? numbers.at(y, x) : 0;
      const ink = inside ? fill(ctx, cell, value, numbers, colour) : colour.soft;
      if (!hasText) continue;
      ctx.fillStyle = ink;
      ctx.fillText(text(value), cell.x0 + cell.wide / 2, cell.y0 + cell.high / 2 + size * 0.06);
    }
  }
  ctx.setLineDash([]);
  const thick = clamp(side / scale / 8, 2, 3.5) * scale;
  for (const { y, x } of numbers.marks ?? []) ring(ctx, box(y, x), colour.ink, thick / 1.6);
  for (const { y, x, colour } of numbers.taps ?? []) ring(ctx, box(y, x), colour, thick);
}
