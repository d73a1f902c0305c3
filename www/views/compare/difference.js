// One channel in two frames: map A, map B, and B − A, cell by cell.

import { ramp, rampOf } from "../shared/colour.js";
import { el, mark, write } from "../shared/dom.js";
import { exact, real } from "../../domain/number.js";
import { drawSigned, signed } from "../shared/signed-colour.js";
import { mixes } from "../shared/first-channel.js";
import { focusOf } from "../shared/focus.js";

/**
 * @import { Panel } from "../../domain/stages.js"
 * @import { FeatureMap, State } from "../../domain/state.js"
 */

/** @param {string} name */
function pane(name) {
  const canvas = el("canvas", { "aria-hidden": "true" });
  const label = el("span", {}, name);
  return { node: el("div", { class: "map" }, label, canvas), canvas, label };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {FeatureMap} map
 * @param {(position: number) => number} colour
 */
function paint(canvas, { shape: [h, w] }, colour) {
  if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
  const ctx = canvas.getContext("2d");
  const image = ctx?.createImageData(w, h);
  if (!ctx || !image) return;
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < pixels.length; i++) pixels[i] = colour(i);
  ctx.putImageData(image, 0, 0);
}

/**
 * One channel of two maps of a layer, as stored numbers.
 * @typedef {object} Comparison
 * @property {number} low   the least of both
 * @property {number} high  the greatest of both
 * @property {number} cells  how many differ
 * @property {number} most  the largest difference
 * @property {number} at  the position where it is
 * @param {FeatureMap} a
 * @param {FeatureMap} b
 * @param {number} channel
 * @returns {Comparison}
 */
function compare(a, b, channel) {
  const channels = b.shape[2];
  const found = { low: Infinity, high: -Infinity, cells: 0, most: 0, at: 0 };
  for (let i = channel; i < b.data.length; i += channels) {
    found.low = Math.min(found.low, a.data[i], b.data[i]);
    found.high = Math.max(found.high, a.data[i], b.data[i]);
    const difference = Math.abs(b.data[i] - a.data[i]);
    if (difference) found.cells++;
    if (difference > found.most) {
      found.most = difference;
      found.at = (i - channel) / channels;
    }
  }
  return found;
}

/**
 * @param {Comparison} comparison
 * @param {FeatureMap} map
 */
function sentence({ cells, most, at }, { data, shape: [, w, channels], scale }) {
  const all = data.length / channels;
  if (!most) return `Not one of the ${exact(all)} cells differs.`;
  const where = `, at row ${Math.floor(at / w) + 1}, column ${(at % w) + 1}`;
  return (
    `${exact(cells)} of ${exact(all)} ${all === 1 ? "cell" : "cells"} differ, by ` +
    `${real(scale * most)} at most${all > 1 ? where : ""}.`
  );
}

/**
 * @param {ReturnType<typeof pane>[]} panes
 * @param {[FeatureMap, FeatureMap]} maps
 * @param {number} channel
 * @param {Comparison} comparison
 * @param {Uint32Array} colours
 */
function drawMaps(panes, [a, b], channel, { low, high, most }, colours) {
  const channels = b.shape[2];
  const step = high > low ? 255 / (high - low) : 0;
  [a, b].forEach((map, i) =>
    paint(
      panes[i].canvas,
      map,
      (position) => colours[((map.data[position * channels + channel] - low) * step) | 0],
    ),
  );
  const both = signed();
  const turn = most ? 255 / most : 0;
  paint(panes[2].canvas, b, (position) => {
    const i = position * channels + channel;
    return both[255 + Math.round((b.data[i] - a.data[i]) * turn)];
  });
}

class Difference {
  #title = el("h3");
  #panes = [pane("A"), pane("B"), pane("B − A")];
  #least = el("span", { class: "number" });
  #most = el("span", { class: "number" });
  #scope = el("p", { class: "scope" });
  #result = el("p", { class: "result" });
  node = el("figure", { class: "difference", "data-picture": "" });
  /** The channel to begin with, by layer. @type {Map<string, number>} */
  #lively = new Map();

  constructor() {
    const legend = el("canvas", { "aria-hidden": "true" });
    drawSigned(legend);
    this.node.append(
      this.#title,
      el("div", { class: "three" }, ...this.#panes.map(({ node }) => node)),
      el("div", { class: "ends" }, this.#least, legend, this.#most),
      this.#result,
      this.#scope,
    );
  }

  /**
   * @param {Panel | null} panel
   * @param {State} state
   * @param {string} stage its name
   * @returns {string} in a sentence
   */
  show(panel, state, stage) {
    this.node.hidden = !panel;
    if (!panel) return "";
    const mapOf = (/** @type {FeatureMap[] | undefined} */ maps) =>
      maps?.find(({ layer }) => layer === panel.index);
    const [a, b] = [mapOf(state.beside?.maps), mapOf(state.frame?.maps)];
    if (!a || !b) return ""; // the next frame has both
    const channel = this.#channelOf(panel, state, a);
    const comparison = compare(a, b, channel);
    drawMaps(this.#panes, [a, b], channel, comparison, ramp(rampOf(panel.layer.kind)));
    const name = `${panel.title}, channel ${channel + 1} of ${b.shape[2]}`;
    // By which network, since another one may have computed what was kept.
    const by = state.beside?.kept ? ` A and B by ${state.network?.name}.` : "";
    const text = `${sentence(comparison, b)}${by}`;
    this.#write(name, text, comparison, b);
    mark(this.node, "data-channel", channel);
    mark(this.node, "data-kind", rampOf(panel.layer.kind));
    mark(
      this.node,
      "data-picture",
      `${stage}, ${name}: in frame A, in frame B, and B − A. A and B are on one scale, of this ` +
        "channel in both.",
    );
    return `${name}: ${text}`;
  }

  /**
   * The channel in focus, as the stage view has it; else the liveliest of frame A.
   * @param {Panel} panel
   * @param {State} state
   * @param {FeatureMap} a
   */
  #channelOf(panel, state, a) {
    const key = `${state.frame?.model} ${panel.index}`;
    if (!this.#lively.has(key)) this.#lively.set(key, liveliest(a));
    const focus = focusOf(state, state.frame?.stage ?? state.stage);
    const pinned = focus?.[mixes(panel.layer) ? "output" : "channel"]?.pinned;
    return Math.min(pinned ?? this.#lively.get(key) ?? 0, a.shape[2] - 1);
  }

  /**
   * @param {string} name
   * @param {string} text
   * @param {Comparison} comparison
   * @param {FeatureMap} map
   */
  #write(name, text, { low, high, most }, { scale, zeroPoint }) {
    const value = (/** @type {number} */ stored) => real(scale * (stored - zeroPoint));
    write(this.#title, name);
    write(this.#least, most ? `−${real(scale * most)}` : "0");
    write(this.#most, most ? `+${real(scale * most)}` : "0");
    write(this.#result, text);
    mark(this.#result, "data-metric", "max-difference");
    mark(this.#result, "data-value", scale * most);
    write(
      this.#scope,
      `A and B on one scale, of this channel in both: ${value(low)} to ${value(high)}. ` +
        "B − A: of this channel, white is no difference.",
    );
  }
}

export const createDifference = () => new Difference();

/**
 * The channel that tells most places apart.
 * @param {FeatureMap} map
 */
function liveliest({ data, shape: [, , channels] }) {
  let best = 0;
  let widest = -1;
  for (let c = 0; c < channels; c++) {
    let [low, high] = [Infinity, -Infinity];
    for (let i = c; i < data.length; i += channels) {
      low = Math.min(low, data[i]);
      high = Math.max(high, data[i]);
    }
    if (high - low > widest) [widest, best] = [high - low, c];
  }
  return best;
}
