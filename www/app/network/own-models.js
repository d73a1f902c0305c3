// The visitor's own models: they stay in the list until the page is closed, and for the next visit
// where the visitor asks for it.

/**
 * @import { OwnModel, createStore } from "../../domain/state.js"
 * @import { Keeping } from "../features/kept-models.js"
 */

/** @typedef {{ models: File[], labels: File[] }} Dropped */

export const scope = new URL("../../", import.meta.url).href;
/** The cache of models for the next visit; the service worker must not take it for a version. */
export const KEPT = `separable-own ${scope}`;

/** Bytes of files that are held here, so that a file that changes on disk can still be read. */
const HELD = 256e6;

/** @param {File[]} files */
const sizeOf = (files) => files.reduce((sum, { size }) => sum + size, 0);

/**
 * What tells one model from another, without reading it.
 * @param {Dropped} dropped
 */
const keyOf = ({ models }) =>
  JSON.stringify(models.map(({ name, size, lastModified }) => [name, size, lastModified]).sort());

class OwnModels {
  #store;
  #load;
  #count = 0;
  /** By their ids. @type {Map<string, Dropped>} */
  #files = new Map();

  /**
   * @param {ReturnType<typeof createStore>} store
   * @param {() => Promise<Keeping>} load   what keeps models for the next visit
   */
  constructor(store, load) {
    this.#store = store;
    this.#load = load;
  }

  /** @param {(own: OwnModel[]) => OwnModel[]} change */
  #set(change) {
    this.#store.set({ own: change(this.#store.state.own) });
  }

  /**
   * @param {string} id
   * @param {Partial<OwnModel>} patch
   */
  #change(id, patch) {
    this.#set((own) => own.map((model) => (model.id === id ? { ...model, ...patch } : model)));
  }

  /** @param {string} id */
  get = (id) => this.#files.get(id);

  /**
   * What is the same for a model that is brought again.
   * @param {string} id
   */
  keyOf(id) {
    const dropped = this.#files.get(id);
    return dropped && keyOf(dropped);
  }

  /**
   * Takes files; the list has them once `enlist` says so.
   * @param {Dropped} dropped
   * @returns {string} id
   */
  take(dropped) {
    const id = `dropped-${++this.#count}`;
    this.#files.set(id, dropped);
    return id;
  }

  /**
   * Lists a model that can be read, in place of the same one with other labels.
   * @param {string} id
   */
  enlist(id) {
    const dropped = this.#files.get(id);
    const { own } = this.#store.state;
    if (!dropped || own.some((model) => model.id === id)) return;
    const key = keyOf(dropped);
    const before = own.find((model) => model.key === key);
    const { models, labels } = dropped;
    const plain = models.map(({ name }) => name).join(" + ");
    const others = own.filter((model) => model !== before);
    let name = plain;
    for (let n = 2; others.some((model) => model.name === name); n++) name = `${plain} (${n})`;
    const kept = before?.kept ?? "";
    const model = { id, key, name, bytes: sizeOf([...models, ...labels]), kept, problem: "" };
    this.#set(() => [...others, model]);
    if (before) this.#files.delete(before.id);
    if (kept) this.keep(id); // with the new labels
    this.#hold(dropped).catch(() => {}); // unreadable now: told when it is read again
  }

  /**
   * Forgets files that could not be read, unless they could before.
   * @param {string} id
   */
  discard(id) {
    if (!this.#store.state.own.some((model) => model.id === id)) this.#files.delete(id);
  }

  /**
   * Copies files from disk, within bounds.
   * @param {Dropped} dropped
   */
  async #hold(dropped) {
    const all = [...this.#files.values()].flatMap(({ models, labels }) => [...models, ...labels]);
    if (sizeOf(all) > HELD) return;
    const copy = async (/** @type {File} */ file) =>
      new File([await file.arrayBuffer()], file.name, file);
    const [models, labels] = await Promise.all(
      [dropped.models, dropped.labels].map((files) => Promise.all(files.map(copy))),
    );
    Object.assign(dropped, { models, labels });
  }

  /**
   * Keeps a model for the next visit.
   * @param {string} id
   */
  keep = async (id) => {
    const model = this.#store.state.own.find((model) => model.id === id);
    const dropped = this.#files.get(id);
    if (!model || !dropped) return;
    this.#change(id, { kept: "keeping", problem: "" });
    const problem = await this.#try((keeping) => keeping.keep(model.key, dropped));
    this.#change(id, { kept: problem ? "" : "kept", problem });
  };

  /**
   * Removes a model from what is kept; it stays in the list until the page is closed.
   * @param {string} id
   */
  remove = async (id) => {
    const model = this.#store.state.own.find((model) => model.id === id);
    if (!model) return;
    const problem = await this.#try((keeping) => keeping.remove(model.key));
    this.#change(id, problem ? { problem } : { kept: "", problem: "" });
  };

  /**
   * @param {(keeping: Keeping) => Promise<void>} what
   * @returns {Promise<string>} why it failed; empty if it did not
   */
  async #try(what) {
    try {
      await what(await this.#load());
      return "";
    } catch (error) {
      return /** @type {Error} */ (error).message;
    }
  }

  /** Lists what earlier visits kept. */
  async restore() {
    if (!(await globalThis.caches?.has(KEPT))) return;
    const kept = await (await this.#load()).list();
    for (const { key, dropped } of kept) {
      if (this.#store.state.own.some((model) => model.key === key)) continue;
      const id = this.take(dropped);
      this.enlist(id);
      this.#change(id, { kept: "kept" });
    }
  }
}

/**
 * @param {ReturnType<typeof createStore>} store
 * @param {() => Promise<Keeping>} load
 */
export const createOwnModels = (store, load) => new OwnModels(store, load);
