// Features, head and report follow the pictures: the features of each as the network that runs
// gives them, a head at each new picture, and a report once the pictures have settled. All of it in
// turn with the frames.

import { FIRST_RIDGE, isWeak, reportOf, startFrom, exampleSet } from "../../domain/taught.js";
import { taughtOf } from "../../domain/teaching.js";
import { percent } from "../../domain/number.js";
import { variationsOf } from "./shots.js";

/**
 * @import { createStore } from "../../domain/state.js"
 * @import { Head, Report } from "../../domain/taught.js"
 * @import { Settings, Teaching } from "../../domain/teaching.js"
 * @import { Network } from "../../separable.d.ts"
 * @import { createNetworkLoader } from "../network/loader.js"
 */

const SLICE = 40; // ms of looking at pictures between two frames
const SETTLED = 1200; // ms without a change before the report is made
const AGAIN = 1000; // ms from a failure to the next try
const MOST_FAILURES = 3; // in a row

/**
 * @typedef {{
 *   running: ReturnType<typeof createNetworkLoader>,
 *   between: (work: () => Promise<void>) => Promise<void>,
 *   complain: (error: unknown) => unknown,
 *   set: (patch: Partial<Teaching>) => void,
 *   pictureOf: (id: number) => Blob,
 *   suggest: (report: Report) => unknown,
 * }} Page
 */

class Heads {
  #store;
  #page;
  /** The network as it runs: another one, or another range or change, makes other features. */
  #basis = Symbol("network");
  /** By picture: its own, then those of its variations, and for which settings.
   * @type {Map<number, { kind: string, list: Float32Array[] }>} */
  #features = new Map();
  #works = false;
  /** Whether something has changed since the last step began. */
  #changed = false;
  #failures = 0;
  #timer = 0;
  /** What the head on show was taught on, and by which way. */
  #taught = "";
  /** What is assessed, or was last. */
  #assessed = "";
  /** What changed last, and when. */
  #last = { what: "", at: 0 };

  /**
   * @param {ReturnType<typeof createStore>} store
   * @param {Page} page
   */
  constructor(store, page) {
    this.#store = store;
    this.#page = page;
    store.watch((state, before) => {
      const { network, changes, pixels, teaching } = state;
      if (network !== before.network || changes !== before.changes || pixels !== before.pixels)
        this.#begin();
      else if (teaching !== before.teaching) this.wake();
    });
  }

  get #teaching() {
    return /** @type {Teaching} */ (this.#store.state.teaching);
  }

  /** Again: nothing of what was computed counts any more. */
  #begin() {
    this.#basis = Symbol("network");
    this.#features.clear();
    this.#taught = this.#assessed = "";
    this.#failures = 0;
    this.#page.set({ head: null, report: null, looking: null, assessing: false, lags: false });
    this.wake();
  }

  /** Goes on with what there is to do. */
  async wake() {
    this.#changed = true;
    if (this.#works) return;
    this.#works = true;
    clearTimeout(this.#timer);
    try {
      while (this.#changed) {
        this.#changed = false;
        while (await this.#step());
      }
      this.#failures = 0;
    } catch (error) {
      if (++this.#failures < MOST_FAILURES) this.#later(AGAIN);
      else this.#page.complain(error);
    } finally {
      this.#works = false;
    }
  }

  /** @param {number} ms */
  #later(ms) {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.wake(), ms);
  }

  /** @returns {Promise<boolean>} whether there may be more to do */
  async #step() {
    const { network } = this.#page.running;
    const layer = network?.features ?? null;
    if (!network || layer === null || this.#store.state.network?.features !== layer) return false;
    const teaching = this.#teaching;
    const kind = kindOf(teaching.settings);
    this.#forgetPictures(teaching);
    const waiting = teaching.examples.filter(({ id }) => this.#features.get(id)?.kind !== kind);
    if (waiting.length) {
      if (teaching.report && !teaching.lags) this.#page.set({ lags: true });
      await this.#look(
        network,
        layer,
        waiting.map(({ id }) => id),
      );
      return true;
    }
    if (teaching.looking) this.#page.set({ looking: null });
    const taught = taughtOf(teaching).map(({ id }) => id);
    if (taught.length) return this.#teach(network, whatOf(teaching, taught));
    if (teaching.head) this.#page.set({ head: null, report: null, lags: false, assessing: false });
    this.#taught = this.#assessed = "";
    return false;
  }

  /**
   * The head as often as there is time; once the pictures have settled the report, which chooses
   * the ridge, and with that the head from nothing, so that it depends on the pictures alone.
   * @param {Network} network
   * @param {string} what   is to be taught
   */
  async #teach(network, what) {
    const { settings, recording, report, lags, assessing } = this.#teaching;
    if (what !== this.#last.what) this.#last = { what, at: performance.now() };
    const reported = what === this.#assessed && !assessing;
    if (report && lags === reported) this.#page.set({ lags: !reported });
    const ridge = settings.ridge ?? report?.ridge ?? FIRST_RIDGE;
    const [whole, part] = [true, false].map((whole) => JSON.stringify([what, ridge, whole]));
    if (reported ? this.#taught !== whole : ![whole, part].includes(this.#taught)) {
      await this.#fit(network, ridge, reported, reported ? whole : part);
      return true;
    }
    if (what === this.#assessed) return false;
    const rest = this.#last.at + SETTLED - performance.now();
    if (recording !== null || rest > 0) this.#later(Math.max(rest, 50));
    else this.#assess(network, what);
    return false;
  }

  /**
   * @param {Network} network
   * @param {number} ridge
   * @param {boolean} whole   from nothing, not from the last head
   * @param {string} what
   */
  async #fit(network, ridge, whole, what) {
    const { set } = this;
    if (!set) return;
    const basis = this.#basis;
    const { of, features, classes, own } = set;
    const start = whole ? undefined : startFrom(this.#teaching.head, set);
    const options = { features, classes, count: of.length, ridge, start };
    const { weights, bias } = await network.teach(options);
    if (basis !== this.#basis) return;
    this.#taught = what;
    const pictures = own.filter(Boolean).length;
    /** @type {Head} */
    const head = { of, weights, bias, ridge, pictures };
    this.#page.set({ head, file: "" });
  }

  /**
   * Has the engine judge held-out pictures, in turn with all else.
   * @param {Network} network
   * @param {string} what
   */
  async #assess(network, what) {
    const { set } = this;
    if (!set) return;
    const basis = this.#basis;
    const { ridge } = this.#teaching.settings;
    const { of, features, classes, recordings } = set;
    this.#assessed = what;
    this.#page.set({ assessing: true });
    const isCurrent = () => basis === this.#basis && this.#assessed === what;
    try {
      const assessed = await network.assess({
        ...{ features, classes, recordings, count: of.length },
        ...(ridge !== null && { ridges: [ridge] }),
      });
      if (!isCurrent()) return;
      const report = reportOf(this.#teaching, set, assessed);
      const { right, pictures } = report;
      const said = `${percent(right / pictures)} of ${pictures} held-out pictures right`;
      this.#page.set({ report, assessing: false, lags: false, said });
      if (isWeak(report)) this.#page.suggest(report);
    } catch (error) {
      if (!isCurrent()) return; // a newer one has ended it
      this.#page.set({ assessing: false });
      this.#assessed = "";
      if (++this.#failures < MOST_FAILURES) return this.#later(AGAIN);
      this.#page.complain(error);
      return;
    }
    this.wake();
  }

  /**
   * The features of as many pictures as there is time for.
   * @param {Network} network
   * @param {number} layer
   * @param {number[]} waiting
   */
  async #look(network, layer, waiting) {
    const basis = this.#basis;
    const { settings } = this.#teaching;
    const kind = kindOf(settings);
    await this.#page.between(async () => {
      const until = performance.now() + SLICE;
      for (const id of waiting) {
        const list = await featuresOf(network, layer, this.#page.pictureOf(id), settings);
        if (basis !== this.#basis) return;
        this.#features.set(id, { kind, list });
        if (performance.now() > until) break;
      }
    });
    if (basis !== this.#basis) return;
    const all = this.#teaching.examples.length;
    const left = waiting.filter((id) => this.#features.get(id)?.kind !== kind).length;
    this.#page.set({ looking: left ? { done: all - left, all } : null });
  }

  /** @param {Teaching} teaching */
  #forgetPictures({ examples }) {
    if (this.#features.size <= examples.length) return;
    const known = new Set(examples.map(({ id }) => id));
    for (const id of this.#features.keys()) if (!known.has(id)) this.#features.delete(id);
  }

  /** What the head on show was taught on. */
  get set() {
    return exampleSet(this.#teaching, (id) => this.#features.get(id)?.list);
  }
}

/**
 * @param {ReturnType<typeof createStore>} store
 * @param {Page} page
 */
export const createHeads = (store, page) => new Heads(store, page);

/**
 * What is taught, in a word: equal words, equal heads.
 * @param {Teaching} teaching
 * @param {number[]} taught
 */
const whatOf = ({ settings, examples }, taught) =>
  JSON.stringify([
    ...[kindOf(settings), settings.ridge, taught],
    ...examples.filter(({ of }) => taught.includes(of)).map(({ id, of }) => [id, of]),
  ]);

/** Which variations are taught. @param {Settings} settings */
const kindOf = ({ mirror, crop, light }) => JSON.stringify([mirror, crop, light]);

/**
 * The features of a stored picture and of its variations, as real numbers.
 * @param {Network} network
 * @param {number} layer
 * @param {Blob} picture
 * @param {Settings} settings
 */
async function featuresOf(network, layer, picture, settings) {
  const bitmap = await createImageBitmap(picture);
  const list = [];
  try {
    for await (const { source, ...how } of variationsOf(bitmap, settings)) {
      const { maps } = await network.look(/** @type {ImageData} */ (source), {
        ...{ k: 1, maps: [layer] },
        ...how,
      });
      const [{ data, scale, zeroPoint }] = maps;
      list.push(Float32Array.from(data, (stored) => (stored - zeroPoint) * scale));
    }
  } finally {
    bitmap.close();
  }
  return list;
}
