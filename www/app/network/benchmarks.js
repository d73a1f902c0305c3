// Benchmarks: networks and layers are timed in turn by the running engine, one benchmark after
// another, between frames.

/**
 * @import { BenchmarkSpec } from "../../domain/action.js"
 * @import { Benchmark, createStore } from "../../domain/state.js"
 * @import { createNetworkLoader } from "./loader.js"
 */

/**
 * @param {ReturnType<typeof createStore>} store
 * @param {{ running: ReturnType<typeof createNetworkLoader> }} page
 */
export function createBenchmarks(store, { running }) {
  /** @type {BenchmarkSpec[]} */
  let waiting = [];
  /** @type {BenchmarkSpec | null} */
  let current = null;

  /**
   * @param {string} key
   * @param {Benchmark | null} benchmark
   */
  function put(key, benchmark) {
    const { [key]: _, ...others } = store.state.benchmarks;
    store.set({ benchmarks: benchmark ? { ...others, [key]: benchmark } : others });
  }

  async function next() {
    const spec = (current = waiting.shift() ?? null);
    const { network } = running;
    if (!spec || !network) return;
    const { key, specs, rounds } = spec;
    const result = await network.time(specs, { rounds }).then(
      (timed) => ({ timed, problem: "" }),
      (error) => ({ timed: null, problem: error.message }),
    );
    if (current !== spec) return;
    if (network === running.network) put(key, result);
    next();
  }

  /** Unfinished benchmarks are no longer needed. */
  function drop() {
    const dropped = [...waiting, ...(current ? [current] : [])];
    waiting = [];
    current = null;
    for (const { key } of dropped) put(key, null);
  }

  store.watch((state, before) => {
    if (state.network !== before.network) {
      drop();
      const { backend: is } = state.network ?? {};
      const { backend: was } = before.network ?? {};
      if (JSON.stringify(is) !== JSON.stringify(was)) store.set({ benchmarks: {} });
    } else if (state.view !== before.view && current) {
      drop();
      running.network?.time([]).catch(() => {}); // ends the one under way
    }
  });

  return {
    /** @param {BenchmarkSpec} spec what is known is not timed again, unless it failed */
    start(spec) {
      const known = store.state.benchmarks[spec.key];
      if (!running.network || (known && !known.problem)) return;
      put(spec.key, { timed: null, problem: "" });
      waiting.push(spec);
      if (!current) next();
    },
    /**
     * Measures it again.
     * @param {BenchmarkSpec} spec
     */
    again(spec) {
      if (spec.key === current?.key || waiting.some(({ key }) => key === spec.key)) return;
      put(spec.key, null);
      this.start(spec);
    },
  };
}
