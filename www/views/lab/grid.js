// A grid of numbers that a pointer and the keys can move in. It says where; what that means, others
// decide.

import { el, mark } from "../shared/dom.js";
import { paint } from "./paint.js";

/** @import { Sheet } from "./paint.js" */

/** @typedef {{ y: number, x: number, h: number, w: number }} Frame   a rectangle of cells */

/**
 * @param {object} tells
 * @param {(y: number, x: number, event: PointerEvent) => void} [tells.hover]
 * @param {() => void} [tells.leave]
 * @param {(y: number, x: number, event: PointerEvent) => void} [tells.press]
 * @param {(y: number, x: number, event: PointerEvent) => void} [tells.drag]
 * @param {() => void} [tells.release]
 * @param {(event: KeyboardEvent) => boolean} [tells.key]   whether the key was taken
 */
export function createGrid(tells) {
  const canvas = el("canvas", { "aria-hidden": "true" });
  const frame = el("span", { class: "window", "aria-hidden": "true" });
  const node = el("div", { class: "numbers", role: "application", tabindex: 0 }, canvas, frame);
  /** @type {Sheet | null} */
  let sheet = null;
  /** @type {Frame | null} */
  let framed = null;
  let width = 0;
  let pressed = false;

  new ResizeObserver(([{ contentRect }]) => {
    if (Math.abs(contentRect.width - width) < 0.5) return;
    width = contentRect.width;
    draw();
  }).observe(node);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTimeout(draw));

  function draw() {
    if (!sheet || !width) return;
    const { w, pad } = sheet;
    paint(canvas, sheet, width, devicePixelRatio || 1);
    frame.hidden = !framed;
    if (!framed) return;
    const side = width / (w + pad[1] + pad[3]);
    frame.style.transform =
      `translate(${(framed.x + pad[3]) * side}px, ` + `${(framed.y + pad[0]) * side}px)`;
    frame.style.width = `${framed.w * side - 1}px`;
    frame.style.height = `${framed.h * side - 1}px`;
  }

  /**
   * The cell under the pointer.
   * @param {PointerEvent} event
   * @returns {[number, number] | null}
   */
  function at(event) {
    if (!sheet) return null;
    const box = canvas.getBoundingClientRect();
    const side = box.width / (sheet.w + sheet.pad[1] + sheet.pad[3]);
    const y = Math.floor((event.clientY - box.top) / side) - sheet.pad[0];
    const x = Math.floor((event.clientX - box.left) / side) - sheet.pad[3];
    return y >= 0 && y < sheet.h && x >= 0 && x < sheet.w ? [y, x] : null;
  }
  node.addEventListener("pointerdown", (event) => {
    const cell = at(event);
    if (event.button || !cell) return;
    if (tells.drag) {
      node.setPointerCapture(event.pointerId);
      pressed = true;
    }
    tells.press?.(...cell, event);
  });
  node.addEventListener("pointermove", (event) => {
    const cell = at(event);
    if (!cell) return;
    if (pressed) tells.drag?.(...cell, event);
    else if (event.pointerType !== "touch") tells.hover?.(...cell, event);
  });
  for (const end of /** @type {const} */ (["pointerup", "pointercancel", "lostpointercapture"]))
    node.addEventListener(end, () => {
      if (pressed) tells.release?.();
      pressed = false;
    });
  node.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") tells.leave?.();
  });
  node.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (tells.key?.(event)) event.preventDefault();
  });

  return {
    node,
    /**
     * @param {Sheet} next
     * @param {Frame | null} window
     * @param {string} label
     */
    show(next, window, label) {
      sheet = next;
      framed = window;
      const { h, w, pad } = sheet;
      node.style.setProperty("aspect-ratio", `${w + pad[1] + pad[3]} / ${h + pad[0] + pad[2]}`);
      mark(node, "aria-label", label);
      draw();
    },
  };
}

/**
 * Where a key leads in a grid; null if it leads nowhere.
 * @param {string} key
 * @param {{ y: number, x: number }} from
 * @param {number} h
 * @param {number} w
 */
export function moved(key, { y, x }, h, w) {
  const to = {
    ArrowLeft: [y, x - 1],
    ArrowRight: [y, x + 1],
    ArrowUp: [y - 1, x],
    ArrowDown: [y + 1, x],
    Home: [y, 0],
    End: [y, w - 1],
  }[key];
  return to && { y: Math.min(h - 1, Math.max(0, to[0])), x: Math.min(w - 1, Math.max(0, to[1])) };
}
