// What is known of each layer: its shares of the network's cost and time, and its speed.

import { exact, figures, percent, shape, thin } from "../../domain/number.js";
import { stepName } from "../../domain/steps.js";

/** @import { Description, Layer, State } from "../../domain/state.js" */

/**
 * A layer's row in chart and table.
 * @typedef {object} Row
 * @property {number} index
 * @property {number} stage
 * @property {Layer} layer
 * @property {string} name
 * @property {number} macs    share of the network's
 * @property {number} params  share of the network's
 * @property {number | null} ms
 * @property {number | null} time    share of all layers' time
 * @property {number | null} gmacs   GMAC/s
 * @property {number | null} peak    share of the measured peak
 */

const NAMES = {
  depthwise: "depthwise",
  pointwise: "pointwise",
  conv: "standard convolution",
  pool: "average",
};

/**
 * @param {Description} network
 * @param {number} i
 */
export function nameOf(network, i) {
  const { kind, block } = network.layers[i];
  const known = NAMES[/** @type {keyof typeof NAMES} */ (kind)];
  const name = known ?? stepName(network, i).toLowerCase();
  return block ? `${name} of block ${block}` : name;
}

/**
 * The machine's measured peak for this network, on all of its threads.
 * @param {Pick<State, "network" | "peak">} state
 * @returns {number | null} MAC/s
 */
export function peakOf({ network, peak }) {
  if (!network || !peak) return null;
  const float = network.layers[0].element === "f32";
  return (float ? peak.float : peak.integer) * network.backend.threads;
}

/**
 * @param {State} state
 * @returns {Row[]}
 */
export function rowsOf(state) {
  const { network, measured } = state;
  if (!network) return [];
  const { layers, stages } = network;
  const times = measured?.layers?.length === layers.length ? measured.layers : null;
  const whole = times ? times.reduce((sum, ms) => sum + ms, 0) : 0;
  const most = peakOf(state);
  return layers.map((layer, index) => {
    const ms = times ? times[index] : null;
    const gmacs = ms && layer.macs ? layer.macs / ms / 1e6 : null;
    return {
      index,
      layer,
      stage: stages.findIndex((stage) => stage.layers.includes(index)),
      name: nameOf(network, index),
      macs: layer.macs / network.macs,
      params: layer.params / network.params,
      ms,
      time: ms === null ? null : ms / whole,
      gmacs,
      peak: gmacs && most ? (gmacs * 1e9) / most : null,
    };
  });
}

/**
 * A layer in a few sentences.
 * @param {Row} row
 * @param {number} count frames behind the times
 */
export function sentence(row, count) {
  const { index, name, layer, macs, params } = row;
  const parts = [
    `Layer ${index + 1}, ${name}, ${shape(layer.input)} to ${shape(layer.output)}:`,
    `${exact(layer.macs)} MACs, ${percent(macs)} of all, and ${exact(layer.params)} ` +
      `parameters, ${percent(params)};`,
    timeOf(row, count),
    comparison(row),
  ];
  return parts.filter(Boolean).join(" ");
}

/**
 * @param {Row} row
 * @param {number} count
 */
function timeOf({ ms, time, gmacs, peak }, count) {
  if (ms === null || time === null) return "its time is being measured.";
  const speed = gmacs ? `, which is ${figures(gmacs)}${thin}GMAC/s` : "";
  const reached = peak ? ` or ${percent(peak)} of the peak` : "";
  const share = `${percent(time)} of the time (median of ${count})`;
  return `${figures(ms)}${thin}ms, ${share}${speed}${reached}.`;
}

/**
 * How far the time is from the share of the MACs, where that is much.
 * @param {Row} row
 */
function comparison({ time, macs }) {
  if (!time || !macs) return "";
  const times = time / macs;
  if (times >= 1.2)
    return `It takes ${figures(times)} times as long as its share of the MACs predicts.`;
  if (times <= 0.8)
    return `It takes ${percent(times)} of the time that its share of the MACs predicts.`;
  return "";
}
