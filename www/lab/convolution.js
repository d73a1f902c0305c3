// A convolution over small tensors, in plain loops: its output, every product behind it, its cost.
// Tensors are flat, [h][w][c]. Weights are [output channel][ky][kx][input channel of its group].
// There is no bias.

import { zeros } from "../domain/padding.js";

/** @import { Shape } from "../domain/state.js" */

/**
 * @typedef {object} Convolution
 * @property {[number, number]} kernel   height, width
 * @property {number} stride
 * @property {"valid" | "same"} padding
 * @property {number} dilation
 * @property {number} groups of channels that are convolved separately; as many as input channels:
 *   depthwise
 * @property {number} outputs   output channels
 * @property {number[]} weights
 *
 * @typedef {object} Geometry
 * @property {Shape} output
 * @property {[number, number, number, number]} pad rows and columns of zeros: above, right, below,
 *   left
 * @property {number} fan      input channels that one output channel reads
 * @property {number} share    output channels of a group
 *
 * @typedef {object} Tap   one product
 * @property {number} y        position in the input; outside of it on padding
 * @property {number} x
 * @property {boolean} inside
 * @property {number} value    zero on padding
 * @property {number} weight
 * @property {number} product
 *
 * @typedef {object} Cell   one output number and its products
 * @property {number} first    the first input channel of its group
 * @property {{ taps: Tap[], sum: number }[]} channels   the input channels of its group
 * @property {number} sum
 * @property {number} outside  products that fall on padding
 */

/**
 * Length of a kernel whose taps are `dilation` apart.
 * @param {number} taps
 * @param {number} dilation
 */
export const reach = (taps, dilation) => (taps - 1) * dilation + 1;

/**
 * One axis. SAME is TensorFlow's: the output has size / stride positions, rounded up, and an odd
 * zero comes after the input.
 * @param {number} size
 * @param {number} taps
 * @param {Convolution} conv
 */
export function axis(size, taps, { stride, padding, dilation }) {
  const span = reach(taps, dilation);
  if (padding === "valid")
    return { size: Math.floor((size - span) / stride) + 1, before: 0, after: 0 };
  const places = Math.ceil(size / stride);
  const [before, after] = zeros(size, places, span, stride);
  return { size: places, before, after };
}

/**
 * @param {Convolution} conv
 * @param {Shape} input
 * @returns {Geometry}
 */
export function geometry(conv, [h, w, c]) {
  const down = axis(h, conv.kernel[0], conv);
  const across = axis(w, conv.kernel[1], conv);
  return {
    output: [down.size, across.size, conv.outputs],
    pad: [down.before, across.after, down.after, across.before],
    fan: c / conv.groups,
    share: conv.outputs / conv.groups,
  };
}

/**
 * Every product of one output number.
 * @param {Convolution} conv
 * @param {ArrayLike<number>} input
 * @param {Shape} shape of the input
 * @param {number} oy
 * @param {number} ox
 * @param {number} o
 * @returns {Cell}
 */
export function cell(conv, input, shape, oy, ox, o) {
  const [h, w, c] = shape;
  const [kh, kw] = conv.kernel;
  const { pad, fan, share } = geometry(conv, shape);
  const first = Math.floor(o / share) * fan;
  let sum = 0;
  let outside = 0;
  const channels = Array.from({ length: fan }, (_, i) => {
    /** @type {Tap[]} */
    const taps = [];
    let own = 0;
    for (let ky = 0; ky < kh; ky++) {
      for (let kx = 0; kx < kw; kx++) {
        const y = oy * conv.stride + ky * conv.dilation - pad[0];
        const x = ox * conv.stride + kx * conv.dilation - pad[3];
        const inside = y >= 0 && y < h && x >= 0 && x < w;
        const value = inside ? input[(y * w + x) * c + first + i] : 0;
        const weight = conv.weights[((o * kh + ky) * kw + kx) * fan + i];
        const product = value * weight;
        taps.push({ y, x, inside, value, weight, product });
        own += product;
        if (!inside) outside++;
      }
    }
    sum += own;
    return { taps, sum: own };
  });
  return { first, channels, sum, outside };
}

/**
 * The whole output. Products are added in the order of `cell`, so that the two never differ.
 * @param {Convolution} conv
 * @param {ArrayLike<number>} input
 * @param {Shape} shape of the input
 */
export function convolve(conv, input, shape) {
  const [h, w, c] = shape;
  const [kh, kw] = conv.kernel;
  const { stride, dilation, outputs, weights } = conv;
  const { output, pad, fan, share } = geometry(conv, shape);
  const out = new Float64Array(output[0] * output[1] * outputs);
  let at = 0;
  for (let oy = 0; oy < output[0]; oy++) {
    for (let ox = 0; ox < output[1]; ox++) {
      for (let o = 0; o < outputs; o++) {
        const first = Math.floor(o / share) * fan;
        let sum = 0;
        for (let i = 0; i < fan; i++) {
          let own = 0;
          for (let ky = 0; ky < kh; ky++) {
            const y = oy * stride + ky * dilation - pad[0];
            if (y < 0 || y >= h) continue;
            for (let kx = 0; kx < kw; kx++) {
              const x = ox * stride + kx * dilation - pad[3];
              if (x < 0 || x >= w) continue;
              own +=
                input[(y * w + x) * c + first + i] * weights[((o * kh + ky) * kw + kx) * fan + i];
            }
          }
          sum += own;
        }
        out[at++] = sum;
      }
    }
  }
  return out;
}

/**
 * Multiply-accumulates, counted as the MobileNet papers do (a product on padding counts), and
 * weights.
 * @param {Convolution} conv
 * @param {Shape} shape of the input
 */
export function cost(conv, shape) {
  const { output, fan } = geometry(conv, shape);
  const params = conv.kernel[0] * conv.kernel[1] * fan * conv.outputs;
  return { macs: output[0] * output[1] * params, params };
}

/**
 * Depthwise: every channel by itself. Pointwise: one tap, all channels.
 * @param {Convolution} conv
 * @param {number} inputs
 */
export function kindOf({ kernel, groups }, inputs) {
  if (groups > 1) return groups === inputs ? "depthwise" : "grouped";
  return kernel[0] * kernel[1] === 1 ? "pointwise" : "standard";
}
