// The next smaller model for a slow device, the best one for what visitors bring, and the reasons.
// The page offers them and never switches by itself. Loaded when there may be something to offer.

import { bytes, ms, thin } from "../../domain/number.js";

/** @import { Description, Entry, Offer } from "../../domain/state.js" */

/** @typedef {{ median: number, count: number }} Times   ms a frame */

/**
 * A MobileNet's cost grows with the squares of both multipliers.
 * @param {number} alpha
 * @param {number} input
 */
const work = (alpha, input) => (alpha * input) ** 2;

/**
 * Those of the list whose cost is known, with how it compares to the network's.
 * @param {Description} network
 * @param {Entry[]} models
 */
function shares(network, models) {
  const alpha = network.family?.alpha ?? models.find(({ id }) => id === network.id)?.alpha;
  if (!alpha) return [];
  const cost = work(alpha, network.input[0]);
  return models.flatMap((entry) =>
    entry.alpha ? { entry, share: work(entry.alpha, entry.input) / cost } : [],
  );
}

/**
 * @param {Description} network
 * @param {Entry[]} models
 * @param {Times} measured
 * @param {number} slow ms a frame
 * @returns {Offer | null}
 */
export function smaller(network, models, { median, count }, slow) {
  const [next] = shares(network, models)
    .filter(({ share }) => share < 0.999)
    .sort((a, b) => b.share - a.share);
  if (!next) return null;
  return {
    kind: "smaller",
    to: next.entry.id,
    text:
      `This model takes ${ms(median)} a frame here (median of ${count}), more than ` +
      `${slow}\u202fms. The next smaller one is ${next.entry.name}.`,
    take: "Use the smaller one",
  };
}

/** @param {number} top1 */
const accuracy = (top1) => `${top1}${thin}%`;

/**
 * The most accurate one of the list that would not be slow here: a smaller one would be offered
 * next.
 * @param {Description} network
 * @param {Entry[]} models
 * @param {Times} measured
 * @param {number} slow ms a frame
 * @returns {Offer | null}
 */
export function better(network, models, { median }, slow) {
  const now = models.find(({ id }) => id === network.id)?.top1;
  if (now === undefined) return null;
  const best = shares(network, models)
    .map(({ entry, share }) => ({ entry, top1: entry.top1 ?? 0, ms: share * median }))
    .filter(({ top1, ms }) => top1 > now && ms <= slow)
    .sort((a, b) => b.top1 - a.top1)[0];
  if (!best) return null;
  const { entry, top1 } = best;
  return {
    kind: "better",
    to: entry.id,
    text:
      `A better network is here: ${entry.name}. Its top-1 accuracy is ${accuracy(top1)}, that of ` +
      `the one that runs ${accuracy(now)}, each on its own classes.`,
    take: `Use it (${bytes(entry.bytes)})`,
  };
}
