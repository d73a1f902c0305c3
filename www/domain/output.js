// What the page says of a network's output: names of classes, and an answer in words.

import { isolate } from "./bidi.js";
import { exact, signed } from "./number.js";

/** Letters that fit every list. */
const LONG = 24;

/** @import { Answer, Description, Frame } from "./state.js" */

/**
 * The name of a class. One number without labels is the probability of the second of two.
 * @param {Pick<Description, "labels" | "output">} network
 * @param {number} index
 */
export const labelOf = ({ labels, output: { shape } }, index) =>
  labels?.[index] || `class ${shape[2] === 1 ? index + 1 : index}`;

/**
 * A label's synonyms.
 * @param {string} label
 */
export const synonymsOf = (label) => label.split(/\s*,\s*/u);

/**
 * The first of a label's synonyms, which stand between commas, as in ImageNet's.
 * @param {string} label
 */
export const firstSynonym = (label) => label.split(", ")[0] || label;

/**
 * Names that tell the labels of a list apart: their first synonyms; where two labels share one,
 * the whole label; where they share that, too, with the number of the class.
 * @param {string[]} labels
 */
function shortened(labels) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  const names = (/** @type {string} */ label) => new Set([label, firstSynonym(label)]);
  for (const name of labels.flatMap((label) => [...names(label)]).map(alike))
    counts.set(name, (counts.get(name) ?? 0) + 1);
  const isOwn = (/** @type {string} */ name) => counts.get(alike(name)) === 1;
  return labels.map(
    (label, i) => [...names(label)].reverse().find(isOwn) ?? `${firstSynonym(label)} (class ${i})`,
  );
}

/** @param {string} name */
const alike = (name) => name.toLowerCase();

/** @type {WeakMap<string[], string[]>} */
const short = new WeakMap();

/**
 * The short name of a class, which no other class of the network has.
 * @param {Pick<Description, "labels" | "output">} network
 * @param {number} index
 */
export function shortOf(network, index) {
  const { labels } = network;
  if (!labels?.[index]) return labelOf(network, index);
  let names = short.get(labels);
  if (!names) short.set(labels, (names = shortened(labels)));
  return names[index];
}

/**
 * The name with all of its synonyms; where another class has the same, the short one, which has
 * its number.
 * @param {Pick<Description, "labels" | "output">} network
 * @param {number} index
 */
export function wholeOf(network, index) {
  const [name, whole] = [shortOf(network, index), labelOf(network, index)];
  return whole.length > name.length ? whole : name;
}

/**
 * The name in a list: short, or whole.
 * @param {Pick<Description, "labels" | "output">} network
 * @param {number} index
 * @param {boolean} whole
 */
export const listNameOf = (network, index, whole) => (whole ? wholeOf : shortOf)(network, index);

/**
 * Whether names of a list may be shortened: by synonyms, or by their box.
 * @param {Pick<Description, "labels">} network
 */
export const hasLongNames = ({ labels }) =>
  !!labels?.some((label) => label.length > LONG || firstSynonym(label) !== label);

/**
 * The short name for a sentence.
 * @param {Pick<Description, "labels" | "output">} network
 * @param {number} index
 */
export const nameOf = (network, index) => isolate(shortOf(network, index));

/**
 * The class of a channel of the classifier: one channel for two labels is that of the second.
 * @param {Pick<Description, "labels" | "output">} network
 * @param {number} channel
 */
export const classOf = ({ labels, output: { shape } }, channel) =>
  shape[2] === 1 && labels?.length === 2 ? 1 : channel;

/**
 * An answer in words.
 * @param {Pick<Description, "classes" | "output">} network
 * @param {Answer} answer
 */
export function answerText({ classes, output: { kind } }, { className, place }) {
  if (place) return `${isolate(className)} at row ${place.y + 1}, column ${place.x + 1}`;
  return kind === "one" && classes === 1 ? `probability of ${isolate(className)}` : className;
}

/**
 * Each class once, where it is strongest.
 * @param {Answer[]} answers best first
 */
export const byClass = (answers) => {
  const seen = new Set();
  return answers.filter(({ index }) => !seen.has(index) && seen.add(index));
};

/**
 * Numbers that are no scores, in a sentence.
 * @param {NonNullable<Frame["features"]>} features
 */
export const featuresText = ({ length, norm, largest }) =>
  length === 1
    ? `One number: ${signed(largest[0].value)}`
    : `${exact(length)} numbers, norm ${signed(norm)}. The largest by magnitude, counted from 0:`;
