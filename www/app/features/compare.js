// Compares two frames: the held frame, A, is looked at again for the maps on show; B is the current
// frame. When the network changes, A is looked at by the new one, and what the one before said of
// it is kept.

import { cut, isCentre } from "../../domain/crop.js";
import { byClass } from "../../domain/output.js";
import { createFrameBuffers } from "../frames/buffers.js";

/**
 * @import { Kept, createStore } from "../../domain/state.js"
 * @import { Crop, Network } from "../../separable.d.ts"
 * @import { createCurrentSource } from "../frames/current-source.js"
 */

/**
 * @param {ReturnType<typeof createStore>} store
 * @param {ReturnType<typeof createCurrentSource>} feed
 */
export function createComparison(store, feed) {
  const copy = createFrameBuffers();
  let number = 0;
  /** @type {{ bitmap: ImageBitmap, mirror: boolean, crop?: Crop } | null} */
  let a = null;
  /** Of what A was last looked at. @type {{ network: Network, what: string } | null} */
  let looked = null;
  /** What the network said with which A was held. @type {Kept | null} */
  let kept = null;

  function close() {
    a?.bitmap.close();
    a = looked = kept = null;
    store.set({ held: null, beside: null });
  }

  return {
    /** Holds the current frame. */
    async keep() {
      const mine = ++number;
      const { source, at, crop, mirror, network } = store.state;
      const part = isCentre(crop) ? {} : { crop: cut(crop, feed.size, network?.input) };
      const bitmap = await createImageBitmap(feed.source);
      if (mine !== number) return bitmap.close();
      close();
      a = { bitmap, mirror, ...part };
      store.set({
        held: { number, title: source.title, at, time: new Date().toLocaleTimeString() },
      });
    },

    /**
     * Before the next frame: looks at A, unless these maps are known.
     * @param {Network} network
     * @param {number[]} maps
     */
    async look(network, maps) {
      const frame = a;
      const what = maps.join();
      if (!frame || (looked?.network === network && looked.what === what)) return;
      const now = { network, what };
      looked = now;
      const { bitmap, ...how } = frame;
      try {
        const look = await network.look(bitmap, { k: Infinity, maps, ...how });
        const { held, network: runs } = store.state;
        if (a !== frame || !held || !runs) return;
        const ranking = byClass(look.answers);
        kept ??= { network: runs, ranking };
        const told = kept.network.id === runs.id ? null : kept;
        const beside = { held: held.number, model: runs.id, ranking, kept: told, ...copy(look) };
        store.set({ beside });
      } catch (error) {
        if (looked === now) looked = null;
        if (a === frame) throw error;
      }
    },

    /** The network's answers have changed. */
    renew: () => void (looked = null),
    close,
  };
}
