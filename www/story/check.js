// The eight questions of the check, which a reader may answer before and after: what is right, the
// same in every language.

/**
 * @typedef {{ kind: "number", answer: number, within?: number, percent?: boolean }
 *   | { kind: "fact", fact: string }
 *   | { kind: "choice", right: number }} Part   of a question
 *
 * `within`: how far off is near enough. `percent`: a share of one will do, too. `fact`: the number
 * of the network that runs (facts.js). `right`: which of the choices.
 */

/** @type {Record<string, Part[]>} */
export const CHECK = {
  each: [
    { kind: "number", answer: 576 },
    { kind: "number", answer: 9 },
    { kind: "number", answer: 64 },
  ],
  ratio: [
    { kind: "number", answer: 11.5, within: 0.5, percent: true },
    { kind: "choice", right: 1 },
  ],
  work: [{ kind: "choice", right: 2 }],
  multipliers: [
    { kind: "choice", right: 1 },
    { kind: "choice", right: 0 },
  ],
  sees: [{ kind: "fact", fact: "field" }],
  time: [{ kind: "choice", right: 0 }],
  spoke: [{ kind: "choice", right: 1 }],
  byte: [
    { kind: "number", answer: 1 },
    { kind: "number", answer: 103 },
  ],
};
