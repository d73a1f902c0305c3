// Which labels a search finds, and in which order.

import { synonymsOf } from "./output.js";

/**
 * Case, accents and the width of spaces do not matter.
 * @param {string} text
 */
const plain = (text) =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/gu, " ").trim();

const IN_WORD = /[\p{L}\p{N}]/u;

/** How a text contains the wanted one, the best first. */
const WORDS = 0;
const BEGINNING = 1;
const INSIDE = 2;
const NOT = 3;

/**
 * @param {string} text
 * @param {string} wanted
 */
function likeness(text, wanted) {
  let best = NOT;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const [before] = [...text.slice(0, at)].slice(-1);
    const [after] = text.slice(at + wanted.length);
    const begins = !before || !IN_WORD.test(before);
    const ends = !after || !IN_WORD.test(after);
    best = Math.min(best, !begins ? INSIDE : ends ? WORDS : BEGINNING);
  }
  return best;
}

/**
 * How well a label answers a search, by which of its synonyms: whole words before beginnings of
 * words before the rest; then the first synonym before the others; then a synonym that is or begins
 * with what is wanted. The smaller, the better; infinite if it does not.
 * @param {string} label  synonyms stand between commas
 * @param {string} wanted
 */
function rank(label, wanted) {
  let best = { at: Infinity, synonym: "" };
  const synonyms = synonymsOf(label.normalize("NFKC").trim());
  [...synonyms, label].forEach((synonym, i) => {
    const text = plain(synonym);
    const how = likeness(text, wanted);
    const where = text === wanted ? 0 : text.startsWith(wanted) ? 1 : 2;
    const at = how < NOT ? how * 1e6 + i * 3 + where : Infinity;
    if (at < best.at) best = { at, synonym };
  });
  return best;
}

/**
 * The classes whose labels contain what was typed, the likeliest meant first. A number finds its
 * class, too; nothing typed finds all.
 * @param {string[]} labels  synonyms stand between commas
 * @param {string} typed
 * @returns {number[]} classes
 */
export function searchLabels(labels, typed) {
  const wanted = plain(typed);
  if (!wanted) return labels.map((_, i) => i);
  const found = labels.flatMap((label, i) => {
    const at = String(i) === wanted ? 0 : rank(label, wanted).at;
    return at < Infinity ? [{ i, at }] : [];
  });
  return found.sort((a, b) => a.at - b.at || a.i - b.i).map(({ i }) => i);
}

/**
 * By which of its synonyms a label is found; empty where it is not by its name.
 * @param {string} label
 * @param {string} typed
 */
export function synonymFound(label, typed) {
  const wanted = plain(typed);
  return wanted && rank(label, wanted).synonym;
}
