// The next smaller model for a slow device, and the reason. The page offers it and never switches
// by itself. Loaded when frames are slow.

import { ms } from "../../domain/number.js";

/** @import { Description, Entry, Offer } from "../../domain/state.js" */

/**
 * A MobileNet's cost grows with the squares of both multipliers.
 * @param {number} alpha
 * @param {number} input
 */
const work = (alpha, input) => (alpha * input) ** 2;

/**
 * @param {Description} network
 * @param {Entry[]} models
 * @param {{ median: number, count: number }} measured
 * @param {number} slow ms a frame
 * @returns {Offer | null}
 */
export function smaller(network, models, { median, count }, slow) {
  const runs = models.find(({ id }) => id === network.id);
  const alpha = network.family?.alpha ?? runs?.alpha;
  if (!alpha) return null;
  const cost = work(alpha, network.input[0]);
  const [next] = models
    .flatMap((entry) =>
      entry.alpha ? { entry, share: work(entry.alpha, entry.input) / cost } : [],
    )
    .filter(({ share }) => share < 0.999)
    .sort((a, b) => b.share - a.share);
  if (!next) return null;
  return {
    to: next.entry.id,
    text:
      `This model takes ${ms(median)} a frame here (median of ${count}), more than ` +
      `${slow}\u202fms. The next smaller one is ${next.entry.name}.`,
  };
}
