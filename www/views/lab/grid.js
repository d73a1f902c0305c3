// A grid of numbers that a pointer and the keys can move in. The owner of the grid decides what
// happens there.

import { el, mark } from "../shared/dom.js";
import { hasModifier } from "../shared/keys.js";
import { paint } from "./paint.js";

/** @import { Numbers } from "./paint.js" */

/** @typedef {{ y: number, x: number, h: number, w: number }} Frame   a rectangle of cells */

/**
 * @typedef {object} Handlers
 * @property {(y: number, x: number, event: PointerEvent) => void} [hover]
 * @property {() => void} [leave]
 * @property {(y: number, x: number, event: PointerEvent) => void} [press]
 * @property {(y: number, x: number, event: PointerEvent) => void} [drag]
 * @property {(event: KeyboardEvent) => boolean} [key]   whether the key was used
 */

class GridView {
  #canvas = el("canvas", { "aria-hidden": "true" });
  #frame = el("span", { class: "window", "aria-hidden": "true" });
  node = el(
    "div",
    { class: "numbers", role: "application", tabindex: 0 },
    this.#canvas,
    this.#frame,
  );
  /** @type {Numbers | null} */
  #numbers = null;
  /** @type {Frame | null} */
  #framed = null;
  #width = 0;
  #pressed = false;

  /** @param {Handlers} handlers */
  constructor(handlers) {
    new ResizeObserver(([{ contentRect }]) => {
      if (Math.abs(contentRect.width - this.#width) < 0.5) return;
      this.#width = contentRect.width;
      this.#draw();
    }).observe(this.node);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", () => setTimeout(() => this.#draw()));
    this.#listen(handlers);
  }

  /** @param {Handlers} handlers */
  #listen(handlers) {
    const { node } = this;
    node.addEventListener("pointerdown", (event) => {
      const cell = this.#cellAt(event);
      if (event.button || !cell) return;
      if (handlers.drag) {
        node.setPointerCapture(event.pointerId);
        this.#pressed = true;
      }
      handlers.press?.(...cell, event);
    });
    node.addEventListener("pointermove", (event) => {
      const cell = this.#cellAt(event);
      if (!cell) return;
      if (this.#pressed) handlers.drag?.(...cell, event);
      else if (event.pointerType !== "touch") handlers.hover?.(...cell, event);
    });
    for (const end of /** @type {const} */ (["pointerup", "pointercancel", "lostpointercapture"]))
      node.addEventListener(end, () => (this.#pressed = false));
    node.addEventListener("pointerleave", (event) => {
      if (event.pointerType !== "touch") handlers.leave?.();
    });
    node.addEventListener("keydown", (event) => {
      if (!hasModifier(event) && handlers.key?.(event)) event.preventDefault();
    });
  }

  #draw() {
    if (!this.#numbers || !this.#width) return;
    const { w, pad } = this.#numbers;
    paint(this.#canvas, this.#numbers, this.#width, devicePixelRatio || 1);
    this.#frame.hidden = !this.#framed;
    if (!this.#framed) return;
    const { y, x, h: rows, w: columns } = this.#framed;
    const side = this.#width / (w + pad[1] + pad[3]);
    const { style } = this.#frame;
    style.transform = `translate(${(x + pad[3]) * side}px, ${(y + pad[0]) * side}px)`;
    style.width = `${columns * side - 1}px`;
    style.height = `${rows * side - 1}px`;
  }

  /**
   * The cell under the pointer.
   * @param {PointerEvent} event
   * @returns {[number, number] | null}
   */
  #cellAt({ clientX, clientY }) {
    if (!this.#numbers) return null;
    const { h, w, pad } = this.#numbers;
    const box = this.#canvas.getBoundingClientRect();
    const side = box.width / (w + pad[1] + pad[3]);
    const y = Math.floor((clientY - box.top) / side) - pad[0];
    const x = Math.floor((clientX - box.left) / side) - pad[3];
    return y >= 0 && y < h && x >= 0 && x < w ? [y, x] : null;
  }

  /**
   * @param {Numbers} numbers
   * @param {Frame | null} window   that is framed
   * @param {string} label
   */
  show(numbers, window, label) {
    this.#numbers = numbers;
    this.#framed = window;
    const { h, w, pad } = numbers;
    const [across, down] = [w + pad[1] + pad[3], h + pad[0] + pad[2]];
    this.node.style.setProperty("--across", String(across));
    this.node.style.setProperty("aspect-ratio", `${across} / ${down}`);
    mark(this.node, "aria-label", label);
    this.#draw();
  }
}

/** @param {Handlers} handlers */
export const createGrid = (handlers) => new GridView(handlers);
