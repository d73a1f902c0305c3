// Weights that fit a convolution after it has changed its shape.

import { named, nameOf } from "./kernels.js";

/** @import { Convolution } from "./convolution.js" */

/** @type {Omit<Convolution, "outputs" | "weights">} */
export const POINTWISE = { kernel: [1, 1], stride: 1, padding: "valid", dilation: 1, groups: 1 };

/** Kernels of new channels, in turn. */
const VARIETY = ["sobel x", "sobel y", "blur", "emboss", "sharpen", "identity"];

/**
 * One kernel of a step: of an output channel, for one input channel of its group.
 * @param {Convolution} conv
 * @param {number} fan
 * @param {number} o
 * @param {number} i
 */
export function kernelOf({ kernel: [kh, kw], weights }, fan, o, i) {
  return Array.from({ length: kh * kw }, (_, tap) => weights[(o * kh * kw + tap) * fan + i]);
}

/**
 * `conv` with weights of its shape, derived from those of `before`.
 * @param {Convolution} conv
 * @param {number} c
 * @param {Convolution} before
 * @param {number} oldC
 * @returns {Convolution}
 */
export function refitted(conv, c, before, oldC) {
  const [fan, oldFan] = [c / conv.groups, oldC / before.groups];
  return {
    ...conv,
    weights: weightsOf(conv, fan, (o, i) =>
      o < before.outputs && i < oldFan
        ? resized(kernelOf(before, oldFan, o, i), before.kernel, conv.kernel)
        : fresh(o, i, conv.kernel),
    ),
  };
}

/**
 * Weights from one kernel for each output and each input of its group.
 * @param {Omit<Convolution, "weights">} conv
 * @param {number} fan
 * @param {(o: number, i: number) => number[]} kernel
 */
export function weightsOf({ kernel: [kh, kw], outputs }, fan, kernel) {
  const weights = Array.from({ length: outputs * kh * kw * fan }, () => 0);
  for (let o = 0; o < outputs; o++)
    for (let i = 0; i < fan; i++)
      kernel(o, i).forEach((value, tap) => (weights[(o * kh * kw + tap) * fan + i] = value));
  return weights;
}

/**
 * @param {number} o
 * @param {number} i
 * @param {[number, number]} kernel
 */
function fresh(o, i, [kh, kw]) {
  if (kh * kw === 1) return [[1, -1, 0.5, 2][(o + 2 * i) % 4]];
  return (
    named(VARIETY[o % VARIETY.length], kh, kw) ?? /** @type {number[]} */ (named("blur", kh, kw))
  );
}

/**
 * A kernel in another size: by its name, else centred.
 * @param {number[]} kernel
 * @param {[number, number]} from
 * @param {[number, number]} to
 */
function resized(kernel, from, to) {
  if (from[0] === to[0] && from[1] === to[1]) return kernel;
  const name = nameOf(kernel, ...from);
  const again = name && named(name, ...to);
  if (again) return again;
  const [dy, dx] = [
    ((from[0] - 1) >> 1) - ((to[0] - 1) >> 1),
    ((from[1] - 1) >> 1) - ((to[1] - 1) >> 1),
  ];
  return Array.from({ length: to[0] * to[1] }, (_, i) => {
    const [y, x] = [Math.floor(i / to[1]) + dy, (i % to[1]) + dx];
    return y >= 0 && y < from[0] && x >= 0 && x < from[1] ? kernel[y * from[1] + x] : 0;
  });
}
