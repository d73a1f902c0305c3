// The channels that no frame changes: found once for each network, and again for its changes.

/**
 * @import { createStore } from "../../domain/state.js"
 * @import { createNetworkLoader } from "./loader.js"
 */

/**
 * @param {ReturnType<typeof createStore>} store
 * @param {{ running: ReturnType<typeof createNetworkLoader> }} page
 */
export function createBlanks(store, { running }) {
  store.watch((state, before) => {
    const other = state.network !== before.network || state.changes !== before.changes;
    if (other && state.blanks) store.set({ blanks: null });
  });

  return {
    /** @returns {Promise<void>} */
    async find() {
      const { network } = running;
      const { changes } = store.state;
      if (!network) return;
      const blanks = await network.blanks();
      if (network !== running.network || changes !== store.state.changes) return this.find();
      store.set({ blanks });
    },
  };
}
