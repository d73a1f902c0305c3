// All maps of one layer as a grid; the channel under the pointer or the cursor is the one in focus.

import { el, mark } from "../shared/dom.js";
import { hasModifier, moveInGrid } from "../shared/keys.js";
import { createPainter, putOver } from "../shared/paint.js";
import { point } from "./pointing.js";

/**
 * @import { BlankChannel } from "../../separable.d.ts"
 * @import { FeatureMap } from "../../domain/state.js"
 * @import { Range } from "../shared/paint.js"
 * @import { Say } from "./words.js"
 */

const TALL = 1.02; // height of the box of a grid, in widths
const TALLEST = 560; // CSS pixels of it
const UNSEEN = 1000; // ms between two paintings of a grid outside the screen, which may be printed

/**
 * @typedef {object} Gallery   what is shown
 * @property {FeatureMap} map
 * @property {Range} range
 * @property {Uint32Array} palette
 * @property {"layer" | "channel"} scale   of the colours
 * @property {number} frame    its number
 * @property {number} now      the channel in focus
 * @property {number} pinned   the channel that the keys move from
 * @property {BlankChannel[]} blanks
 */

class GalleryView {
  #canvas = el("canvas", { "aria-hidden": "true" });
  #cursor = el("span", { class: "cursor", "aria-hidden": "true" });
  #blanks = el("span", { class: "blanks", "aria-hidden": "true" });
  #grid = el(
    "div",
    {
      ...{ class: "grid", role: "application", tabindex: 0 },
    },
    this.#canvas,
    this.#blanks,
    this.#cursor,
  );
  // around the grid there is a place for what takes no part in its keys
  node = el("div", { class: "gallery" }, this.#grid);
  /** @type {ReturnType<typeof createPainter> | null} */
  #painter = null;
  /** @type {Gallery | null} */
  #gallery = null;
  /** Those that are marked. @type {BlankChannel[]} */
  #marked = [];
  #shape = "";
  #painted = "";
  #width = 0;
  #visible = true;
  #paintedAt = 0; // ms

  /**
   * @param {object} handlers
   * @param {(channel: number | null) => void} handlers.hover
   * @param {(channel: number) => void} handlers.pin
   * @param {() => void} handlers.enter
   * @param {Say} say
   */
  constructor(handlers, say) {
    mark(this.#grid, "aria-roledescription", say("maps"));
    new ResizeObserver(([{ contentRect }]) => {
      if (Math.abs(contentRect.width - this.#width) < 1) return;
      this.#width = contentRect.width;
      this.#painter = null;
      this.#draw();
    }).observe(this.#grid);
    new IntersectionObserver(([{ isIntersecting }]) => {
      this.#visible = isIntersecting;
      this.#draw();
    }).observe(this.#grid);
    const channelAt = (/** @type {MouseEvent} */ { clientX, clientY }) => {
      const { left, top } = this.#canvas.getBoundingClientRect();
      return this.#painter?.at(clientX - left, clientY - top) ?? null;
    };
    point(this.#grid, channelAt, handlers);
    this.#grid.addEventListener("keydown", (event) => {
      if (!this.#painter || !this.#gallery) return;
      const { pinned, map } = this.#gallery;
      const { columns } = this.#painter;
      moveInGrid(event, { from: pinned, count: map.shape[2], columns }, handlers.pin);
      if (event.key !== "Enter" || hasModifier(event)) return;
      event.preventDefault();
      handlers.enter();
    });
  }

  /** Crosses out the maps of blank channels. */
  #crossOut() {
    const { blanks } = /** @type {Gallery} */ (this.#gallery);
    if (blanks === this.#marked) return;
    this.#marked = blanks;
    const marks = blanks.map(({ channel }) => {
      const cross = el("span");
      if (this.#painter) putOver(cross, this.#painter.place(channel));
      return cross;
    });
    this.#blanks.replaceChildren(...marks);
  }

  /** @param {Gallery} gallery */
  #makePainter({ map }) {
    this.#marked = [];
    this.#blanks.replaceChildren();
    this.#painted = "";
    this.#paintedAt = -UNSEEN;
    return createPainter(this.#canvas, map.shape, {
      width: this.#width,
      height: Math.min(TALLEST, this.#width * TALL),
      gap: map.shape[2] > 200 ? 1 : 2,
      dpr: devicePixelRatio || 1,
    });
  }

  #draw() {
    if (!this.#gallery || !this.#width) return;
    const { map, range, palette, scale, frame, now } = this.#gallery;
    this.#painter ??= this.#makePainter(this.#gallery);
    const stamp = `${frame} ${scale} ${palette[0]}`;
    const due = this.#visible || performance.now() - this.#paintedAt > UNSEEN;
    if (this.#painted !== stamp && due) {
      this.#painted = stamp;
      this.#paintedAt = performance.now();
      this.#painter.paint(map.data, range, scale, palette);
    }
    this.#crossOut();
    putOver(this.#cursor, this.#painter.place(now));
  }

  /**
   * @param {Gallery} gallery
   * @param {string} name
   * @param {string} caption
   */
  show(gallery, name, caption) {
    if (this.#shape !== String(gallery.map.shape)) {
      this.#shape = String(gallery.map.shape);
      this.#painter = null;
    }
    this.#gallery = gallery;
    mark(this.#grid, "aria-label", name);
    mark(this.#grid, "data-picture", caption);
    this.#draw();
  }
}

/**
 * @param {ConstructorParameters<typeof GalleryView>[0]} handlers
 * @param {Say} say
 */
export const createGallery = (handlers, say) => new GalleryView(handlers, say);
