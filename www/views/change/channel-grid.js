// The channels of one layer as a grid of maps: one is in focus, changed ones are marked.

import { ramp, rampOf } from "../shared/colour.js";
import { el, mark } from "../shared/dom.js";
import { hasModifier, moveInGrid } from "../shared/keys.js";
import { createPainter, putOver } from "../shared/paint.js";

/**
 * @import { Panel } from "../../domain/stages.js"
 * @import { FeatureMap } from "../../domain/state.js"
 * @import { Change } from "../../separable.d.ts"
 * @import { Range } from "../shared/paint.js"
 */

const TALL = 0.72; // height of the box of a grid, in widths
const MANY = 200; // channels that leave little room for gaps

/**
 * @typedef {object} ChannelGrid   what is shown
 * @property {Panel} panel
 * @property {FeatureMap} map
 * @property {Range} range
 * @property {number} frame     its number
 * @property {number} channel   in focus
 * @property {Change[]} changes   of this layer
 */

export class ChannelGridView {
  #canvas = el("canvas", { "aria-hidden": "true" });
  #marks = el("div", { class: "marks", "aria-hidden": "true" });
  #cursor = el("span", { class: "cursor", "aria-hidden": "true" });
  node = el(
    "div",
    {
      ...{ class: "grid", role: "application", tabindex: 0 },
      "aria-roledescription": "grid of channels",
    },
    this.#canvas,
    this.#marks,
    this.#cursor,
  );
  /** @type {ReturnType<typeof createPainter> | null} */
  #painter = null;
  /** @type {ChannelGrid | null} */
  #shown = null;
  #width = 0;
  #painted = -1; // number of the frame
  #marked = "";

  /**
   * @param {object} handlers
   * @param {(channel: number | null) => void} handlers.hover
   * @param {(channel: number) => void} handlers.pin
   * @param {(channel: number) => void} handlers.move   as `pin`, with a key
   * @param {() => void} handlers.mute   the channel in focus
   */
  constructor(handlers) {
    new ResizeObserver(([{ contentRect }]) => {
      if (Math.abs(contentRect.width - this.#width) < 1) return;
      this.#width = contentRect.width;
      this.#painter = null;
      this.#draw();
    }).observe(this.node);
    this.node.addEventListener("pointermove", (event) => {
      const channel = this.#channelAt(event);
      if (event.pointerType !== "touch" && channel !== null) handlers.hover(channel);
    });
    this.node.addEventListener("pointerleave", () => handlers.hover(null));
    this.node.addEventListener("click", (event) => {
      const channel = this.#channelAt(event);
      if (channel !== null) handlers.pin(channel);
    });
    this.node.addEventListener("keydown", (event) => {
      if (!this.#painter || !this.#shown) return;
      const { panel, channel } = this.#shown;
      const { columns } = this.#painter;
      const count = panel.layer.output[2];
      moveInGrid(event, { from: channel, count, columns }, handlers.move);
      if (!["Enter", " ", "Delete"].includes(event.key) || hasModifier(event)) return;
      event.preventDefault();
      handlers.mute();
    });
  }

  /**
   * The channel under the pointer.
   * @param {MouseEvent} event
   */
  #channelAt({ clientX, clientY }) {
    const { left, top } = this.#canvas.getBoundingClientRect();
    return this.#painter?.at(clientX - left, clientY - top) ?? null;
  }

  /** @param {ChannelGrid} shown */
  #makePainter({ panel: { layer } }) {
    this.#painted = -1;
    this.#marked = "";
    return createPainter(this.#canvas, layer.output, {
      ...{ width: this.#width, height: this.#width * TALL },
      ...{ gap: layer.output[2] > MANY ? 1 : 2, dpr: devicePixelRatio || 1 },
    });
  }

  #draw() {
    if (!this.#shown || !this.#width) return;
    const { panel, map, range, frame, channel, changes } = this.#shown;
    const painter = (this.#painter ??= this.#makePainter(this.#shown));
    if (this.#painted !== frame) {
      this.#painted = frame;
      painter.paint(map.data, range, "layer", ramp(rampOf(panel.layer.kind)));
    }
    putOver(this.#cursor, painter.place(channel));
    const marked = String(changes.map(({ channel, kernel }) => `${channel}${kernel ? "k" : "m"}`));
    if (this.#marked === marked) return;
    this.#marked = marked;
    const signs = changes.map((change) => {
      const sign = el("span", { class: change.kernel ? "replaced" : "muted" });
      putOver(sign, painter.place(change.channel));
      return sign;
    });
    this.#marks.replaceChildren(...signs);
  }

  /**
   * Another layer.
   * @param {Panel} panel
   * @param {string} place   of the layer, in words
   */
  open({ title, layer }, place) {
    this.#painter = this.#shown = null;
    const channels = layer.output[2];
    mark(
      this.node,
      "data-picture",
      `${place}, ${title.toLowerCase()}: all ${channels} channels with the changes on show, on ` +
        "one scale of colours; muted channels are struck out.",
    );
    mark(this.node, "aria-label", `${title}: ${channels} channels. Arrow keys move, Enter mutes.`);
  }

  /** @param {ChannelGrid} shown */
  show(shown) {
    this.#shown = shown;
    this.#draw();
  }
}
