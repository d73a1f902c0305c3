// Of a network whose output is a map: the class of each place over the frame, and how many places
// each class has. Loaded for such networks only.

import { percent } from "../../domain/number.js";
import { listNameOf, nameOf, wholeOf } from "../../domain/output.js";
import { createNamesToggle } from "../shared/class-names.js";
import { classColour } from "../shared/colour.js";
import { el, mark, write } from "../shared/dom.js";
import { paintPlaces } from "../shared/place-map.js";
import { choosePlaces } from "./choose-place.js";
import { frame as outline } from "./paint.js";
import { placeOf } from "./scene.js";

/**
 * @import { Description, Frame, State } from "../../domain/state.js"
 * @import { Field, PlaceMap } from "../../separable.d.ts"
 */

const CLASSES = 8;
const HINT =
  "Point at a place, or move there with the arrow keys, to see its class and what of the picture " +
  "it sees. A click pins it.";

/** How many places each class has, the most first. */
function createTally() {
  const rows = Array.from({ length: CLASSES }, () => {
    const name = el("bdi", { class: "name" });
    const count = el("span", { class: "number", "data-metric": "places" });
    const item = el("li", {}, el("span", { class: "swatch", "aria-hidden": "true" }), name, count);
    return { item, name, count };
  });
  const text = el("p", { class: "scope" });
  const list = el("ol", {}, ...rows.map(({ item }) => item));
  return {
    node: el("section", { class: "tally" }, el("h3", {}, "Places of each class"), list, text),
    /**
     * @param {Description} network
     * @param {boolean} whole   whether names have all synonyms
     * @param {PlaceMap} map
     */
    update(network, whole, { classes, background }) {
      /** @type {Map<number, number>} */
      const counts = new Map();
      for (const index of classes) counts.set(index, (counts.get(index) ?? 0) + 1);
      const clear = (counts.get(background) ?? 0) + (background < 0 ? 0 : (counts.get(-1) ?? 0));
      const most = [...counts].filter(([index]) => index >= 0 && index !== background);
      most.sort((a, b) => b[1] - a[1] || a[0] - b[0]);
      rows.forEach(({ item, name, count }, i) => {
        item.hidden = !most[i];
        if (!most[i]) return;
        const [index, places] = most[i];
        item.style.setProperty("--class", `rgb(${classColour(index)})`);
        mark(item, "data-class", index);
        write(name, listNameOf(network, index, whole));
        mark(name, "title", wholeOf(network, index));
        write(count, `${places} of ${classes.length}`);
        mark(count, "data-value", places);
      });
      const none = background < 0 ? counts.get(-1) : clear;
      const rest = background < 0 ? "have no class" : `are ${nameOf(network, background)}`;
      write(text, none ? `${none} of ${classes.length} places ${rest}, and stay clear.` : "");
    },
  };
}

class ClassPlaces {
  #picture = el("canvas");
  #over = el("canvas");
  #grid = el(
    "div",
    { class: "places", role: "application", tabindex: 0, "aria-roledescription": "map" },
    this.#picture,
    this.#over,
  );
  #opacity = el("input", { type: "range", min: 0, max: 100, value: 60 });
  #note = el("p", { class: "scope note" });
  #map = el("div", { class: "map" }, this.#grid);
  #tally = createTally();
  #names = createNamesToggle();
  node = el(
    "div",
    { class: "shown" },
    el(
      "section",
      { class: "pictured", "aria-label": "The classes over the frame" },
      this.#map,
      el("div", { class: "knobs" }, el("label", { class: "strength" }, "Opacity ", this.#opacity)),
      this.#note,
    ),
    el("div", { class: "beside" }, this.#tally.node, this.#names.node),
  );
  #width = 0;
  /** @type {State | null} */
  #state = null;

  constructor() {
    new ResizeObserver(([{ contentRect }]) => {
      this.#width = contentRect.width;
      this.#draw();
    }).observe(this.#grid);
    this.#opacity.addEventListener("input", () => this.#draw());
    choosePlaces(this.#grid, () => {
      const shape = this.#state?.frame?.map?.shape;
      return this.#state && shape ? { state: this.#state, shape } : null;
    });
  }

  #draw() {
    const { frame } = this.#state ?? {};
    if (!this.#state || !frame?.map || !this.#width) return;
    const { data, width, height } = frame.square;
    Object.assign(this.#picture, { width, height });
    const image = new ImageData(new Uint8ClampedArray(data), width, height);
    this.#picture.getContext("2d")?.putImageData(image, 0, 0);
    const dpr = devicePixelRatio || 1;
    const wide = Math.round(this.#width * dpr);
    Object.assign(this.#over, { width: wide, height: Math.round((wide * height) / width) });
    paintPlaces(this.#over, frame.map, Number(this.#opacity.value) / 100);
    const place = placeOf(this.#state);
    const ctx = this.#over.getContext("2d");
    if (!place || !ctx) return;
    const seen = fieldOf(frame, place)?.box;
    const unit = wide / width;
    if (seen) {
      const { left, top, right, bottom } = seen;
      const [across, down] = [right - left, bottom - top];
      outline(ctx, left * unit, top * unit, across * unit, down * unit, dpr, true);
    }
    const [rows, columns] = frame.map.shape;
    const [high, broad] = [this.#over.height / rows, wide / columns];
    outline(ctx, place[1] * broad, place[0] * high, broad, high, dpr, false);
  }

  /** @param {State} state */
  update(state) {
    this.#state = state;
    const { network, frame } = state;
    if (!network || !frame?.map) return;
    const { map, square } = frame;
    const [h, w] = map.shape;
    this.#grid.style.aspectRatio = `${square.width} / ${square.height}`;
    const keys = "Arrow keys move; Escape clears the place.";
    mark(this.#grid, "aria-label", `${h} by ${w} places of the frame. ${keys}`);
    const what = "each place in the colour of its class, the stronger the likelier";
    mark(this.#map, "data-picture", `The classes of ${h}×${w} places over the frame: ${what}.`);
    this.#tally.update(network, state.wholeNames, map);
    this.#names.update(state);
    const place = placeOf(state);
    write(this.#note, place ? placeText(network, frame, map, place) : HINT);
    this.#draw();
  }
}

export const createClassPlaces = () => new ClassPlaces();

/**
 * @param {Frame} frame
 * @param {[number, number]} place
 * @returns {Field | null}
 */
function fieldOf({ replies }, place) {
  const { args, answer } = replies.field ?? {};
  return answer && args?.slice(1).join() === place.join() ? answer : null;
}

/**
 * @param {Description} network
 * @param {Frame} frame
 * @param {PlaceMap} map
 * @param {[number, number]} place
 */
function placeText(network, frame, { shape: [, w], classes, probabilities }, place) {
  const at = place[0] * w + place[1];
  const index = classes[at];
  const said = index < 0 ? "no class is likelier than not" : nameOf(network, index);
  const seen = fieldOf(frame, place)?.box;
  const sees = seen
    ? ` It sees ${seen.right - seen.left}×${seen.bottom - seen.top} pixels (dashed).`
    : "";
  const [row, column] = place.map((index) => index + 1);
  return `Row ${row}, column ${column}: ${said}, ${percent(probabilities[at])}.${sees}`;
}
