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
 * A number as text, whose numbers get the decimal point of a language.
 * @param {string} text
 * @param {Language} language
 */
export const pointed = (text, language) => text.replace(/(\d)\.(?=\d)/g, `$1${POINT[language]}`);

/** What words after a number, in either language, multiply it by. @type {[RegExp, number][]} */
const MAGNITUDES = [
  [/(?:thousand|tausend|k)$/i, 1e3],
  [/(?:million|millionen|m)$/i, 1e6],
  [/(?:billion|milliarden?|g)$/i, 1e9],
];

/**
 * The number that somebody has typed: grouped or not, a product or a quotient too ("3 × 3 × 32"),
 * with a power of ten or a word for it ("1.46e9", "1.46 billion"). NaN for what is none.
 * @param {string} text
 * @param {Language} language
 */
export function typed(text, language) {
  const plain = text.replace(/[\s'’%]/g, "");
  const [word, times] = MAGNITUDES.find(([word]) => word.test(plain)) ?? [/$/, 1];
  const [first, ...divisors] = plain
    .replace(word, "")
    .split(/[/÷]/)
    .map((part) =>
      part.split(/[x×*·⋅]/i).reduce((product, factor) => product * one(factor, language), 1),
    );
  return divisors.reduce((quotient, divisor) => quotient / divisor, first) * times;
}

/**
 * @param {string} text without spaces
 * @param {Language} language
 */
function one(text, language) {
  const group = COMMA[language] === "," ? "," : "\\.";
  const grouped = new RegExp(`^\\d{1,3}(${group}\\d{3})+(?!\\d)`).test(text);
  const plain = (grouped ? text.replaceAll(COMMA[language], "") : text).replace(",", ".");
  return /^\d+(\.\d*)?(e\d{1,2})?$/i.test(plain) ? Number(plain) : NaN;
}
