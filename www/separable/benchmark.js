// A benchmark in the worker: its entries, and how far it goes at a time.

/**
 * @import { Calls } from "./engine.js"
 * @import { Benchmark, Session } from "./wasm.d.ts"
 */

/** Milliseconds after which other calls have their turn. */
const SLICE = 4;

export const replaced = "Another benchmark has taken the place of this one.";

/**
 * A benchmark of networks and layers.
 * @param {unknown} _
 * @param {Session} session
 * @param {Calls["time"]["args"]} args
 */
export function begin(_, session, { specs, rounds }) {
  const benchmark = session.benchmark(rounds);
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

/** @param {Benchmark} benchmark */
export function end(benchmark) {
  const result = benchmark.timed();
  benchmark.free();
  return { result, transfer: [] };
}
