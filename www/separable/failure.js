// What a program can tell a failure by, beside the sentence for people.

/** @import { FailureCode } from "../separable.d.ts" */

/**
 * The promise; what it rejects with has the code, unless it has one.
 * @template T
 * @param {FailureCode} code
 * @param {Promise<T>} coming
 * @returns {Promise<T>}
 */
export const coded = (code, coming) =>
  coming.catch((error) => {
    throw withCode(code, error);
  });

/**
 * What the function returns; what it throws has the code.
 * @template T
 * @param {FailureCode} code
 * @param {() => T} run
 * @returns {T}
 */
export function codedNow(code, run) {
  try {
    return run();
  } catch (error) {
    throw withCode(code, error);
  }
}

/**
 * @param {FailureCode} code
 * @param {unknown} error
 */
export const withCode = (code, error) =>
  error instanceof Error && !("code" in error) ? Object.assign(error, { code }) : error;
