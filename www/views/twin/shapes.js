// The shapes that the view can compare: that of the stage, one near it, or the visitor's own.

import { besides, blocksOf, formOf, legal } from "../../domain/block-cost.js";
import { short } from "../../domain/number.js";

/**
 * @import { Form } from "../../domain/block-cost.js"
 * @import { Description, State } from "../../domain/state.js"
 */

/**
 * Where the stage has no shape: that of a block in the middle of V1 1.0, 224.
 * @type {Form}
 */
const USUAL = [14, 14, 512, 512, 3, 1];

/**
 * The shape on show: the visitor's own, or that of the stage.
 * @param {Description} network
 * @param {number} stage
 * @param {State["shape"]} shape
 */
export const formShown = (network, stage, shape) =>
  shape && legal(shape) ? shape : formOf(network, stage);

/**
 * The block nearest to a stage.
 * @param {Description} network
 * @param {number} stage
 */
export function nearest(network, stage) {
  const blocks = blocksOf(network);
  const distance = Math.min(...blocks.map((block) => Math.abs(block.stage - stage)));
  return blocks.find((block) => Math.abs(block.stage - stage) === distance) ?? null;
}

/**
 * The shape that a visitor begins with: the one on show, else that of the stage's standard
 * convolution.
 * @param {State} state
 * @returns {Form}
 */
export function beginning({ network, stage, shape }) {
  if (!network) return USUAL;
  const layers = network.stages[stage].layers.map((i) => network.layers[i]);
  const layer = layers.find(({ kind }) => kind === "conv");
  const form = formShown(network, stage, shape);
  if (form || !layer?.kernel || !layer.stride) return form ?? USUAL;
  const [h, w, m] = layer.input;
  /** @type {Form} */
  const standard = [h, w, m, layer.output[2], layer.kernel[0], layer.stride[0]];
  return legal(standard) ? standard : USUAL;
}

const REST = {
  expansion: "the expansion",
  gate: "squeeze and excite",
  depthwise: "the first depthwise step",
};

/**
 * What a block computes beside its twin, in words.
 * @param {Description} network
 * @param {number} stage
 */
export const restOf = (network, stage) =>
  Object.entries(besides(network, stage))
    .filter(([, macs]) => macs)
    .map(([of, macs]) => `${REST[/** @type {keyof typeof REST} */ (of)]} with ${short(macs)} MACs`)
    .join(", ");

/**
 * Why a stage replaces no standard convolution.
 * @param {Description} network
 * @param {number} stage
 */
export function reason(network, stage) {
  const why = {
    conv:
      stage === 0
        ? "It is a standard convolution itself, the one that MobileNet keeps: with so few " +
          "inputs there is little to save."
        : "It is a 1×1 convolution by itself; only what looks around with a kernel can be " +
          "separated.",
    expand:
      "It is a 1×1 convolution by itself: it makes more channels for the depthwise kernels of " +
      "its block, and replaces nothing.",
    average: "It multiplies nothing: it averages each map.",
    maximum: "It multiplies nothing: it looks for the largest number of each map.",
    hidden: "It is one weighted sum for each feature, without a kernel that looks around.",
    classifier: "It is one weighted sum for each class, without a kernel that looks around.",
    block:
      "It is not built of one square depthwise kernel and one pointwise layer, as the blocks " +
      "that can be compared here.",
  }[network.stages[stage].kind];
  return (
    `${why} A block is a depthwise and a pointwise step in the place of one standard ` +
    "convolution."
  );
}
