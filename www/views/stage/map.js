// One channel as a picture in which a cell can be pointed at, with the zeros around it and the
// window that stands on it.

import { el, mark, write } from "../shared/dom.js";
import { point } from "./pointing.js";

/**
 * @import { Area, Pad, Place } from "../../domain/geometry.js"
 * @import { FeatureMap } from "../../domain/state.js"
 * @import { Ramp } from "../shared/colour.js"
 */

const COARSE = 64; // maps up to this wide are shown in sharp pixels
const NO_PAD = { top: 0, right: 0, bottom: 0, left: 0 };

/**
 * @param {{ hover: (at: Place | null) => void, pin: (at: Place) => void, move: (rows: number,
 *   columns: number) => void }} tells
 */
export function createMap(tells) {
  const canvas = el("canvas", { "aria-hidden": "true" });
  const veil = el("span", { class: "veil", "aria-hidden": "true" });
  const frame = el("span", { class: "window", "aria-hidden": "true" });
  const role = { role: "application", tabindex: 0, "aria-roledescription": "map" };
  const node = el("div", { class: "map", ...role }, canvas, veil, frame);
  const ctx = canvas.getContext("2d");
  let image = new ImageData(1, 1);
  let pixels = new Uint32Array(image.data.buffer);
  /** @type {Pad} */
  let pad = NO_PAD;
  let painted = "";
  let stands = "";

  point(
    node,
    (event) => {
      const box = node.getBoundingClientRect();
      const down = pad.top + image.height + pad.bottom;
      const across = pad.left + image.width + pad.right;
      const y = Math.floor(((event.clientY - box.top) / box.height) * down) - pad.top;
      const x = Math.floor(((event.clientX - box.left) / box.width) * across) - pad.left;
      const inside = y >= 0 && y < image.height && x >= 0 && x < image.width;
      return inside ? /** @type {Place} */ ([y, x]) : null;
    },
    tells,
  );
  node.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const { height, width } = image;
    /** @type {Record<string, Place>} */
    const keys = {
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      Home: [0, -width],
      End: [0, width],
      PageUp: [-height, 0],
      PageDown: [height, 0],
      Enter: [0, 0],
      " ": [0, 0],
    };
    const step = keys[event.key];
    if (!step) return;
    event.preventDefault();
    tells.move(...step);
  });

  /**
   * @param {number} h
   * @param {number} w
   * @param {Pad} around
   */
  function fit(h, w, around) {
    const now = `${h} ${w} ${Object.values(around).join(" ")}`;
    if (now === stands) return;
    stands = now;
    pad = around;
    canvas.width = w;
    canvas.height = h;
    image = new ImageData(w, h);
    pixels = new Uint32Array(image.data.buffer);
    const [down, across] = [pad.top + h + pad.bottom, pad.left + w + pad.right];
    for (const [name, value] of /** @type {const} */ ([
      ["--down", down],
      ["--across", across],
      ["--top", pad.top],
      ["--left", pad.left],
      ["--rows", h],
      ["--columns", w],
    ]))
      node.style.setProperty(name, String(value));
    mark(canvas, "data-coarse", w <= COARSE);
    mark(node, "data-padded", down > h || across > w);
  }

  return {
    node,
    /**
     * @param {FeatureMap} map
     * @param {number} c
     * @param {number} low
     * @param {number} high of the colours
     * @param {Uint32Array} colours
     * @param {string} stamp   whether it has to be painted again
     * @param {Pad} [around]
     */
    paint({ data, shape: [h, w, channels] }, c, low, high, colours, stamp, around = NO_PAD) {
      fit(h, w, around);
      if (stamp === painted) return;
      painted = stamp;
      const step = high > low ? 255 / (high - low) : 0;
      for (let i = 0, from = c; i < pixels.length; i++, from += channels)
        pixels[i] = colours[((data[from] - low) * step) | 0];
      ctx?.putImageData(image, 0, 0);
    },
    /**
     * @param {{ data: Uint8ClampedArray, size: number }} square
     * @param {string} stamp
     * @param {Pad} around
     */
    picture({ data, size }, stamp, around) {
      fit(size, size, around);
      if (stamp === painted) return;
      painted = stamp;
      image.data.set(data);
      ctx?.putImageData(image, 0, 0);
    },
    /**
     * What is marked: the window or cell in focus, and how many cells are there so far while the
     * kernel slides.
     * @param {Area | null} area
     * @param {number | null} filled
     * @param {boolean} pinned
     */
    focus(area, filled, pinned) {
      frame.hidden = !area;
      mark(frame, "data-pinned", pinned);
      if (area)
        for (const [name, value] of /** @type {const} */ ([
          ["--y", area.y + pad.top],
          ["--x", area.x + pad.left],
          ["--h", area.h],
          ["--w", area.w],
        ]))
          frame.style.setProperty(name, String(value));
      veil.hidden = filled === null;
      if (filled === null) return;
      const [row, column] = [Math.floor(filled / image.width), filled % image.width];
      const percent = (/** @type {number} */ part, /** @type {number} */ of) =>
        `${((part / of) * 100).toFixed(3)}%`;
      const [top, under] = [percent(row, image.height), percent(row + 1, image.height)];
      const edge = percent(column, image.width);
      veil.style.clipPath =
        `polygon(${edge} ${top}, 100% ${top}, 100% 100%, 0 100%, 0 ${under}, ` +
        `${edge} ${under})`;
    },
    /** @param {string} text */
    name: (text) => mark(node, "aria-label", text),
  };
}

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
