// The output numbers of a lab in the order in which they are computed here: channel after channel,
// step after step.

import { shapes } from "../../lab/lab.js";

/** @import { Lab, Place } from "../../lab/lab.js" */

/**
 * The index of an output number.
 * @param {Lab} lab
 * @param {Place} place
 */
export function indexOf(lab, { step, channel, y, x }) {
  const outputs = shapes(lab).slice(1);
  const before = outputs.slice(0, step).reduce((sum, [h, w, c]) => sum + h * w * c, 0);
  const [h, w] = outputs[step];
  return before + (channel * h + y) * w + x;
}

/** @param {Lab} lab */
export const countOf = (lab) =>
  shapes(lab)
    .slice(1)
    .reduce((sum, [h, w, c]) => sum + h * w * c, 0);

/**
 * @param {Lab} lab
 * @param {number} index
 * @returns {Place}
 */
export function placeAt(lab, index) {
  const outputs = shapes(lab).slice(1);
  let step = 0;
  let left = index;
  while (
    step < outputs.length - 1 &&
    left >= outputs[step][0] * outputs[step][1] * outputs[step][2]
  ) {
    left -= outputs[step][0] * outputs[step][1] * outputs[step][2];
    step++;
  }
  const [h, w] = outputs[step];
  return { step, channel: Math.floor(left / (h * w)), y: Math.floor(left / w) % h, x: left % w };
}
