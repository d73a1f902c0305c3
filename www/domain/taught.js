// What comes of a visitor's pictures: what a head is taught on, the head, its answers, and
// the report on pictures that were held out.

import { nameOf, picturesOf, recordingsOf, taughtOf } from "./teaching.js";

/** @import { Teaching } from "./teaching.js" */

/**
 * @typedef {object} Head   what was taught: logits are features times weights, and bias
 * @property {number[]} of   the class of each row
 * @property {Float32Array} weights   [classes][features], row after row
 * @property {Float32Array} bias
 * @property {number} ridge
 * @property {number} pictures   that it was taught on
 *
 * @typedef {object} Report   what the head says of pictures that were held out
 * @property {number[]} of   the classes, in the order of the table
 * @property {number} ridge
 * @property {number} pictures   that were held out once
 * @property {number} right
 * @property {[low: number, high: number]} spread   of the folds' accuracy
 * @property {number} folds
 * @property {number[][]} confusion   pictures of a class (row) by what the head said (column)
 * @property {Held[]} wrong   the surest of its mistakes first
 * @property {Held[]} unsure   right, but the least sure first
 * @property {number[]} single   classes with one recording, which are judged too kindly
 *
 * @typedef {{ id: number, is: number, said: number, sure: number }} Held   `is` and `said` are
 *   classes; `sure` is the probability of what was said
 */

/** The ridge before the folds have chosen one. */
export const FIRST_RIDGE = 0.01;

/**
 * @typedef {object} ExampleSet   what a head is taught on
 * @property {number[]} of   the classes, as it numbers them
 * @property {number[]} ids   the example of each row
 * @property {boolean[]} own   whether a row is the picture itself, and no variation of it
 * @property {Float32Array} features   [rows][length]
 * @property {Uint16Array} classes   of each row
 * @property {Uint32Array} recordings   of each row; a variation has that of its picture
 * @property {number} length   of a row
 */

/**
 * The features of all pictures that have some, with those of their variations, in the order in
 * which the pictures came: the same pictures give the same head.
 * @param {Pick<Teaching, "classes" | "examples">} teaching
 * @param {(id: number) => Float32Array[] | undefined} featuresOf   the picture's own, then those of
 *   its variations
 * @returns {ExampleSet | null} null while there are too few
 */
export function exampleSet(teaching, featuresOf) {
  const of = taughtOf(teaching, (id) => !!featuresOf(id)).map(({ id }) => id);
  if (!of.length) return null;
  const rows = teaching.examples.flatMap((example) => {
    const index = of.indexOf(example.of);
    const all = index < 0 ? [] : (featuresOf(example.id) ?? []);
    return all.map((features, i) => ({ example, index, features, own: i === 0 }));
  });
  const recordings = dividedRecordings(teaching, of);
  const [{ features: first }] = rows;
  const features = new Float32Array(rows.length * first.length);
  rows.forEach((row, i) => features.set(row.features, i * first.length));
  return {
    of,
    features,
    ids: rows.map(({ example }) => example.id),
    own: rows.map(({ own }) => own),
    classes: Uint16Array.from(rows, ({ index }) => index),
    recordings: Uint32Array.from(rows, ({ example }) => recordings.get(example) ?? 0),
    length: first.length,
  };
}

/**
 * The recording of each picture; the later half of a class with one recording counts as another
 * one, so that something can be held out of it.
 * @param {Pick<Teaching, "examples">} teaching
 * @param {number[]} of
 */
function dividedRecordings(teaching, of) {
  const numbers = new Map(teaching.examples.map((example) => [example, example.recording]));
  let next = Math.max(...numbers.values()) + 1;
  for (const id of of) {
    const pictures = picturesOf(teaching, id);
    if (recordingsOf(pictures) > 1) continue;
    for (const example of pictures.slice(pictures.length >> 1)) numbers.set(example, next);
    next++;
  }
  return numbers;
}

/**
 * Where teaching begins: the last head, whose classes may be others by now.
 * @param {Head | null} head
 * @param {Pick<ExampleSet, "of" | "length">} set
 */
export function startFrom(head, { of, length }) {
  if (head?.weights.length !== (head?.of.length ?? 0) * length || !head) return undefined;
  const weights = new Float32Array(of.length * length);
  const bias = new Float32Array(of.length);
  of.forEach((id, i) => {
    const row = head.of.indexOf(id);
    if (row < 0) return;
    weights.set(head.weights.subarray(row * length, (row + 1) * length), i * length);
    bias[i] = head.bias[row];
  });
  return { weights, bias };
}

/**
 * The logits of a head for features, which may be stored numbers with a scale.
 * @param {Pick<Head, "weights" | "bias">} head
 * @param {{ data: ArrayLike<number>, scale?: number, zeroPoint?: number }} features
 * @param {Float64Array} [into]
 */
export function logitsOf({ weights, bias }, { data, scale = 1, zeroPoint = 0 }, into) {
  const logits = into?.length === bias.length ? into : new Float64Array(bias.length);
  const { length } = data;
  for (let row = 0, w = 0; row < bias.length; row++) {
    let sum = 0;
    for (let i = 0; i < length; i++, w++) sum += weights[w] * (data[i] - zeroPoint);
    logits[row] = sum * scale + bias[row];
  }
  return logits;
}

/**
 * The probabilities of logits, in their place.
 * @param {Float64Array} logits
 */
export function softmax(logits) {
  const most = Math.max(...logits);
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += logits[i] = Math.exp(logits[i] - most);
  for (let i = 0; i < logits.length; i++) logits[i] /= sum;
  return logits;
}

/**
 * @typedef {Pick<Head, "weights" | "bias">
 *   & { labels: string[], low: number, high: number }} Taught   what its file needs
 *
 * @typedef {{ pictures: number, same: number, most: number }} Tried   how many first answers of a
 *   file are the head's own, and by how much a probability differs at most
 */

/**
 * The head, its labels, and what its logits are over the recorded pictures, so that they can be
 * quantised.
 * @param {Pick<Teaching, "classes">} teaching
 * @param {Head} head
 * @param {ExampleSet} set
 * @returns {Taught}
 */
export function exportOf(teaching, head, { features, length, own }) {
  let [low, high] = [Infinity, -Infinity];
  own.forEach((isOwn, i) => {
    if (!isOwn) return;
    for (const logit of logitsOf(head, { data: features.subarray(i * length, (i + 1) * length) })) {
      low = Math.min(low, logit);
      high = Math.max(high, logit);
    }
  });
  const { weights, bias, of } = head;
  return { weights, bias, labels: of.map((id) => nameOf(teaching, id)), low, high };
}

/** Held-out accuracy under which a network may be too weak for these classes ... */
const WEAK = 0.9;
/** ... once there are so many pictures of each. */
const ENOUGH = 15;
/** A class of which less is found needs more pictures, and so does one with fewer than this share
 * of the largest one's. */
const FOUND = 0.8;
const SHARE = 0.4;
/** Pictures of a kind that the report shows. */
const MOST_HELD = 12;

/**
 * What the engine says of held-out pictures. Variations are taught, but not judged.
 * @param {Pick<Teaching, "examples">} teaching
 * @param {ExampleSet} set
 * @param {{ ridge: number, probabilities: ArrayLike<number>, held: ArrayLike<number> }} assessed
 *   `held`: in which fold each row was held out
 * @returns {Report}
 */
export function reportOf(teaching, set, { ridge, probabilities, held: folds }) {
  const { of, ids, own, classes } = set;
  const confusion = of.map(() => of.map(() => 0));
  /** @type {Map<number, { all: number, right: number }>} */
  const byFold = new Map();
  /** @type {Held[]} */
  const held = [];
  own.forEach((isOwn, row) => {
    if (!isOwn) return;
    let said = 0;
    const at = row * of.length;
    for (let i = 1; i < of.length; i++)
      if (probabilities[at + i] > probabilities[at + said]) said = i;
    const is = classes[row];
    confusion[is][said]++;
    const fold = byFold.get(folds[row]) ?? { all: 0, right: 0 };
    byFold.set(folds[row], { all: fold.all + 1, right: fold.right + Number(is === said) });
    held.push({ id: ids[row], is: of[is], said: of[said], sure: probabilities[at + said] });
  });
  const accuracies = [...byFold.values()].map(({ all, right }) => right / all);
  const wrong = held.filter(({ is, said }) => is !== said).sort((a, b) => b.sure - a.sure);
  const right = held.filter(({ is, said }) => is === said).sort((a, b) => a.sure - b.sure);
  return {
    of,
    ridge,
    pictures: held.length,
    right: right.length,
    spread: [Math.min(...accuracies), Math.max(...accuracies)],
    folds: byFold.size,
    confusion,
    wrong: wrong.slice(0, MOST_HELD),
    unsure: right.slice(0, MOST_HELD),
    single: of.filter((id) => recordingsOf(picturesOf(teaching, id)) === 1),
  };
}

/**
 * @typedef {{ why: "recording" | "mistaken" | "few", of: number[] }} Need
 */

/**
 * The classes that need more, by the reason: a second recording, more of what is mistaken, or as
 * many pictures as the others have.
 * @param {Report} report
 * @returns {Need[]}
 */
export function needsOf({ of, confusion, single }) {
  const counts = confusion.map((row) => row.reduce((sum, count) => sum + count, 0));
  const most = Math.max(...counts);
  const why = of.map((id, i) => {
    if (single.includes(id)) return "recording";
    if (confusion[i][i] < FOUND * counts[i]) return "mistaken";
    return counts[i] < SHARE * most ? "few" : "";
  });
  const reasons = /** @type {const} */ (["recording", "mistaken", "few"]);
  return reasons
    .map((reason) => ({ why: reason, of: of.filter((_, i) => why[i] === reason) }))
    .filter((need) => need.of.length);
}

/**
 * Whether the network may be too weak: many are mistaken though there are enough pictures, of more
 * than one recording each.
 * @param {Report} report
 */
export const isWeak = ({ pictures, right, confusion, single }) =>
  right < WEAK * pictures &&
  !single.length &&
  confusion.every((row) => row.reduce((sum, count) => sum + count, 0) >= ENOUGH);
