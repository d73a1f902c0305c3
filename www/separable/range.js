// What pixels stand for, as a caller gives it and as a network tells it.

/**
 * @import { PixelRange, RangeOption } from "../separable.d.ts"
 * @import { EngineRange } from "./engine.js"
 * @import { PixelRange as Told } from "./wasm.d.ts"
 */

/**
 * @param {RangeOption | null} [range]
 * @returns {EngineRange | null} null where the file is to say it
 */
export function readRange(range) {
  if (range === undefined || range === null) return null;
  if (typeof range === "object" && Symbol.iterator in range) {
    const [low, high, ...more] = range;
    if (!more.length && isNumber(low) && isNumber(high)) return { low, high };
  } else {
    const [mean, std] = [range.mean, range.std].map((part) =>
      typeof part === "number" ? [part] : Array.from(part ?? []),
    );
    if (mean.length && std.length && [...mean, ...std].every(isNumber))
      return { mean: Float32Array.from(mean), std: Float32Array.from(std) };
  }
  throw new Error(
    "A range is [low, high], which pixels 0 to 255 stand for, or { mean, std } in units of " +
      "pixels, a number each or one for every channel.",
  );
}

const isNumber = (/** @type {unknown} */ value) => typeof value === "number";

/**
 * @param {Told} range
 * @returns {PixelRange}
 */
export function tidy({ low, high, mean, std, bytes, source }) {
  // single precision has no more digits
  const round = (/** @type {number} */ value) => Number(value.toPrecision(7));
  const from =
    source === "metadata" || source === "quantization"
      ? { source: /** @type {const} */ ("file"), by: source }
      : { source };
  return mean && std
    ? { mean: mean.map(round), std: std.map(round), bytes, ...from }
    : { low: round(low ?? 0), high: round(high ?? 0), bytes, ...from };
}
