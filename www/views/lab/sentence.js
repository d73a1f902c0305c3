// One output number in a sentence, for those who listen.

import { cell } from "../../lab/convolution.js";
import { shapes, values } from "../../lab/lab.js";
import { brief } from "./paint.js";

/** @import { Lab, Place } from "../../lab/lab.js" */

/**
 * @param {Lab} lab
 * @param {Place} place
 */
export function sentenceOf(lab, { step, channel, y, x }) {
  const now = cell(lab.steps[step], values(lab)[step], shapes(lab)[step], y, x, channel);
  const count = now.channels.length * now.channels[0].taps.length;
  const products = count === 1 ? "1 product makes" : `${count} products sum to`;
  const whose = lab.steps.length > 1 ? ` of step ${step + 1}` : "";
  const zeros = now.outside ? ` ${now.outside} of them fall on padding.` : "";
  return (
    `Row ${y + 1}, column ${x + 1} of output ${channel + 1}${whose}: ${products} ` +
    `${brief(now.sum)}.${zeros}`
  );
}
