// What the numbers at a network's end mean, and the best classes. Maps and features, which few
// networks have, are in `other-outputs.js`.

/**
 * @import { Answer, Layer, Output, Scores } from "../separable.d.ts"
 * @import { Description } from "./wasm.d.ts"
 */

/** @typedef {Answer & { index: number }} Ranked */

export const ELEMENTS = { u8: Uint8Array, i8: Int8Array, f32: Float32Array };

/**
 * What the output is: by the network's last operator, by labels that fit, or as someone chose.
 * @param {Pick<Description, "scores" | "output">} description
 * @param {string[] | null} labels
 * @param {Scores | null} chosen
 * @returns {Output}
 */
export function outputOf({ scores, output: shape }, labels, chosen) {
  const [h, w, c] = shape;
  const inside = scores === "softmax" || scores === "logistic";
  const added = c === 1 ? "logistic" : "softmax";
  /** @type {Scores} */
  let how = labels || scores === "logits" ? added : "none";
  if (inside) how = scores;
  else if (chosen) how = chosen;
  if (how === "softmax" && c === 1) how = "none"; // it is 1, whatever the network sees
  const kind = how === "none" ? "features" : h * w > 1 ? "map" : c === 1 ? "one" : "classes";
  return { kind, scores: how, source: inside ? "network" : chosen ? "given" : "assumed", shape };
}

/**
 * The raw output as real numbers.
 * @param {ArrayBuffer} buffer
 * @param {Pick<Layer, "element" | "scale" | "zeroPoint">} layer the last one
 */
export function realOf(buffer, { element, scale, zeroPoint }) {
  const raw = new ELEMENTS[element](buffer);
  const real = new Float64Array(raw.length);
  for (let i = 0; i < raw.length; i++) real[i] = scale * (raw[i] - zeroPoint);
  return real;
}

/**
 * Real numbers become probabilities, each place by itself, unless they are.
 * @param {Float64Array} real changed in place
 * @param {Output} output
 */
export function toProbabilities(real, { scores, source, shape: [, , c] }) {
  if (source === "network" || scores === "none") return real;
  if (scores === "logistic") {
    for (let i = 0; i < real.length; i++) real[i] = 1 / (1 + Math.exp(-real[i]));
    return real;
  }
  for (let from = 0; from < real.length; from += c) {
    let most = -Infinity;
    for (let i = from; i < from + c; i++) most = Math.max(most, real[i]);
    let sum = 0;
    for (let i = from; i < from + c; i++) sum += real[i] = Math.exp(real[i] - most);
    for (let i = from; i < from + c; i++) real[i] /= sum;
  }
  return real;
}

/** What is no number comes last. @param {number} value */
export const rank = (value) => (Number.isNaN(value) ? -Infinity : value);

/**
 * The indices of the `k` largest, the largest first; equal ones in their order.
 * @param {ArrayLike<number>} values
 * @param {number} k
 */
export function largest(values, k) {
  const before = (/** @type {number} */ a, /** @type {number} */ b) =>
    rank(values[b]) - rank(values[a]) || a - b;
  if (k > 16)
    return Array.from(values, (_, i) => i)
      .sort(before)
      .slice(0, k);
  /** @type {number[]} */
  const best = [];
  for (let i = 0; i < values.length; i++) {
    if (best.length === k && !(before(i, best[k - 1]) < 0)) continue;
    let at = best.length < k ? best.length : k - 1;
    for (; at > 0 && before(i, best[at - 1]) < 0; at--) best[at] = best[at - 1];
    best[at] = i;
  }
  return best;
}

/**
 * The name of a class; where one number tells two apart, it is that of the second (see `bestOf`).
 * @param {Output} output
 * @param {string[] | null} labels
 * @param {number} index
 */
export const nameOf = ({ shape }, labels, index) =>
  labels?.[index] || `class ${shape[2] === 1 ? index + 1 : index}`;

/**
 * The `k` best answers of a classifier, best first.
 *
 * One number is the probability of the second of two classes, as the tools that train networks have
 * it: Keras gives two folders of pictures the labels 0 and 1, in the order of their names, and a
 * sigmoid is trained to be the label (`image_dataset_from_directory`, `binary_crossentropy`).
 * @param {Float64Array} probabilities
 * @param {Output} output
 * @param {string[] | null} labels
 * @param {number} k
 * @returns {Ranked[]}
 */
export function bestOf(probabilities, output, labels, k) {
  const pair = output.kind === "one" && labels?.length === 2;
  const all = pair ? [1 - probabilities[0], probabilities[0]] : probabilities;
  return largest(all, k).map((index) => {
    return { className: nameOf(output, labels, index), probability: all[index], index };
  });
}

const SCORES = ["softmax", "logistic", "none"];

/**
 * How someone wants the numbers to be read.
 * @param {unknown} scores
 * @param {Pick<Description, "scores" | "output">} description
 * @returns {Scores | null}
 */
export function readScores(scores, { scores: own, output }) {
  if (scores === undefined || scores === null) return null;
  if (!SCORES.includes(/** @type {string} */ (scores)))
    throw new Error('Give scores as "softmax", "logistic" or "none".');
  if (own === "softmax" || own === "logistic")
    throw new Error(
      "This network computes its probabilities itself, by a " +
        `${own === "softmax" ? own : "sigmoid"}; leave out scores.`,
    );
  if (scores === "softmax" && output[2] === 1)
    throw new Error('A softmax over one number is always 1; give scores as "logistic" or "none".');
  return /** @type {Scores} */ (scores);
}
