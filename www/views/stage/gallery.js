// All maps of one layer as a grid; the channel under the pointer or the cursor is the one in focus.

import { el, mark } from "../shared/dom.js";
import { createPainter } from "../shared/paint.js";
import { point } from "./pointing.js";

/**
 * @import { FeatureMap } from "../../domain/state.js"
 * @import { Range } from "../shared/paint.js"
 */

const TALL = 1.02; // height of the box of a grid, in widths
const TALLEST = 560; // CSS pixels of it
const UNSEEN = 1000; // ms between two paintings of what is not on the screen, for whoever prints

/**
 * @param {{ hover: (channel: number | null) => void, pin: (channel: number) => void, enter: () =>
 *   void }} tells
 */
export function createGallery(tells) {
  const canvas = el("canvas", { "aria-hidden": "true" });
  const cursor = el("span", { class: "cursor", "aria-hidden": "true" });
  const role = { role: "application", tabindex: 0, "aria-roledescription": "grid of maps" };
  const node = el("div", { class: "grid", ...role }, canvas, cursor);
  // a place for what takes no part in the keys
  const around = el("div", { class: "gallery" }, node);
  /** @type {ReturnType<typeof createPainter> | null} */
  let painter = null;
  /**
   * @typedef {{ map: FeatureMap, range: Range, palette: Uint32Array, scale: "layer" | "channel",
   *   frame: number, now: number, pinned: number }} Shown
   */
  /** @type {Shown | null} */
  let shown = null;
  let shape = "";
  let painted = "";
  let width = 0;
  let seen = true;
  let last = 0;

  new ResizeObserver(([{ contentRect }]) => {
    if (Math.abs(contentRect.width - width) < 1) return;
    width = contentRect.width;
    painter = null;
    draw();
  }).observe(node);
  new IntersectionObserver(([{ isIntersecting }]) => {
    seen = isIntersecting;
    draw();
  }).observe(node);

  function draw() {
    if (!shown || !width) return;
    const { map, range, palette, scale, frame, now } = shown;
    if (!painter) {
      const gap = map.shape[2] > 200 ? 1 : 2;
      painter = createPainter(canvas, map.shape, {
        width,
        height: Math.min(TALLEST, width * TALL),
        gap,
        dpr: devicePixelRatio || 1,
      });
      painted = "";
      last = -UNSEEN;
    }
    const stamp = `${frame} ${scale} ${palette[0]}`;
    if (painted !== stamp && (seen || performance.now() - last > UNSEEN)) {
      painted = stamp;
      last = performance.now();
      painter.paint(map.data, range, scale, palette);
    }
    const place = painter.place(now);
    cursor.style.transform = `translate(${place.left}px, ${place.top}px)`;
    cursor.style.width = `${place.width}px`;
    cursor.style.height = `${place.height}px`;
  }

  point(
    node,
    ({ clientX, clientY }) => {
      const { left, top } = canvas.getBoundingClientRect();
      return painter?.at(clientX - left, clientY - top) ?? null;
    },
    tells,
  );
  node.addEventListener("keydown", (event) => {
    if (!painter || !shown || event.altKey || event.ctrlKey || event.metaKey) return;
    const { pinned, map } = shown;
    const last = map.shape[2] - 1;
    if (event.key === "Enter") {
      event.preventDefault();
      return tells.enter();
    }
    const step = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -painter.columns,
      ArrowDown: painter.columns,
      Home: -pinned,
      End: last - pinned,
    }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const to = pinned + step;
    if (to >= 0 && to <= last) tells.pin(to);
  });

  return {
    node: around,
    /**
     * @param {Shown} next
     * @param {string} name
     * @param {string} caption
     */
    show(next, name, caption) {
      if (shape !== String(next.map.shape)) {
        shape = String(next.map.shape);
        painter = null;
      }
      shown = next;
      mark(node, "aria-label", name);
      mark(node, "data-picture", caption);
      draw();
    },
  };
}
