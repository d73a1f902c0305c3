// A layer of the stage, opened: what goes in, what it does with it, what comes out, and the
// arithmetic of the cell in focus.

import { exact, percent, short } from "../../domain/number.js";
import { gateOf, stepName, stepText } from "../../domain/steps.js";
import { rampOf } from "../shared/colour.js";
import { dispatch, el, mark, write } from "../shared/dom.js";
import { createCell } from "./cell.js";
import { coloursOf, ends, isFlat, realOf } from "./known.js";
import { createMap, createTile } from "./map.js";
import { createBars } from "./step-bars.js";
import { createCurve, CURVES } from "./step-curve.js";
import { english } from "./words.js";

/**
 * @import { Description, Layer } from "../../domain/state.js"
 * @import { Step } from "../shared/focus.js"
 * @import { Known, Shown } from "./known.js"
 */

/** Between what goes in and what comes out. @type {Partial<Record<Layer["kind"], string>>} */
const SIGNS = { add: "+", subtract: "−", multiply: "×" };

/**
 * What a layer costs, in words.
 * @param {Layer} layer
 * @param {Description} network
 */
function costOf({ macs, operations, params }, network) {
  const count = macs
    ? `${short(macs)} MACs, ${percent(macs / network.macs)}`
    : operations
      ? `${exact(operations)} operations`
      : "numbers are moved";
  return `${count} · ${params ? short(params) : "no"} params`;
}

/** A map, or a number where there is one place. */
class Picture {
  #map;
  #number = el("p", { class: "alone number" });
  #tile;

  /** @param {(at: [number, number]) => void} pin */
  constructor(pin) {
    this.#map = createMap({ hover: () => {}, pin, move: () => {} }, english);
    this.#map.node.tabIndex = -1;
    this.#tile = createTile(el("div", { class: "made" }, this.#map.node, this.#number), "output");
    this.node = this.#tile.node;
  }

  /**
   * @param {Shown} shown
   * @param {Known} known
   * @param {{ layer: Layer, name: string, channel: number, at: [number, number] }} what
   */
  show({ state, frame }, known, { layer, name, channel, at }) {
    const flat = isFlat(layer);
    const [low, high] = ends(known, channel, flat ? "layer" : state.scale);
    const { name: colours, palette } = coloursOf(known, layer);
    const text = realOf(known, english);
    this.#tile.name(name);
    this.#map.node.hidden = flat;
    this.#number.hidden = !flat;
    this.#tile.key(flat ? null : colours, text(low), text(high));
    if (flat) return write(this.#number, text(known.map.data[channel]));
    const stamp = `${frame.number} ${channel} ${state.scale} ${known.map.layer}`;
    this.#map.paint(known.map, channel, low, high, palette, stamp);
    this.#map.focus({ y: at[0], x: at[1], h: 1, w: 1 }, null, true);
    this.#map.name(`${name}: ${layer.output[0]} by ${layer.output[1]} cells.`);
  }
}

class StepView {
  #title = el("h3");
  #cost = el("p", { class: "paid number" });
  #text = el("p", { class: "text" });
  #chain = el("div", { class: "step-chain" });
  #body = el("div", { class: "step-body" });
  #curve = createCurve();
  #bars = createBars((channel) => this.#pin(channel));
  /** @type {Picture[]} */
  #pictures = [];
  /** @type {ReturnType<typeof createCell> | null} */
  #cell = null;
  #opened = "";
  /** @type {Shown | null} */
  #shown = null;
  node = el(
    "section",
    { class: "panel step-panel", "aria-label": "A layer of this stage" },
    el("header", {}, this.#title, this.#cost),
    this.#text,
    this.#chain,
    this.#body,
  );

  /** @param {number} channel */
  #pin(channel) {
    const focus = this.#shown?.focus;
    const key = focus?.output && !focus.look ? "output" : "channel";
    dispatch(this.node, { type: "pin", pin: key, channel });
  }

  /**
   * @param {Description} network
   * @param {Step} step
   */
  #open(network, { index, layer, maps }) {
    this.#opened = `${network.id} ${index}`;
    write(this.#title, stepName(network, index));
    write(this.#text, stepText(network, index));
    write(this.#cost, costOf(layer, network));
    mark(this.node, "data-kind", rampOf(layer.kind));
    mark(this.node, "data-opened", index);
    this.#pictures = maps.map(
      () => new Picture((place) => dispatch(this.node, { type: "set", place, over: null })),
    );
    const signs = maps.map((_, i) =>
      el("span", { class: "operator" }, i === maps.length - 1 ? "=" : (SIGNS[layer.kind] ?? "→")),
    );
    this.#chain.replaceChildren(
      ...this.#pictures.flatMap(({ node }, i) => {
        const last = i === maps.length - 1;
        const sign = last && maps.length === 2 ? el("span", { class: "operator" }, "→") : signs[i];
        return i ? [last ? sign : signs[0], node] : [node];
      }),
    );
    this.#cell = createCell(layer, english);
    this.#body.replaceChildren(this.#curve.node, this.#bars.node, this.#cell.node);
  }

  /**
   * @param {Shown} shown
   * @param {Step} step
   */
  show(shown, step) {
    const { state, frame, known, replyOf } = shown;
    const { network } = state;
    if (!network) return;
    this.#shown = shown;
    if (this.#opened !== `${network.id} ${step.index}`) this.#open(network, step);
    const { layer, maps, channel, at } = step;
    maps.forEach((index, i) => {
      const map = known(index);
      const from = network.layers[index];
      const [h, w, count] = from.output;
      if (!map) return;
      const alike = h === layer.output[0] && w === layer.output[1];
      const name =
        i === maps.length - 1
          ? `Channel ${channel + 1} of ${count}`
          : `From: ${stepName(network, index)}`;
      this.#pictures[i].show(shown, map, {
        ...{ layer: from, name, channel: Math.min(channel, count - 1) },
        at: alike ? at : [0, 0],
      });
    });
    const reply = replyOf("stepCell", step.index);
    const cell = reply?.answer ?? null;
    const input = known(layer.inputs[0])?.map;
    this.#curve.node.hidden = !CURVES[layer.kind] || !input;
    if (CURVES[layer.kind] && input) this.#curve.show(layer, input, frame.number, cell);
    this.#showBars(network, shown, step);
    if (reply) this.#cell?.show(reply, (pinned) => this.#pin(pinned));
  }

  /**
   * The gates of a layer, or its own numbers where each channel has one.
   * @param {Description} network
   * @param {Shown} shown
   * @param {Step} step
   */
  #showBars(network, { known, frame }, { index, layer, channel }) {
    const gate = gateOf(network, layer);
    const source = gate >= 0 ? layer.inputs[gate] : index;
    const map = known(source)?.map;
    const flat = map && map.shape[0] * map.shape[1] === 1 && map.data.length > 1;
    this.#bars.node.hidden = !flat;
    if (!flat) return;
    const name = gate >= 0 ? "The gates, one for each map" : stepName(network, index);
    this.#bars.show(map, channel, frame.number, name);
  }
}

export const createStep = () => new StepView();
