// What the stage view shows: a function of the state, and of each layer's first channel.

import { sceneOf } from "../../domain/stages.js";
import { firstChannel, mixes } from "./first-channel.js";

/**
 * @import { Panel, Scene } from "../../domain/stages.js"
 * @import { Layer, State, Wants } from "../../domain/state.js"
 */

/**
 * @typedef {{ pinned: number, now: number, count: number }} Channel now: the one under the pointer,
 *   or the pinned one
 */

/**
 * @typedef {object} Focus
 * @property {Scene} scene
 * @property {Panel | null} look what looks around: a depthwise or standard convolution, or the
 *   average
 * @property {Panel | null} mix    what mixes channels: pointwise, or the classifier
 * @property {number | null} input the layer whose maps go in
 * @property {boolean} picture     whether it is the picture that goes in
 * @property {Channel | null} channel in the depthwise maps, and of what is mixed; null: not known
 *   yet
 * @property {Channel | null} output   in the maps of what mixes
 * @property {[number, number]} size   rows and columns of the stage's output
 * @property {[number, number]} at     the cell in focus
 */

/** Whose channel the pointer is over, in state.hover. */
export const CHANNEL = 0,
  OUTPUT = 1;

/**
 * @param {State} state
 * @param {number} stage
 * @returns {Focus | null}
 */
export function focusOf(state, stage) {
  const { network, hover } = state;
  if (!network) return null;
  const scene = sceneOf(network, stage);
  const { panels } = scene;
  if (!panels.length) return null;
  const mix = panels.find(({ layer }) => mixes(layer)) ?? null;
  const look = panels.find(({ layer }) => !mixes(layer)) ?? null;
  const [first, last] = [panels[0], panels[panels.length - 1]];
  const before = first.index - 1;
  const same = before >= 0 && String(network.layers[before].output) === String(first.layer.input);
  const { input } = first.layer;
  const picture = [1, 3].includes(input[2]) && String(input) === String(network.input);

  const channel = (
    /** @type {"channel" | "output"} */ key,
    /** @type {number} */ layer,
    /** @type {number} */ count,
  ) => {
    const pinned = state[key] ?? firstChannel(network, layer);
    if (pinned === null) return null;
    const over = hover?.panel === (key === "channel" ? CHANNEL : OUTPUT) ? hover.channel : pinned;
    return { pinned: Math.min(pinned, count - 1), now: Math.min(over, count - 1), count };
  };
  const [h, w] = last.layer.output;
  const at = state.over ?? state.place ?? [h >> 1, w >> 1];
  return {
    scene,
    look,
    mix,
    input: same && !picture ? before : null,
    picture,
    channel: look
      ? channel("channel", look.index, look.layer.output[2])
      : channel("channel", before, first.layer.input[2]),
    output: mix && channel("output", mix.index, mix.layer.output[2]),
    size: [h, w],
    at: [Math.min(at[0], h - 1), Math.min(at[1], w - 1)],
  };
}

/**
 * The channel of the input that a channel of what looks around is made from.
 * @param {Focus} focus
 */
export function sourceOf({ look, channel }) {
  if (!channel) return null;
  const { input, output } = look?.layer ?? { input: [0, 0, 1], output: [0, 0, 1] };
  return look ? Math.floor((channel.now * input[2]) / output[2]) : channel.now;
}

/**
 * @typedef {object} Step   a layer of the stage that is opened by itself
 * @property {number} index
 * @property {Layer} layer
 * @property {number[]} maps    the layers whose maps it shows: what it reads, and itself
 * @property {number} channel   of its output
 * @property {[number, number]} at    the cell in focus, in its output
 */

/**
 * The layer that is opened by itself; null where none is.
 * @param {State} state
 * @param {Focus} focus
 * @param {number} stage
 * @returns {Step | null}
 */
export function stepOf({ network, step }, { channel, output, at, size }, stage) {
  if (!network || step === null || !network.stages[stage].layers.includes(step)) return null;
  const layer = network.layers[step];
  const [h, w, count] = layer.output;
  const alike = [output, channel].find((known) => known?.count === count) ?? output ?? channel;
  const scaled = (/** @type {0 | 1} */ i, /** @type {number} */ side) =>
    Math.min(side - 1, Math.floor(((at[i] + 0.5) * side) / size[i]));
  return {
    index: step,
    layer,
    maps: [...layer.inputs.filter((input) => input >= 0), step],
    channel: Math.min(alike?.now ?? 0, count - 1),
    at: [scaled(0, h), scaled(1, w)],
  };
}

const WINDOW = 27; // products of a window, at most: 3 x 3 taps of three colours
const LARGEST = 5; // contributions to a sum that are shown one by one
const STRONGEST = 5; // cells of a map

/**
 * @param {State} state
 * @returns {Wants}
 */
export function wantsOf(state) {
  const focus = focusOf(state, state.stage);
  if (!focus) return {};
  const { look, mix, input, channel, output, at, scene } = focus;
  const maps = [
    ...new Set([...(input === null ? [] : [input]), ...scene.panels.map(({ index }) => index)]),
  ];
  /** @type {NonNullable<Wants["questions"]>} */
  const questions = {};
  const last = scene.panels[scene.panels.length - 1];
  const [pinned, sees, clips] = [
    state.place,
    state.unfolded.includes("sees"),
    state.unfolded.includes("clips"),
  ];
  const made = mix ? output : channel;
  for (const [name, panel, chosen, count] of /** @type {const} */ ([
    ["look", look, channel, WINDOW],
    ["mix", mix, output, LARGEST],
  ])) {
    if (!panel || !chosen || panel.layer.kind === "pool") continue;
    questions[`${name}Weights`] = ["weights", panel.index, chosen.now];
    if (pinned) questions[`${name}Cell`] = ["cell", panel.index, ...at, chosen.now, count];
    if (clips) questions[`${name}Clipped`] = ["clipped", panel.index];
  }
  if (pinned || sees) questions.field = ["field", last.index, ...at];
  if (state.unfolded.includes("tensors"))
    for (const layer of state.network?.stages[state.stage].layers ?? []) {
      if (!maps.includes(layer)) maps.push(layer);
      questions[`tensors${layer}`] = ["tensors", layer];
    }
  const step = stepOf(state, focus, state.stage);
  if (step) {
    maps.push(...step.maps.filter((layer) => !maps.includes(layer)));
    questions.stepCell = ["cell", step.index, ...step.at, step.channel, WINDOW];
  }
  if (sees && made) questions.strongest = ["strongest", last.index, made.now, STRONGEST];
  return { maps, questions, blanks: !state.blanks && !!state.measured };
}
