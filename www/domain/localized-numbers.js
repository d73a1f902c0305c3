// Numbers written and read in each language.

import { exact, figures, ms, percent, scaled, thin } from "./number.js";

/** @import { Language } from "./language.js" */

/**
 * A number and its format.
 * @typedef {{ as: "count" | "big" | "percent" | "ratio" | "plain" | "ms", value: number }} Fact
 */

const BIG = {
  en: { M: "million", G: "billion" },
  de: { M: "Millionen", G: "Milliarden" },
};
const POINT = { en: ".", de: "," };
const COMMA = { en: ",", de: "." };

/**
 * A number in the format of a language; a dash if it is unknown.
 * @param {Fact | undefined} fact
 * @param {Language} language
 */
export function written(fact, language) {
  if (!fact || !Number.isFinite(fact.value)) return "–";
  const { as, value } = fact;
  const [digits, unit] = as === "big" ? scaled(value) : ["", ""];
  const text = {
    count: () => exact(value),
    big: () =>
      unit === "M" || unit === "G" ? `${digits}\u00a0${BIG[language][unit]}` : exact(value),
    percent: () => percent(value),
    ratio: () => `${(value * 100).toFixed(1)}${thin}%`,
    plain: () => (Number.isInteger(value) ? String(value) : String(Number(figures(value)))),
    ms: () => ms(value),
  }[as]();
  return pointed(text, language);
}

/**
 * A number as text, with the decimal point of a language.
 * @param {string} text
 * @param {Language} language
 */
export const pointed = (text, language) => text.replace(".", POINT[language]);

/**
 * The number that somebody has typed: grouped or not, a product too ("3 × 3 × 32"). NaN for what is
 * none.
 * @param {string} text
 * @param {Language} language
 */
export function typed(text, language) {
  const factors = text.replace(/[\s'’%]/g, "").split(/[x×*·⋅]/i);
  return factors.reduce((product, factor) => product * one(factor, language), 1);
}

/**
 * @param {string} text without spaces
 * @param {Language} language
 */
function one(text, language) {
  const group = COMMA[language] === "," ? "," : "\\.";
  const grouped = new RegExp(`^\\d{1,3}(${group}\\d{3})+(?!\\d)`).test(text);
  const plain = (grouped ? text.replaceAll(COMMA[language], "") : text).replace(",", ".");
  return /^\d+(\.\d*)?$/.test(plain) ? Number(plain) : NaN;
}
