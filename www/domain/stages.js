// A stage in words and numbers: its function, its cost, and that of the equivalent standard
// convolution.

import { formOf, pairOf, priceOf } from "./block-cost.js";
import { exact, shape } from "./number.js";
import { createSay } from "./say.js";
import { stepName, stepText } from "./steps.js";

/**
 * @import { Say } from "./say.js"
 * @import { Scores } from "../separable.d.ts"
 * @import { Description, Layer, Stage } from "./state.js"
 */

/**
 * @typedef {Say<keyof typeof SCENE>} SayScene
 *
 * @typedef {object} Panel   one layer's maps
 * @property {number} index of the layer
 * @property {Layer} layer
 * @property {string} title
 * @property {string} text
 *
 * @typedef {object} Scene
 * @property {string} title
 * @property {string} lead
 * @property {Panel[]} panels
 * @property {{ outputs: number, kernel: number, ratio: number } | null} twin of a block: its share
 *   of the multiply-accumulates of the standard convolution that it replaces
 */

/** What is said of stages in figures of the text, too. */
export const SCENE = {
  firstConv: "First convolution",
  lastConv: "Last convolution",
  nthConv: "Convolution {n}",
  expand: "Expansion before block {n}",
  block: "Block {n}",
  average: "Average",
  maximum: "Maximum",
  hidden: "Hidden layer",
  nthHidden: "Hidden layer {n}",
  classifier: "Classifier",
  depthwise: "Depthwise",
  pointwise: "Pointwise",
  conv: "Standard convolution",
  depthwiseText:
    "{count} kernels of {size}, one for each channel. Each map comes from exactly one input " +
    "channel.",
  depthwiseMoved:
    "{count} kernels of {size}, one for each channel, moved {stride} places at a time. Each map " +
    "comes from exactly one input channel.",
  pointwiseText:
    "{count} kernels of 1×1×{from}. Each output map is a weighted sum of all {all} maps before " +
    "it, computed separately at every place.",
  blockText:
    "{count} kernels of 1×1×{from}. Each output map is a weighted sum of all {all} depthwise " +
    "maps, computed separately at every place.",
  convText: "{count} kernels of {size}×{from}. Each sees {what} at once: a standard convolution.",
  convMoved:
    "{count} kernels of {size}×{from}, moved {stride} places at a time. Each sees {what} at " +
    "once: a standard convolution.",
  ofColours: "red, green and blue",
  ofChannels: "all {n} channels",
};

/** @type {SayScene} */
const english = createSay(SCENE);

const SHOWN = ["conv", "depthwise", "pointwise", "pool", "maxPool", "classifier"];

/**
 * The layers of a stage whose maps are shown: of a block those that take the place of a standard
 * convolution.
 * @param {Description} network
 * @param {number} stage
 */
export function mapsOf(network, stage) {
  const { kind, layers } = network.stages[stage];
  const pair = kind === "block" && pairOf(network, stage);
  if (pair) return [...pair];
  const shown = layers.filter((i) => SHOWN.includes(network.layers[i].kind));
  // A stage without any of them shows the last of its layers.
  return shown.length ? shown.slice(-2) : layers.slice(-1);
}

/**
 * @param {Description} network
 * @param {Stage} stage   of it
 * @param {SayScene} [say]
 */
export function stageName({ stages }, stage, say = english) {
  const alike = stages.filter(({ kind }) => kind === stage.kind);
  const [number, count] = [alike.indexOf(stage) + 1, alike.length];
  const first = stage.layers[0] === 0;
  const last = count === 2 && stages.some(({ kind }) => kind === "block");
  return {
    conv: first ? say("firstConv") : last ? say("lastConv") : say("nthConv", { n: number }),
    expand: say("expand", { n: Number(stage.block) }),
    block: say("block", { n: Number(stage.block) }),
    average: say("average"),
    maximum: say("maximum"),
    hidden: count === 1 ? say("hidden") : say("nthHidden", { n: number }),
    classifier: say("classifier"),
  }[stage.kind];
}

/**
 * A stage in its few letters.
 * @param {Stage} stage
 */
export const shortName = ({ kind, block }) =>
  ({
    conv: "conv",
    expand: `${block}+`,
    block: String(block),
    average: "avg",
    maximum: "max",
    hidden: "hidden",
    classifier: "class",
  })[kind];

/**
 * Whether an expansion stands in front of a block's depthwise layer.
 * @param {Pick<Description, "layers">} network
 * @param {Stage} stage
 */
const expands = ({ layers }, stage) =>
  layers[stage.layers.find((i) => layers[i].macs) ?? 0].role === "expansion" &&
  stage.layers.some((i) => layers[i].role === "depthwise");

/**
 * The number of a stage in an address. There, an expansion in front of a block counts as a stage of
 * its own: ladders had a line for it when the first addresses were saved.
 * @param {Pick<Description, "layers" | "stages">} network
 * @param {number} stage
 */
export const addressed = (network, stage) =>
  network.stages.slice(0, stage + 1).filter((entry) => expands(network, entry)).length + stage;

/**
 * The stage with such a number: an expansion's is that of its block.
 * @param {Pick<Description, "layers" | "stages">} network
 * @param {number} number
 */
export function stageAddressed(network, number) {
  const stage = network.stages.findIndex((_, i) => addressed(network, i) >= number);
  return stage < 0 ? network.stages.length - 1 : stage;
}

/**
 * The network's family in words.
 * @param {Pick<Description, "family" | "stages">} network
 */
export function familyName({ family, stages }) {
  if (!family) return stages.some(({ kind }) => kind === "block") ? "like a MobileNet" : "";
  const name = family.version.replaceAll(/-(?=[LSMC])/g, " ");
  const whole = name.startsWith("V") ? `MobileNet ${name}` : family.version;
  return family.cut ? `${whole}, its first blocks` : whole;
}

/** @param {Layer} layer */
const by = (layer) => (layer.kernel ? `${layer.kernel[0]}×${layer.kernel[1]}` : "1×1");

/** @param {Layer} layer */
const stride = (layer) =>
  layer.stride && layer.stride[0] > 1 ? `, moved ${layer.stride[0]} places at a time` : "";

/** How the scores become what the answer shows. @type {Record<Scores, string>} */
const ENDS = {
  softmax: "Softmax then turns the scores into the percentages of the answer.",
  logistic: "A sigmoid then turns each score into a percentage by itself.",
  none: "",
};

/**
 * @param {Description} network
 * @param {number} index of the layer
 * @param {Stage} stage
 * @param {Scores} scores
 * @param {SayScene} say
 */
function text(network, index, stage, scores, say) {
  const layer = network.layers[index];
  const [ih, iw, ic] = layer.input;
  const oc = layer.output[2];
  const moved = layer.stride && layer.stride[0] > 1;
  const known = {
    ...{ count: exact(oc), size: by(layer), from: ic, all: exact(ic) },
    stride: layer.stride?.[0] ?? 1,
  };
  switch (layer.kind) {
    case "depthwise":
      return say(moved ? "depthwiseMoved" : "depthwiseText", known);
    case "pointwise":
      return say(stage.kind === "block" ? "blockText" : "pointwiseText", known);
    case "conv": {
      const what = ic === 3 ? say("ofColours") : say("ofChannels", { n: ic });
      return say(moved ? "convMoved" : "convText", { ...known, what });
    }
    case "pool":
    case "maxPool": {
      const [name, what] =
        layer.kind === "pool"
          ? ["average", "how much of that feature there is anywhere"]
          : ["largest", "how strong that feature is where it is strongest"];
      const [oh, ow] = layer.output;
      return oh * ow === 1
        ? `Each of the ${exact(oc)} maps of ${ih}×${iw} becomes one number, its ${name}: ${what}.`
        : `Of each window of ${by(layer)}${stride(layer)} the ${name}: ${exact(oc)} smaller maps.`;
    }
    case "classifier":
      return oc === 1
        ? `One score, a weighted sum of all ${exact(ic)} numbers before it. ${ENDS[scores]}`.trim()
        : `${exact(oc)} scores, each a weighted sum of all ${exact(ic)} numbers before it. ${
            ENDS[scores]
          }`.trim();
    default:
      return stepText(network, index);
  }
}

/** @type {Partial<Record<Layer["kind"], string>>} */
const TITLES = {
  pool: "Averages",
  classifier: "Scores",
};

/**
 * @param {Stage} stage
 * @param {Panel[]} panels
 */
function lead(stage, panels) {
  const from = shape(panels[0].layer.input);
  const to = shape(panels[panels.length - 1].layer.output);
  const why = {
    conv:
      stage.layers[0] === 0
        ? "The only step that mixes pixels across colours and places at once."
        : "All channels are mixed once more at each place, before the places are averaged.",
    expand: "More channels are made first, so that the depthwise kernels have more to look at.",
    block: "First look around in each channel by itself, then mix the channels at each place.",
    average: "From here on, only how much of a feature there is matters, not where.",
    maximum: "From here on, only the strongest place of each feature matters, not where it is.",
    hidden: "New features, each a weighted sum of all numbers before.",
    classifier: "From features to names.",
  }[stage.kind];
  return `${why} ${from} in, ${to} out.`;
}

/**
 * @param {Description} network
 * @param {number} stage
 * @returns {Scene["twin"]}
 */
function savingOf(network, stage) {
  const form = formOf(network, stage);
  if (!form) return null;
  const [, , , outputs, kernel] = form;
  return { outputs, kernel, ratio: priceOf(form).ratio };
}

/** @type {WeakMap<SayScene, WeakMap<Description, Scene[]>>} */
const scenes = new WeakMap();

/**
 * @param {Description} network
 * @param {number} index   of a layer
 * @param {SayScene} say
 */
function titleOf(network, index, say) {
  const { kind } = network.layers[index];
  return kind === "depthwise" || kind === "pointwise" || kind === "conv"
    ? say(kind)
    : (TITLES[kind] ?? stepName(network, index));
}

/**
 * @param {Description} network
 * @param {number} index
 * @param {SayScene} [say]
 * @returns {Scene}
 */
export function sceneOf(network, index, say = english) {
  const told = scenes.get(say) ?? new WeakMap();
  scenes.set(say, told);
  let known = told.get(network);
  if (!known) {
    known = network.stages.map((stage, i) => {
      const panels = mapsOf(network, i).map((index) => {
        const layer = network.layers[index];
        const said = text(network, index, stage, network.output.scores, say);
        return { index, layer, title: titleOf(network, index, say), text: said };
      });
      return {
        title: stageName(network, stage, say),
        lead: panels.length ? lead(stage, panels) : "",
        panels,
        twin: savingOf(network, i),
      };
    });
    told.set(network, known);
  }
  return known[index];
}
