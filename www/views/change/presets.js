// Kernels to put in the place of a channel's own, as strong as that: the largest weight stays as
// large, so that the layer can store them.

import { rounded } from "./edits.js";

/**
 * @typedef {{ name: string, about: string, of: (own: number[], kh: number, kw: number) => number[]
 *   }} Preset
 */

/** @param {number[]} own */
const most = (own) => Math.max(...own.map(Math.abs)) || 1;

/**
 * What `weigh` says of each tap, counted from the middle.
 * @param {(y: number, x: number) => number} weigh
 * @returns {Preset["of"]}
 */
const shaped = (weigh) => (own, kh, kw) => {
  const taps = Array.from({ length: kh * kw }, (_, i) =>
    weigh(Math.floor(i / kw) - (kh - 1) / 2, (i % kw) - (kw - 1) / 2),
  );
  const factor = most(own) / most(taps);
  return taps.map((tap) => rounded(tap * factor));
};

/** @type {Preset[]} */
export const PRESETS = [
  {
    name: "identity",
    about: "only the middle: the input as it is",
    of: shaped((y, x) => (y || x ? 0 : 1)),
  },
  {
    name: "blur",
    about: "a soft mean of all nine",
    of: shaped((y, x) => 1 / ((1 + Math.abs(y)) * (1 + Math.abs(x)))),
  },
  {
    name: "edges",
    about: "the middle against all around it",
    of: shaped((y, x) => (y || x ? -1 : 8)),
  },
  {
    name: "upright",
    about: "left against right: upright edges",
    of: shaped((y, x) => x * (2 - Math.abs(y))),
  },
  {
    name: "negated",
    about: "its own weights with the other sign",
    of: (own) => own.map((weight) => rounded(-weight)),
  },
  {
    name: "zero",
    about: "no weights; the bias remains, unlike in a muted channel",
    of: (own) => own.map(() => 0),
  },
];
