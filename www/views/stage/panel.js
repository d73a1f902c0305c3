// One layer of a stage, opened: its input, its weights, its output, and all its maps.

import { cellOver } from "../../domain/geometry.js";
import { clamp } from "../../domain/number.js";
import { rampOf } from "../shared/colour.js";
import { dispatch, el, mark, write } from "../shared/dom.js";
import { keyOf, mixes } from "../shared/first-channel.js";
import { bringInSight, scrollToEnd } from "../shared/in-sight.js";
import { blanksOf } from "../../domain/blank.js";
import { createBlank } from "./blank.js";
import { createDetails } from "./details.js";
import { CHANNEL, OUTPUT } from "../shared/focus.js";
import { createInputTile } from "./input-tile.js";
import { isFlat } from "./known.js";
import { createMaps } from "./maps.js";
import { createOutputTile } from "./output-tile.js";
import { createPanelHead } from "./panel-head.js";
import { createRow } from "./row.js";
import { createTaps } from "./taps.js";
import { tapsOf } from "./window-taps.js";

/**
 * @import { Panel } from "../../domain/stages.js"
 * @import { Layer, State } from "../../domain/state.js"
 * @import { Focus } from "../shared/focus.js"
 * @import { Shown } from "./known.js"
 * @import { Part } from "./toolbar.js"
 * @import { Say } from "./words.js"
 */

/** @param {Layer} layer */
const hasTaps = ({ kind, input }) => kind === "depthwise" || (kind === "conv" && input[2] === 3);

const arrow = () => el("span", { class: "arrow", "aria-hidden": "true" });

/** The figure that stands where the average has no weights to show. */
function createMean() {
  const name = el("p", { class: "name" });
  return {
    node: el("figure", { class: "tile mean" }, name, el("p", { class: "operator" }, "mean")),
    /** @param {Layer} layer */
    show: ({ input: [h, w] }) => write(name, `of ${h * w} places`),
  };
}

/**
 * What the row of weights shows.
 * @param {Shown} shown
 * @param {Panel} panel
 * @param {Float32Array} weights
 */
function rowOf({ state, focus, say }, { layer, title }, weights) {
  const { channel, output } = focus;
  if (!channel || !output) return null;
  const number = output.now + 1;
  return {
    weights,
    output: output.now,
    channel: channel.now,
    sorted: state.sorted,
    name: say(layer.kind === "classifier" ? "classWeights" : "weights", { n: number }),
    caption: say("weightsCaption", {
      ...{ title, n: number, stage: focus.scene.title, count: weights.length },
      order: say(state.sorted ? "bySize" : "inOrder"),
    }),
  };
}

/** A panel; the page shows at most two of them. */
export class PanelView {
  #head;
  #chain = el("div", { class: "chain" });
  #taps;
  #mean = createMean();
  #blank;
  #details;
  #input;
  #row;
  #output;
  #maps;
  /** @type {Panel | null} */
  #panel = null;
  /** @type {Shown | null} */
  #shown = null;
  /** @type {Float32Array | null} */
  #weights = null;

  /**
   * @param {{ over: (at: [number, number] | null) => void }} handlers   a cell of the output
   * @param {Say} say
   */
  constructor({ over }, say) {
    this.#head = createPanelHead(say);
    this.#taps = createTaps(say);
    this.#blank = createBlank(say);
    this.#details = createDetails((channel) => this.#pin("channel", channel), say);
    const move = this.#move.bind(this);
    const ofInput = {
      hover: (/** @type {[number, number] | null} */ at) =>
        over(at && this.#panel && cellOver(this.#panel.layer, at)),
      pin: (/** @type {[number, number]} */ at) =>
        this.#panel && this.#set({ place: cellOver(this.#panel.layer, at) }),
      move,
    };
    this.#input = createInputTile(ofInput, say);
    const ofRow = {
      hover: (/** @type {number | null} */ channel) => this.#hover(CHANNEL, channel),
      pin: (/** @type {number} */ channel) => this.#pin("channel", channel),
      sort: () => this.#shown && this.#set({ sorted: !this.#shown.state.sorted }),
    };
    this.#row = createRow(ofRow, say);
    const pin = (/** @type {[number, number]} */ place) => this.#set({ place });
    this.#output = createOutputTile({ hover: over, pin, move }, say);
    const ofMaps = {
      hover: (/** @type {number | null} */ channel) => this.#hover(this.#channelsOfMaps(), channel),
      pin: (/** @type {number} */ channel) =>
        this.#panel && this.#pin(this.#maps.inputs ? "channel" : keyOf(this.#panel.layer), channel),
      enter: () => this.#enterMap(),
      choose: () => this.#shown && this.#panel && this.update(this.#shown, this.#panel),
    };
    this.#maps = createMaps(ofMaps, say);
    this.node = el(
      "section",
      { class: "panel" },
      ...this.#head.nodes,
      this.#chain,
      this.#blank.node,
      ...this.#details.nodes,
      ...this.#maps.nodes,
    );
    this.node.addEventListener("pointerenter", () => this.#light(true));
    this.node.addEventListener("pointerleave", () => this.#light(false));
  }

  // What a visitor does

  /** @param {Partial<State>} parts */
  #set(parts) {
    dispatch(this.node, { type: "set", ...parts });
  }
  /**
   * @param {"channel" | "output"} pin
   * @param {number} channel
   */
  #pin(pin, channel) {
    dispatch(this.node, { type: "pin", pin, channel });
  }
  /**
   * @param {number} panel   whose channels
   * @param {number | null} channel
   */
  #hover(panel, channel) {
    this.#set({ hover: channel === null ? null : { panel, channel } });
  }
  /** Whose channels the maps on show are. */
  #channelsOfMaps() {
    return this.#panel && !this.#maps.inputs && mixes(this.#panel.layer) ? OUTPUT : CHANNEL;
  }
  /** From a map of the gallery into the output map. */
  #enterMap() {
    if (!this.#shown) return;
    this.#set({ place: this.#shown.focus.at });
    this.#output.focus();
  }
  /** @param {boolean} lit   whether the pointer is over the panel */
  #light(lit) {
    this.#set({ lit: lit && this.#panel ? rampOf(this.#panel.layer.kind) : null });
  }
  /**
   * Moves the pinned cell.
   * @param {number} rows
   * @param {number} columns
   */
  #move(rows, columns) {
    if (!this.#shown) return;
    const { state, focus } = this.#shown;
    const [y, x] = state.place ?? focus.at;
    const [h, w] = focus.size;
    this.#set({ place: [clamp(y + rows, 0, h - 1), clamp(x + columns, 0, w - 1)], over: null });
  }

  // What is drawn

  /**
   * Another layer: its words, and the parts that it has.
   * @param {Panel} panel
   * @param {Shown} shown
   */
  #open(panel, { state, focus }) {
    const { layer } = panel;
    this.#panel = panel;
    this.#weights = null;
    this.#head.show(panel, state.network);
    this.#mean.show(layer);
    this.#details.reset();
    const first = panel === focus.scene.panels[0];
    this.#maps.reset(first && focus.input !== null);
    const parts = [...this.#partsOf(layer, focus, first), this.#output.node];
    this.#chain.replaceChildren(...parts.flatMap((part, i) => (i ? [arrow(), part] : [part])));
    mark(this.#chain, "data-parts", parts.length);
    mark(this.#chain, "data-colours", hasTaps(layer) && focus.picture);
    mark(this.node, "data-kind", rampOf(layer.kind));
    mark(this.node, "data-flat", isFlat(layer));
  }
  /**
   * What stands before the output.
   * @param {Layer} layer
   * @param {Focus} focus
   * @param {boolean} first   whether it is the first layer of the stage
   */
  #partsOf(layer, { picture, input }, first) {
    const hasInput = first && (picture || input !== null) && layer.kind !== "classifier";
    const parts = hasInput ? [this.#input.node] : [];
    if (hasTaps(layer)) parts.push(this.#taps.node);
    else if (layer.kind === "pool") parts.push(this.#mean.node);
    else if (mixes(layer)) parts.push(this.#row.node);
    return parts;
  }

  /**
   * @param {Shown | null} shown
   * @param {Panel | null} panel   null: the stage has no such panel
   */
  update(shown, panel) {
    this.node.hidden = !panel;
    if (!shown || !panel) return;
    this.#shown = shown;
    if (panel !== this.#panel) this.#open(panel, shown);
    const { layer, index } = panel;
    mark(this.node, "data-lit", shown.state.lit === rampOf(layer.kind) || null);
    const asked = `${mixes(layer) ? "mix" : "look"}Weights`;
    this.#weights = shown.replyOf(asked, index)?.answer?.data ?? this.#weights;
    if (this.#input.node.parentNode) this.#input.show(shown, panel);
    const taps = this.#taps.node.parentNode && tapsOf(shown, panel, this.#weights);
    if (taps) this.#taps.show(taps);
    const row = this.#row.node.parentNode && this.#weights && rowOf(shown, panel, this.#weights);
    if (row) this.#row.show(row);
    this.#output.show(shown, panel);
    const made = mixes(layer) ? shown.focus.output : shown.focus.channel;
    const blanks = blanksOf(shown.state, index);
    this.#blank.show(blanks.find(({ channel }) => channel === made?.now));
    this.#maps.show(shown, panel);
    this.#details.show(shown, panel);
  }

  /**
   * Scrolls so that a part that was opened is in sight, with the maps that it speaks of.
   * @param {Part} part
   */
  lead(part) {
    bringInSight(
      () => this.#details.of(part),
      (node) => scrollToEnd(node, this.#chain),
    );
  }

  /** The channel in focus in a sentence. */
  sentence() {
    return this.#output.sentence();
  }
}
