// Outputs other than a softmax over classes: what is told of them, maps of places, and features.

import { BACKGROUND } from "./labels.js";
import { largest, nameOf, rank } from "./output.js";

/**
 * @import { Features, Layer, Output, PlaceMap } from "../separable.d.ts"
 * @import { Ranked } from "./output.js"
 * @import { Description } from "./wasm.d.ts"
 */

/**
 * In what a network ends, where it is not in scores.
 * @param {Pick<Description, "layers">} description
 */
function endOf({ layers }) {
  const last = layers.findLast(({ kind }) => kind !== "quantize" && kind !== "reshape");
  if (!last) return "its input";
  const [h, w] = last.output;
  /** @type {Partial<Record<Layer["kind"], string>>} */
  const words = {
    pool: "an average",
    maxPool: "a maximum",
    add: "an addition",
    subtract: "a subtraction",
    multiply: "a product",
    concat: "several values side by side",
  };
  return words[last.kind] ?? (h * w > 1 ? "feature maps" : "an activation function");
}

/**
 * How the numbers are read, and what is assumed for it: sentences that belong beside the answer.
 * @param {Pick<Description, "layers" | "scores">} description
 * @param {Output} output
 * @param {string[] | null} labels
 */
export function notesOf(description, { kind, scores, source, shape }, labels) {
  const [h, w, c] = shape;
  if (kind === "features") {
    if (description.scores === "softmax")
      return [
        "This network ends in a softmax over one number, which is 1 whatever it sees, so there " +
          "is no answer; train it with a sigmoid, or with two classes.",
      ];
    if (source === "given") return [];
    const count = h * w * c;
    return [
      `This network ends in ${endOf(description)}, not in scores of classes, so its ` +
        `${count === 1 ? "number is" : `${count} numbers are`} shown as they are; give its ` +
        "labels if they are scores.",
    ];
  }
  const notes = [];
  const added = scores === "softmax" ? "a softmax" : "a sigmoid";
  if (source === "assumed" && description.scores === "features")
    notes.push(
      `This network ends in ${endOf(description)}. As there is a label for each of its numbers, ` +
        `they are taken as scores, and ${added} is added.`,
    );
  else if (source !== "network")
    notes.push(`This network ends in scores; ${added} is added here to make them probabilities.`);
  if (kind === "one")
    notes.push(
      labels?.length === 2
        ? `Its one number is the probability of the second label, “${labels[1]}”; ` +
            `“${labels[0]}” has the rest.`
        : labels
          ? `Its one number is taken as the probability of “${labels[0]}”.`
          : "Its one number is, as is the custom, the probability of the second of two classes, " +
            "“class 1”; give the labels of both to see their names.",
    );
  else if (scores === "logistic" && c > 1)
    notes.push("Each class is judged by itself, so the percentages need not add up to 100.");
  if (kind === "map")
    notes.push(
      `It gives a class for each of ${h} × ${w} places. Places side by side with the same class ` +
        "are one line, that of the strongest.",
    );
  return notes;
}

/**
 * The class of each place: the likeliest; of classes that do not exclude each other one that is
 * more likely than not, or none (-1).
 * @param {Float64Array} probabilities
 * @param {Output} output
 * @param {string[] | null} labels
 * @returns {PlaceMap}
 */
function placesOf(probabilities, { scores, shape: [h, w, c] }, labels) {
  const classes = new Int32Array(h * w);
  const strengths = new Float32Array(h * w);
  for (let place = 0; place < h * w; place++) {
    let best = 0;
    for (let i = 1; i < c; i++)
      if (rank(probabilities[place * c + i]) > rank(probabilities[place * c + best])) best = i;
    const strength = probabilities[place * c + best];
    classes[place] = scores === "logistic" && !(strength >= 0.5) ? -1 : best;
    strengths[place] = strength;
  }
  const background = labels?.findIndex((label) => BACKGROUND.test(label)) ?? -1;
  return { shape: [h, w], classes, probabilities: strengths, background };
}

/**
 * Adjoining places of one class are an area, told by its strongest place; a class that no place has
 * is told by the place where it is strongest. Background is left out.
 * @param {Float64Array} probabilities
 * @param {Output} output
 * @param {string[] | null} labels
 * @param {PlaceMap} map
 * @returns {Ranked[]}
 */
function areasOf(probabilities, output, labels, { classes, background }) {
  const [h, w, c] = output.shape;
  const at = (/** @type {number} */ place, /** @type {number} */ index) =>
    rank(probabilities[place * c + index]);
  /** @type {{ index: number, place: number, count: number }[]} */
  const areas = [];
  const seen = new Uint8Array(h * w);
  for (let first = 0; first < h * w; first++) {
    const index = classes[first];
    if (seen[first] || index < 0 || index === background) continue;
    const area = { index, place: first, count: 0 };
    const waiting = [first];
    seen[first] = 1;
    for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
      area.count++;
      if (at(place, index) > at(area.place, index)) area.place = place;
      const [y, x] = [Math.floor(place / w), place % w];
      for (let i = Math.max(0, y - 1); i <= Math.min(h - 1, y + 1); i++)
        for (let j = Math.max(0, x - 1); j <= Math.min(w - 1, x + 1); j++) {
          if (seen[i * w + j] || classes[i * w + j] !== index) continue;
          seen[i * w + j] = 1;
          waiting.push(i * w + j);
        }
    }
    areas.push(area);
  }
  for (let index = 0; index < c; index++) {
    if (index === background || areas.some((area) => area.index === index)) continue;
    let place = 0;
    for (let i = 1; i < h * w; i++) if (at(i, index) > at(place, index)) place = i;
    areas.push({ index, place, count: 0 });
  }
  const strength = (/** @type {{ index: number, place: number }} */ { place, index }) =>
    at(place, index);
  areas.sort((a, b) => strength(b) - strength(a) || a.place - b.place);
  return areas.map(({ index, place, count }) => ({
    className: nameOf(output, labels, index),
    probability: probabilities[place * c + index],
    index,
    place: { y: Math.floor(place / w), x: place % w, count },
  }));
}

/**
 * Numbers that are no scores: the length of the vector that they are, and its largest entries.
 * @param {Float64Array} real
 * @param {number} k
 * @returns {Features}
 */
function featuresOf(real, k) {
  const square = real.reduce((sum, value) => sum + value * value, 0);
  const entries = largest(real.map(Math.abs), k);
  return {
    length: real.length,
    norm: Math.sqrt(square),
    largest: entries.map((index) => ({ index, value: real[index] })),
  };
}

/**
 * What the numbers of a map or of features mean.
 * @param {Float64Array} numbers probabilities, or as they are
 * @param {Output} output
 * @param {string[] | null} labels
 * @param {number} k how many answers or entries
 */
export function meaning(numbers, output, labels, k) {
  if (output.kind === "features") return { answers: [], features: featuresOf(numbers, k) };
  const map = placesOf(numbers, output, labels);
  return { answers: areasOf(numbers, output, labels, map).slice(0, k), map };
}
