// What each kind of layer computes, in words: its formula, and the steps from the numbers that a
// cell is made of to the number that is stored.

/**
 * @import { Cell, Layer } from "../../separable.d.ts"
 * @import { Say } from "./words.js"
 */

/**
 * @typedef {"sum" | "bias" | "accumulator" | "scaled" | "shifted" | "number"} Step
 *
 * @typedef {object} Kind
 * @property {string} formula
 * @property {string} [terms]   what a line of the list of terms shows, as its heading
 * @property {(cell: Cell, count: number, say: Say) => Partial<Record<Step, string>>} steps   the
 *   names of those that it takes, in order
 */

/**
 * @param {string} accumulator
 * @param {string} [scaled]
 */
const single = (accumulator, scaled) => () => ({ accumulator, ...(scaled && { scaled }) });

/** @type {Kind} */
const PRODUCTS = {
  formula: "", // in the words of the view
  steps: (_, n, say) => ({
    sum: say("sum", { n }),
    bias: say("bias"),
    accumulator: say("accumulator"),
    scaled: say("multiplier"),
  }),
};
/** @type {Kind} */
const MOVED = {
  formula: "one number, from another place",
  terms: "value",
  steps: single("the number"),
};

/** @type {Record<Layer["kind"], Kind>} */
export const KINDS = {
  conv: PRODUCTS,
  depthwise: PRODUCTS,
  pointwise: PRODUCTS,
  classifier: PRODUCTS,
  pool: {
    formula: "the numbers of the window, summed, over how many they are",
    terms: "value",
    steps: (_, count) => ({ sum: `sum of ${count}`, scaled: `÷ ${count}` }),
  },
  maxPool: {
    formula: "the largest number of the window",
    terms: "value",
    steps: (_, count) => ({ accumulator: `largest of ${count}` }),
  },
  add: {
    formula: "first + second, both in equal steps",
    terms: "value",
    steps: () => ({ accumulator: "= sum", scaled: "in steps of the output" }),
  },
  subtract: {
    formula: "first − second, both in equal steps",
    terms: "value",
    steps: () => ({ accumulator: "= difference", scaled: "in steps of the output" }),
  },
  multiply: {
    formula: "first × second",
    terms: "first × second",
    steps: single("product", "× multiplier"),
  },
  clamp: {
    formula: "the number, clamped",
    terms: "value",
    steps: single("the number", "× multiplier"),
  },
  hardSwish: {
    formula: "x × relu6(x + 3) / 6: the number times a gate between 0 and 1",
    terms: "x × gate",
    steps: single("product", "in steps of the output"),
  },
  logistic: {
    formula: "1 / (1 + e⁻ˣ)",
    terms: "x",
    steps: single("x", "1 / (1 + e⁻ˣ)"),
  },
  softmax: {
    formula: "e^(logit − largest), over the sum of these of all channels",
    terms: "e^(value − largest)",
    steps: (_, count) => ({
      sum: `sum of ${count}`,
      accumulator: "this channel's",
      scaled: "÷ sum",
    }),
  },
  quantize: {
    formula: "the same number under another quantisation",
    terms: "value",
    steps: single("the number", "× multiplier"),
  },
  pad: { ...MOVED, formula: "the number that stands here, or what is put around" },
  concat: { ...MOVED, formula: "a number of one of several values", steps: single("the number") },
  transpose: MOVED,
  reshape: { ...MOVED, formula: "the number with the same index under another shape" },
};
