// The square that the model saw with the map over it; a pointer and the arrow keys move from place
// to place.

import { dispatch, el, mark, write } from "../shared/dom.js";
import { fullOf, paintKey, paintMap } from "./paint.js";
import { signed } from "./scene.js";

/**
 * @import { State } from "../../domain/state.js"
 * @import { ClassMap, Field } from "../../separable.d.ts"
 */

/**
 * @typedef {{ map: ClassMap, name: string, place: [number, number] | null, field: Field | null }}
 *   Scene
 */

export function createPicture() {
  const canvas = el("canvas", { "aria-hidden": "true" });
  const grid = el(
    "div",
    { class: "places", role: "application", tabindex: 0, "aria-roledescription": "map" },
    canvas,
  );
  const key = el("canvas", { class: "legend", "aria-hidden": "true" });
  const [low, high] = [el("span", { class: "number" }), el("span", { class: "number" })];
  const scope = el("p", { class: "scope" });
  const strength = el("input", { type: "range", min: 0, max: 100, value: 60 });
  const amount = el("output", { class: "number" });
  const [cells, smooth] = ["cells", "smooth"].map((value) =>
    el("input", { type: "radio", name: "why-drawn", value, checked: value === "cells" }),
  );
  const drawn = el(
    "fieldset",
    { class: "scale" },
    el("legend", { class: "label" }, "Draw"),
    el("label", {}, cells, el("span", {}, "the places")),
    el("label", {}, smooth, el("span", {}, "smoothed")),
  );
  const note = el("p", { class: "scope note" });
  const legend = el(
    "div",
    { class: "key" },
    key,
    el("div", { class: "ends" }, low, el("span", {}, "0"), high),
    scope,
  );
  const shot = el("div", { class: "map" }, grid, legend);
  const knobs = el(
    "div",
    { class: "knobs" },
    el("label", { class: "strength" }, "Opacity ", strength, amount),
    drawn,
  );
  const node = el(
    "section",
    { class: "pictured", "aria-label": "The map over the frame" },
    shot,
    knobs,
    note,
  );

  /** @type {State | null} */
  let state = null;
  /** @type {Scene | null} */
  let scene = null;
  let width = 0;

  new ResizeObserver(([{ contentRect }]) => {
    width = contentRect.width;
    draw();
  }).observe(grid);
  for (const input of [strength, cells, smooth]) input.addEventListener("input", () => draw());

  function draw() {
    if (!state?.frame || !scene || !width) return;
    const { map, place, field } = scene;
    const opacity = Number(strength.value) / 100;
    paintMap(canvas, state.frame.square, map, width, {
      opacity,
      smooth: smooth.checked,
      place,
      seen: field?.box ?? null,
    });
    paintKey(key, opacity);
    write(amount, `${strength.value}\u202f%`);
  }

  /**
   * The place under the pointer.
   * @param {MouseEvent} event
   * @returns {[number, number] | null}
   */
  function under(event) {
    if (!scene) return null;
    const box = canvas.getBoundingClientRect();
    const [h, w] = scene.map.shape;
    const y = Math.floor(((event.clientY - box.top) / box.height) * h);
    const x = Math.floor(((event.clientX - box.left) / box.width) * w);
    return y >= 0 && y < h && x >= 0 && x < w ? [y, x] : null;
  }
  const same = (
    /** @type {[number, number] | null} */ a,
    /** @type {[number, number] | null} */ b,
  ) => a?.join() === b?.join();
  grid.addEventListener("pointermove", (event) => {
    const place = under(event);
    if (event.pointerType !== "touch" && state && !same(place, state.over))
      dispatch(grid, { type: "set", over: place });
  });
  grid.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") dispatch(grid, { type: "set", over: null });
  });
  grid.addEventListener("click", (event) => {
    const place = under(event);
    if (!state || !place) return;
    const touch = /** @type {PointerEvent} */ (event).pointerType === "touch";
    if (touch && !same(place, state.over))
      dispatch(grid, { type: "set", over: place }); // a finger has no hover: its second tap pins
    else
      dispatch(grid, {
        type: "set",
        spot: same(place, state.spot) ? null : place,
        ...(touch && { over: null }),
      });
  });
  grid.addEventListener("keydown", (event) => {
    if (!scene || !state || event.altKey || event.ctrlKey || event.metaKey) return;
    const [h, w] = scene.map.shape;
    const [y, x] = scene.place ?? [0, 0];
    const to = {
      ArrowLeft: [y, x - 1],
      ArrowRight: [y, x + 1],
      ArrowUp: [y - 1, x],
      ArrowDown: [y + 1, x],
      Home: [y, 0],
      End: [y, w - 1],
    }[event.key];
    if (!to) return;
    event.preventDefault();
    /** @type {[number, number]} */
    const legal = [Math.min(h - 1, Math.max(0, to[0])), Math.min(w - 1, Math.max(0, to[1]))];
    dispatch(grid, { type: "set", spot: scene.place ? legal : [0, 0], over: null });
  });

  return {
    node,
    /**
     * @param {State} next
     * @param {Scene} shown
     */
    update(next, shown) {
      state = next;
      scene = shown;
      const { map, name, place, field } = shown;
      const [h, w] = map.shape;
      const full = fullOf(map.data);
      write(low, `${signed(-full)} against`);
      write(high, `${signed(full)} for`);
      write(
        scope,
        `Green speaks for ${name}, violet against. Scale: this class, this frame; full colour ` +
          `at ${signed(full).slice(1)}.`,
      );
      mark(
        grid,
        "aria-label",
        `${h} by ${w} places of the frame. Arrow keys move; Escape clears the place.`,
      );
      const size = next.frame?.square.size ?? 1;
      const seen =
        field &&
        `${field.box.right - field.box.left}×${field.box.bottom - field.box.top} of the ` +
          `${size}×${size} pixels`;
      write(
        note,
        seen && place
          ? `Through all layers, the place in row ${place[0] + 1}, column ${place[1] + 1} ` +
              `sees ${seen} (dashed): what it says is about more than lies under it.`
          : "Point at a place, or move there with the arrow keys, to hear what it votes for. " +
              "A click keeps it.",
      );
      mark(
        shot,
        "data-picture",
        `Class activation map of ${name} over the frame: what each of ${h}×${w} places of the ` +
          "last map adds to the logit's mean. Green for, violet against, full colour at " +
          `${signed(full).slice(1)}.`,
      );
      draw();
    },
  };
}
