// Kernels that can replace a channel's own. The largest weight stays as large, so that the layer
// can store them.

import { largest } from "../shared/tap-colour.js";
import { rounded } from "./edits.js";

/**
 * @typedef {object} Preset
 * @property {string} name
 * @property {string} about
 * @property {(own: number[], kh: number, kw: number) => number[]} kernelOf   from the channel's own
 */

/**
 * A kernel that `weigh` gives for each tap, counted from the middle.
 * @param {(y: number, x: number) => number} weigh
 * @returns {Preset["kernelOf"]}
 */
const shaped = (weigh) => (own, kh, kw) => {
  const taps = Array.from({ length: kh * kw }, (_, i) =>
    weigh(Math.floor(i / kw) - (kh - 1) / 2, (i % kw) - (kw - 1) / 2),
  );
  const factor = (largest(own) || 1) / (largest(taps) || 1);
  return taps.map((tap) => rounded(tap * factor));
};

/** @type {Preset[]} */
export const PRESETS = [
  {
    name: "identity",
    about: "only the middle: the input as it is",
    kernelOf: shaped((y, x) => (y || x ? 0 : 1)),
  },
  {
    name: "blur",
    about: "a soft mean of all nine",
    kernelOf: shaped((y, x) => 1 / ((1 + Math.abs(y)) * (1 + Math.abs(x)))),
  },
  {
    name: "edges",
    about: "the middle against all around it",
    kernelOf: shaped((y, x) => (y || x ? -1 : 8)),
  },
  {
    name: "upright",
    about: "left against right: upright edges",
    kernelOf: shaped((y, x) => x * (2 - Math.abs(y))),
  },
  {
    name: "negated",
    about: "its own weights with the other sign",
    kernelOf: (own) => own.map((weight) => rounded(-weight)),
  },
  {
    name: "zero",
    about: "no weights; the bias remains, unlike in a muted channel",
    kernelOf: (own) => own.map(() => 0),
  },
];
