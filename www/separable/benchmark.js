// A benchmark in the worker: its entries, and how far it goes at a time.

/**
 * @import { Timeable } from "../separable.d.ts"
 * @import { Benchmark } from "./wasm.d.ts"
 */

/** Milliseconds after which other calls have their turn. */
const SLICE = 4;

/**
 * Adds networks and layers to a benchmark.
 * @param {Benchmark} benchmark
 * @param {Timeable[]} specs
 */
export function addAll(benchmark, specs) {
  try {
    for (const spec of specs) {
      if ("net" in spec) {
        const { net, alpha = 1, size = 224, classes = 1000, standard = false } = spec;
        benchmark.network(net === "V2" ? 2 : 1, standard, alpha, size, classes);
      } else {
        const {
          part,
          input: [h, w, c],
          channels = c,
          kernel = part === "pointwise" ? 1 : 3,
          stride = 1,
        } = spec;
        benchmark.layer(part, h, w, c, channels, kernel, stride);
      }
    }
    return benchmark;
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) benchmark.free();
    throw error;
  }
}

/**
 * A few runs, or one that takes longer.
 * @param {Benchmark} benchmark
 * @returns whether there is more to do
 */
export function slice(benchmark) {
  const end = performance.now() + SLICE;
  while (benchmark.advance()) if (performance.now() >= end) return true;
  return false;
}
