// What the page says of a network's output: names of classes, and an answer in words.

import { isolate } from "./bidi.js";
import { exact, signed } from "./number.js";

/** @import { Answer, Description, Frame } from "./state.js" */

/**
 * The name of a class. One number without labels is the probability of the second of two.
 * @param {Pick<Description, "labels" | "output">} network
 * @param {number} index
 */
export const labelOf = ({ labels, output: { shape } }, index) =>
  labels?.[index] || `class ${shape[2] === 1 ? index + 1 : index}`;

/**
 * The name for a sentence.
 * @param {Pick<Description, "labels" | "output">} network
 * @param {number} index
 */
export const nameOf = (network, index) => isolate(labelOf(network, index));

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
 * The first of a label's synonyms, which stand between commas, as in ImageNet's.
 * @param {string} label
 */
export const firstSynonym = (label) => label.split(", ")[0] || label;

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
