// Ablation: every channel of a layer is muted in turn on one frame, between the frames that go on.
// The result is how much probability the top answer loses without each.

import { inPortions, pixelsOf, probabilityOf } from "./portions.js";

/**
 * @import { State, Trial, createStore } from "../../domain/state.js"
 * @import { Network } from "../../separable.d.ts"
 * @import { createNetworkLoader } from "./loader.js"
 */

/**
 * The trial of a layer before the first of its channels is muted.
 * @param {number} layer
 * @param {string} model
 * @param {State["changes"]} changes
 * @param {number} all how many channels are to be muted
 * @returns {Trial}
 */
const beginning = (layer, model, changes, all) => ({
  ...{ layer, model, changes, all, index: 0, before: 0, channels: [] },
  ...{ running: true, problem: "" },
});

/**
 * The channels of a layer that are not muted yet.
 * @param {Network} network
 * @param {number} layer
 * @param {State["changes"]} changes
 */
function channelsOf(network, layer, changes) {
  const muted = changes.filter((change) => change.layer === layer && !change.kernel);
  const all = Array.from({ length: network.layers[layer].output[2] }, (_, channel) => channel);
  return all.filter((channel) => !muted.some((change) => change.channel === channel));
}

class Ablation {
  #store;
  #running;
  #between;
  /** What runs now; another one, or none, ends it. @type {symbol | null} */
  #current = null;

  /**
   * @param {ReturnType<typeof createStore>} store
   * @param {{
   *   running: ReturnType<typeof createNetworkLoader>,
   *   between: (work: () => Promise<void>) => Promise<void>,
   * }} page
   */
  constructor(store, { running, between }) {
    this.#store = store;
    this.#running = running;
    this.#between = between;
    store.watch((state, before) => {
      if (state.network !== before.network || state.pixels !== before.pixels) {
        this.#current = null;
        if (state.trial) store.set({ trial: null });
      } else if (state.changes !== before.changes || state.view !== before.view) this.#stop();
    });
  }

  /** @param {number | null} layer null: ends what runs */
  start(layer) {
    this.#stop();
    return layer === null ? undefined : this.#mute(layer);
  }

  #stop() {
    const { trial } = this.#store.state;
    if (this.#current && trial) this.#store.set({ trial: { ...trial, running: false } });
    this.#current = null;
  }

  /** @param {number} layer */
  async #mute(layer) {
    const { frame, changes } = this.#store.state;
    const { network } = this.#running;
    if (!network || !frame || frame.model !== this.#store.state.network?.id) return;
    const mine = (this.#current = Symbol(String(layer)));
    const isCurrent = () => this.#current === mine;
    const input = pixelsOf(frame.square, network.input[2]);
    const waiting = channelsOf(network, layer, changes);
    let trial = beginning(layer, frame.model, changes, waiting.length);
    this.#store.set({ trial });
    /**
     * A stopped ablation reports nothing.
     * @param {Partial<Trial>} patch
     */
    const report = (patch) => {
      if (isCurrent()) this.#store.set({ trial: (trial = { ...trial, ...patch }) });
    };
    try {
      await this.#between(async () => {
        const [first] = network.answers(await network.run(input), 1);
        report({ index: first.index, before: first.probability });
      });
      await inPortions(waiting, {
        between: this.#between,
        isCurrent,
        run: async (some) => {
          const outputs = await network.runMuted(input, layer, some);
          const told = outputs.map((output) => network.answers(output, Infinity));
          const muted = told.map((answers, i) => ({
            channel: some[i],
            after: probabilityOf(answers, trial.index),
            first: answers[0].index,
          }));
          report({ channels: [...trial.channels, ...muted] });
        },
      });
      report({ running: false });
    } catch (error) {
      report({ running: false, problem: /** @type {Error} */ (error).message });
    }
    if (isCurrent()) this.#current = null;
  }
}

/**
 * @param {ReturnType<typeof createStore>} store
 * @param {{
 *   running: ReturnType<typeof createNetworkLoader>,
 *   between: (work: () => Promise<void>) => Promise<void>,
 * }} page
 */
export const createAblation = (store, page) => new Ablation(store, page);
