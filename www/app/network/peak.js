// The machine's peak: measured while frames wait; the best measurement counts.

/**
 * @import { State, createStore } from "../../domain/state.js"
 * @import { Peak } from "../../separable.d.ts"
 * @import { createLoop } from "../frames/loop.js"
 * @import { createNetworkLoader } from "./loader.js"
 */

/**
 * @param {ReturnType<typeof createStore>} store
 * @param {{
 *   loop: Pick<ReturnType<typeof createLoop>, "pause">,
 *   running: ReturnType<typeof createNetworkLoader>,
 * }} page
 */
export function createPeak(store, { loop, running }) {
  /** By dot product. @type {Record<string, Peak>} */
  const peaks = {};

  /** @param {NonNullable<State["network"]>["backend"]} backend */
  const name = ({ variant, dot }) => `${variant} ${dot}`;

  store.watch(({ network }, before) => {
    if (network !== before.network)
      store.set({ peak: (network && peaks[name(network.backend)]) ?? null });
  });

  return {
    async measure() {
      const { network } = running;
      if (!network) return;
      loop.pause(true);
      try {
        const { integer, float } = await network.calibrate();
        const backend = name(network.backend);
        const before = peaks[backend] ?? { integer: 0, float: 0 };
        peaks[backend] = {
          integer: Math.max(integer, before.integer),
          float: Math.max(float, before.float),
        };
        if (network === running.network) store.set({ peak: peaks[backend] });
      } finally {
        loop.pause(false);
      }
    },
  };
}
