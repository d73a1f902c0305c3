// Two networks beside each other: classes of one name, stages at one scale, layers of one
// structure.

import { synonymsOf } from "./output.js";

/** @import { Answer, Description, Layer, Stage } from "./state.js" */

/**
 * @typedef {Pick<Description, "labels" | "classes" | "output">} Named
 *
 * @typedef {object} Classes   which classes of one network are classes of the other
 * @property {"list" | "name" | "number" | ""} by   one list of labels; names; numbers, where one
 *   has no names and both have as many; nothing
 * @property {Int32Array} to   the class of B for each of A; -1: none
 * @property {number} shared
 */

/**
 * A name as it is compared: small letters, without what tools put between words.
 * @param {string} name
 */
export const plainName = (name) =>
  name
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, " ")
    .replaceAll(/['’`]/g, "")
    .trim();

/**
 * Names of classes, by what they are compared as.
 * @param {string[]} labels
 * @param {(label: string) => string[]} namesOf   each label
 * @returns {Map<string, number>} -2 for a name of several classes
 */
function indexBy(labels, namesOf) {
  const index = new Map();
  labels.forEach((label, i) => {
    for (const name of new Set(namesOf(label))) if (name) index.set(name, index.has(name) ? -2 : i);
  });
  return index;
}

/**
 * Classes by their names: as they are written, since “Cardigan” is a dog and “cardigan” is not,
 * then as they are compared; a whole label goes before a synonym.
 * @param {string[]} labels
 * @returns {(name: string) => number} -1 where there is none, -2 where there are several
 */
export function namesOf(labels) {
  const wholes = indexBy(labels, (label) => [label]);
  const written = indexBy(labels, synonymsOf);
  const plainWholes = indexBy(labels, (label) => [plainName(label)]);
  const synonyms = indexBy(labels, (label) => synonymsOf(label).map(plainName));
  return (name) => {
    const plain = plainName(name);
    const exact = [wholes.get(name), written.get(name)].find((i) => i !== undefined && i >= 0);
    return exact ?? plainWholes.get(plain) ?? synonyms.get(plain) ?? -1;
  };
}

/**
 * @param {Named} a
 * @param {Named} b
 * @returns {Classes}
 */
export function classesOf(a, b) {
  const to = new Int32Array(a.classes).fill(-1);
  const same = a.classes === b.classes;
  const unnamed = !a.labels || !b.labels;
  if (unnamed && !same) return { by: "", to, shared: 0 };
  if (!a.labels || !b.labels || (same && a.labels.join("\n") === b.labels.join("\n"))) {
    to.forEach((_, i) => (to[i] = i));
    return { by: unnamed ? "number" : "list", to, shared: to.length };
  }
  const find = namesOf(b.labels);
  let shared = 0;
  a.labels.forEach((label, i) => {
    const found = [label, ...synonymsOf(label)].map(find).find((index) => index >= 0);
    if (found === undefined) return;
    to[i] = found;
    shared++;
  });
  return { by: shared ? "name" : "", to, shared };
}

/**
 * Whether both have the same top answer; null where nothing tells.
 * @param {Classes} classes
 * @param {Pick<Answer, "index"> | null | undefined} a
 * @param {Pick<Answer, "index"> | null | undefined} b
 */
export const agree = ({ by, to }, a, b) => (by && a && b ? to[a.index] === b.index : null);

// Agreement over the last minute

const MINUTE = 60_000;

/** @typedef {{ at: number, same: boolean }} Vote */

/** How often both had the same top answer in the last minute. */
export class Minute {
  /** @type {Vote[]} */
  #votes = [];

  /**
   * @param {number} at   milliseconds
   * @param {boolean | null} same
   * @param {boolean} fresh   whether it is another frame than the last
   */
  add(at, same, fresh) {
    if (same === null) return;
    if (!fresh) this.#votes.pop();
    this.#votes.push({ at, same });
    while (this.#votes[0].at < at - MINUTE) this.#votes.shift();
  }

  clear() {
    this.#votes = [];
  }

  get frames() {
    return this.#votes.length;
  }

  get same() {
    return this.#votes.filter(({ same }) => same).length;
  }

  /**
   * Share of agreeing frames in each of so many equal parts of the minute before `now`, the last
   * one last; null where there was no frame.
   * @param {number} now
   * @param {number} [parts]
   */
  parts(now, parts = 30) {
    const sums = Array.from({ length: parts }, () => ({ frames: 0, same: 0 }));
    for (const { at, same } of this.#votes) {
      const part = sums[parts - 1 - Math.floor(((now - at) / MINUTE) * parts)];
      if (!part) continue;
      part.frames++;
      part.same += Number(same);
    }
    return sums.map(({ frames, same }) => (frames ? same / frames : null));
  }
}

// Stages beside each other

/** @typedef {{ a: number | null, b: number | null }} Row   indices of stages */

/** Where stages that are no blocks stand. @type {Record<string, number>} */
const PLACES = { average: 90, maximum: 91, hidden: 92, classifier: 93 };

/**
 * What a stage has in common with its likes in another network: blocks the scale of their output,
 * all others their kind.
 * @param {Pick<Description, "stages" | "layers" | "input">} network
 * @param {Stage} stage
 */
function placeOf({ stages, layers, input }, stage) {
  const place = PLACES[stage.kind];
  if (place !== undefined) return place;
  const blocks = stages.filter(({ kind }) => kind === "block" || kind === "expand");
  if (stage.kind === "conv") {
    if (!blocks.length || stage.layers[0] > blocks[blocks.length - 1].layers[0]) return 80;
    if (stage.layers[0] < blocks[0].layers[0]) return 0;
  }
  const [height] = layers[stage.layers[stage.layers.length - 1]].output;
  return 10 + Math.round(Math.log2(input[0] / Math.max(1, height)) * 4);
}

/**
 * Stages in the order of the networks: at each scale block beside block.
 * @param {Pick<Description, "stages" | "layers" | "input">} a
 * @param {Pick<Description, "stages" | "layers" | "input">} b
 * @returns {Row[]}
 */
export function stagesBeside(a, b) {
  /** @type {Map<number, [number[], number[]]>} */
  const places = new Map();
  [a, b].forEach((network, side) =>
    network.stages.forEach((stage, i) => {
      const place = placeOf(network, stage);
      const both = places.get(place) ?? [[], []];
      both[side].push(i);
      places.set(place, both);
    }),
  );
  return [...places]
    .sort(([a], [b]) => a - b)
    .flatMap(([, [left, right]]) =>
      Array.from({ length: Math.max(left.length, right.length) }, (_, i) => ({
        a: left[i] ?? null,
        b: right[i] ?? null,
      })),
    );
}

/**
 * What a stage makes and computes.
 * @param {Pick<Description, "layers" | "stages">} network
 * @param {number} stage
 * @param {ArrayLike<number> | null | undefined} times   ms of each layer
 */
export function costOfStage({ layers, stages }, stage, times) {
  const own = stages[stage].layers;
  const sum = (/** @type {(i: number) => number} */ of) => own.reduce((all, i) => all + of(i), 0);
  return {
    output: layers[own[own.length - 1]].output,
    macs: sum((i) => layers[i].macs),
    ms: times?.length === layers.length ? sum((i) => times[i]) : null,
  };
}

// The error of a network against another one of the same structure

/** Layers whose numbers mean the same in both: others only move or store them. */
const MEANT = ["conv", "depthwise", "pointwise", "classifier", "add", "pool", "softmax"];

/**
 * The layers of both that compute the same, where the two are of one structure; else null.
 * @param {Pick<Description, "layers">} a
 * @param {Pick<Description, "layers">} b
 * @returns {[a: number, b: number][] | null}
 */
export function layersBeside(a, b) {
  const meant = (/** @type {Layer[]} */ layers) =>
    layers.flatMap(({ kind }, i) => (MEANT.includes(kind) ? [i] : []));
  const [left, right] = [meant(a.layers), meant(b.layers)];
  const alike = left.every((i, at) => {
    const [own, other] = [a.layers[i], b.layers[right[at]]];
    const shapes = [own, other].map((layer) => layer && [layer.kind, layer.input, layer.output]);
    return String(shapes[0]) === String(shapes[1]);
  });
  if (!left.length || left.length !== right.length || !alike) return null;
  return left.map((i, at) => [i, right[at]]);
}

/** @typedef {{ data: ArrayLike<number>, scale: number, zeroPoint: number }} Stored */

/**
 * The relative error of B in the real values of A: the root of the mean square difference over the
 * root mean square of A. 0: none; 1: as large as the values themselves. NaN where A is all zeros.
 * @param {Stored} a
 * @param {Stored} b
 */
export function relativeError(a, b) {
  let [difference, size] = [0, 0];
  for (let i = 0; i < a.data.length; i++) {
    const value = a.scale * (a.data[i] - a.zeroPoint);
    const other = b.scale * (b.data[i] - b.zeroPoint);
    difference += (value - other) ** 2;
    size += value ** 2;
  }
  return size ? Math.sqrt(difference / size) : difference ? NaN : 0;
}

/**
 * Between which layers the error grows most.
 * @param {ArrayLike<number>} errors
 * @returns {{ at: number, by: number } | null} null where it grows nowhere
 */
export function growth(errors) {
  let most = { at: 0, by: errors[0] || 0 };
  for (let i = 1; i < errors.length; i++) {
    const by = errors[i] - errors[i - 1];
    if (by > most.by) most = { at: i, by };
  }
  return most.by > 0 ? most : null;
}
