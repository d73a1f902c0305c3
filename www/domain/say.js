// What a part of the page says: lines with slots, in English, or, for a figure of the text, in the
// language of the text.

import { pointed } from "./localized-numbers.js";

/** @import { Language } from "./language.js" */

/**
 * @template {string} Key
 * @typedef {((key: Key, slots?: Record<string, string | number>) => string)
 *   & { number: (text: string) => string }} Say   `number`: with the language's decimal point
 */

/**
 * Numbers in slots get the language's decimal point; a slot that is called `name` is left as it is.
 * @template {string} Key
 * @param {Record<Key, string>} lines
 * @param {Language} [language]
 * @returns {Say<Key>}
 */
export function createSay(lines, language = "en") {
  const number = (/** @type {string} */ text) => pointed(text, language);
  const say = (/** @type {Key} */ key, /** @type {Record<string, string | number>} */ slots = {}) =>
    lines[key].replace(/\{(\w+)\}/g, (_, slot) =>
      slot === "name" ? String(slots[slot]) : number(String(slots[slot])),
    );
  return Object.assign(say, { number });
}
