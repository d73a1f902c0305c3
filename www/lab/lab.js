// The lab's state as plain data, and its changes. Every control offers only values that are legal
// together with all others, so that no change can make a convolution that does not exist.

import { axis, convolve, geometry, kindOf, reach } from "./convolution.js";
import { POINTWISE, refitted } from "./refit.js";

/**
 * @import { Shape } from "../domain/state.js"
 * @import { Convolution } from "./convolution.js"
 */

/**
 * @typedef {object} Place   an output number
 * @property {number} step
 * @property {number} channel
 * @property {number} y
 * @property {number} x
 *
 * @typedef {object} Lab
 * @property {Shape} shape      of the input
 * @property {number[]} input   whole numbers from 0 to 9
 * @property {boolean} picture  whether the input follows the page's frame
 * @property {Convolution[]} steps one; or two, the second a pointwise convolution of the first
 *   one's output
 * @property {Place} place      the output number in focus
 *
 * @typedef {"oh" | "ow" | "kh" | "kw" | "cin" | "groups" | "multiplier" | "cout" | "stride" |
 *   "dilation" | "mix"} Term
 *     `mix`: the outputs of the second step
 */

export const MOST = {
  side: 12,
  channels: 6,
  outputs: 8,
  kernel: 5,
  stride: 3,
  dilation: 3,
  value: 9,
  weight: 99,
};

/**
 * The shape of each step's input, and last of the output.
 * @param {Lab} lab
 * @returns {Shape[]}
 */
export function shapes({ shape, steps }) {
  return steps.reduce((all, step) => [...all, geometry(step, all[all.length - 1]).output], [shape]);
}

/**
 * The numbers of each step's input, and last of the output.
 * @param {Lab} lab
 * @returns {ArrayLike<number>[]}
 */
export function values(lab) {
  const inputs = shapes(lab);
  /** @type {ArrayLike<number>[]} */
  const all = [lab.input];
  lab.steps.forEach((step, i) => all.push(convolve(step, all[i], inputs[i])));
  return all;
}

/** @param {Lab} lab */
export const isDepthwise = ({ shape, steps }) => kindOf(steps[0], shape[2]) === "depthwise";

/**
 * 1 to `most`, as far as `legal`
 * @param {number} most
 * @param {(n: number) => boolean} [legal]
 */
const count = (most, legal = () => true) =>
  Array.from({ length: most }, (_, i) => i + 1).filter((n) => legal(n));

/**
 * The legal values of a term, ascending, while all other terms stay.
 * @param {Lab} lab
 * @param {Term} term
 * @returns {number[]}
 */
export function choices(lab, term) {
  const [h, w, c] = lab.shape;
  const [step] = lab.steps;
  const { kernel, groups, outputs, dilation } = step;
  const places = (/** @type {number} */ taps) => [
    ...new Set(
      count(MOST.side, (n) => n >= Math.max(2, reach(taps, dilation))).map(
        (n) => axis(n, taps, step).size,
      ),
    ),
  ];
  switch (term) {
    case "oh":
      return places(kernel[0]);
    case "ow":
      return places(kernel[1]);
    case "kh":
      return count(MOST.kernel, (k) => reach(k, dilation) <= h);
    case "kw":
      return count(MOST.kernel, (k) => reach(k, dilation) <= w);
    case "dilation":
      return count(MOST.dilation, (d) => reach(kernel[0], d) <= h && reach(kernel[1], d) <= w);
    case "stride":
      return count(MOST.stride);
    case "groups":
      return count(c, (g) => c % g === 0);
    case "cin":
      if (lab.picture) return [c];
      if (isDepthwise(lab))
        return count(MOST.channels, (n) => n > 1 && n * (outputs / c) <= MOST.outputs);
      return count(MOST.channels, (n) => n % groups === 0);
    case "cout":
      return count(MOST.outputs, (n) => n % groups === 0);
    case "multiplier":
      return count(Math.floor(MOST.outputs / c));
    case "mix":
      return count(MOST.outputs);
  }
}

/**
 * The present value of a term.
 * @param {Lab} lab
 * @param {Term} term
 * @returns {number}
 */
export function valueOfTerm(lab, term) {
  const [step, second] = lab.steps;
  const { output } = geometry(step, lab.shape);
  return {
    oh: output[0],
    ow: output[1],
    kh: step.kernel[0],
    kw: step.kernel[1],
    cin: lab.shape[2],
    groups: step.groups,
    multiplier: step.outputs / lab.shape[2],
    cout: step.outputs,
    stride: step.stride,
    dilation: step.dilation,
    mix: second?.outputs ?? 0,
  }[term];
}

/**
 * The legal value nearest to one that is asked for.
 * @param {number[]} legal
 * @param {number} asked
 */
export const nearest = (legal, asked) =>
  legal.reduce((best, n) => (Math.abs(n - asked) < Math.abs(best - asked) ? n : best));

/**
 * The lab with a term set to the legal value nearest to `asked`.
 * @param {Lab} lab
 * @param {Term} term
 * @param {number} asked
 * @returns {Lab}
 */
export function change(lab, term, asked) {
  const value = nearest(choices(lab, term), asked);
  const [h, w, c] = lab.shape;
  const [step] = lab.steps;
  const { kernel, outputs } = step;
  /**
   * The side nearest to the present one that gives so many output positions.
   * @param {number} side
   * @param {number} taps
   */
  const sideFor = (side, taps) =>
    nearest(
      count(
        MOST.side,
        (n) => n >= reach(taps, step.dilation) && axis(n, taps, step).size === value,
      ),
      side,
    );
  switch (term) {
    case "oh":
      return rebuilt(lab, [sideFor(h, kernel[0]), w, c], {});
    case "ow":
      return rebuilt(lab, [h, sideFor(w, kernel[1]), c], {});
    case "kh":
      return rebuilt(lab, lab.shape, { kernel: [value, kernel[1]] });
    case "kw":
      return rebuilt(lab, lab.shape, { kernel: [kernel[0], value] });
    case "cin": {
      const alone = isDepthwise(lab) && { groups: value, outputs: (outputs / c) * value };
      return rebuilt(lab, [h, w, value], { ...alone });
    }
    case "groups": {
      const fitting = nearest(
        count(MOST.outputs, (n) => n % value === 0),
        outputs,
      );
      return rebuilt(lab, lab.shape, { groups: value, outputs: fitting });
    }
    case "multiplier":
      return rebuilt(lab, lab.shape, { outputs: value * c });
    case "cout":
      return rebuilt(lab, lab.shape, { outputs: value });
    case "mix":
      return rebuilt(lab, lab.shape, {}, value);
    default:
      return rebuilt(lab, lab.shape, { [term]: value });
  }
}

/**
 * @param {Lab} lab
 * @param {"valid" | "same"} padding
 * @returns {Lab}
 */
export const pad = (lab, padding) => rebuilt(lab, lab.shape, { padding });

/**
 * With a pointwise step after the first, or without.
 * @param {Lab} lab
 * @param {boolean} wanted
 * @returns {Lab}
 */
export const mixed = (lab, wanted) => rebuilt(lab, lab.shape, {}, wanted ? 4 : 0);

/**
 * With the page's frame as input (red, green, blue), or with an input of its own again.
 * @param {Lab} lab
 * @param {boolean} picture
 * @returns {Lab}
 */
export function pictured(lab, picture) {
  if (!picture) return { ...lab, picture };
  const { groups, outputs } = lab.steps[0];
  if (lab.shape[2] === 3) return { ...lab, picture };
  const alone = isDepthwise(lab);
  const times = Math.min(Math.floor(MOST.outputs / 3), outputs / lab.shape[2]);
  const legal = alone ? { groups: 3, outputs: 3 * times } : 3 % groups ? { groups: 1 } : {};
  return { ...rebuilt(lab, [lab.shape[0], lab.shape[1], 3], legal), picture };
}

/**
 * @param {Lab} lab
 * @param {number} y
 * @param {number} x
 * @param {number} c
 * @param {number} value
 * @returns {Lab}
 */
export function painted(lab, y, x, c, value) {
  const input = [...lab.input];
  input[(y * lab.shape[1] + x) * lab.shape[2] + c] = value;
  return { ...lab, input, picture: false };
}

/**
 * @param {Lab} lab
 * @param {number} step
 * @param {number} o
 * @param {number} i
 * @param {number[]} kernel
 * @returns {Lab}
 */
export function withKernel(lab, step, o, i, kernel) {
  const conv = lab.steps[step];
  const weights = [...conv.weights];
  const { fan } = geometry(conv, shapes(lab)[step]);
  kernel.forEach((value, tap) => (weights[(o * kernel.length + tap) * fan + i] = value));
  return {
    ...lab,
    steps: lab.steps.map((other, s) => (s === step ? { ...other, weights } : other)),
  };
}

/**
 * @param {Lab} lab
 * @param {Place} place clamped to the output
 * @returns {Place}
 */
export function legalPlace(lab, { step, channel, y, x }) {
  const s = Math.min(step, lab.steps.length - 1);
  const [h, w, c] = shapes(lab)[s + 1];
  return {
    step: s,
    channel: Math.min(channel, c - 1),
    y: Math.min(y, h - 1),
    x: Math.min(x, w - 1),
  };
}

/**
 * The lab in another shape: numbers stay where they are if they can, new input repeats the edge,
 * and a named kernel keeps its name in its new size.
 * @param {Lab} lab
 * @param {Shape} shape
 * @param {Partial<Convolution>} patch of the first step
 * @param {number} [mix] outputs of the second; 0: none
 * @returns {Lab}
 */
function rebuilt(lab, shape, patch, mix = lab.steps[1]?.outputs ?? 0) {
  const [h, w, c] = shape;
  const [oldH, oldW, oldC] = lab.shape;
  const input = [];
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++)
      for (let i = 0; i < c; i++)
        input.push(
          lab.input[(Math.min(y, oldH - 1) * oldW + Math.min(x, oldW - 1)) * oldC + (i % oldC)],
        );
  const first = refitted({ ...lab.steps[0], ...patch }, c, lab.steps[0], oldC);
  const steps = [first];
  if (mix) {
    const before = lab.steps[1] ?? { ...POINTWISE, outputs: 0, weights: [] };
    steps.push(refitted({ ...before, outputs: mix }, first.outputs, before, lab.steps[0].outputs));
  }
  const next = { ...lab, shape, input, steps };
  return { ...next, place: legalPlace(next, lab.place) };
}
