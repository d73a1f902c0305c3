// Colours for signed numbers: purple below zero, green above, lightest at zero. Lightness shows the
// magnitude, also without colour vision, and hue shows the sign.

import { srgb } from "./colour.js";

/** Lightness, chroma and hue in OKLCH of the minimum, of zero and of the maximum. */
const [LEAST, ZERO, MOST] = [
  [0.36, 0.16, 305],
  [0.97, 0, 0],
  [0.4, 0.11, 150],
];

/**
 * 511 pixels from -255 to 255, as ImageData keeps them on little-endian machines.
 * @type {Uint32Array | null}
 */
let pixels = null;

export function signed() {
  pixels ??= Uint32Array.from({ length: 511 }, (_, i) => {
    const t = Math.abs(i - 255) / 255;
    const end = i < 255 ? LEAST : MOST;
    const [r, g, b] = srgb(ZERO[0] + (end[0] - ZERO[0]) * t, end[1] * Math.sqrt(t), end[2]);
    return (0xff000000 | (b << 16) | (g << 8) | r) >>> 0;
  });
  return pixels;
}

/**
 * The scale as a legend, the minimum on the left.
 * @param {HTMLCanvasElement} canvas
 */
export function drawSigned(canvas) {
  canvas.width = 511;
  canvas.height = 1;
  const ctx = canvas.getContext("2d");
  if (!ctx) return;
  const strip = ctx.createImageData(511, 1);
  new Uint32Array(strip.data.buffer).set(signed());
  ctx.putImageData(strip, 0, 0);
}

/** @type {Uint32Array | null} */
let bytes = null;

/** The same in 256 pixels, zero in the middle: for maps. */
export function signedRamp() {
  bytes ??= Uint32Array.from({ length: 256 }, (_, i) => signed()[Math.round((i * 510) / 255)]);
  return bytes;
}
