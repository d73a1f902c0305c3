// A pointwise row: the weight of every input channel for one output channel, as signed bars.

import { el, mark, write } from "../shared/dom.js";
import { signed } from "../../domain/number.js";
import { moveInGrid } from "../shared/keys.js";
import { largest } from "../shared/tap-colour.js";
import { point } from "./pointing.js";

/** @import { Say } from "./words.js" */

const LEAST = 2; // CSS pixels of a bar with its gap
const TALL = 0.62; // height, in widths

const scheme = matchMedia("(prefers-color-scheme: dark)");

/**
 * @typedef {object} Row   what is shown
 * @property {Float32Array} weights   of the input channels
 * @property {number} output
 * @property {number} channel   of the input, in focus
 * @property {boolean} sorted   the largest first
 * @property {string} name
 * @property {string} caption
 *
 * @typedef {object} Layout   `lines` of `columns` bars, in CSS pixels
 * @property {number} lines
 * @property {number} columns
 * @property {number} width
 * @property {number} height
 */

/**
 * @param {number} count of bars
 * @param {number} width
 * @returns {Layout}
 */
function layOut(count, width) {
  const lines = Math.max(1, Math.ceil((count * LEAST) / width));
  const columns = Math.max(1, Math.ceil(count / lines));
  return { lines, columns, width, height: Math.round(width * TALL) };
}

/**
 * Draws the bars around the axis of each line.
 * @param {HTMLCanvasElement} canvas
 * @param {number[]} weights   in the order of their places
 * @param {Layout} layout
 * @param {CSSStyleDeclaration} style   that has the colours
 */
function drawBars(canvas, weights, { lines, columns, width, height }, style) {
  const dpr = devicePixelRatio || 1;
  canvas.width = Math.round(width * dpr);
  canvas.height = Math.round(height * dpr);
  const ctx = canvas.getContext("2d");
  if (!ctx) return;
  const [above, below, axis] = ["--above-ink", "--below-ink", "--line-strong"].map((name) =>
    style.getPropertyValue(name),
  );
  const line = canvas.height / lines;
  const step = canvas.width / columns;
  const gap = step > 5 * dpr ? dpr : step > 3 * dpr ? dpr / 2 : 0;
  const most = largest(weights) || 1;
  ctx.fillStyle = axis;
  for (let i = 0; i < lines; i++)
    ctx.fillRect(0, Math.round((i + 0.5) * line), canvas.width, Math.max(1, dpr / 2));
  weights.forEach((weight, place) => {
    const length = (Math.abs(weight) / most) * (line / 2 - dpr);
    const middle = (Math.floor(place / columns) + 0.5) * line;
    const top = weight < 0 ? middle : middle - length;
    ctx.fillStyle = weight < 0 ? below : above;
    ctx.fillRect((place % columns) * step, top, Math.max(1, step - gap), length);
  });
}

/**
 * @param {ArrayLike<number> | undefined} a
 * @param {ArrayLike<number>} b
 */
const equal = (a, b) => a?.length === b.length && Array.from(b).every((value, i) => value === a[i]);

/**
 * @param {{ sort: () => void }} handlers
 * @param {Say} say
 */
function createParts({ sort }, say) {
  const name = el("p", { class: "name" });
  const canvas = el("canvas", { "aria-hidden": "true" });
  const cursor = el("span", { class: "cursor", "aria-hidden": "true" });
  const role = { role: "application", tabindex: 0, "aria-roledescription": say("row") };
  const bars = el("div", { class: "weights-row", ...role }, canvas, cursor);
  const value = el("span", { class: "number" });
  const order = el("button", { class: "link", type: "button" }, say("sort"));
  order.addEventListener("click", sort);
  const scope = el("p", { class: "range" });
  const under = el("p", { class: "under" }, value, order);
  const node = el("figure", { class: "tile of-row" }, name, bars, under, scope);
  return { name, canvas, cursor, bars, value, order, scope, node };
}

class RowView {
  #parts;
  #say;
  /** @type {Row | null} */
  #row = null;
  /** The layout depends on the width, which is not known before the first drawing. */
  #layout = layOut(1, 1);
  #width = 0;
  #drawn = "";
  #version = 0; // of the weights, so that other weights are drawn
  /** Channels by place. @type {number[]} */
  #order = [];

  /**
   * @param {{ hover: (channel: number | null) => void, pin: (channel: number) => void,
   *   sort: () => void }} handlers
   * @param {Say} say
   */
  constructor(handlers, say) {
    this.#parts = createParts(handlers, say);
    this.#say = say;
    const { bars, node } = this.#parts;
    this.node = node;
    new ResizeObserver(([{ contentRect }]) => {
      if (Math.abs(contentRect.width - this.#width) < 1) return;
      this.#width = contentRect.width;
      this.#draw();
    }).observe(bars);
    scheme.addEventListener("change", () => setTimeout(() => this.#draw()));
    point(bars, (event) => this.#channelAt(event), handlers);
    bars.addEventListener("keydown", (event) => {
      const from = this.#place();
      const count = this.#order.length;
      const { columns } = this.#layout;
      moveInGrid(event, { from, count, columns }, (place) => handlers.pin(this.#order[place]));
    });
  }

  /** Where the bar of the channel in focus stands. */
  #place() {
    return Math.max(0, this.#order.indexOf(this.#row?.channel ?? 0));
  }

  /**
   * The channel under the pointer.
   * @param {MouseEvent} event
   */
  #channelAt({ clientX, clientY }) {
    const box = this.#parts.bars.getBoundingClientRect();
    const { lines, columns } = this.#layout;
    const column = Math.floor(((clientX - box.left) / box.width) * columns);
    const line = Math.floor(((clientY - box.top) / box.height) * lines);
    const inside = column >= 0 && column < columns && line >= 0;
    return inside ? (this.#order[line * columns + column] ?? null) : null;
  }

  #draw() {
    if (!this.#row || !this.#width) return;
    const { weights, sorted } = this.#row;
    const { bars, canvas, cursor } = this.#parts;
    const stamp = `${this.#version} ${sorted} ${this.#width} ${scheme.matches}`;
    if (stamp !== this.#drawn) {
      this.#drawn = stamp;
      this.#layout = layOut(weights.length, this.#width);
      bars.style.setProperty("--height", `${this.#layout.height}px`);
      const inOrder = this.#order.map((c) => weights[c]);
      drawBars(canvas, inOrder, this.#layout, getComputedStyle(bars));
    }
    const { lines, columns, width, height } = this.#layout;
    const place = this.#place();
    cursor.style.setProperty("--x", `${((place % columns) * width) / columns}px`);
    cursor.style.setProperty("--y", `${(Math.floor(place / columns) * height) / lines}px`);
    cursor.style.setProperty("--w", `${width / columns}px`);
    cursor.style.setProperty("--h", `${height / lines}px`);
  }

  /** @param {Row} row */
  show(row) {
    const { weights, output, channel, sorted, name, caption } = row;
    const same = equal(this.#row?.weights, weights);
    if (!same) this.#version++;
    if (!same || this.#row?.sorted !== sorted) {
      this.#order = Array.from(weights, (_, c) => c);
      if (sorted) this.#order.sort((a, b) => weights[b] - weights[a]);
    }
    this.#row = row;
    this.#draw();
    const say = this.#say;
    const count = weights.length;
    const text = say("weight", { n: channel + 1, value: signed(weights[channel]) });
    const { bars, order, scope, value, node } = this.#parts;
    write(this.#parts.name, name);
    write(value, text);
    write(scope, say("longest", { count, value: signed(largest(weights)) }));
    mark(order, "aria-pressed", sorted);
    write(order, say(sorted ? "unsort" : "sort"));
    mark(bars, "aria-label", say("weightsKeys", { count, n: output + 1, text }));
    mark(node, "data-picture", caption);
  }
}

/**
 * @param {ConstructorParameters<typeof RowView>[0]} handlers
 * @param {Say} say
 */
export const createRow = (handlers, say) => new RowView(handlers, say);
