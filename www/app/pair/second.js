// A second network beside the one that runs: it is there while the view that compares them is on
// show, and looks at each frame after the first one has.

import { cut, isCentre } from "../../domain/crop.js";
import { HALF } from "../../domain/known.js";
import { byClass } from "../../domain/output.js";
import { agree, classesOf, layersBeside, Minute, relativeError } from "../../domain/pair.js";
import { FrameTimes } from "../frames/frame-times.js";
import { open, openFiles } from "../network/catalogue.js";
import { describe } from "../network/describe.js";

/**
 * @import { Classes } from "../../domain/pair.js"
 * @import { Answer, Description, Errors, Second, State, createStore } from "../../domain/state.js"
 * @import { Crop, Network, Source } from "../../separable.d.ts"
 * @import { createCurrentSource } from "../frames/current-source.js"
 * @import { createLoop } from "../frames/loop.js"
 * @import { createNetworkLoader } from "../network/loader.js"
 * @import { Dropped, createOwnModels } from "../network/own-models.js"
 */

/** Looks at a frame that stands still, as the first network has them. */
const STILL = 24;
/** ms from one comparison of all layers to the next, while frames move. */
const LAYERS_EVERY = 2000;

/**
 * @typedef {object} Page   the parts of the page that it needs
 * @property {ReturnType<typeof createOwnModels>} own
 * @property {Pick<ReturnType<typeof createNetworkLoader>, "network">} running
 * @property {Pick<ReturnType<typeof createLoop>, "touch">} loop
 * @property {ReturnType<typeof createCurrentSource>} feed
 * @property {(error: unknown) => unknown} complain
 */

class SecondNetwork {
  #store;
  #page;
  /** @type {Network | null} */
  #network = null;
  /** What is loaded, or being loaded: the network and how it runs. */
  #key = "";
  /** @type {AbortController | null} */
  #reading = null;
  #loaded = Promise.resolve();
  #times = new FrameTimes();
  #looks = 0;
  #minute = new Minute();
  /** @type {Classes | null} */
  #classes = null;
  /** Layers that compute the same in both. @type {ReturnType<typeof layersBeside>} */
  #layers = null;
  /** @type {Errors | null} */
  #errors = null;
  #compared = -Infinity;
  /** Of which still frame the last vote was. @type {unknown[]} */
  #frame = [];
  /** The network before the one that the visitor has brought. */
  #before = "";
  /** How many need it although the view is not on show. */
  #users = 0;

  /**
   * @param {ReturnType<typeof createStore>} store
   * @param {Page} page
   */
  constructor(store, page) {
    this.#store = store;
    this.#page = page;
    store.watch((state, before) => {
      if (state.network !== before.network) this.#meet();
      this.#follow(state);
    });
    this.#follow(store.state);
  }

  get network() {
    return this.#network;
  }

  /** How often it has looked; a frame that stands still is looked at until that is enough. */
  get looks() {
    return Math.min(this.#looks, STILL);
  }

  /** Resolves once what is being loaded is there, or is known not to come. */
  get loaded() {
    return this.#loaded;
  }

  /**
   * Keeps it while something uses it.
   * @param {boolean} uses
   */
  use(uses) {
    this.#users += uses ? 1 : -1;
    this.#follow(this.#store.state);
  }

  /** Loads it again after it could not be had. */
  again() {
    this.#key = "";
    this.#follow(this.#store.state);
  }

  /** @param {State} state */
  #follow(state) {
    const { network, second } = state;
    const shown = state.way === "explore" && state.view === "networks";
    if (!shown && this.#users) return;
    const known = this.#page.own.get(state.with) || state.models.length > 0;
    // The first answer of the page goes before; and both run alike.
    const { backend, preferences } = network ?? {};
    const how = `${backend?.variant} ${backend?.threads} ${preferences?.dot}`;
    const key = shown && state.with && network && known ? `${state.with} ${how}` : "";
    if (key === this.#key || (!network && this.#key && shown && state.with)) return;
    this.#key = key;
    this.#close();
    if (key && network) this.#loaded = this.#load(state.with, network);
    else if (second) this.#store.set({ second: null, pair: null });
  }

  #close() {
    this.#reading?.abort();
    this.#reading = null;
    this.#network?.dispose();
    this.#network = null;
  }

  /**
   * @param {string} id
   * @param {Description} first
   */
  async #load(id, first) {
    const { own } = this.#page;
    const mine = (this.#reading = new AbortController());
    const dropped = own.get(id);
    const entry = this.#store.state.models.find((entry) => entry.id === id);
    const files = dropped ? dropped.models.map(({ name }) => name) : (entry?.parts ?? []);
    const name = entry?.name ?? (files.length ? files.join(" + ") : `“${id}”`);
    const { preferences, backend } = first;
    const tell = (/** @type {Partial<Second>} */ patch) => {
      if (this.#reading !== mine) return;
      const base = { id, name, network: null, reading: null, problem: "" };
      this.#store.set({ second: { ...base, ...patch }, pair: null });
    };
    const how = {
      ...{ threads: backend.threads, signal: mine.signal },
      variant: /** @type {"simd128" | "relaxed"} */ (backend.variant),
      dot: preferences.dot ?? undefined,
      onProgress: (/** @type {{ loaded: number, total: number }} */ reading) => tell({ reading }),
    };
    tell({ reading: { loaded: 0, total: 0 } });
    try {
      if (!dropped && !entry)
        throw new Error(`There is no model “${id}” here; choose another one to compare with.`);
      const network = dropped
        ? await openFiles(dropped, how)
        : await open(/** @type {NonNullable<typeof entry>} */ (entry), how);
      if (this.#reading !== mine) return network.dispose();
      this.#network = network;
      network.addEventListener("restart", this.#page.loop.touch);
      const limit = entry?.guess ?? HALF;
      tell({ network: describe(network, { id, name, files, limit }, preferences) });
      if (dropped) own.enlist(id);
      this.#meet();
    } catch (error) {
      const brought = dropped && !this.#store.state.own.some((model) => model.id === id);
      if (!brought) tell({ problem: /** @type {Error} */ (error).message });
      else if (this.#reading === mine) this.#refuse(id, error);
    }
  }

  /**
   * Compares with a model that the visitor has brought.
   * @param {Dropped} files
   */
  take(files) {
    this.#before = this.#store.state.with;
    this.#store.set({ with: this.#page.own.take(files) });
  }

  /**
   * Files that cannot be read: the network before goes on.
   * @param {string} id
   * @param {unknown} error
   */
  #refuse(id, error) {
    this.#page.own.discard(id);
    this.#store.set({ with: this.#before });
    this.#page.complain(error);
  }

  /** Two networks that have not been compared yet. */
  #meet() {
    const { network: a, second } = this.#store.state;
    const b = second?.network ?? null;
    this.#classes = a && b && classesOf(a, b);
    this.#layers = a && b && layersBeside(a, b);
    this.#errors = null;
    this.#compared = -Infinity;
    this.#frame = [];
    this.#minute = new Minute();
    this.#times.clearNetwork();
    this.#looks = 0;
    if (this.#store.state.pair) this.#store.set({ pair: null });
    this.#page.loop.touch();
  }

  /**
   * What both can look at: of what plays, a picture of this moment.
   * @template {Exclude<Source, string>} S
   * @param {S} source
   */
  still = async (source) => ("videoWidth" in source ? await createImageBitmap(source) : source);

  /**
   * Looks at the frame that the first network has just looked at.
   * @param {Source} source
   * @param {{ mirror: boolean, fresh: boolean }} frame
   */
  look = async (source, { mirror, fresh }) => {
    const network = this.#network;
    const { crop } = this.#store.state;
    if (!network) return;
    /** @type {{ crop?: Crop }} */
    const part = isCentre(crop) ? {} : { crop: cut(crop, this.#page.feed.size, network.input) };
    try {
      const timings = this.#times.layersDue(this.#looks);
      const seen = await network.look(source, { k: Infinity, mirror, timings, ...part });
      if (network !== this.#network) return;
      const now = performance.now();
      this.#looks++;
      this.#times.answered(seen, now);
      if (!fresh || now - this.#compared > LAYERS_EVERY) await this.#compare(network);
      if (network === this.#network) this.#publish(byClass(seen.answers), fresh, now);
    } catch (error) {
      if (network !== this.#network) return;
      const { second } = this.#store.state;
      this.#close();
      const problem = /** @type {Error} */ (error).message;
      if (second) this.#store.set({ second: { ...second, network: null, problem }, pair: null });
    }
  };

  /**
   * @param {Answer[]} rankingB
   * @param {boolean} fresh
   * @param {number} now
   */
  #publish(rankingB, fresh, now) {
    const { network, frame, second, pair, source, crop, mirror, at } = this.#store.state;
    if (!network || !frame || !second?.network || frame.model !== network.id) return;
    const moment = [source, crop, mirror, at];
    const other = moment.some((part, i) => part !== this.#frame[i]);
    this.#frame = moment;
    const rankingA = frame.ranking;
    const same = this.#classes && agree(this.#classes, rankingA[0], rankingB[0]);
    this.#minute.add(now, same, fresh || other);
    const how = { moving: fresh, last: this.#looks === STILL };
    this.#store.set({
      pair: {
        ...{ frame: frame.number, a: network.id, b: second.id, rankingA, rankingB },
        ...{ measured: this.#times.measured(now, how) ?? pair?.measured ?? null },
        ...{ minute: this.#minute, at: now, errors: this.#errors },
      },
    });
  }

  /**
   * Compares all layers that compute the same, unless other pictures have gone through since.
   * @param {Network} other
   */
  async #compare(other) {
    const { network } = this.#page.running;
    const layers = this.#layers;
    if (!network || !layers || this.#users) return;
    this.#compared = performance.now();
    const values = new Float64Array(layers.length);
    for (const [at, [a, b]] of layers.entries()) {
      const both = await Promise.all([network.activation(a), other.activation(b)]);
      values[at] = relativeError(...both);
    }
    if (layers === this.#layers && !this.#users) this.#errors = { layers, values };
  }
}

/**
 * @param {ReturnType<typeof createStore>} store
 * @param {Page} page
 */
export const createSecond = (store, page) => new SecondNetwork(store, page);

/** @typedef {ReturnType<typeof createSecond>} SecondNetworks */
