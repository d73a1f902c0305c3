// A head is taught in the worker, and assessed: how that begins, goes on and ends.

/**
 * @import { Calls } from "./engine.js"
 * @import { Assessment, Session, Teaching } from "./wasm.d.ts"
 */

/** @typedef {typeof import("./wasm.d.ts")} Wasm */

/**
 * Milliseconds after which other calls have their turn: most heads are taught in one or two such
 * slices, while an assessment takes as long as frames leave it.
 */
const SLICES = { teach: 40, assess: 4 };

/** How a head is taught. */
export const teach = {
  /**
   * @param {Wasm} engine
   * @param {Session} _
   * @param {Calls["teach"]["args"]} args
   */
  begin: (engine, _, { features, classes, count, ridge, start }) =>
    new engine.Teaching(features, classes, count, ridge, start?.weights, start?.bias),
  slice: (/** @type {Teaching} */ teaching) => goOn(teaching, SLICES.teach),
  end(/** @type {Teaching} */ teaching) {
    const result = teaching.fit();
    teaching.free();
    return { result, transfer: [result.weights.buffer, result.bias.buffer] };
  },
};

/** How a head is assessed. */
export const assess = {
  replaced: "Another assessment has taken the place of this one.",
  /**
   * @param {Wasm} engine
   * @param {Session} _
   * @param {Calls["assess"]["args"]} args
   */
  begin: (engine, _, { features, classes, count, recordings, ridges }) =>
    new engine.Assessment(features, classes, count, recordings, ridges),
  slice: (/** @type {Assessment} */ assessment) => goOn(assessment, SLICES.assess),
  end(/** @type {Assessment} */ assessment) {
    const result = /** @type {Calls["assess"]["result"]} */ (assessment.assessed());
    assessment.free();
    return { result, transfer: [result.probabilities.buffer] };
  },
};

/**
 * @param {{ advance(): boolean }} task
 * @param {number} ms
 * @returns whether there is more to do
 */
function goOn(task, ms) {
  const end = performance.now() + ms;
  while (task.advance()) if (performance.now() >= end) return true;
  return false;
}
