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
 * @import { Say } from "./words.js"
 */

const CLASSES = 8;

/**
 * How many places each class has, the most first.
 * @param {Say} say
 */
function createTally(say) {
  const rows = Array.from({ length: CLASSES }, () => {
    const name = el("bdi", { class: "name" });
    const count = el("span", { class: "number", "data-metric": "places" });
    const item = el("li", {}, el("span", { class: "swatch", "aria-hidden": "true" }), name, count);
    return { item, name, count };
  });
  const text = el("p", { class: "scope" });
  const list = el("ol", {}, ...rows.map(({ item }) => item));
  return {
    node: el("section", { class: "tally" }, el("h3", {}, say("tally")), list, text),
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
        write(count, say("count", { n: places, count: classes.length }));
        mark(count, "data-value", places);
      });
      const none = background < 0 ? counts.get(-1) : clear;
      const slots = { n: none ?? 0, count: classes.length };
      const rest =
        background < 0
          ? say("classless", slots)
          : say("clear", { ...slots, name: nameOf(network, background) });
      write(text, none ? rest : "");
    },
  };
}

class ClassPlaces {
  #picture = el("canvas");
  #over = el("canvas");
  #grid = el(
    "div",
    { class: "places", role: "application", tabindex: 0 },
    this.#picture,
    this.#over,
  );
  #opacity = el("input", { type: "range", min: 0, max: 100, value: 60 });
  #note = el("p", { class: "scope note" });
  #map = el("div", { class: "map" }, this.#grid);
  #say;
  #tally;
  #names = createNamesToggle();
  #width = 0;
  /** @type {State | null} */
  #state = null;

  /** @param {Say} say */
  constructor(say) {
    this.#say = say;
    this.#tally = createTally(say);
    mark(this.#grid, "aria-roledescription", say("map"));
    const strength = el("label", { class: "strength" }, `${say("opacity")} `, this.#opacity);
    this.node = el(
      "div",
      { class: "shown" },
      el(
        "section",
        { class: "pictured", "aria-label": say("classesOver") },
        this.#map,
        el("div", { class: "knobs" }, strength),
        this.#note,
      ),
      el("div", { class: "beside" }, this.#tally.node, this.#names.node),
    );
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
    mark(this.#grid, "aria-label", this.#say("keys", { h, w }));
    mark(this.#map, "data-picture", this.#say("classCaption", { h, w }));
    this.#tally.update(network, state.wholeNames, map);
    this.#names.update(state);
    const place = placeOf(state);
    write(
      this.#note,
      place ? placeText(network, frame, map, place, this.#say) : this.#say("classHint"),
    );
    this.#draw();
  }
}

/** @param {Say} say */
export const createClassPlaces = (say) => new ClassPlaces(say);

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
 * @param {Say} say
 */
function placeText(network, frame, { shape: [, w], classes, probabilities }, place, say) {
  const at = place[0] * w + place[1];
  const index = classes[at];
  const said = index < 0 ? say("unlikely") : nameOf(network, index);
  const seen = fieldOf(frame, place)?.box;
  const [y, x] = place.map((index) => index + 1);
  const is = { place: say("place", { y, x }), name: said, share: percent(probabilities[at]) };
  const sees = seen && say("sees", { w: seen.right - seen.left, h: seen.bottom - seen.top });
  return [say("classOf", is), sees].filter(Boolean).join(" ");
}
