// The square that the model sees with the map over it; a pointer and the arrow keys move from place
// to place.

import { withSign } from "../../domain/number.js";
import { el, mark, write } from "../shared/dom.js";
import { choosePlaces } from "./choose-place.js";
import { fullOf, paintKey, paintMap } from "./paint.js";

/**
 * @import { State } from "../../domain/state.js"
 * @import { ClassMap, Field } from "../../separable.d.ts"
 * @import { Say } from "./words.js"
 */

/**
 * @typedef {object} Scene   what is shown
 * @property {ClassMap} map
 * @property {string} name   of the class
 * @property {[number, number] | null} place   in focus
 * @property {Field | null} field   of that place
 */

/**
 * How strongly and how the map is drawn.
 * @param {Say} say
 */
function createKnobs(say) {
  const opacity = el("input", { type: "range", min: 0, max: 100, value: 60 });
  const amount = el("output", { class: "number" });
  const [cells, smooth] = ["cells", "smooth"].map((value) =>
    el("input", { type: "radio", name: "why-drawn", value, checked: value === "cells" }),
  );
  const drawn = el(
    "fieldset",
    { class: "scale" },
    el("legend", { class: "label" }, say("draw")),
    el("label", {}, cells, el("span", {}, say("places"))),
    el("label", {}, smooth, el("span", {}, say("smoothed"))),
  );
  const strength = el("label", { class: "strength" }, `${say("opacity")} `, opacity, amount);
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

/**
 * The colours from against to for.
 * @param {Say} say
 */
function createLegend(say) {
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
      write(low, say("against", { value: withSign(-full) }));
      write(high, say("for", { value: withSign(full) }));
      write(scope, say("scope", { name, value: withSign(full).slice(1) }));
    },
  };
}

/**
 * What the place in focus sees, or how to choose a place.
 * @param {Scene} scene
 * @param {string} size   of the picture, in pixels
 * @param {Say} say
 */
function noteOf({ place, field }, size, say) {
  if (!place || !field) return say("hint");
  const { top, left, bottom, right } = field.box;
  return say("field", {
    ...{ y: place[0] + 1, x: place[1] + 1, w: right - left, h: bottom - top, size },
  });
}

class PictureView {
  #canvas = el("canvas", { "aria-hidden": "true" });
  #grid = el("div", { class: "places", role: "application", tabindex: 0 }, this.#canvas);
  #say;
  #legend;
  #knobs;
  #note = el("p", { class: "scope note" });
  #map;
  /** @type {State | null} */
  #state = null;
  /** @type {Scene | null} */
  #scene = null;
  #width = 0;

  /** @param {Say} say */
  constructor(say) {
    const grid = this.#grid;
    mark(grid, "aria-roledescription", say("map"));
    this.#say = say;
    this.#legend = createLegend(say);
    this.#knobs = createKnobs(say);
    this.#map = el("div", { class: "map" }, grid, this.#legend.node);
    this.node = el(
      "section",
      { class: "pictured", "aria-label": say("over") },
      this.#map,
      this.#knobs.node,
      this.#note,
    );
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
      ...{ place, seen: field?.box ?? null, number: this.#say.number },
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
    write(this.#note, noteOf(scene, `${width}×${height}`, this.#say));
    mark(this.#grid, "aria-label", this.#say("keys", { h, w }));
    const value = withSign(full).slice(1);
    mark(this.#map, "data-picture", this.#say("caption", { name, h, w, value }));
    this.#draw();
  }
}

/** @param {Say} say */
export const createPicture = (say) => new PictureView(say);
