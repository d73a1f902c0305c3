// A timing in the worker: what takes part in it, and how far it goes at a time.

/** @import { Timeable } from "../separable.d.ts" */

/** Milliseconds after which other calls have their turn. */
const SLICE = 4;

/**
 * Makes what is to be timed.
 * @param {any} race
 * @param {Timeable[]} specs
 */
export function enter(race, specs) {
  try {
    for (const spec of specs) {
      if ("net" in spec) {
        const { net, alpha = 1, size = 224, classes = 1000, standard = false } = spec;
        race.network(net === "V2" ? 2 : 1, standard, alpha, size, classes);
      } else {
        const {
          part,
          input: [h, w, c],
          channels = c,
          kernel = part === "pointwise" ? 1 : 3,
          stride = 1,
        } = spec;
        race.part(part, h, w, c, channels, kernel, stride);
      }
    }
    return race;
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) race.free();
    throw error;
  }
}

/**
 * A few runs, or one that takes longer. Whether there is more to do.
 * @param {any} race
 */
export function slice(race) {
  const end = performance.now() + SLICE;
  while (race.advance()) if (performance.now() >= end) return true;
  return false;
}
