// A part of the frame is covered, and the network looks again: a square that the visitor moves, on
// each frame, and squares everywhere, on one frame, between the frames that go on.

import { squaresOf } from "../../domain/covering.js";
import { inPortions, pixelsOf, probabilityOf } from "./portions.js";

/**
 * @import { Frame, Occlusion, State, createStore } from "../../domain/state.js"
 * @import { Box, Network } from "../../separable.d.ts"
 * @import { createNetworkLoader } from "./loader.js"
 */

class Covering {
  #store;
  #running;
  #between;
  /** What runs now; another one, or none, ends it. @type {symbol | null} */
  #current = null;
  #busy = false;

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
      const { cover, covered, occlusion } = state;
      const same = (/** @type {keyof State} */ key) => state[key] === before[key];
      if (!same("network") || !same("pixels") || !same("changes")) {
        this.#current = null;
        if (cover || covered || occlusion)
          store.set({ cover: null, covered: null, occlusion: null });
      } else if (!same("view")) this.#stop();
      const asked = !same("cover") || !same("frame") || !same("target");
      if (cover && asked && state.view === "why") this.#look();
    });
  }

  /** The square where it is now, on the frame of now. */
  async #look() {
    if (this.#busy) return; // what comes meanwhile is seen below
    this.#busy = true;
    /** @type {Box | null} */
    let seen = null;
    for (;;) {
      const { cover, frame, target } = this.#store.state;
      const { network } = this.#running;
      if (!cover || cover === seen || !network) break;
      if (!frame || frame.model !== this.#store.state.network?.id) break;
      seen = cover;
      await this.#between(async () => {
        const told = await compared(network, frame, cover, target);
        if (this.#store.state.network?.id === frame.model) this.#store.set({ covered: told });
      }).catch(() => this.#store.set({ covered: null })); // the page tells of its frames why
    }
    this.#busy = false;
  }

  /** @param {boolean} begin false: ends what runs */
  everywhere(begin) {
    this.#stop();
    if (begin) this.#all();
  }

  #stop() {
    const { occlusion } = this.#store.state;
    if (this.#current && occlusion)
      this.#store.set({ occlusion: { ...occlusion, running: false } });
    this.#current = null;
  }

  async #all() {
    const { frame, target } = this.#store.state;
    const { network } = this.#running;
    if (!network || !frame || frame.model !== this.#store.state.network?.id) return;
    const mine = (this.#current = Symbol("occlusion"));
    const [height, width] = network.input;
    const squares = squaresOf(height, width);
    const input = pixelsOf(frame.square, network.input[2]);
    /** @type {Occlusion} */
    let found = {
      ...{ model: frame.model, square: frame.square, index: 0, before: 0, after: [] },
      ...{ all: squares.length, running: true, problem: "" },
    };
    /** @param {Partial<Occlusion>} patch */
    const report = (patch) => {
      if (this.#current !== mine) return;
      this.#store.set({ occlusion: (found = { ...found, ...patch }) });
    };
    report({});
    try {
      await this.#between(async () => {
        const answers = network.answers(await network.run(input), Infinity);
        const index = target ?? answers[0].index;
        report({ index, before: probabilityOf(answers, index) });
      });
      await inPortions(squares, {
        between: this.#between,
        isCurrent: () => this.#current === mine,
        run: async (some) => {
          const outputs = await network.runCovered(input, some);
          const after = outputs.map((output) =>
            probabilityOf(network.answers(output, Infinity), found.index),
          );
          report({ after: [...found.after, ...after] });
        },
      });
      report({ running: false });
    } catch (error) {
      report({ running: false, problem: /** @type {Error} */ (error).message });
    }
    if (this.#current === mine) this.#current = null;
  }
}

/**
 * What the network says of a frame as it is, and with a part covered.
 * @param {Network} network
 * @param {Frame} frame
 * @param {Box} box
 * @param {number | null} target   the class that is explained; null: the first answer
 * @returns {Promise<NonNullable<State["covered"]>>}
 */
async function compared(network, frame, box, target) {
  const input = pixelsOf(frame.square, network.input[2]);
  const nothing = { top: 0, left: 0, bottom: 0, right: 0 };
  const outputs = await network.runCovered(input, [nothing, box]);
  const [plain, covered] = outputs.map((output) => network.answers(output, Infinity));
  const index = target ?? plain[0].index;
  return {
    ...{ box, index, first: covered[0].index },
    before: probabilityOf(plain, index),
    after: probabilityOf(covered, index),
    share: covered[0].probability,
  };
}

/**
 * @param {ReturnType<typeof createStore>} store
 * @param {{
 *   running: ReturnType<typeof createNetworkLoader>,
 *   between: (work: () => Promise<void>) => Promise<void>,
 * }} page
 */
export const createCovering = (store, page) => new Covering(store, page);
