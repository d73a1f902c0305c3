// Lists of changes: at most one for a channel.

import { rampOf } from "../shared/colour.js";
import { firstChannel, keyOf } from "../shared/first-channel.js";
import { sceneOf } from "../../domain/stages.js";

/**
 * @import { Panel } from "../../domain/stages.js"
 * @import { Description, State } from "../../domain/state.js"
 * @import { Change } from "../../separable.d.ts"
 */

/**
 * @param {Change} a
 * @param {{ layer: number | string, channel: number }} b
 */
const same = (a, b) => a.layer === b.layer && a.channel === b.channel;

/**
 * @param {Change[]} changes
 * @param {{ layer: number, channel: number }} at
 */
export const found = (changes, at) => changes.find((change) => same(change, at)) ?? null;

/**
 * @param {Change[]} changes
 * @param {Change} next
 */
export const withChange = (changes, next) =>
  changes.some((change) => same(change, next))
    ? changes.map((change) => (same(change, next) ? next : change))
    : [...changes, next];

/**
 * @param {Change[]} changes
 * @param {{ layer: number | string, channel: number }} at
 */
export const without = (changes, at) => changes.filter((change) => !same(change, at));

/**
 * As the address carries a weight: at most six digits after the point.
 * @param {number} weight
 */
export const rounded = (weight) => Number(weight.toFixed(6)) + 0;

/**
 * The layers of a stage whose channels can be changed.
 * @param {Description} network
 * @param {number} stage
 */
export const changeable = (network, stage) =>
  sceneOf(network, stage).panels.filter(({ layer }) =>
    ["conv", "depthwise", "pointwise"].includes(layer.kind),
  );

/**
 * The channel in focus: under the pointer, or pinned, or the layer's first.
 * @param {State} state
 * @param {Panel} panel
 * @param {number} index   of the panel
 */
export function channelOf(state, panel, index) {
  const { network, hover } = state;
  const pinned = state[keyOf(panel.layer)] ?? (network && firstChannel(network, panel.index));
  const channel = hover?.panel === index ? hover.channel : (pinned ?? 0);
  return Math.min(channel, panel.layer.output[2] - 1);
}

/**
 * Where a layer stands, in words.
 * @param {Description} network
 * @param {number} layer
 */
export function placed(network, layer) {
  const stage = network.stages.findIndex(({ layers }) => layers.includes(layer));
  const { title } = sceneOf(network, stage);
  const kind = network.layers[layer].kind;
  return { stage, kind: rampOf(kind), text: kind === "conv" ? title : `${title}, ${kind}` };
}

/**
 * A probability as percents with one decimal, so that small changes show.
 * @param {number} share of 1
 */
export const tenths = (share) => `${(share * 100).toFixed(1)}\u202f%`;

/**
 * A change in percentage points, with its sign.
 * @param {number} by of 1
 */
export function points(by) {
  const text = Math.abs(by * 100).toFixed(1);
  return Number(text) === 0 ? "0" : (by < 0 ? "\u2212" : "+") + text;
}
