// The frame in grey with a signed map over it: green for the class, violet against it; the larger a
// number, the stronger its colour.

import { clamp, withSign } from "../../domain/number.js";
import { largest } from "../shared/tap-colour.js";

/**
 * @import { Picture } from "../../domain/state.js"
 * @import { Box, ClassMap } from "../../separable.d.ts"
 */

/** @typedef {Pick<ClassMap, "data" | "shape">} Numbers of the places */

/**
 * @typedef {object} Look
 * @property {number} opacity   0 to 1
 * @property {boolean} smooth   whether values are interpolated between the places
 * @property {[number, number] | null} place   in focus
 * @property {Box | null} seen   pixels of the square that the place sees
 * @property {(text: string) => string} number   as the language writes it
 */

/** Two hues that every kind of colour vision distinguishes. */
const FOR = [0, 158, 96];
const AGAINST = [150, 60, 205];

const FINE = 96; // cells of the interpolated map, each way
const ROOM = 36; // CSS pixels of a place that has room for its number

const easel = document.createElement("canvas");
const veil = document.createElement("canvas");

/**
 * The largest magnitude: where the colours are strongest.
 * @param {ArrayLike<number>} data
 */
export const fullOf = (data) => largest(data) || 1;

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Picture} picture
 */
function grey(ctx, { data, width, height }) {
  Object.assign(easel, { width, height });
  easel.getContext("2d")?.putImageData(new ImageData(new Uint8ClampedArray(data), width), 0, 0);
  ctx.imageSmoothingEnabled = true;
  ctx.drawImage(easel, 0, 0, ctx.canvas.width, ctx.canvas.height);
}

/**
 * The values between the places, from middle to middle.
 * @param {Numbers} map
 * @param {number} full
 */
function interpolated({ data, shape: [h, w] }, full) {
  veil.width = veil.height = FINE;
  const image = new ImageData(FINE, FINE);
  const between = (/** @type {number} */ at, /** @type {number} */ n) => {
    const middle = clamp(((at + 0.5) * n) / FINE - 0.5, 0, n - 1);
    const low = Math.min(Math.floor(middle), Math.max(0, n - 2));
    return { low, high: Math.min(low + 1, n - 1), part: middle - low };
  };
  for (let y = 0, to = 0; y < FINE; y++) {
    const row = between(y, h);
    for (let x = 0; x < FINE; x++, to += 4) {
      const { low, high, part } = between(x, w);
      const [above, below] = [row.low, row.high].map(
        (r) => data[r * w + low] * (1 - part) + data[r * w + high] * part,
      );
      const value = above * (1 - row.part) + below * row.part;
      image.data.set(value < 0 ? AGAINST : FOR, to);
      image.data[to + 3] = (255 * Math.abs(value)) / full;
    }
  }
  veil.getContext("2d")?.putImageData(image, 0, 0);
  return veil;
}

/**
 * @param {number} value
 * @param {number} full
 * @param {number} opacity
 */
const tint = (value, full, opacity) =>
  `rgb(${(value < 0 ? AGAINST : FOR).join(" ")} / ` +
  `${((opacity * Math.abs(value)) / full).toFixed(3)})`;

/**
 * Where cell `i` of `n` begins, in whole pixels.
 * @param {number} side of the canvas, that way
 */
const edges = (side) => (/** @type {number} */ i, /** @type {number} */ n) =>
  Math.round((i * side) / n);

/**
 * The places of the map as cells, with their numbers where there is room.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Numbers} map
 * @param {{ full: number, opacity: number, dpr: number, number: Look["number"] }} colours
 */
function drawCells(ctx, { data, shape: [h, w] }, { full, opacity, dpr, number }) {
  const { width, height } = ctx.canvas;
  const [across, down] = [edges(width), edges(height)];
  const high = Math.min(width / w, height / h);
  const numbers = high / dpr >= ROOM && opacity > 0;
  ctx.font = `600 ${Math.min(15 * dpr, high / 3.1)}px system-ui, sans-serif`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const value = data[y * w + x];
      const [left, top] = [across(x, w), down(y, h)];
      const [wide, tall] = [across(x + 1, w) - left, down(y + 1, h) - top];
      ctx.fillStyle = tint(value, full, opacity);
      ctx.fillRect(left, top, wide, tall);
      ctx.strokeStyle = "rgb(255 255 255 / 0.35)";
      ctx.lineWidth = dpr;
      ctx.strokeRect(left + dpr / 2, top + dpr / 2, wide, tall);
      if (!numbers) continue;
      const text = number(withSign(value, full < 9.95 ? 1 : 0));
      ctx.strokeStyle = "rgb(0 0 0 / 0.75)";
      ctx.lineWidth = 3 * dpr;
      ctx.strokeText(text, left + wide / 2, top + tall / 2);
      ctx.fillStyle = "#fff";
      ctx.fillText(text, left + wide / 2, top + tall / 2);
    }
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Picture} picture
 * @param {Numbers} map
 * @param {number} width in CSS pixels
 * @param {Look} look
 */
export function paintMap(canvas, picture, map, width, { opacity, smooth, place, seen, number }) {
  const dpr = devicePixelRatio || 1;
  const wide = Math.round(width * dpr);
  const tall = Math.round((wide * picture.height) / picture.width);
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== tall) canvas.height = tall;
  const ctx = canvas.getContext("2d");
  if (!ctx || !wide || !tall) return;
  const {
    data,
    shape: [h, w],
  } = map;
  const full = fullOf(data);
  grey(ctx, picture);
  ctx.globalCompositeOperation = "saturation"; // the more of the map, the less colour of the frame
  ctx.fillStyle = `rgb(128 128 128 / ${Math.min(1, opacity * 1.4)})`;
  ctx.fillRect(0, 0, wide, tall);
  ctx.globalCompositeOperation = "source-over";
  if (smooth) {
    ctx.globalAlpha = opacity;
    ctx.drawImage(interpolated(map, full), 0, 0, wide, tall);
    ctx.globalAlpha = 1;
  } else drawCells(ctx, map, { full, opacity, dpr, number });
  if (seen) {
    const scale = wide / picture.width;
    frame(
      ctx,
      seen.left * scale,
      seen.top * scale,
      (seen.right - seen.left) * scale,
      (seen.bottom - seen.top) * scale,
      dpr,
      true,
    );
  }
  if (!place) return;
  const [across, down] = [edges(wide), edges(tall)];
  const [left, top] = [across(place[1], w), down(place[0], h)];
  frame(ctx, left, top, across(place[1] + 1, w) - left, down(place[0] + 1, h) - top, dpr, false);
}

/**
 * A frame that is seen on light and dark alike.
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} left
 * @param {number} top
 * @param {number} wide
 * @param {number} tall
 * @param {number} dpr
 * @param {boolean} dashed
 */
export function frame(ctx, left, top, wide, tall, dpr, dashed) {
  const inner = (/** @type {number} */ by) =>
    ctx.strokeRect(left + by * dpr, top + by * dpr, wide - 2 * by * dpr, tall - 2 * by * dpr);
  ctx.lineWidth = (dashed ? 2 : 3) * dpr;
  ctx.strokeStyle = "rgb(0 0 0 / 0.85)";
  inner(dashed ? 1 : 1.5);
  ctx.setLineDash(dashed ? [5 * dpr, 4 * dpr] : []);
  ctx.strokeStyle = "#fff";
  ctx.lineWidth = (dashed ? 1 : 2) * dpr;
  inner(dashed ? 1 : 2.5);
  ctx.setLineDash([]);
}

/**
 * The colours from full against to full for, as they lie over a middle grey.
 * @param {HTMLCanvasElement} canvas
 * @param {number} opacity
 */
export function paintKey(canvas, opacity) {
  Object.assign(canvas, { width: 201, height: 1 });
  const ctx = canvas.getContext("2d");
  if (!ctx) return;
  ctx.fillStyle = "rgb(128 128 128)";
  ctx.fillRect(0, 0, 201, 1);
  for (let i = 0; i <= 200; i++) {
    ctx.fillStyle = tint(i - 100, 100, opacity);
    ctx.fillRect(i, 0, 1, 1);
  }
}
