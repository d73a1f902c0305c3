// The channel of a layer that is on show before one was chosen: the one with the strongest pattern.

/** @import { Layer } from "../../domain/state.js" */

/**
 * Whether a layer mixes channels: its channels are then those that `state.output` pins.
 * @param {Layer} layer
 */
export const mixes = (layer) => layer.kind === "pointwise" || layer.kind === "classifier";

/**
 * Which part of the state holds the pinned channel of a layer's maps.
 * @param {Layer} layer
 */
export const keyOf = (layer) => (mixes(layer) ? "output" : "channel");

/** Of each network: channels by layer. @type {WeakMap<object, Map<number, number>>} */
const channels = new WeakMap();

/**
 * Chooses the channel from the first frame, and keeps to it: the one whose values differ most, or
 * the largest value where each map has one cell.
 * @param {object} network
 * @param {number} layer
 * @param {{ low: ArrayLike<number>, high: ArrayLike<number> }} range   of each channel
 */
export function chooseFirstChannel(network, layer, { low, high }) {
  const known = channels.get(network) ?? new Map();
  channels.set(network, known);
  if (known.has(layer)) return;
  const differ = Array.from(low).some((least, c) => least !== high[c]);
  const score = (/** @type {number} */ c) => high[c] - (differ ? low[c] : 0);
  let best = 0;
  for (let c = 1; c < low.length; c++) if (score(c) > score(best)) best = c;
  known.set(layer, best);
}

/**
 * @param {object} network
 * @param {number} layer
 * @returns {number | null} null: no frame has been seen
 */
export const firstChannel = (network, layer) => channels.get(network)?.get(layer) ?? null;
