// What a network knows, and when an answer is no more than a guess.

import { isolate } from "./bidi.js";
import { exact } from "./number.js";
import { firstSynonym, synonymsOf } from "./output.js";

/** @import { Answer, Description, Source } from "./state.js" */

/**
 * An answer of less looks like a guess, where nobody has measured a limit: so everywhere but in
 * what visitors bring to a network of the list.
 */
export const HALF = 0.5;

/** What would be written as 0.0 %. */
const NOTHING = 0.0005;

/** So many things are all named. */
const FEW = 8;
const SHORT = 120;

/** What lists call the class of all that is none of the others. */
const BACKGROUND = /^(_*background_*|\?\?\?|dummy)$/i;

/** What cameras see most, and what lists of labels call it. @type {[string, RegExp][]} */
const EVERYDAY = [
  ["people", /^((human )?face|person|people|humans?|(wo)?m[ae]n)$/],
  ["hands", /^(human )?hands?$/],
  ["mobile phones", /^((mobile|cell|smart|cellular)[ -]?)?(tele)?phones?$/],
];

/** @param {string[]} labels */
const thingsOf = (labels) => labels.filter((label) => label && !BACKGROUND.test(label));

/** @param {number} count */
const things = (count) => `${exact(count)} ${count === 1 ? "thing" : "things"}`;

/**
 * What a network knows, in a sentence; empty where nothing says it.
 * @param {Pick<Description, "labels" | "output">} network
 */
export function known({ labels, output: { kind } }) {
  if (!labels || kind === "features") return "";
  const all = thingsOf(labels);
  const count = things(all.length);
  const names = all.length > FEW ? "" : all.map((label) => isolate(firstSynonym(label))).join(", ");
  if (names && names.length <= SHORT) return `The network knows ${count}: ${names}.`;
  const synonyms = all.flatMap((label) => synonymsOf(label.toLowerCase()));
  const missing = EVERYDAY.flatMap(([name, is]) =>
    synonyms.some((synonym) => is.test(synonym)) ? [] : [name],
  );
  if (!missing.length) return `The network knows ${count}.`;
  const text = missing.join(", ").replace(/, ([^,]*)$/, " and $1");
  return `${text[0].toUpperCase()}${text.slice(1)} are not among its ${count}.`;
}

/**
 * What a certainty is one of; empty where there is no choice.
 * @param {Pick<Description, "labels" | "classes" | "output">} network
 */
export function among({ labels, classes, output: { kind, scores } }) {
  const count = labels ? thingsOf(labels).length : classes;
  if (kind === "features" || count < 2) return "";
  return kind === "classes" && scores === "logistic"
    ? `each of ${things(count)} by itself`
    : `one of ${things(count)}`;
}

/**
 * Whether the best answer is no more than a guess. The limits are measured with photographs, so
 * they are for what visitors bring.
 * @param {Pick<Description, "limit" | "output">} network
 * @param {Answer | undefined} best
 * @param {Source["kind"]} source
 */
export const isGuess = ({ limit, output: { kind } }, best, source) =>
  kind === "classes" && !!best && best.probability < (source === "sample" ? HALF : limit);

/**
 * The answers of a list of so many: all but those of 0.0 %, and but the background, unless it is
 * the best answer.
 * @param {Pick<Description, "output">} network
 * @param {Answer[]} answers best first
 * @param {number} count
 */
export const listed = ({ output: { kind } }, answers, count) =>
  answers
    .filter(
      ({ className, probability }, i) =>
        kind !== "classes" || !i || (probability >= NOTHING && !BACKGROUND.test(className)),
    )
    .slice(0, count);
