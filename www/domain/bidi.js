// Names written from right to left, in sentences written from left to right.

/** Letters of such scripts, and marks that change the direction. */
const TURNS = new RegExp(
  "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff" +
    "\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]",
  "u",
);

/**
 * A name that turns nothing around it: in a first strong isolate (UAX 9), where it could.
 * @param {string} name
 */
export const isolate = (name) => (TURNS.test(name) ? `\u2068${name}\u2069` : name);
