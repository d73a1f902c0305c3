// The layers of a stage, one by one: what each is, in words.

import { exact } from "./number.js";

/** @import { Description, Layer } from "./state.js" */

/** @param {Pick<Layer, "output">} layer */
const isFlat = ({ output: [h, w] }) => h * w === 1;

/**
 * The shape of what an operand of a layer brings; null for a constant.
 * @param {Description} network
 * @param {Layer} layer
 * @param {number} operand
 */
export function operandOf({ layers, input }, layer, operand) {
  const from = layer.inputs[operand];
  if (from === undefined) return null;
  return from < 0 ? input : layers[from].output;
}

/**
 * Whether a layer multiplies maps by one number for each channel: which of its operands has them;
 * -1 if it does not.
 * @param {Description} network
 * @param {Layer} layer
 */
export function gateOf(network, layer) {
  if (layer.kind !== "multiply" || layer.inputs.length !== 2 || isFlat(layer)) return -1;
  return [0, 1].findIndex((i) => {
    const [h, w] = operandOf(network, layer, i) ?? [2, 2];
    return h * w === 1;
  });
}

/**
 * Whether a layer adds two values of a block: its input and what it has made of it.
 * @param {Layer} layer
 */
export const isResidual = ({ kind, inputs }) => kind === "add" && inputs.length === 2;

/** @type {Record<Layer["kind"], string>} */
const NAMES = {
  conv: "Convolution",
  depthwise: "Depthwise",
  pointwise: "Pointwise",
  classifier: "Scores",
  pool: "Averages",
  maxPool: "Maxima",
  add: "+ constant",
  subtract: "− constant",
  multiply: "× constant",
  clamp: "ReLU",
  hardSwish: "Hard swish",
  logistic: "Sigmoid",
  pad: "Padding",
  concat: "Side by side",
  transpose: "Axes swapped",
  reshape: "Reshaped",
  quantize: "Other scale",
  softmax: "Softmax",
};

/**
 * What a layer of a stage is called.
 * @param {Description} network
 * @param {number} index
 */
export function stepName(network, index) {
  const layer = network.layers[index];
  const { kind, role, inputs } = layer;
  const own = network.stages[layer.stage].layers.map((i) => ({ i, ...network.layers[i] }));
  if (gateOf(network, layer) >= 0) return "× gate";
  if (isResidual(layer)) return "+ input of the block";
  if (inputs.length === 2) {
    if (kind === "multiply") return "Product";
    if (kind === "subtract") return "Difference";
  }
  const mixes = kind === "pointwise" || kind === "classifier" || kind === "conv";
  if (mixes && role === "gate") {
    const gates = own.filter((other) => other.role === "gate" && other.macs);
    return gates[0]?.i === index ? "Squeeze" : "Excite";
  }
  if (mixes && role === "expansion") return "Expansion";
  // Without an expansion there is nothing to project from (MobileNetV1).
  const expands = own.some((other) => other.role === "expansion");
  if (mixes && role === "projection" && expands) return "Projection";
  if (kind === "depthwise") {
    const alike = own.filter((other) => other.kind === "depthwise");
    if (alike.length > 1) return alike[0].i === index ? "First depthwise" : "Second depthwise";
  }
  return NAMES[kind];
}

/** @type {Partial<Record<Layer["kind"], string>>} */
const TEXTS = {
  hardSwish:
    "Each number x becomes x · relu6(x + 3) / 6: nothing below −3, x itself above 3, and in " +
    "between x times a gate that opens from 0 to 1. It stands for swish, x / (1 + e⁻ˣ), without " +
    "an exponential.",
  logistic: "Each number x becomes 1 / (1 + e⁻ˣ), between 0 and 1.",
  clamp: "Numbers beyond the bounds become the bounds; the others stay.",
  pad: "Rows, columns or channels are put around the maps.",
  concat: "Several values stand one behind the other.",
  transpose: "The same numbers with their axes in another order.",
  reshape: "The same numbers under another shape.",
  quantize: "The same numbers in steps of another size.",
  softmax: "Each score's exponential over the sum of all: what the answer's percentages are.",
  maxPool: "Of each window the largest number.",
  pool: "Of each window the mean.",
  add: "A constant is added to each number.",
  subtract: "The difference of two numbers at each place.",
  multiply: "Each number is multiplied by a constant.",
};

/**
 * What a layer of a stage does.
 * @param {Description} network
 * @param {number} index
 */
export function stepText(network, index) {
  const layer = network.layers[index];
  const { kind, role, input, output, inputs, kernel } = layer;
  const [channels, before] = [output[2], input[2]].map(exact);
  if (gateOf(network, layer) >= 0)
    return (
      `Squeeze and excite: each of the ${channels} maps is multiplied by one number, its gate, ` +
      "the same at every place. The gates come from the averages of all maps, so what the whole " +
      "frame shows decides which features pass."
    );
  if (isResidual(layer))
    return (
      "The block's input is added to what the block has made of it, number by number: the block " +
      "only has to compute the difference (a residual connection)."
    );
  if (inputs.length === 2 && kind === "multiply")
    return "Two values are multiplied, place by place.";
  if (kind === "pool" && role === "gate")
    return (
      `Squeeze and excite begins: each of the ${channels} maps becomes one number, its average ` +
      "over all places."
    );
  if (kind === "depthwise")
    return (
      `${channels} kernels of ${kernel?.join("×")}, one for each channel` +
      `${before === channels ? "" : ` (from ${before} channels)`}.`
    );
  if (layer.macs) {
    if (role === "gate")
      return (
        `${before} averages become ${channels} numbers, each a weighted sum of all: ` +
        `${output[2] < input[2] ? "fewer, so that it costs little" : "one for each map again"}.`
      );
    if (role === "expansion")
      return (
        `${before} maps become ${channels}, so that the depthwise kernels have more to ` +
        "look at."
      );
    return `Each of the ${channels} maps is a weighted sum of all ${before} before it.`;
  }
  return TEXTS[kind] ?? "";
}
