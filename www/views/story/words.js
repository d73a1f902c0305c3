// A line of the story becomes nodes: words, numbers that follow the network, and terms that light
// up.

import { written } from "../../domain/localized-numbers.js";
import { el, write } from "../shared/dom.js";

/**
 * @import { Language } from "../../domain/language.js"
 * @import { Fact } from "../../domain/localized-numbers.js"
 */

/** @typedef {Record<string, Fact>} Facts */
/** @typedef {ReturnType<typeof createWriter>} Writer */

const PIECES = /(\{\w+\}|\[[^\]]+\]\(\w+\)[.,;:]?)/;

/** How a number that has changed lights up. */
const FLASH = { duration: 900, easing: "ease-out" };
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * A line with values in its braces, as text.
 * @param {string} line
 * @param {Record<string, string>} values
 */
export const filled = (line, values) => line.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "–");

/** @param {Language} language */
export function createWriter(language) {
  /** @type {Record<string, HTMLElement[]>} */
  const slots = {};
  /** @type {Facts} */
  let facts = {};

  /**
   * @param {HTMLElement} slot
   * @param {string} key
   */
  function put(slot, key) {
    const fact = facts[key];
    const before = slot.textContent;
    write(slot, written(fact, language));
    if (fact) slot.dataset.value = String(fact.value);
    return before !== slot.textContent && before !== "–";
  }

  return {
    language,
    get facts() {
      return facts;
    },
    /** @param {string} line */
    line: (line) =>
      line.split(PIECES).map((piece) => {
        const key = /^\{(\w+)\}$/.exec(piece)?.[1];
        if (key) {
          const slot = el("span", { class: "number slot", "data-fact": key }, "–");
          put(slot, key);
          (slots[key] ??= []).push(slot);
          return slot;
        }
        const [, words, lights, end] = /^\[([^\]]+)\]\((\w+)\)(.?)$/.exec(piece) ?? [];
        if (!words) return piece;
        const term = el("button", { class: "term", type: "button", "data-lights": lights }, words);
        // no full stop by itself on a line
        return end ? el("span", { class: "kept" }, term, end) : term;
      }),
    /**
     * A line as it stands now, for what is said once.
     * @param {string} line
     * @param {Facts} [more]
     */
    now: (line, more = {}) =>
      filled(
        line,
        Object.fromEntries(
          Object.entries({ ...facts, ...more }).map(([key, fact]) => [
            key,
            written(fact, language),
          ]),
        ),
      ),
    /**
     * @param {Facts} next
     * @param {boolean} flash whether what changes lights up
     */
    fill(next, flash) {
      facts = { ...facts, ...next };
      for (const key of Object.keys(next)) {
        for (const slot of slots[key] ?? []) {
          if (put(slot, key) && flash && !calm.matches)
            slot.animate({ backgroundColor: ["var(--flash)", "transparent"] }, FLASH);
        }
      }
    },
  };
}
