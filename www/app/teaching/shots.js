// A picture as it is kept: what the square shows, cropped and mirrored, as a PNG of our own, so
// that every browser reads the same pixels from it and the same pictures teach the same.

import { cut } from "../../domain/crop.js";
import { encode } from "../../picture/png.js";
import { NO_CANVAS, draw } from "../../separable/reading.js";

/** @import { Crop } from "../../domain/crop.js" */

/** The shorter side of a picture, where no network wants more. */
const SIDE = 256;
/** What a corner shows of the picture. */
const CORNER = 0.8;
/** Exponents of darker and brighter pictures. */
const LIGHTS = [1.5, 1 / 1.5];

/**
 * @typedef {{ source: CanvasImageSource, size: { width: number, height: number }, crop: Crop,
 *   mirror: boolean, input: readonly number[] }} Seen   `input`: height and width of the network's
 */

/** @type {HTMLCanvasElement | null} */
let easel = null;

/**
 * Draws what the square shows, at once, then packs it.
 * @param {Seen} seen
 */
export async function take({ source, size, crop, mirror, input }) {
  easel ??= document.createElement("canvas");
  const [h, w] = input;
  const scale = Math.max(1, SIDE / Math.min(h, w));
  const [height, width] = [h, w].map((length) => Math.round(length * scale));
  Object.assign(easel, { width, height });
  const context = easel.getContext("2d", { alpha: false, willReadFrequently: true });
  if (!context) throw new Error(NO_CANVAS);
  const { x, y, side } = cut(crop, size, input);
  const zoom = Math.min(width, height) / side;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = "high";
  context.setTransform(
    mirror ? -zoom : zoom,
    0,
    0,
    zoom,
    (mirror ? width : 0) + (mirror ? x : -x) * zoom,
    -y * zoom,
  );
  context.drawImage(source, 0, 0, size.width, size.height);
  const pixels = await draw(easel, { x: 0, y: 0, width, height });
  return new Blob([await encode(pixels)], { type: "image/png" });
}

/**
 * What a stored picture is to the network: its pixels, and how it is to be looked at.
 * @typedef {{ source: ImageBitmap | { data: Uint8ClampedArray, width: number, height: number },
 *   mirror?: boolean, crop?: { x: number, y: number, side: number } }} Variation
 */

/**
 * The pictures that one picture stands for: itself, then the variations that the visitor wants.
 * @param {ImageBitmap} source
 * @param {{ mirror: boolean, crop: boolean, light: boolean }} settings
 * @returns {AsyncGenerator<Variation>}
 */
export async function* variationsOf(source, settings) {
  yield { source };
  if (settings.mirror) yield { source, mirror: true };
  const { width, height } = source;
  if (settings.crop) {
    const side = Math.round(Math.min(width, height) * CORNER);
    yield { source, crop: { x: 0, y: 0, side } };
    yield { source, crop: { x: width - side, y: height - side, side } };
  }
  if (!settings.light) return;
  const { data } = await draw(source, { x: 0, y: 0, width, height });
  for (const exponent of LIGHTS) {
    const lit = Uint8ClampedArray.from(
      { length: 256 },
      (_, byte) => 255 * (byte / 255) ** exponent,
    );
    yield {
      source: { data: data.map((byte, i) => (i % 4 === 3 ? byte : lit[byte])), width, height },
    };
  }
}
