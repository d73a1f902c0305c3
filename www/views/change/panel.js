// One layer's channels to choose from, and the changes that the channel in focus can have.

import { rampOf } from "../shared/colour.js";
import { dispatch, el, mark, write } from "../shared/dom.js";
import { chooseFirstChannel, keyOf } from "../shared/first-channel.js";
import { rangeOf } from "../shared/paint.js";
import { real, shape } from "../../domain/number.js";
import { stageName } from "../../domain/stages.js";
import { ChannelGridView } from "./channel-grid.js";
import { channelOf, found, withChange, without } from "./edits.js";
import { createKernel } from "./kernel.js";
import { createPicture } from "./picture.js";
import { createRanking } from "./ranking.js";

/**
 * @import { Panel } from "../../domain/stages.js"
 * @import { Description, FeatureMap, State } from "../../domain/state.js"
 * @import { Change } from "../../separable.d.ts"
 * @import { Range } from "../shared/paint.js"
 */

/** @typedef {{ map: FeatureMap, range: Range }} Known */

/**
 * @typedef {object} Open   what is shown
 * @property {State} state
 * @property {Panel} panel
 * @property {number} channel   in focus
 * @property {Change | null} change   of that channel
 */

const SUFFIXES = { own: "", muted: ", muted", replaced: ", with another kernel" };

/** @param {Change | null} change */
const kindOf = (change) => (change ? (change.kernel ? "replaced" : "muted") : "own");

/**
 * Writes a stored number of a map as a real value.
 * @param {Known} known
 * @returns {(element: number) => string}
 */
const realOf =
  ({ map }) =>
  (element) =>
    real(map.scale * (element - map.zeroPoint));

/**
 * Where a layer stands in the network.
 * @param {Description | null} network
 * @param {Panel} panel
 */
function placeOf(network, { index }) {
  const stage = network?.stages.find(({ layers }) => layers.includes(index));
  return network && stage ? `${stageName(network, stage)} of ${network.name}` : "";
}

/** The channel in focus: its name, and the button that mutes it. */
function createChosen() {
  const name = el("p", { class: "name" });
  const mute = el("button", { class: "button", type: "button", "data-mute": "" });
  return {
    node: el("div", { class: "chosen" }, name, mute),
    mute,
    /** @param {Open} open */
    show({ panel, channel, change }) {
      const kind = kindOf(change);
      const text = `Channel ${channel + 1} of ${panel.layer.output[2]}${SUFFIXES[kind]}`;
      write(name, text);
      write(mute, kind === "muted" ? "Unmute" : "Mute this channel");
      mark(mute, "aria-pressed", kind === "muted" ? "true" : "false");
      return text;
    },
  };
}

export class PanelView {
  #index;
  #edit;
  #title = el("h3");
  #size = el("span", { class: "size number" });
  #grid;
  #scope = el("p", { class: "scope" });
  #chosen = createChosen();
  #input = createPicture("input map");
  #output = createPicture("output map");
  #kernel;
  #ranking;
  #voice = el("p", { class: "sr-only", "aria-live": "polite" });
  /** @type {Open | null} */
  #open = null;
  /** Of the layer, and of the layer before it. @type {Known | null} */
  #known = null;
  /** @type {Known | null} */
  #before = null;
  #spoken = ""; // the channel in focus and its range

  /**
   * @param {number} index   of the panel
   * @param {(changes: Change[], group?: string) => void} edit
   */
  constructor(index, edit) {
    this.#index = index;
    this.#edit = edit;
    this.#grid = new ChannelGridView({
      hover: (channel) => this.#hover(channel),
      pin: (channel) => this.#pin(channel),
      move: (channel) => {
        this.#pin(channel);
        write(this.#voice, this.#spoken);
      },
      mute: () => this.#chosen.mute.click(),
    });
    this.#kernel = createKernel({
      set: (kernel, channel) => this.#replace(kernel, channel),
      original: () => this.#open && this.#edit(this.#without(this.#open)),
    });
    this.#ranking = createRanking({
      choose: (channel) => this.#pin(channel),
      mute: (channel) => this.#muteRanked(channel),
    });
    this.#chosen.mute.addEventListener("click", () => this.#toggleMute());
    const bench = [this.#input.node, this.#kernel.node, this.#output.node];
    this.node = el(
      "section",
      { class: "panel" },
      el("header", {}, this.#title, this.#size),
      el("div", {}, this.#grid.node, this.#scope),
      this.#chosen.node,
      el("div", { class: "bench" }, ...bench),
      this.#ranking.node,
      this.#voice,
    );
    this.node.addEventListener("keydown", (event) => {
      const inGrid = document.activeElement === this.#grid.node;
      if (event.key !== "Escape" || event.defaultPrevented || inGrid) return;
      event.preventDefault();
      this.#grid.node.focus();
    });
  }

  // What a visitor does

  /** @param {number | null} channel */
  #hover(channel) {
    const hover = this.#open?.state.hover;
    const same = hover?.panel === this.#index && hover.channel === channel;
    if (same) return;
    const next = channel === null ? null : { panel: this.#index, channel };
    dispatch(this.node, { type: "set", hover: next });
  }
  /** @param {number} channel */
  #pin(channel) {
    const { panel } = this.#open ?? {};
    if (panel) dispatch(this.node, { type: "pin", pin: keyOf(panel.layer), channel });
  }
  /**
   * The changes without the one of the channel in focus.
   * @param {Open} open
   */
  #without({ state, panel, channel }) {
    return without(state.changes, { layer: panel.index, channel });
  }
  #toggleMute() {
    if (!this.#open) return;
    const { state, panel, channel, change } = this.#open;
    const muted = kindOf(change) === "muted";
    const at = { layer: panel.index, channel };
    this.#edit(muted ? this.#without(this.#open) : withChange(state.changes, at));
  }
  /**
   * @param {number[]} kernel
   * @param {number} channel   that it was typed for
   */
  #replace(kernel, channel) {
    if (!this.#open || channel !== this.#open.channel) return;
    const { state, panel } = this.#open;
    const change = { layer: panel.index, channel, kernel };
    this.#edit(withChange(state.changes, change), `${panel.index}.${channel}`);
  }
  /** @param {number} channel */
  #muteRanked(channel) {
    if (!this.#open) return;
    const { state, panel } = this.#open;
    this.#edit(withChange(state.changes, { layer: panel.index, channel }));
    this.#pin(channel);
  }

  // What is drawn

  /**
   * @param {State} state
   * @param {Panel | null} panel   null: the stage has no such layer
   */
  update(state, panel) {
    const { frame, network } = state;
    this.node.hidden = !panel;
    if (!panel || !network) return;
    if (panel !== this.#open?.panel) this.#show(network, panel);
    const maps = frame?.model === network.id ? frame.maps : [];
    this.#known = this.#learn(this.#known, maps, panel.index);
    this.#before = this.#learn(this.#before, maps, panel.index - 1);
    if (this.#known) chooseFirstChannel(network, panel.index, this.#known.range);
    const channel = channelOf(state, panel, this.#index);
    const change = found(state.changes, { layer: panel.index, channel });
    this.#open = { state, panel, channel, change };
    if (this.#known) this.#draw(this.#open, this.#known);
    this.#ranking.update(state, panel.index);
  }

  /**
   * Another layer.
   * @param {Description} network
   * @param {Panel} panel
   */
  #show(network, panel) {
    this.#known = this.#before = null;
    mark(this.node, "data-kind", rampOf(panel.layer.kind));
    write(this.#title, panel.title);
    write(this.#size, shape(panel.layer.output));
    this.#grid.open(panel, placeOf(network, panel));
  }

  /**
   * @param {Known | null} known
   * @param {FeatureMap[]} maps
   * @param {number} index   of the layer
   */
  #learn(known, maps, index) {
    const map = maps.find(({ layer }) => layer === index);
    if (!map || map === known?.map) return known;
    return { map, range: rangeOf(map, known?.range ?? null) };
  }

  /**
   * @param {Open} open
   * @param {Known} known
   */
  #draw(open, known) {
    const { state, panel, channel } = open;
    const { map, range } = known;
    const changes = state.changes.filter(({ layer }) => layer === panel.index);
    const frame = state.frame?.number ?? 0;
    this.#grid.show({ panel, map, range, frame, channel, changes });
    const value = realOf(known);
    write(
      this.#scope,
      `Colours: all of this layer, this frame; dark ${value(range.min)}, light ` +
        `${value(range.max)}.`,
    );
    const text = this.#chosen.show(open);
    this.#spoken = `${text}: ${value(range.low[channel])} to ${value(range.high[channel])}`;
    this.#output.show(map, channel, range, rampOf(panel.layer.kind));
    const depthwise = panel.layer.kind === "depthwise";
    this.#kernel.node.hidden = !depthwise;
    this.#input.node.hidden = !depthwise || !this.#before;
    if (!depthwise) return;
    if (this.#before) this.#input.show(this.#before.map, channel, this.#before.range, "other");
    this.#showKernel(open);
  }

  /** @param {Open} open */
  #showKernel({ state, panel, channel, change }) {
    const { weights, own } = state.frame?.replies ?? {};
    const { kernel } = panel.layer;
    const answered = weights?.answer && own?.answer;
    const asked = weights?.args.slice(0, 2).join() === `${panel.index},${channel}`;
    if (!answered || !kernel || !asked) return;
    this.#kernel.show({
      size: kernel,
      weights: Array.from(weights.answer.data),
      wanted: Array.from(change?.kernel ?? weights.answer.data),
      own: Array.from(own.answer.data),
      ...{ channel, state: kindOf(change) },
    });
  }
}
