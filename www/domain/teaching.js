// What a visitor teaches: classes, the pictures of each, their recordings, and what is still
// missing before something can be taught. `taught.js` has what comes of it.

import { isolate } from "./bidi.js";

/** @import { Head, Report } from "./taught.js" */

/**
 * @typedef {{ id: number, name: string }} Class
 *
 * @typedef {object} Example   a picture that was recorded or brought
 * @property {number} id   in the order in which they came
 * @property {number} of   its class
 * @property {number} recording   one hold of the button, or one picture that was brought
 * @property {number} at   milliseconds since 1970
 * @property {string} url   of the picture, in this tab alone
 * @property {number} bytes
 *
 * @typedef {object} Settings
 * @property {number | null} ridge   null: the one that the folds choose
 * @property {boolean} mirror   whether mirrored pictures are taught, too
 * @property {boolean} crop     whether corners of the pictures are taught, too
 * @property {boolean} light    whether darker and brighter ones are taught, too
 *
 * @typedef {{ classes: Class[], examples: Example[] }} Removed   what one step of undo brings back
 *
 * @typedef {{ name: string, classes: number, pictures: number }} Brought   a file that was read
 *
 * @typedef {object} Teaching
 * @property {Class[]} classes
 * @property {Example[]} examples   by id
 * @property {Removed[]} removed   the last deletion last
 * @property {number} next   the next id, of anything
 * @property {Settings} settings
 * @property {number | null} recording   the class that is recorded now
 * @property {number | null} open   the picture that is looked at
 * @property {{ done: number, all: number } | null} looking   pictures whose features are computed
 * @property {Head | null} head
 * @property {Report | null} report   on the pictures as they were when it was made
 * @property {boolean} lags   whether the report is not of the present pictures
 * @property {boolean} assessing
 * @property {Brought | null} brought   a file that waits for "add" or "replace"
 * @property {"" | "delete"} asks   what the visitor has to confirm
 * @property {number} lesson   which of the things to try is on show
 * @property {boolean} declined   whether a better network is not wanted
 * @property {{ id: string, name: string, bytes: number } | null} better   a suggested network
 * @property {"" | "keeping" | "kept"} kept   on this machine
 * @property {"" | "writing" | import("./taught.js").Tried} file   of the taught network, and what
 *   it was worth on the pictures
 * @property {string} said   the last result, for who does not see it
 *
 * @typedef {{ type: "teach" } & (
 *     { do: "open" | "stop" | "undo" | "ask-delete" | "delete-all" | "cancel" | "save" | "load"
 *       | "keep" | "forget" | "add" | "add-none" | "next" | "better" | "no-better"
 *       | "use" | "save-network" | "save-labels" }
 *   | { do: "record" | "choose" | "remove-class", of: number }
 *   | { do: "files", of: number, data: DataTransfer }
 *   | { do: "drop", file: File }
 *   | { do: "rename", of: number, name: string }
 *   | { do: "look", id: number | null }
 *   | { do: "why", id: number }
 *   | { do: "move", ids: number[], to: number }
 *   | { do: "remove", ids: number[] }
 *   | { do: "set", settings: Partial<Settings> }
 *   | { do: "take", how: "add" | "replace" }
 * )} TeachAction
 */

/** Pictures of a class with which it can be taught, and classes that make a lesson. */
export const FEW = 5;
/** Bounds of what is held in memory. */
export const MOST = 2000;
export const MOST_CLASSES = 24;
export const MOST_NAME = 80;
export const NONE_NAME = "None of these";
const MOST_STEPS = 20; // of undo

/** The letters that record the first classes, in order: none that the page has another use for. */
export const KEYS = [..."abcdeghij"];

/** @returns {Teaching} */
export const beginning = () => ({
  classes: [
    { id: 1, name: "Class 1" },
    { id: 2, name: "Class 2" },
  ],
  examples: [],
  removed: [],
  next: 3,
  settings: { ridge: null, mirror: false, crop: false, light: false },
  recording: null,
  open: null,
  looking: null,
  head: null,
  report: null,
  lags: false,
  assessing: false,
  brought: null,
  asks: "",
  lesson: 0,
  declined: false,
  better: null,
  kept: "",
  file: "",
  said: "",
});

/**
 * A name as it is kept: one line, not too long, and no other class's.
 * @param {string} name
 * @param {string[]} others
 */
export function tidyName(name, others) {
  const plain = [...name.replace(/[\p{Cc}\s]+/gu, " ").trim()].slice(0, MOST_NAME).join("");
  let free = plain;
  for (let n = 2; others.includes(free); n++) free = `${plain} ${n}`;
  return free;
}

/**
 * With another class: one by this name, or by its number.
 * @param {Teaching} teaching
 * @param {string} [name]
 */
export function withClass({ classes, next }, name) {
  const others = classes.map((known) => known.name);
  let wanted = name ?? "";
  for (let n = classes.length + 1; !wanted || (!name && others.includes(wanted)); n++)
    wanted = `Class ${n}`;
  return {
    classes: [...classes, { id: next, name: tidyName(wanted, others) }],
    next: next + 1,
  };
}

/**
 * @param {Teaching} teaching
 * @param {number} of
 * @param {string} name
 */
export function renamed({ classes }, of, name) {
  const others = classes.flatMap((known) => (known.id === of ? [] : [known.name]));
  const tidy = tidyName(name, others);
  return {
    classes: classes.map((known) => (known.id === of && tidy ? { id: of, name: tidy } : known)),
  };
}

/**
 * @param {Removed[]} removed
 * @param {Removed} step
 */
const remember = (removed, step) => [...removed, step].slice(-MOST_STEPS);

/**
 * Without a class and its pictures.
 * @param {Teaching} teaching
 * @param {number} of
 */
export function withoutClass({ classes, examples, removed }, of) {
  const step = {
    classes: classes.filter(({ id }) => id === of),
    examples: examples.filter((example) => example.of === of),
  };
  return {
    classes: classes.filter(({ id }) => id !== of),
    examples: examples.filter((example) => example.of !== of),
    removed: remember(removed, step),
  };
}

/**
 * Without these pictures.
 * @param {Teaching} teaching
 * @param {number[]} ids
 */
export function without({ examples, removed }, ids) {
  const gone = new Set(ids);
  const step = { classes: [], examples: examples.filter(({ id }) => gone.has(id)) };
  return {
    examples: examples.filter(({ id }) => !gone.has(id)),
    removed: remember(removed, step),
  };
}

/**
 * With these pictures in another class.
 * @param {Teaching} teaching
 * @param {number[]} ids
 * @param {number} to
 */
export function moved({ classes, examples }, ids, to) {
  if (!classes.some(({ id }) => id === to)) return {};
  return {
    examples: examples.map((example) =>
      ids.includes(example.id) ? { ...example, of: to } : example,
    ),
  };
}

/**
 * The last deletion taken back. A picture whose class is gone since stays removed with it.
 * @param {Teaching} teaching
 */
export function undone({ classes, examples, removed }) {
  const step = removed.at(-1);
  if (!step) return {};
  const byId = (/** @type {{ id: number }} */ a, /** @type {{ id: number }} */ b) => a.id - b.id;
  const back = [...classes, ...step.classes].sort(byId);
  const known = new Set(back.map(({ id }) => id));
  const names = classes.map(({ name }) => name);
  return {
    classes: back.map((one) =>
      step.classes.includes(one) ? { ...one, name: tidyName(one.name, names) } : one,
    ),
    examples: [...examples, ...step.examples.filter(({ of }) => known.has(of))].sort(byId),
    removed: removed.slice(0, -1),
  };
}

/**
 * The pictures of a class.
 * @param {Pick<Teaching, "examples">} teaching
 * @param {number} of
 */
export const picturesOf = ({ examples }, of) => examples.filter((example) => example.of === of);

/** @param {Example[]} examples */
export const recordingsOf = (examples) => new Set(examples.map(({ recording }) => recording)).size;

/** @param {Pick<Teaching, "classes">} teaching @param {number} of */
export const nameOf = ({ classes }, of) => classes.find(({ id }) => id === of)?.name ?? "";

/** @param {Pick<Teaching, "examples">} teaching */
export const bytesOf = ({ examples }) => examples.reduce((sum, { bytes }) => sum + bytes, 0);

/**
 * The classes that can be taught: those with a few pictures, where there are two.
 * @param {Pick<Teaching, "classes" | "examples">} teaching
 * @param {(id: number) => boolean} [has]   whether a picture counts
 */
export function taughtOf({ classes, examples }, has = () => true) {
  const counts = new Map(classes.map(({ id }) => [id, 0]));
  for (const { id, of } of examples)
    if (has(id)) counts.set(of, /** @type {number} */ (counts.get(of)) + 1);
  const enough = classes.filter(({ id }) => /** @type {number} */ (counts.get(id)) >= FEW);
  return enough.length < 2 ? [] : enough;
}

/**
 * What is missing before anything is taught, in one sentence; empty if nothing is.
 * @param {Pick<Teaching, "classes" | "examples">} teaching
 */
export function missing(teaching) {
  if (taughtOf(teaching).length) return "";
  const { classes } = teaching;
  if (classes.length < 2) return "Two classes make a lesson: add one.";
  const lacks = classes
    .map(({ id, name }) => ({ id, name, has: picturesOf(teaching, id).length }))
    .sort((a, b) => b.has - a.has)
    .slice(0, 2)
    .filter(({ has }) => has < FEW)
    .sort((a, b) => a.id - b.id)
    .map(({ name, has }) => {
      const pictures = FEW - has === 1 ? "picture" : "pictures";
      return `${FEW - has} ${has ? "more " : ""}${pictures} of “${isolate(name)}”`;
    });
  return `To begin, record ${lacks.join(" and ")}.`;
}
