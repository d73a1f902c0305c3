// Colour ramps for activations: even steps of lightness with a slow change of hue, so that they can
// be read without colour vision and on light and dark backgrounds. Blue is depthwise, amber is
// pointwise, grey is everything else, here as in the rest of the page.

import { clamp } from "../../domain/number.js";

/** Lightness, chroma and hue of both ends in OKLCH, and the chroma between them. */
const ends = {
  depthwise: { dark: [0.13, 0.03, 262], middle: 0.125, light: [0.97, 0.035, 200] },
  pointwise: { dark: [0.13, 0.03, 20], middle: 0.135, light: [0.975, 0.05, 98] },
  other: { dark: [0.13, 0.006, 258], middle: 0.012, light: [0.98, 0.004, 250] },
};

/** @typedef {keyof typeof ends} Ramp */

/**
 * @param {number} l
 * @param {number} c
 * @param {number} hue degrees
 * @returns {[number, number, number]} sRGB bytes
 */
export function srgb(l, c, hue) {
  const a = c * Math.cos((hue * Math.PI) / 180);
  const b = c * Math.sin((hue * Math.PI) / 180);
  const x = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const y = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const z = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const byte = (/** @type {number} */ v) => {
    const clamped = clamp(v, 0, 1);
    return Math.round(
      255 * (clamped <= 0.0031308 ? 12.92 * clamped : 1.055 * clamped ** (1 / 2.4) - 0.055),
    );
  };
  return [
    byte(4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z),
    byte(-1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z),
    byte(-0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z),
  ];
}

/**
 * @param {Ramp} name
 * @param {number} t 0 to 1
 */
function colour(name, t) {
  const { dark, middle, light } = ends[name];
  const bow = middle * 4 * t * (1 - t); // most chroma half way, where the screen can show most
  return srgb(
    dark[0] + (light[0] - dark[0]) * t,
    Math.max(bow, dark[1] + (light[1] - dark[1]) * t),
    dark[2] + (light[2] - dark[2]) * t * t,
  );
}

/**
 * 256 pixels of each ramp, as ImageData keeps them on little-endian machines.
 * @type {Map<Ramp, Uint32Array>}
 */
const ramps = new Map();

/** @param {Ramp} name */
export function ramp(name) {
  let pixels = ramps.get(name);
  if (!pixels) {
    pixels = Uint32Array.from({ length: 256 }, (_, i) => {
      const [r, g, b] = colour(name, i / 255);
      return (0xff000000 | (b << 16) | (g << 8) | r) >>> 0;
    });
    ramps.set(name, pixels);
  }
  return pixels;
}

/**
 * The ramp as a legend.
 * @param {HTMLCanvasElement} canvas
 * @param {Ramp} name
 */
export function drawLegend(canvas, name) {
  canvas.width = 256;
  canvas.height = 1;
  const ctx = canvas.getContext("2d");
  if (!ctx) return;
  const strip = ctx.createImageData(256, 1);
  new Uint32Array(strip.data.buffer).set(ramp(name));
  ctx.putImageData(strip, 0, 0);
}

/**
 * @param {string} kind of a layer
 * @returns {Ramp}
 */
export const rampOf = (kind) => (kind === "depthwise" || kind === "pointwise" ? kind : "other");

/**
 * Colours of classes on a map, which differ for every kind of colour vision (Okabe and Ito, "Color
 * Universal Design", 2008; without black, yellow made darker).
 */
const CLASSES = [
  [0, 114, 178],
  [213, 94, 0],
  [0, 158, 115],
  [204, 121, 167],
  [86, 180, 233],
  [190, 150, 0],
  [230, 159, 0],
];

/**
 * Red, green and blue, as CSS has them.
 * @param {number} index of a class
 */
export const classColour = (index) => CLASSES[index % CLASSES.length].join(" ");
