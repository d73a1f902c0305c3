// What pixels stand for, as the visitor chooses it, and how it comes into the network that runs.

/**
 * @import { createStore } from "../../domain/state.js"
 * @import { RangeOption } from "../../separable.d.ts"
 * @import { createNetworkLoader } from "./loader.js"
 */

/**
 * @param {ReturnType<typeof createStore>} store
 * @param {{
 *   running: ReturnType<typeof createNetworkLoader>,
 *   touch: () => void,
 *   complain: (error: unknown) => unknown,
 * }} page
 */
export function createRange(store, { running, touch, complain }) {
  store.watch(({ range, model, network }, before) => {
    // Of another network it is set when that is loaded.
    if (range !== before.range && network === before.network && model === network?.id) carry(range);
  });

  /** @param {RangeOption | null} range */
  async function carry(range) {
    const { network } = running;
    if (!network) return;
    try {
      // A refused range would be refused again; a stopped engine is started again.
      await network.setRange(range).catch(() => network.setRange(range));
    } catch (error) {
      if (network !== running.network || store.state.range !== range) return;
      complain(error);
      store.set({ range: null });
    }
    const { pixels } = store.state;
    if (network !== running.network || !pixels) return;
    store.set({ pixels: { ...pixels, now: network.range } });
    touch();
  }
}
