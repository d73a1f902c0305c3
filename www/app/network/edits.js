// Applies the changes in the state to the running network.

/**
 * @import { State, createStore } from "../../domain/state.js"
 * @import { createRunning } from "./loader.js"
 */

/**
 * @param {ReturnType<typeof createStore>} store
 * @param {{
 *   running: ReturnType<typeof createRunning>,
 *   touch: () => void,
 *   complain: (error: unknown) => unknown,
 * }} page
 */
export function createChanging(store, { running, touch, complain }) {
  store.watch((state, before) => {
    const other = state.network !== before.network;
    // Layers and channels mean nothing in another network; the address's changes are for the first.
    if (other && before.network && before.network.id !== state.network?.id)
      return store.set({ changes: [] });
    if (other ? state.changes.length : state.changes !== before.changes) carry(state.changes);
  });

  /** @param {State["changes"]} changes */
  async function carry(changes) {
    const { network } = running;
    if (!network) return;
    try {
      // A refused change would be refused again; a stopped engine is started again.
      await network.change(changes).catch(() => network.change(changes));
    } catch (error) {
      if (network !== running.network || store.state.changes !== changes) return;
      complain(error);
      store.set({ changes: [] });
    }
    touch();
  }
}
