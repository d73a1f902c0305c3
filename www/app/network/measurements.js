// Starts what the view on show wants to know of the machine and the network, once it has wanted it
// for a while.

/**
 * @import { BenchmarkSpec } from "../../domain/action.js"
 * @import { State, Wants, createStore } from "../../domain/state.js"
 */

const SHAPE_SETTLED = 350; // ms that a shape lasts before it is timed
const NETWORK_SETTLED = 800; // ms from a network's first frames to the peak of the machine

/**
 * @param {ReturnType<typeof createStore>} store
 * @param {{
 *   wants: (state: State) => Wants,
 *   benchmark: (spec: BenchmarkSpec) => unknown,
 *   peak: () => unknown,
 *   blanks: () => unknown,
 * }} page
 */
export function createMeasurements(store, { wants, benchmark, peak, blanks }) {
  let wanted = "";
  let timer = 0;

  store.watch((state) => {
    const shown = state.network && !state.hide.includes("focus");
    const wanting = shown ? wants(state) : {};
    const { benchmarks = [], peak: peakWanted = false, blanks: blanksWanted = false } = wanting;
    const missing = benchmarks.filter(({ key }) => !state.benchmarks[key]);
    const now = `${missing.map(({ key }) => key)} ${peakWanted} ${blanksWanted}`;
    if (now === wanted) return;
    wanted = now;
    clearTimeout(timer);
    if (!missing.length && !peakWanted && !blanksWanted) return;
    timer = window.setTimeout(
      () => {
        for (const spec of missing) benchmark(spec);
        if (blanksWanted) blanks();
        if (peakWanted) peak();
      },
      peakWanted || blanksWanted ? NETWORK_SETTLED : SHAPE_SETTLED,
    );
  });
}
