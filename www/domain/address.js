// The part of the state that the address stores: choices and hidden parts, never measurements.

import { isCentre, MOST } from "./crop.js";
import { isLanguage } from "./language.js";
import { rangeOf, written } from "./range.js";
import { addressed } from "./stages.js";
import { initial, VIEWS } from "./state.js";

/** @import { State } from "./state.js" */

/**
 * How a part of the state is written and read; undefined for a word that cannot be read.
 * @template {keyof State} K
 * @typedef {{ name?: string, read: (word: string) => State[K] | undefined, write?: (value: any) =>
 *   string, when?: (state: State) => boolean }} Entry
 */

const whole = (/** @type {string} */ word) => (/^\d{1,4}$/.test(word) ? Number(word) : undefined);
const word = (/** @type {string} */ text) => text || undefined;
const flag = (/** @type {string} */ word) =>
  word === "1" || word === "0" ? word === "1" : undefined;
const number = (/** @type {string} */ word) =>
  /^\d{1,6}(\.\d{1,3})?$/.test(word) ? Number(word) : undefined;
const bit = (/** @type {boolean} */ value) => (value ? "1" : "0");

/**
 * @template {string} T
 * @param {readonly T[]} words
 */
const among = (words) => (/** @type {string} */ word) => words.find((known) => known === word);

/**
 * `count` integers, separated by dots.
 * @param {number} count
 */
const wholes = (count) => (/** @type {string} */ word) => {
  const numbers = word.split(".").map(whole);
  return numbers.length === count && numbers.every((number) => number !== undefined)
    ? /** @type {never} */ (numbers)
    : undefined;
};
const dotted = (/** @type {readonly unknown[]} */ list) => list.join(".");

/**
 * `6.3` mutes channel 3 of layer 6, `6.3.0_0_0_0_1_0_0_0_0` replaces its kernel.
 * @param {string} word
 */
function changesOf(word) {
  const changes = word.split("*").flatMap((part) => {
    const found = /^(\d{1,3})\.(\d{1,4})(?:\.([-\d._]{1,400}))?$/.exec(part);
    if (!found) return [];
    const kernel = found[3]?.split("_").map(Number);
    if (kernel?.some((weight) => !Number.isFinite(weight))) return [];
    return [{ layer: Number(found[1]), channel: Number(found[2]), ...(kernel && { kernel }) }];
  });
  return changes.length ? changes : undefined;
}
/** @param {State["changes"]} changes */
const changed = (changes) =>
  changes
    .map(({ layer, channel, kernel }) =>
      dotted([layer, channel, ...(kernel ? [Array.from(kernel).join("_")] : [])]),
    )
    .join("*");

/**
 * Middle and zoom of a square: `0.41_0.5_2`.
 * @param {string} word
 */
function cropOf(word) {
  const [x, y, zoom, more] = word
    .split("_")
    .map((part) => (/^\d{1,2}(\.\d{1,5})?$/.test(part) ? Number(part) : NaN));
  return x <= 1 && y <= 1 && zoom >= 1 && zoom <= MOST && more === undefined
    ? { x, y, zoom }
    : undefined;
}
const cropped = (/** @type {State["crop"]} */ crop) =>
  isCentre(crop) ? "" : `${crop.x}_${crop.y}_${crop.zoom}`;
/**
 * Only samples are in the address; all other sources stay in the tab.
 * @param {State} state
 */
const drawn = ({ source }) => source.kind === "sample";

const UNFOLDS = ["sees", "clips", "tensors"];

/** @type {{ [K in keyof State]?: Entry<K> }} */
const ENTRIES = {
  model: { read: word },
  sample: { read: word },
  view: { read: among(VIEWS) },
  stage: { read: whole },
  channel: { read: whole },
  output: { read: whole },
  place: { read: wholes(2), write: dotted },
  unfolded: {
    name: "open",
    read: (word) => word.split(".").filter((part) => UNFOLDS.includes(part)),
    write: dotted,
  },
  step: { read: whole },
  sorted: { read: flag, write: bit },
  scale: { read: among(/** @type {const} */ (["layer", "channel"])) },
  target: { name: "class", read: whole },
  spot: { read: wholes(2), write: dotted },
  shape: { read: wholes(6), write: dotted },
  alpha: { read: number },
  rho: { read: number },
  lab: { read: word },
  changes: { name: "change", read: changesOf, write: changed },
  at: { read: number },
  crop: { read: cropOf, write: cropped, when: drawn },
  mirror: { read: flag, write: bit, when: drawn },
  // That of a file which the address does not lead to would be another network's.
  range: { read: rangeOf, write: written, when: ({ model }) => !model.startsWith("dropped") },
  with: { read: word, when: (state) => !state.with.startsWith("dropped") },
  threads: { read: (word) => whole(word) || undefined },
  variant: { read: among(/** @type {const} */ (["simd128", "relaxed"])) },
  dot: { read: among(/** @type {const} */ (["unsigned", "signed", "u8-pairs", "i16"])) },
  language: { name: "lang", read: (word) => (isLanguage(word) ? word : undefined) },
  folded: { read: flag, write: bit },
  figure: { read: (word) => (/^[a-z]+-[a-z]+$/.test(word) ? word : undefined) },
  hide: { read: (word) => word.split(".").filter((part) => /^[a-z]+$/.test(part)), write: dotted },
};

/** The parts of the state that an address stores. */
export const ADDRESSED = /** @type {(keyof State)[]} */ (["way", ...Object.keys(ENTRIES)]);

/** What an address may name in either way. */
const EITHER = ["model", "sample", "at", "crop", "mirror", "range"];
EITHER.push("threads", "variant", "dot", "lang");

/**
 * The way that an address leads, by its name or because it names a part of the workshop; null where
 * it does not say.
 * @param {string} hash
 * @returns {State["way"] | null}
 */
export function wayOf(hash) {
  const names = [...new URLSearchParams(hash.replace(/^#/, "")).keys()];
  if (names.includes("read") || names.includes("figure")) return "read";
  return names.some((name) => !EITHER.includes(name)) ? "explore" : null;
}

/**
 * The part of the state that an address sets; missing and wrong words are left out.
 * @param {string} hash
 * @returns {Partial<State>}
 */
export function fromAddress(hash) {
  const asked = new URLSearchParams(hash.replace(/^#/, ""));
  const read = Object.entries(ENTRIES).flatMap(([key, { name = key, read }]) => {
    const value = read(asked.get(name) ?? "");
    return value === undefined || !asked.has(name) ? [] : [[key, value]];
  });
  const way = wayOf(hash);
  return { ...(way && { way }), ...Object.fromEntries(read) };
}

/**
 * The shortest address of a state: defaults are left out.
 * @param {State} state
 */
export function toAddress(state) {
  const plain = { ...initial(), sample: state.samples[0]?.id };
  const named = Object.entries(ENTRIES).flatMap(([name, entry]) => {
    const key = /** @type {keyof State} */ (name);
    const write = entry.write ?? String;
    const { network, stage } = state;
    const value = key === "stage" && network ? addressed(network, stage) : state[key];
    const standard = plain[key] ?? null;
    const usual =
      value === null || value === "" || (standard !== null && write(value) === write(standard));
    const own = key === "model" && state.model.startsWith("dropped");
    return usual || own || entry.when?.(state) === false ? [] : [[entry.name ?? key, write(value)]];
  });
  const words = named.length ? [String(new URLSearchParams(named))] : [];
  const told = named.length && wayOf(`#${words}`) === state.way;
  return `#${[...(told ? [] : [state.way]), ...words].join("&")}`;
}
