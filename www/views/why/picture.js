// The square that the model sees with the map over it; a pointer and the arrow keys move from place
// to place.

import { withSign } from "../../domain/number.js";
import { el, mark, write } from "../shared/dom.js";
import { choosePlaces } from "./choose-place.js";
import { fullOf, paintKey, paintMap } from "./paint.js";

/**
 * @import { State } from "../../domain/state.js"
 * @import { ClassMap, Field } from "../../separable.d.ts"
 */

/**
 * @typedef {object} Scene   what is shown
 * @property {ClassMap} map
 * @property {string} name   of the class
 * @property {[number, number] | null} place   in focus
 * @property {Field | null} field   of that place
 */

/** How strongly and how the map is drawn. */
function createKnobs() {
  const opacity = el("input", { type: "range", min: 0, max: 100, value: 60 });
  const amount = el("output", { class: "number" });
  const [cells, smooth] = ["cells", "smooth"].map((value) =>
    el("input", { type: "radio", name: "why-drawn", value, checked: value === "cells" }),
  );
  const drawn = el(
    "fieldset",
    { class: "scale" },
    el("legend", { class: "label" }, "Draw"),
    el("label", {}, cells, el("span", {}, "places")),
    el("label", {}, smooth, el("span", {}, "smoothed")),
  );
  const strength = el("label", { class: "strength" }, "Opacity ", opacity, amount);
  return {
    node: el("div", { class: "knobs" }, strength, drawn),
    inputs: [opacity, cells, smooth],
    /** Writes the opacity, and gives both. */
    read() {
      write(amount, `${opacity.value}\u202f%`);
      return { opacity: Number(opacity.value) / 100, smooth: smooth.checked };
    },
  };
}

/** The colours from against to for. */
function createLegend() {
  const canvas = el("canvas", { class: "legend", "aria-hidden": "true" });
  const [low, high] = [el("span", { class: "number" }), el("span", { class: "number" })];
  const scope = el("p", { class: "scope" });
  const ends = el("div", { class: "ends" }, low, el("span", {}, "0"), high);
  return {
    canvas,
    node: el("div", { class: "key" }, canvas, ends, scope),
    /**
     * @param {string} name of the class
     * @param {number} full
     */
    show(name, full) {
      write(low, `${withSign(-full)} against`);
      write(high, `${withSign(full)} for`);
      write(
        scope,
        `Green favours ${name}, violet is against it. Scale: this class, this frame; strongest ` +
          `colour = ±${withSign(full).slice(1)}.`,
      );
    },
  };
}

/**
 * What the place in focus sees, or how to choose a place.
 * @param {Scene} scene
 * @param {string} size   of the picture, in pixels
 */
function noteOf({ place, field }, size) {
  if (!place || !field)
    return (
      "Point at a place, or move there with the arrow keys, to see what it votes for. " +
      "A click pins it."
    );
  const { top, left, bottom, right } = field.box;
  return (
    `Through all layers, the place in row ${place[0] + 1}, column ${place[1] + 1} sees ` +
    `${right - left}×${bottom - top} of the ${size} pixels (dashed): its number is about ` +
    "more than the pixels under it."
  );
}

class PictureView {
  #canvas = el("canvas", { "aria-hidden": "true" });
  #grid = el(
    "div",
    { class: "places", role: "application", tabindex: 0, "aria-roledescription": "map" },
    this.#canvas,
  );
  #legend = createLegend();
  #knobs = createKnobs();
  #note = el("p", { class: "scope note" });
  #map = el("div", { class: "map" }, this.#grid, this.#legend.node);
  node = el(
    "section",
    { class: "pictured", "aria-label": "The map over the frame" },
    this.#map,
    this.#knobs.node,
    this.#note,
  );
  /** @type {State | null} */
  #state = null;
  /** @type {Scene | null} */
  #scene = null;
  #width = 0;

  constructor() {
    const grid = this.#grid;
    new ResizeObserver(([{ contentRect }]) => {
      this.#width = contentRect.width;
      this.#draw();
    }).observe(grid);
    for (const input of this.#knobs.inputs) input.addEventListener("input", () => this.#draw());
    choosePlaces(
      grid,
      () => this.#state && this.#scene && { state: this.#state, shape: this.#scene.map.shape },
    );
  }

  #draw() {
    if (!this.#state?.frame || !this.#scene || !this.#width) return;
    const { map, place, field } = this.#scene;
    const look = this.#knobs.read();
    paintMap(this.#canvas, this.#state.frame.square, map, this.#width, {
      ...look,
      ...{ place, seen: field?.box ?? null },
    });
    paintKey(this.#legend.canvas, look.opacity);
  }

  /**
   * @param {State} state
   * @param {Scene} scene
   */
  update(state, scene) {
    this.#state = state;
    this.#scene = scene;
    const { map, name } = scene;
    const [h, w] = map.shape;
    const full = fullOf(map.data);
    this.#legend.show(name, full);
    const { width = 1, height = 1 } = state.frame?.square ?? {};
    this.#grid.style.aspectRatio = `${width} / ${height}`;
    write(this.#note, noteOf(scene, `${width}×${height}`));
    mark(
      this.#grid,
      "aria-label",
      `${h} by ${w} places of the frame. Arrow keys move; Escape clears the place.`,
    );
    mark(
      this.#map,
      "data-picture",
      `Class activation map of ${name} over the frame: what each of ${h}×${w} places of the ` +
        "last map adds to the logit's mean. Green for, violet against, strongest colour = ±" +
        `${withSign(full).slice(1)}.`,
    );
    this.#draw();
  }
}

export const createPicture = () => new PictureView();
