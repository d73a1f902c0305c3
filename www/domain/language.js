// The languages of the story, one file each.

/** @typedef {keyof typeof LANGUAGES} Language */

/** Each language's own name. */
export const LANGUAGES = { en: "English", de: "Deutsch" };

/**
 * @param {string | null} name
 * @returns {name is Language}
 */
export const isLanguage = (name) => name !== null && Object.hasOwn(LANGUAGES, name);

/**
 * The browser's language, if it is one of these.
 * @returns {Language}
 */
export function preferred() {
  const name = (globalThis.navigator?.language ?? "en").slice(0, 2).toLowerCase();
  return isLanguage(name) ? name : "en";
}
