// What a standard convolution and the separable block in its place cost, by the formulas.

/**
 * @import { BenchmarkSpec } from "./action.js"
 * @import { Description } from "./state.js"
 */

/**
 * @typedef {[height: number, width: number, inputs: number, outputs: number, kernel: number,
 *   stride: number]} Form
 */
/** @typedef {{ macs: number, params: number, bytes: number }} Cost */

/**
 * @typedef {object} Price
 * @property {number} oh   height and width of the output
 * @property {number} ow
 * @property {Cost} standard
 * @property {Cost} depthwise
 * @property {Cost} pointwise
 * @property {Cost} separable
 * @property {number} ratio   of multiply-accumulates, separable over standard
 */

/**
 * @param {Form} form
 * @returns {Price} with weights of 8 bits and biases of 32, as the engine makes them
 */
export function priceOf([h, w, m, n, k, s]) {
  const [oh, ow] = [Math.ceil(h / s), Math.ceil(w / s)];
  /**
   * @param {number} weights
   * @param {number} biases
   * @returns {Cost}
   */
  const cost = (weights, biases) => ({
    macs: oh * ow * weights,
    params: weights + biases,
    bytes: weights + 4 * biases,
  });
  const standard = cost(k * k * m * n, n);
  const depthwise = cost(k * k * m, m);
  const pointwise = cost(m * n, n);
  const separable = {
    macs: depthwise.macs + pointwise.macs,
    params: depthwise.params + pointwise.params,
    bytes: depthwise.bytes + pointwise.bytes,
  };
  return {
    oh,
    ow,
    standard,
    depthwise,
    pointwise,
    separable,
    ratio: separable.macs / standard.macs,
  };
}

/**
 * The pair of a block that takes the place of a standard convolution: its last depthwise layer, and
 * the pointwise layer after it.
 * @param {Description} network
 * @param {number} stage
 * @returns {[depthwise: number, pointwise: number] | null} indices of layers
 */
export function pairOf({ layers, stages }, stage) {
  const own = stages[stage].layers;
  const depthwise = own.findLast((i) => layers[i].kind === "depthwise");
  if (depthwise === undefined) return null;
  const pointwise = own.find(
    (i) => i > depthwise && layers[i].kind === "pointwise" && layers[i].role !== "gate",
  );
  return pointwise === undefined ? null : [depthwise, pointwise];
}

/**
 * @param {Description} network
 * @param {number} stage
 * @returns {Form | null} null where it is no block with a twin
 */
export function formOf(network, stage) {
  const pair = network.stages[stage].kind === "block" && pairOf(network, stage);
  if (!pair) return null;
  const [depthwise, pointwise] = pair.map((i) => network.layers[i]);
  if (!depthwise.kernel || !depthwise.stride) return null;
  // Padding of a layer of its own belongs to the window.
  const padding = network.layers[pair[0] - 1];
  const [h, w, m] = padding?.kind === "pad" ? padding.input : depthwise.input;
  const [[k, kw], [s, sw]] = [depthwise.kernel, depthwise.stride];
  /** @type {Form} */
  const form = [h, w, m, pointwise.output[2], k, s];
  const { oh, ow } = priceOf(form);
  const known = k === kw && s === sw && depthwise.output.join() === [oh, ow, m].join();
  return known ? form : null;
}

/**
 * What a block computes beside the pair of its twin, by what it is.
 * @param {Description} network
 * @param {number} stage
 * @returns {{ expansion: number, gate: number, depthwise: number }} multiply-accumulates
 */
export function besides(network, stage) {
  /** @type {readonly number[]} */
  const pair = pairOf(network, stage) ?? [];
  const macs = { expansion: 0, gate: 0, depthwise: 0 };
  for (const i of network.stages[stage].layers) {
    const { role, macs: own } = network.layers[i];
    if (!pair.includes(i) && role && role in macs)
      macs[/** @type {keyof typeof macs} */ (role)] += own;
  }
  return macs;
}

/**
 * The stages that have a twin.
 * @param {Description} network
 */
export const blocksOf = (network) =>
  network.stages.flatMap((stage, i) => {
    const form = formOf(network, i);
    return form ? [{ stage: i, block: stage.block, form }] : [];
  });

// What a visitor may set

/** @typedef {{ name: string, sign: string, values: number[] }} Term */

const SIDES = [1, 2, 4, 7, 8, 14, 16, 28, 32, 56, 64, 112, 128, 224];
const CHANNELS = [
  1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048,
];

/** @type {Term[]} */
export const TERMS = [
  { name: "height of the input", sign: "h", values: SIDES },
  { name: "width of the input", sign: "w", values: SIDES },
  { name: "input channels", sign: "M", values: CHANNELS },
  { name: "output channels", sign: "N", values: CHANNELS },
  { name: "side of the kernel", sign: "Dₖ", values: [1, 3, 5, 7, 9, 11] },
  { name: "stride", sign: "s", values: [1, 2, 3, 4] },
];

const MOST_MACS = 4e9; // a few tenths of a second at a time
const MOST_WEIGHTS = 2 ** 25;
const MOST_NUMBERS = 2 ** 24; // of an activation

/**
 * Whether it can be made and timed in good time.
 * @param {readonly number[]} form
 */
export function legal(form) {
  const inside = form.every(
    (size, i) => Number.isInteger(size) && size >= 1 && size <= (TERMS[i].values.at(-1) ?? 1),
  );
  if (!inside) return false;
  const [h, w, m, n] = form;
  const { oh, ow, standard } = priceOf(/** @type {Form} */ (form));
  const numbers = Math.max(h * w * m, oh * ow * Math.max(m, n));
  return standard.macs <= MOST_MACS && standard.params <= MOST_WEIGHTS && numbers <= MOST_NUMBERS;
}

/**
 * @param {Form} form
 * @param {number} term
 * @param {number} value
 */
export const withTerm = (form, term, value) =>
  /** @type {Form} */ (form.map((old, i) => (i === term ? value : old)));

/**
 * The most that a term may be while the others stand; the stride rather has a least.
 * @param {Form} form
 * @param {number} term
 * @returns {[number, number]}
 */
export function bounds(form, term) {
  const top = TERMS[term].values.at(-1) ?? 1;
  const fits = Array.from({ length: top }, (_, i) => i + 1).filter((value) =>
    legal(withTerm(form, term, value)),
  );
  return [fits[0] ?? form[term], fits.at(-1) ?? form[term]];
}

// What is timed

/** @param {Form} form */
export const keyOf = (form) => `twin ${form.join(".")}`;

/**
 * Standard, block, and the block's two steps alone.
 * @param {Form} form
 * @returns {BenchmarkSpec}
 */
export function benchmarkOf(form) {
  const [h, w, m, n, kernel, stride] = form;
  const { oh, ow, standard } = priceOf(form);
  /** @type {[number, number, number]} */
  const input = [h, w, m];
  const window = { input, kernel, stride };
  return {
    key: keyOf(form),
    specs: [
      { part: "standard", ...window, channels: n },
      { part: "block", ...window, channels: n },
      { part: "depthwise", ...window },
      { part: "pointwise", input: [oh, ow, m], channels: n },
    ],
    rounds: standard.macs > 1e9 ? 9 : 21,
  };
}
