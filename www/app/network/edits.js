// The changes of the network: their undo history, and how they come into the network that runs.

/**
 * @import { Change } from "../../separable.d.ts"
 * @import { createStore } from "../../domain/state.js"
 * @import { createNetworkLoader } from "./loader.js"
 */

const MOST_STEPS = 200;

/**
 * @param {ReturnType<typeof createStore>} store
 * @param {{
 *   running: ReturnType<typeof createNetworkLoader>,
 *   touch: () => void,
 *   complain: (error: unknown) => unknown,
 * }} page
 */
export function createEdits(store, { running, touch, complain }) {
  /** What the last step edited, so that typing a kernel is one step. */
  let lastGroup = "";

  store.watch((state, before) => {
    const other = state.network !== before.network;
    // Layers and channels mean nothing in another network; the address's changes are for the first.
    if (other && before.network && before.network.id !== state.network?.id)
      return store.set({ changes: [], history: [] });
    if (other ? state.changes.length : state.changes !== before.changes) carry(state.changes);
  });

  /** @param {Change[]} changes */
  async function carry(changes) {
    const { network } = running;
    if (!network) return;
    try {
      // A refused change would be refused again; a stopped engine is started again.
      await network.change(changes).catch(() => network.change(changes));
    } catch (error) {
      if (network !== running.network || store.state.changes !== changes) return;
      complain(error);
      store.set({ changes: [], history: [] });
    }
    touch();
  }

  return {
    /**
     * @param {Change[]} changes
     * @param {string} [group] edits of one group in a row are one step back
     */
    edit(changes, group = "") {
      const { changes: before, history } = store.state;
      const further = group !== "" && group === lastGroup;
      lastGroup = group;
      store.set({
        changes,
        history: further ? history : [...history, before].slice(-MOST_STEPS),
      });
    },
    /** One step back; where none is known, as after an address was opened, the last change goes. */
    undo() {
      const { changes, history } = store.state;
      if (!changes.length && !history.length) return;
      lastGroup = "";
      store.set({
        changes: history.at(-1) ?? changes.slice(0, -1),
        history: history.slice(0, -1),
      });
    },
  };
}
