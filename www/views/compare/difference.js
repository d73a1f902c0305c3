// One channel in two frames: map A, map B, and B − A, cell by cell.

import { ramp, rampOf } from "../shared/colour.js";
import { el, mark, write } from "../shared/dom.js";
import { exact, real } from "../../domain/number.js";
import { drawSigned, signed } from "../shared/signed-colour.js";
import { focusOf, mixes } from "../stage/focus.js";

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

export function createDifference() {
  const title = el("h3");
  const panes = [pane("A"), pane("B"), pane("B − A")];
  const legend = el("canvas", { "aria-hidden": "true" });
  drawSigned(legend);
  const least = el("span", { class: "number" });
  const most = el("span", { class: "number" });
  const scope = el("p", { class: "scope" });
  const result = el("p", { class: "result" });
  const node = el(
    "figure",
    { class: "difference", "data-picture": "" },
    title,
    el("div", { class: "three" }, ...panes.map(({ node }) => node)),
    el("div", { class: "ends" }, least, legend, most),
    result,
    scope,
  );
  /** The channel to begin with, by layer. @type {Map<string, number>} */
  const lively = new Map();

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {FeatureMap} map
   * @param {(place: number) => number} colour
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

  return {
    node,
    /**
     * @param {Panel | null} panel
     * @param {State} state
     * @param {string} stage its name
     * @returns {string} in a sentence
     */
    show(panel, state, stage) {
      node.hidden = !panel;
      if (!panel) return "";
      const of = (/** @type {FeatureMap[] | undefined} */ maps) =>
        maps?.find(({ layer }) => layer === panel.index);
      const [a, b] = [of(state.beside?.maps), of(state.frame?.maps)];
      if (!a || !b) return ""; // the next frame has both
      const [, w, channels] = b.shape;
      const known = `${state.frame?.model} ${panel.index}`;
      if (!lively.has(known)) lively.set(known, liveliest(a));
      const focus = focusOf(state, state.frame?.stage ?? state.stage); // as the stage view has it
      const chosen = focus?.[mixes(panel.layer) ? "output" : "channel"]?.pinned;
      const c = Math.min(chosen ?? lively.get(known) ?? 0, channels - 1);

      let [low, high, span, at, cells] = [Infinity, -Infinity, 0, 0, 0];
      for (let i = c; i < b.data.length; i += channels) {
        low = Math.min(low, a.data[i], b.data[i]);
        high = Math.max(high, a.data[i], b.data[i]);
        const between = Math.abs(b.data[i] - a.data[i]);
        if (between) cells++;
        if (between > span) [span, at] = [between, (i - c) / channels];
      }
      const colours = ramp(rampOf(panel.layer.kind));
      const step = high > low ? 255 / (high - low) : 0;
      [a, b].forEach((map, i) =>
        paint(
          panes[i].canvas,
          map,
          (place) => colours[((map.data[place * channels + c] - low) * step) | 0],
        ),
      );
      const both = signed();
      const turn = span ? 255 / span : 0;
      paint(panes[2].canvas, b, (place) => {
        const i = place * channels + c;
        return both[255 + Math.round((b.data[i] - a.data[i]) * turn)];
      });

      const value = (/** @type {number} */ stored) => real(b.scale * (stored - b.zeroPoint));
      const most_ = real(b.scale * span);
      const all = b.data.length / channels;
      const name = `${panel.title}, channel ${c + 1} of ${channels}`;
      write(title, name);
      write(least, span ? `−${most_}` : "0");
      write(most, span ? `+${most_}` : "0");
      const where = `row ${Math.floor(at / w) + 1}, column ${(at % w) + 1}`;
      const told = span
        ? `${exact(cells)} of ${exact(all)} ${all === 1 ? "cell" : "cells"} differ, by ` +
          `${most_} at most${all > 1 ? `, at ${where}` : ""}.`
        : `Not one of the ${exact(all)} cells differs.`;
      write(result, told);
      write(
        scope,
        `A and B on one scale, of this channel in both: ${value(low)} to ${value(high)}. ` +
          "B − A: of this channel, white is no difference.",
      );
      mark(result, "data-metric", "max-difference");
      mark(result, "data-value", b.scale * span);
      mark(node, "data-channel", c);
      mark(node, "data-kind", rampOf(panel.layer.kind));
      mark(
        node,
        "data-picture",
        `${stage}, ${name}: in frame A, in frame B, and B − A. A and B are on one scale, of ` +
          "this channel in both.",
      );
      return `${name}: ${told}`;
    },
  };
}

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
