// The address follows the state, and the state follows an address that is opened.

import { ADDRESSED, fromAddress, toAddress, wayOf } from "../domain/address.js";
import { stageAddressed } from "../domain/stages.js";
import { initial } from "../domain/state.js";
import { samples } from "../sources/samples.js";

/**
 * @import { State, createStore } from "../domain/state.js"
 * @import { createSourceControls } from "./frames/source-controls.js"
 * @import { createNetworkLoader } from "./network/loader.js"
 */

/** Set in the state once what is loaded for them is there. @type {readonly (keyof State)[]} */
const LOADED = ["model", "sample", "at", "crop", "mirror", "range", "threads", "variant", "dot"];

/**
 * @param {ReturnType<typeof createStore>} store
 * @param {{
 *   running: ReturnType<typeof createNetworkLoader>,
 *   sourcing: ReturnType<typeof createSourceControls>,
 * }} page
 */
export function createAddressBar(store, { running, sourcing }) {
  let written = location.hash;

  store.watch((state, before) => {
    const same = ADDRESSED.every((key) => state[key] === before[key]);
    if (same && state.network === before.network) return;
    const address = toAddress(state);
    if (address === written) return;
    written = address;
    history.replaceState(null, "", address || location.pathname + location.search);
  });

  addEventListener("hashchange", () => {
    written = location.hash;
    const { state } = store;
    /** @type {State} */
    const asked = { ...initial(), ...fromAddress(written), way: wayOf(written) ?? state.way };
    const { model, sample, at, range, threads, variant, dot } = asked;
    const { network } = state;
    const now = ADDRESSED.filter((key) => !LOADED.includes(key)).map((key) => [key, asked[key]]);
    const changes = model !== state.model;
    // At once, because a page that is loaded again amid two changes loses the second.
    store.set({
      ...Object.fromEntries(now),
      stage: network ? stageAddressed(network, asked.stage) : asked.stage,
      history: [],
      range,
      ...(changes && { model, threads, variant, dot }),
    });
    if (state.source.kind === "sample") {
      if ((sample || samples[0].id) !== state.sample || at !== state.at)
        sourcing.sample(sample, asked);
      else sourcing.look(asked.crop, asked.mirror);
    }
    if (!changes) running.tune({ threads, variant, dot });
    else if (state.models.length) running.choose(model, asked.stage); // else `begin` does
  });
}
