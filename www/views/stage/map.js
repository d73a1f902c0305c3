// One channel as a picture in which a cell can be pointed at, with the zeros around it and the
// window that stands on it.

import { el, mark, write } from "../shared/dom.js";
import { hasModifier } from "../shared/keys.js";
import { point } from "./pointing.js";

/**
 * @import { Area, Pad, Place } from "../../domain/geometry.js"
 * @import { FeatureMap, Picture } from "../../domain/state.js"
 * @import { Ramp } from "../shared/colour.js"
 * @import { Say } from "./words.js"
 */

const COARSE = 64; // maps up to this wide are shown in sharp pixels
const NO_PAD = { top: 0, right: 0, bottom: 0, left: 0 };

/** Rows and columns that a key moves the cell in focus by: a cell, or to an edge. */
const STEPS = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  Home: [0, -Infinity],
  End: [0, Infinity],
  PageUp: [-Infinity, 0],
  PageDown: [Infinity, 0],
  Enter: [0, 0],
  " ": [0, 0],
};

/**
 * @param {HTMLElement} node
 * @param {Record<string, string | number>} properties
 */
function style(node, properties) {
  for (const [name, value] of Object.entries(properties))
    node.style.setProperty(name, String(value));
}

/**
 * The part of a map whose cells are not shown yet, after cell `filled`, as a CSS polygon.
 * @param {number} filled
 * @param {{ width: number, height: number }} size in cells
 */
function remainder(filled, { width, height }) {
  const percent = (/** @type {number} */ part, /** @type {number} */ whole) =>
    `${((part / whole) * 100).toFixed(3)}%`;
  const row = Math.floor(filled / width);
  const [top, under] = [percent(row, height), percent(row + 1, height)];
  const edge = percent(filled % width, width);
  return `polygon(${edge} ${top}, 100% ${top}, 100% 100%, 0 100%, 0 ${under}, ${edge} ${under})`;
}

class MapView {
  #canvas = el("canvas", { "aria-hidden": "true" });
  #veil = el("span", { class: "veil", "aria-hidden": "true" });
  #frame = el("span", { class: "window", "aria-hidden": "true" });
  #ctx = this.#canvas.getContext("2d");
  #image = new ImageData(1, 1);
  /** @type {Pad} */
  #pad = NO_PAD;
  #painted = "";
  #fitted = "";
  node = el(
    "div",
    { class: "map", role: "application", tabindex: 0 },
    this.#canvas,
    this.#veil,
    this.#frame,
  );

  /**
   * @param {object} handlers
   * @param {(at: Place | null) => void} handlers.hover
   * @param {(at: Place) => void} handlers.pin
   * @param {(rows: number, columns: number) => void} handlers.move   may lead out of the map
   * @param {Say} say
   */
  constructor(handlers, say) {
    mark(this.node, "aria-roledescription", say("map"));
    point(this.node, (event) => this.#cellAt(event), handlers);
    this.node.addEventListener("keydown", (event) => {
      const step = /** @type {Record<string, number[]>} */ (STEPS)[event.key];
      if (!step || hasModifier(event)) return;
      event.preventDefault();
      handlers.move(step[0], step[1]);
    });
  }

  /**
   * The cell under the pointer; null: padding, or beside the map.
   * @param {MouseEvent} event
   * @returns {Place | null}
   */
  #cellAt({ clientX, clientY }) {
    const box = this.node.getBoundingClientRect();
    const { top, right, bottom, left } = this.#pad;
    const { width, height } = this.#image;
    const y = Math.floor(((clientY - box.top) / box.height) * (top + height + bottom)) - top;
    const x = Math.floor(((clientX - box.left) / box.width) * (left + width + right)) - left;
    return y >= 0 && y < height && x >= 0 && x < width ? [y, x] : null;
  }

  /**
   * @param {number} h
   * @param {number} w
   * @param {Pad} pad
   */
  #fit(h, w, pad) {
    const now = `${h} ${w} ${Object.values(pad).join(" ")}`;
    if (now === this.#fitted) return;
    this.#fitted = now;
    this.#pad = pad;
    this.#canvas.width = w;
    this.#canvas.height = h;
    this.#image = new ImageData(w, h);
    const [down, across] = [pad.top + h + pad.bottom, pad.left + w + pad.right];
    style(this.node, {
      ...{ "--down": down, "--across": across, "--top": pad.top, "--left": pad.left },
      ...{ "--rows": h, "--columns": w },
    });
    mark(this.#canvas, "data-coarse", w <= COARSE);
    mark(this.node, "data-padded", down > h || across > w);
  }

  /**
   * @param {FeatureMap} map
   * @param {number} c
   * @param {number} low
   * @param {number} high of the colours
   * @param {Uint32Array} colours
   * @param {string} stamp   whether it has to be painted again
   * @param {Pad} [pad]
   */
  paint({ data, shape: [h, w, channels] }, c, low, high, colours, stamp, pad = NO_PAD) {
    this.#fit(h, w, pad);
    if (stamp === this.#painted) return;
    this.#painted = stamp;
    const pixels = new Uint32Array(this.#image.data.buffer);
    const step = high > low ? 255 / (high - low) : 0;
    for (let i = 0, from = c; i < pixels.length; i++, from += channels)
      pixels[i] = colours[((data[from] - low) * step) | 0];
    this.#ctx?.putImageData(this.#image, 0, 0);
  }

  /**
   * @param {Picture} square
   * @param {string} stamp
   * @param {Pad} pad
   */
  picture({ data, width, height }, stamp, pad) {
    this.#fit(height, width, pad);
    if (stamp === this.#painted) return;
    this.#painted = stamp;
    this.#image.data.set(data);
    this.#ctx?.putImageData(this.#image, 0, 0);
  }

  /**
   * Marks the window or cell in focus, and hides cells that are not shown yet while the kernel
   * slides.
   * @param {Area} area
   * @param {number | null} filled   cells shown so far; null: all
   * @param {boolean} pinned
   */
  focus(area, filled, pinned) {
    mark(this.#frame, "data-pinned", pinned);
    style(this.#frame, {
      ...{ "--y": area.y + this.#pad.top, "--x": area.x + this.#pad.left },
      ...{ "--h": area.h, "--w": area.w },
    });
    this.#veil.hidden = filled === null;
    if (filled !== null) this.#veil.style.clipPath = remainder(filled, this.#image);
  }

  /** @param {string} text */
  name(text) {
    mark(this.node, "aria-label", text);
  }
}

/**
 * @param {ConstructorParameters<typeof MapView>[0]} handlers
 * @param {Say} say
 */
export const createMap = (handlers, say) => new MapView(handlers, say);

/**
 * A map under its name, with its values and the key to its colours.
 * @param {HTMLElement} picture
 * @param {string} kind
 */
export function createTile(picture, kind) {
  const name = el("p", { class: "name" });
  const values = el("p", { class: "range number" });
  const legend = el("span", { class: "legend", "aria-hidden": "true" });
  const low = el("span", { class: "number" });
  const high = el("span", { class: "number" });
  const key = el("div", { class: "key" }, low, legend, high);
  const node = el("figure", { class: `tile ${kind}` }, name, picture, key, values);
  return {
    node,
    /**
     * @param {string} text
     * @param {string} [caption]
     */
    name(text, caption) {
      write(name, text);
      if (caption) mark(node, "data-picture", caption);
    },
    /** Its name and its values. */
    sentence: () => `${name.textContent}, ${values.textContent}`,
    /** @param {string} text */
    value: (text) => write(values, text),
    /**
     * @param {Ramp | "signed" | null} colour
     * @param {string} [least]
     * @param {string} [most]
     * @param {string} [scope]
     */
    key(colour, least = "", most = "", scope = "") {
      key.hidden = !colour;
      mark(legend, "data-ramp", colour);
      write(low, least);
      write(high, most);
      mark(key, "title", scope);
    },
  };
}
