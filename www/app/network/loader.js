// Loads networks and replaces the running one: the old network goes on until the new one is ready.

import { open, openFiles, readIndex } from "./catalogue.js";
import { describe } from "./describe.js";
import { HALF, isGuess } from "../../domain/known.js";
import { stageAddressed } from "../../domain/stages.js";
import { NO_PREFERENCES } from "../../domain/state.js";

/**
 * @import { Preferences, createStore } from "../../domain/state.js"
 * @import { Network, PixelRange, RangeOption, Scores } from "../../separable.d.ts"
 * @import { Dropped, createOwnModels } from "./own-models.js"
 */

/**
 * Half of the machine at most, for the page and others run on it too; more than four gain little.
 */
const OWN_THREADS = Math.min(4, Math.ceil((navigator.hardwareConcurrency || 1) / 2));

/** ms without data of a model after which the page says that it waits. */
const STILL = 4000;
/** A frame of more ms is slow; so many frames are enough to tell. */
const SLOW = 60;
const ENOUGH = 20;

/**
 * @typedef {{ threads: number, variant?: "simd128" | "relaxed",
 *   dot?: "unsigned" | "signed" | "u8-pairs" | "i16" }} Suited
 */

/** @param {Preferences} preferences */
const preferencesOf = ({ threads, variant, dot }) => ({ threads, variant, dot });

/**
 * @param {Preferences} a
 * @param {Preferences} b
 */
const alike = (a, b) => a.threads === b.threads && a.variant === b.variant && a.dot === b.dot;

/** @typedef {ReturnType<typeof createStore>} Store */
/**
 * @typedef {{
 *   own: ReturnType<typeof createOwnModels>,
 *   use: (network: Network) => void,
 *   touch: () => void,
 *   complain: (error: unknown, retry?: (() => unknown) | null) => unknown,
 *   chosen: boolean,
 * }} Page   `chosen`: the address names a model
 */

/** Methods that are handed on are fields, so that they need no `this`. */
class Loader {
  #store;
  #page;
  /** @type {Network | null} */
  #network = null;
  /** How it runs where nothing else is wished for. @type {Suited} */
  #suited = { threads: OWN_THREADS };
  #own;
  /** What pixels are to stand for, by the network. @type {Map<string, RangeOption | null>} */
  #ranges = new Map();
  /** Models for which no smaller one is wanted. @type {Set<string>} */
  #declined = new Set();
  /** Whether a better one has been offered, or is not to be: each visit has one offer at most. */
  #settled = false;
  /** Whether the visitor chose a model, or the host's choice was taken. */
  #chosen;
  /** The stage that an address asks of the network that is read, as addresses count them. */
  #asked = /** @type {number | null} */ (null);
  /** @type {AbortController | null} */
  #reading = null;

  /**
   * @param {Store} store
   * @param {Page} page
   */
  constructor(store, page) {
    this.#store = store;
    this.#page = page;
    this.#own = page.own;
    this.#chosen = page.chosen;
    store.watch(({ network, model, range, source, models }) => {
      if (network?.id === model) this.#ranges.set(this.#keyOf(model), range);
      if (source.kind === "camera" && models.length && !this.#chosen) this.#takeFirstChoice();
    });
  }

  get network() {
    return this.#network;
  }

  /**
   * @param {Network} next
   * @param {string} id
   * @param {string} name
   * @param {string[]} files
   * @param {Preferences} preferences
   * @param {PixelRange} own what pixels stand for by the file
   */
  #run(next, id, name, files, preferences, own) {
    const old = this.#network;
    const { network: before, stage } = this.#store.state;
    const asked = this.#asked ?? (before ? null : stage);
    const limit = this.#store.state.models.find((entry) => entry.id === id)?.guess ?? HALF;
    this.#network = next;
    next.addEventListener("restart", (event) => {
      if (this.#network === next)
        this.#page.complain(
          new Error(`The engine stopped and was restarted with its model: ${event.detail.reason}`),
        );
    });
    this.#page.use(next);
    document.documentElement.dataset.model = id;
    this.#store.set({
      network: describe(next, { id, name, files, limit }, preferences),
      pixels: { now: next.range, own },
      sums: null,
      offer: null,
      model: id,
      reading: null,
      measured: null,
      hover: null,
      stage: asked === null ? Math.min(stage, next.stages.length - 1) : stageAddressed(next, asked),
    });
    old?.dispose();
    if (this.#store.state.dialog === "card") this.sum();
  }

  /**
   * @param {string} id what it is called in the address
   * @param {string} name
   * @param {string[]} files
   * @param {(how: Parameters<typeof open>[1]) => Promise<Network>} read
   * @param {(() => unknown) | null} retry
   * @returns {Promise<boolean>} whether it runs, or gave way to what was asked for since
   */
  async #load(id, name, files, read, retry) {
    this.#reading?.abort();
    const mine = (this.#reading = new AbortController());
    const preferences = preferencesOf(this.#store.state);
    let timer = 0;
    const onProgress = ({ loaded = 0, total = 0 }) => {
      clearTimeout(timer);
      const now = { name, loaded, total };
      timer = setTimeout(
        () => this.#reading === mine && this.#store.set({ reading: { ...now, waits: true } }),
        STILL,
      );
      this.#store.set({ reading: now });
    };
    const range = id === this.#store.state.model ? this.#store.state.range : this.#rangeOf(id);
    this.#store.set({ model: id, range, problem: null });
    onProgress({});
    try {
      const got = await read({
        threads: preferences.threads ?? this.#suited.threads,
        variant: preferences.variant ?? this.#suited.variant,
        dot: preferences.dot ?? this.#suited.dot,
        signal: mine.signal,
        onProgress,
      });
      const own = got.range;
      await this.#setRange(got);
      if (mine.signal.aborted) got.dispose();
      mine.signal.throwIfAborted(); // cancelled at the last moment, or for another one
      this.#run(got, id, name, files, preferences, own);
      return true;
    } catch (error) {
      if (this.#reading !== mine) return true;
      const { models } = this.#store.state;
      const cancelled = mine.signal.aborted;
      // The running network goes on; without one, a default configuration may help.
      const { network: old } = this.#store.state;
      this.#store.set({
        reading: null,
        model: old?.id ?? id,
        range: this.#rangeOf(old?.id ?? id),
        ...(old?.preferences ?? NO_PREFERENCES),
      });
      if (!this.#network && !cancelled && !alike(preferences, NO_PREFERENCES))
        await this.#choose(id);
      else if (!this.#network && models.length && id !== models[0].id)
        await this.#choose(models[0].id);
      if (!cancelled) this.#page.complain(error, retry);
      else if (!this.#network)
        this.#page.complain(new Error("No model runs, because reading it was cancelled."), retry);
      return false;
    } finally {
      clearTimeout(timer);
      if (this.#reading === mine) this.#reading = null;
    }
  }

  /** What is the same for a file that is opened again. @param {string} id */
  #keyOf(id) {
    return this.#own.keyOf(id) ?? id;
  }

  /** @param {string} id */
  #rangeOf(id) {
    return this.#ranges.get(this.#keyOf(id)) ?? null;
  }

  /**
   * Has pixels stand for what the visitor wants, if this network can take that.
   * @param {Network} network
   */
  async #setRange(network) {
    const { range } = this.#store.state;
    if (!range) return;
    await network.setRange(range).catch((error) => {
      this.#store.set({ range: null });
      this.#page.complain(error);
    });
  }

  /**
   * @param {string} id
   * @param {number | null} stage   that an address asks for
   * @returns {Promise<void>}
   */
  choose = (id, stage = null) => {
    this.#chosen = true;
    return this.#choose(id, stage);
  };

  /** The host's first choice for a camera, once. */
  #takeFirstChoice() {
    this.#chosen = true;
    const { models, model } = this.#store.state;
    const first = models.find(({ camera }) => camera);
    if (!first) return;
    this.#settled = true;
    if (first.id !== model) this.#choose(first.id);
  }

  /**
   * @param {string} id
   * @param {number | null} [stage]
   * @returns {Promise<void>}
   */
  #choose = async (id, stage = null) => {
    this.#asked = stage;
    const dropped = this.#own.get(id);
    if (dropped) return this.#loadOwn(id, dropped);
    const { models } = this.#store.state;
    const entry = models.find((entry) => entry.id === id);
    if (!entry) {
      await this.#choose(models[0].id);
      const known = models.map(({ id }) => id).join(", ");
      this.#page.complain(
        new Error(
          `There is no model “${id}” here, so ${models[0].name} runs instead. There are: ${known}.`,
        ),
      );
      return;
    }
    const { name } = entry;
    const files = entry.parts.map((part) => part.split("/").pop() ?? part);
    await this.#load(
      id,
      name,
      files,
      (how) => open(entry, how),
      () => this.#choose(id, stage),
    );
  };

  /**
   * The visitor's own model. Labels without a model are for the visitor's model before; its own
   * stay where the new ones do not fit.
   * @param {Dropped} files
   */
  drop = async ({ models, labels }) => {
    if (!models.length) {
      const before = this.#own.get(this.#store.state.network?.id ?? "");
      models = before?.models ?? [];
      labels = [...labels, ...(before?.labels ?? [])];
    }
    if (!models.length)
      return this.#page.complain(
        new Error(
          `“${labels[0].name}” holds labels, but for which model? Drop or choose it together ` +
            "with its .tflite file.",
        ),
      );
    if (models.length > 2)
      return this.#page.complain(
        new Error(
          `These are ${models.length} models, and one at a time runs; give one of them: ` +
            `${models
              .map(({ name }) => name)
              .join(", ")
              .slice(0, 200)}.`,
        ),
      );
    await this.choose(this.#own.take({ models, labels }));
  };

  /**
   * @param {string} id
   * @param {Dropped} dropped
   */
  async #loadOwn(id, dropped) {
    const files = dropped.models.map((file) => file.name);
    const read = (/** @type {Parameters<typeof openFiles>[1]} */ how) => openFiles(dropped, how);
    if (await this.#load(id, files.join(" + "), files, read, null)) this.#own.enlist(id);
    else this.#own.discard(id);
  }

  /**
   * Reads the numbers of the network's output otherwise.
   * @param {string} scores
   */
  read = async (scores) => {
    const network = this.#network;
    try {
      await network?.setScores(/** @type {Scores} */ (scores));
    } catch (error) {
      this.#page.complain(error);
    }
    const { network: shown } = this.#store.state;
    if (!network || !shown || network !== this.#network) return;
    this.#store.set({ network: { ...shown, output: network.output, notes: network.notes } });
    this.#page.touch();
  };

  /** The checksums of the files that were read, for the model card. */
  sum = async () => {
    const network = this.#network;
    const model = this.#store.state.network?.id;
    if (!network || !model || this.#store.state.sums?.model === model) return;
    /**
     * @param {string[]} list
     * @param {string} problem
     */
    const tell = (list, problem) =>
      network === this.#network && this.#store.set({ sums: { model, list, problem } });
    tell([], "");
    await network.digest().then(
      (list) => tell(list, ""),
      (error) => tell([], error.message),
    );
  };

  /** Whether visitors who look at their own things are better served by another network. */
  #wantsBetter() {
    const { network, models, source, frame } = this.#store.state;
    if (this.#settled || source.kind === "sample" || !network || !frame) return false;
    return network.id === models[0]?.id || isGuess(network, frame.answers[0], source.kind);
  }

  async #weigh() {
    const { network, models, measured, reading, offer, source } = this.#store.state;
    if (!network || !measured || reading || offer) return;
    const { infer } = measured;
    const known = infer.count >= ENOUGH;
    const slow = known && infer.median > SLOW;
    const still = source.kind === "picture"; // it has time, and too few frames to tell
    const wanted = () =>
      slow ? !this.#declined.has(network.id) : (known || still) && this.#wantsBetter();
    if (!wanted()) return;
    const { better, smaller } = await import("./offers.js");
    const found = slow
      ? smaller(network, models, infer, SLOW)
      : better(network, models, infer, still ? Infinity : SLOW);
    const { state } = this.#store;
    if (!found || network !== state.network || state.reading || state.offer || !wanted()) return;
    this.#settled = true; // so that none offers what another one took back
    this.#store.set({ offer: found });
  }

  /** Loads the running network, or the one being read, again. */
  async #reload() {
    const { model, models } = this.#store.state;
    if (this.#own.get(model) || models.length) await this.#choose(model);
  }

  begin = async () => {
    try {
      this.#store.set({ models: await readIndex() });
    } catch (error) {
      return this.#page.complain(error, this.begin);
    }
    await this.#choose(this.#store.state.model);
  };

  /** Whether another model should be offered. */
  weigh = () => this.#weigh().catch(() => {}); // without the code for offers there is no offer

  /**
   * Accepts the offer, or declines it for good.
   * @param {boolean} taken
   */
  answer(taken) {
    const { offer, network } = this.#store.state;
    if (network && offer?.kind === "smaller") this.#declined.add(network.id);
    this.#store.set({ offer: null });
    return taken && offer && this.choose(offer.to);
  }

  /**
   * Loads the network again in the configuration that is asked for.
   * @param {Partial<Preferences>} preferences
   */
  async tune(preferences) {
    const { state } = this.#store;
    if (alike(state, { ...state, ...preferences })) return;
    this.#store.set(preferences);
    await this.#reload();
  }

  /**
   * Loads it again in this configuration, which stays from now on.
   * @param {Suited} way
   */
  async suit(way) {
    this.#suited = way;
    this.#store.set(NO_PREFERENCES);
    await this.#reload();
  }

  cancel = () => this.#reading?.abort();
}

/**
 * @param {Store} store
 * @param {Page} page
 */
export const createNetworkLoader = (store, page) => new Loader(store, page);
