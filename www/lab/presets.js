// The lab's presets: eight small convolutions, each of which shows one thing.

import { named } from "./kernels.js";
import { POINTWISE, weightsOf } from "./refit.js";

/**
 * @import { Convolution } from "./convolution.js"
 * @import { Lab } from "./lab.js"
 */

/** @typedef {(y: number, x: number, side: number) => number} Pattern   0 to 9 */

const HEART = [
  "........",
  ".99..99.",
  "99999999",
  "99999999",
  ".999999.",
  "..9999..",
  "...99...",
  "........",
];

/** @type {Record<string, Pattern>} */
const PATTERNS = {
  heart: (y, x) => (HEART[y]?.[x] === "9" ? 9 : 0),
  square: (y, x, side) => (Math.min(y, x, side - 1 - y, side - 1 - x) < 1 ? 1 : 9),
  disc: (y, x, side) =>
    2 * Math.hypot(y - (side - 1) / 2, x - (side - 1) / 2) < side - 1.4 ? 8 : 1,
  slope: (y, x) => Math.min(9, y + x),
  stripes: (_, x) => (x % 3 ? 1 : 8),
};

/**
 * @param {number} side
 * @param {string[]} patterns one for each channel
 * @param {Partial<Convolution>} first
 * @param {(string | number[])[]} kernels of the first step, one for each output, or one for each
 *   output and input
 * @param {number[][]} [mix] weights of a pointwise step, one row for each output
 * @returns {Lab}
 */
function make(side, patterns, first, kernels, mix) {
  const c = patterns.length;
  const input = Array.from({ length: side * side * c }, (_, i) => {
    const place = Math.floor(i / c);
    return PATTERNS[patterns[i % c]](Math.floor(place / side), place % side, side);
  });
  const conv = {
    ...POINTWISE,
    kernel: /** @type {[number, number]} */ ([3, 3]),
    outputs: kernels.length,
    ...first,
  };
  const fan = c / conv.groups;
  const kernel = (/** @type {number} */ o, /** @type {number} */ i) => {
    const chosen = kernels.length === conv.outputs ? kernels[o] : kernels[o * fan + i];
    if (typeof chosen !== "string") return chosen;
    return /** @type {number[]} */ (named(chosen, ...conv.kernel));
  };
  const steps = [{ ...conv, weights: weightsOf(conv, fan, kernel) }];
  if (mix) {
    const outputs = mix.length;
    steps.push({
      ...POINTWISE,
      outputs,
      weights: weightsOf({ ...POINTWISE, outputs }, conv.outputs, (o, i) => [mix[o][i]]),
    });
  }
  return {
    shape: [side, side, c],
    input,
    picture: false,
    steps,
    place: { step: 0, channel: 0, y: 1, x: 1 },
  };
}

const THREE = ["square", "disc", "slope"];

/**
 * By id; the first is what the lab opens with.
 * @type {Record<string, { title: string, about: string, lab: Lab }>}
 */
export const PRESETS = {
  separable: {
    title: "Separable",
    about:
      "Look around in each channel by itself, then mix the channels at each place: a " +
      "depthwise separable convolution.",
    lab: make(
      6,
      THREE,
      { padding: "same", groups: 3 },
      ["sobel x", "sobel y", "blur"],
      [
        [1, 1, 0],
        [1, -1, 2],
        [-1, 0, 1],
        [0.5, 0.5, 1],
      ],
    ),
  },
  blur: {
    title: "Blur",
    about: "One channel, one kernel: every output number is the mean of nine input numbers.",
    lab: make(8, ["heart"], {}, ["blur"]),
  },
  edges: {
    title: "Edges",
    about:
      "Two kernels on one channel: one responds to steps from left to right, the other from " +
      "top to bottom.",
    lab: make(8, ["disc"], {}, ["sobel x", "sobel y"]),
  },
  standard: {
    title: "Standard",
    about:
      "Each output channel has a kernel for each input channel, and adds up all their products.",
    lab: make(
      6,
      THREE,
      { padding: "same", outputs: 4 },
      [
        ["sobel x", "identity", "zeros"],
        ["sobel y", "sobel y", "sobel y"],
        ["blur", "emboss", "sharpen"],
        ["ones", [-1, -1, -1, -1, -1, -1, -1, -1, -1], "identity"],
      ].flat(1),
    ),
  },
  depthwise: {
    title: "Depthwise",
    about: "One kernel for each channel. Nothing crosses from one channel to another.",
    lab: make(6, THREE, { padding: "same", groups: 3 }, ["sobel x", "sobel y", "blur"]),
  },
  pointwise: {
    title: "Pointwise",
    about: "Kernels of one tap: the channels of each place are mixed, and no neighbour is read.",
    lab: make(6, THREE, { kernel: [1, 1], outputs: 4 }, [
      [1],
      [1],
      [0],
      [1],
      [-1],
      [0],
      [0],
      [0.5],
      [1],
      [-1],
      [0],
      [2],
    ]),
  },
  stride: {
    title: "Stride 2",
    about:
      "The window moves by two. TensorFlow then pads below and to the right, but not above " +
      "and to the left.",
    lab: make(8, ["heart"], { padding: "same", stride: 2 }, ["blur"]),
  },
  dilated: {
    title: "Dilated",
    about: "Nine taps with gaps between them: the same arithmetic covers a window of five by five.",
    lab: make(9, ["stripes"], { dilation: 2 }, ["sobel x"]),
  },
};
