// Loads networks and replaces the running one: the old network goes on until the new one is ready.

import { open, openFiles, readIndex } from "./catalogue.js";
import { NO_WISHES } from "../../domain/state.js";

/**
 * @import { Wishes, createStore } from "../../domain/state.js"
 * @import { Network } from "../../separable.d.ts"
 */

/** @typedef {{ models: File[], labels: File[] }} Dropped */

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

/** @param {Wishes} wishes */
const wishesOf = ({ threads, variant, dot }) => ({ threads, variant, dot });

/**
 * @param {Wishes} a
 * @param {Wishes} b
 */
const alike = (a, b) => a.threads === b.threads && a.variant === b.variant && a.dot === b.dot;

/**
 * @param {ReturnType<typeof createStore>} store
 * @param {{
 *   use: (network: Network) => void,
 *   complain: (error: unknown, retry?: (() => unknown) | null) => unknown,
 * }} page
 */
export function createRunning(store, { use, complain }) {
  /** @type {Network | null} */
  let network = null;
  /** How it runs where nothing else is wished for. @type {Suited} */
  let suited = { threads: OWN_THREADS };
  let drops = 0;
  /**
   * The visitor's own files, to be chosen again or joined by labels that come later.
   * @type {Map<string, Dropped>}
   */
  const own = new Map();
  /** Models for which no smaller one is wanted. @type {Set<string>} */
  const kept = new Set();
  /** @type {AbortController | null} */
  let reading = null;

  /**
   * @param {Network} next
   * @param {string} id
   * @param {string} name
   * @param {string[]} files
   * @param {Wishes} wishes
   */
  function run(next, id, name, files, wishes) {
    const old = network;
    const { family, layers, stages, input, classes, labels, macs, params, bytes, backend } = next;
    network = next;
    next.addEventListener("restart", (event) => {
      if (network === next)
        complain(
          new Error(`The engine stopped and was restarted with its model: ${event.detail.reason}`),
        );
    });
    use(next);
    document.documentElement.dataset.model = id;
    store.set({
      network: {
        ...{ id, name, files, family, layers, stages, input, classes, labels, macs, params, bytes },
        ...{ backend, wishes },
      },
      sums: null,
      offer: null,
      model: id,
      reading: null,
      measured: null,
      hover: null,
      stage: Math.min(store.state.stage, stages.length - 1),
    });
    old?.dispose();
    if (store.state.sheet === "card") sum();
  }

  /**
   * @param {string} id what it is called in the address
   * @param {string} name
   * @param {string[]} files
   * @param {(how: Parameters<typeof open>[1]) => Promise<Network>} read
   * @param {(() => unknown) | null} retry
   */
  async function bring(id, name, files, read, retry) {
    reading?.abort();
    const mine = (reading = new AbortController());
    const wishes = wishesOf(store.state);
    let timer = 0;
    const onProgress = ({ loaded = 0, total = 0 }) => {
      clearTimeout(timer);
      const now = { name, loaded, total };
      timer = setTimeout(
        () => reading === mine && store.set({ reading: { ...now, waits: true } }),
        STILL,
      );
      store.set({ reading: now });
    };
    store.set({ model: id, problem: null });
    onProgress({});
    try {
      const got = await read({
        threads: wishes.threads ?? suited.threads,
        variant: wishes.variant ?? suited.variant,
        dot: wishes.dot ?? suited.dot,
        signal: mine.signal,
        onProgress,
      });
      if (mine.signal.aborted) got.dispose();
      mine.signal.throwIfAborted(); // cancelled at the last moment, or for another one
      run(got, id, name, files, wishes);
    } catch (error) {
      if (reading !== mine) return;
      const { models } = store.state;
      const cancelled = mine.signal.aborted;
      // The running network goes on; without one, a default configuration may help.
      const { network: old } = store.state;
      store.set({ reading: null, model: old?.id ?? id, ...(old?.wishes ?? NO_WISHES) });
      if (!network && !cancelled && !alike(wishes, NO_WISHES)) await choose(id);
      else if (!network && models.length && id !== models[0].id) await choose(models[0].id);
      if (!cancelled) complain(error, retry);
      else if (!network)
        complain(new Error("No model runs, because reading it was cancelled."), retry);
    } finally {
      clearTimeout(timer);
      if (reading === mine) reading = null;
    }
  }

  /**
   * @param {string} id
   * @returns {Promise<void>}
   */
  async function choose(id) {
    const dropped = own.get(id);
    if (dropped) return bringOwn(id, dropped);
    const { models } = store.state;
    const entry = models.find((entry) => entry.id === id);
    if (!entry) {
      await choose(models[0].id);
      const known = models.map(({ id }) => id).join(", ");
      complain(
        new Error(
          `There is no model “${id}” here, so ${models[0].name} runs instead. There are: ${known}.`,
        ),
      );
      return;
    }
    const { name } = entry;
    const files = entry.parts.map((part) => part.split("/").pop() ?? part);
    await bring(
      id,
      name,
      files,
      (how) => open(entry, how),
      () => choose(id),
    );
  }

  /**
   * The visitor's own model. Labels without a model are for the visitor's model before.
   * @param {Dropped} files
   */
  async function drop({ models, labels }) {
    if (!models.length) models = own.get(store.state.network?.id ?? "")?.models ?? [];
    if (!models.length)
      return complain(
        new Error(
          `“${labels[0].name}” holds labels, but for which model? Drop or choose it together ` +
            "with its .tflite file.",
        ),
      );
    const id = `dropped-${++drops}`;
    own.set(id, { models, labels });
    await choose(id);
  }

  /**
   * @param {string} id
   * @param {Dropped} dropped
   */
  async function bringOwn(id, dropped) {
    const files = dropped.models.map((file) => file.name);
    await bring(id, files.join(" + "), files, (how) => openFiles(dropped, how), null);
  }

  /** The checksums of the files that were read, for the model card. */
  async function sum() {
    const of = network;
    const model = store.state.network?.id;
    if (!of || !model || store.state.sums?.model === model) return;
    /**
     * @param {string[]} list
     * @param {string} problem
     */
    const tell = (list, problem) => of === network && store.set({ sums: { model, list, problem } });
    tell([], "");
    await of.digest().then(
      (list) => tell(list, ""),
      (error) => tell([], error.message),
    );
  }

  async function weigh() {
    const { network, models, measured, reading, offer } = store.state;
    if (!network || !measured || reading || offer || kept.has(network.id)) return;
    const { median, count } = measured.infer;
    if (count < ENOUGH || median <= SLOW) return;
    const { smaller } = await import("./smaller-model.js");
    const found = smaller(network, models, measured.infer, SLOW);
    const { state } = store;
    if (found && network === state.network && !state.offer && !kept.has(network.id))
      store.set({ offer: found });
  }

  /** Loads the running network, or the one being read, again. */
  async function reload() {
    const { model, models } = store.state;
    if (own.has(model) || models.length) await choose(model);
  }

  async function begin() {
    try {
      store.set({ models: await readIndex() });
    } catch (error) {
      return complain(error, begin);
    }
    await choose(store.state.model);
  }

  return {
    begin,
    choose,
    drop,
    sum,
    /** Whether this device should be offered a smaller model. */
    weigh: () => weigh().catch(() => {}), // without the code for offers there is no offer
    /**
     * Accepts the offer, or declines it for good.
     * @param {boolean} taken
     */
    answer(taken) {
      const { offer, network } = store.state;
      if (network) kept.add(network.id);
      store.set({ offer: null });
      return taken && offer && choose(offer.to);
    },
    /**
     * Loads the network again in the configuration that is asked for.
     * @param {Partial<Wishes>} wishes
     */
    async tune(wishes) {
      if (alike(store.state, { ...store.state, ...wishes })) return;
      store.set(wishes);
      await reload();
    },
    /**
     * Loads it again in this configuration, which stays from now on.
     * @param {Suited} way
     */
    async suit(way) {
      suited = way;
      store.set(NO_WISHES);
      await reload();
    },
    cancel: () => reading?.abort(),
    get network() {
      return network;
    },
  };
}
