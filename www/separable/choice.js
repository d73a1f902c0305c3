// What a caller wants of a picture and of the answers.

import { kindOf } from "./kind.js";

/** @import { Answer, ClassifyOptions } from "../separable.d.ts" */

/** @typedef {Answer & { index: number }} Ranked */

/**
 * The options of `classify`, which also takes a number in their place.
 * @param {number | ClassifyOptions | undefined} options
 * @param {Pick<ClassifyOptions, "crop"> | undefined} more
 * @returns {ClassifyOptions & { k: number }}
 */
export function readOptions(options, more) {
  const given = typeof options === "number" ? { k: options } : (options ?? {});
  const { k = 5, threshold, fit, allow, deny } = given;
  if (threshold !== undefined && !(threshold >= 0 && threshold <= 1))
    throw new Error("Give the threshold as a number from 0 to 1.");
  if (fit !== undefined && fit !== "centre" && fit !== "stretch")
    throw new Error('Give fit as "centre" or "stretch".');
  for (const list of [allow, deny])
    if (list && kindOf(list) !== "Array") throw new Error("Give allow and deny as lists.");
  return { ...given, ...more, k };
}

/**
 * Those of all answers that are wanted.
 * @param {Ranked[]} answers best first
 * @param {ClassifyOptions & { k: number }} options
 * @param {string[] | null} labels
 */
export function choose(answers, { k, threshold = 0, allow, deny }, labels) {
  const isOn = (/** @type {(string | number)[]} */ list) => {
    for (const item of list) {
      const known = typeof item === "number" || !labels || labels.includes(item);
      if (!known) throw new Error(`There is no class “${item}”; net.labels has their names.`);
    }
    const set = new Set(list);
    return (/** @type {Ranked} */ { className, index }) => set.has(className) || set.has(index);
  };
  const allowed = allow ? isOn(allow) : () => true;
  const denied = deny ? isOn(deny) : () => false;
  return answers
    .filter((answer) => answer.probability >= threshold && allowed(answer) && !denied(answer))
    .slice(0, Math.max(Math.trunc(k) || 1, 1));
}

/**
 * The promise, or a rejection as soon as the signal says so.
 * @template T
 * @param {Promise<T>} coming
 * @param {AbortSignal} [signal]
 * @returns {Promise<T>}
 */
export function orAborted(coming, signal) {
  if (!signal) return coming;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    coming.finally(() => signal.removeEventListener("abort", abort)).then(resolve, reject);
  });
}
