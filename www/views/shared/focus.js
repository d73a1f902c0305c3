// What the stage view looks at: a function of the state, and of which channel of a layer is
// liveliest.

import { sceneOf } from "../../domain/stages.js";

/**
 * @import { Panel, Scene } from "../../domain/stages.js"
 * @import { FeatureMap, Layer, State, Wants } from "../../domain/state.js"
 * @import { Range } from "./paint.js"
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

/** @param {Layer} layer */
export const mixes = (layer) => layer.kind === "pointwise" || layer.kind === "classifier";

/**
 * Which part of the state holds the pinned channel of a layer's maps.
 * @param {Layer} layer
 */
export const keyOf = (layer) => (mixes(layer) ? "output" : "channel");

/** @type {WeakMap<object, Map<number, number>>} */
const liveliest = new WeakMap();

/**
 * The channel to begin with, for good: the one that tells most places of a first frame apart, or
 * the largest where there is but one.
 * @param {object} network
 * @param {number} layer
 * @param {Range} range
 */
export function meet(network, layer, { low, high }) {
  const known = liveliest.get(network) ?? new Map();
  liveliest.set(network, known);
  if (known.has(layer)) return;
  const apart = low.some((least, c) => least !== high[c]);
  const score = (/** @type {number} */ c) => high[c] - (apart ? low[c] : 0);
  let best = 0;
  for (let c = 1; c < low.length; c++) if (score(c) > score(best)) best = c;
  known.set(layer, best);
}

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
  const picture = first.layer.input[2] === 3 && String(first.layer.input) === String(network.input);

  const known = liveliest.get(network);
  const channel = (
    /** @type {"channel" | "output"} */ key,
    /** @type {number} */ layer,
    /** @type {number} */ count,
  ) => {
    const pinned = state[key] ?? known?.get(layer);
    if (pinned === undefined || pinned === null) return null;
    const within = (/** @type {number} */ c) => Math.min(c, count - 1);
    const over = hover?.panel === (key === "channel" ? CHANNEL : OUTPUT) ? hover.channel : pinned;
    return { pinned: within(pinned), now: within(over), count };
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

const LARGEST = 5; // contributions that are told one by one

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
  for (const [name, panel, of, count] of /** @type {const} */ ([
    ["look", look, channel, 27],
    ["mix", mix, output, LARGEST],
  ])) {
    if (!panel || !of) continue;
    if (panel.layer.kind === "pool") continue;
    questions[`${name}Weights`] = ["weights", panel.index, of.now];
    if (pinned) questions[`${name}Cell`] = ["cell", panel.index, ...at, of.now, count];
    if (clips) questions[`${name}Clipped`] = ["clipped", panel.index];
  }
  if (pinned || sees) questions.field = ["field", last.index, ...at];
  if (sees && made) questions.strongest = ["strongest", last.index, made.now, 5];
  return { maps, questions };
}
