// Parts of the page that are loaded when they are first needed.

import { withTimeout } from "../separable/timeouts.js";

/**
 * Loads once; where loading fails, the next call tries again.
 * @template T
 * @param {string} what the part, as the subject of a sentence
 * @param {() => Promise<T>} load
 */
export function part(what, load) {
  /** @type {Promise<T> | null} */
  let coming = null;
  return () =>
    (coming ??= withTimeout(load()).catch((cause) => {
      coming = null;
      const text = `${what} could not be loaded; check the connection, then try again.`;
      throw new Error(text, { cause });
    }));
}
