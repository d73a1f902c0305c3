// What is taught, kept in this browser for the next visit, where the visitor asks for it. Each
// picture is written once.

import { scope } from "../network/own-models.js";

/** @import { Example, Settings, Teaching } from "../../domain/teaching.js" */

/**
 * @typedef {Pick<Example, "id" | "of" | "recording" | "at">
 *   & { picture: ArrayBuffer }} Row
 * @typedef {{ classes: Teaching["classes"], settings: Settings, next: number }} About
 * @typedef {About & { rows: Row[] }} KeptLesson
 */

export const NAME = `separable-teaching ${scope}`;
const PICTURES = "pictures";
const ABOUT = "about";

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** @param {IDBTransaction} transaction */
const finished = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });

/**
 * Opens what is kept. Where nothing is and `make` does not ask for it, nothing is made.
 * @param {boolean} make
 * @returns {Promise<IDBDatabase | null>}
 */
async function open(make) {
  const request = indexedDB.open(NAME, 1);
  let missing = false;
  request.onupgradeneeded = () => {
    missing = !make;
    if (missing) return request.transaction?.abort();
    request.result.createObjectStore(PICTURES, { keyPath: "id" });
    request.result.createObjectStore(ABOUT);
  };
  try {
    const base = await done(request);
    base.onversionchange = () => base.close(); // it is deleted in another tab
    return base;
  } catch (error) {
    if (missing) return null;
    throw error;
  }
}

/**
 * A failure of the browser's storage as a sentence.
 * @param {unknown} cause
 */
function told(cause) {
  if (/** @type {Error} */ (cause)?.name === "Error") return cause; // a sentence
  const full = /** @type {Error} */ (cause)?.name === "QuotaExceededError";
  return new Error(
    full
      ? "This browser has no room left for the pictures; save them as a file instead."
      : "This browser does not let the page keep pictures, as in a private window; save them as " +
          "a file instead.",
    { cause },
  );
}

/**
 * Claims what is kept for this tab: two would write over each other.
 * @returns {Promise<() => void>}   lets go of it
 */
function claim() {
  return new Promise((resolve, reject) => {
    const held = (/** @type {Lock | null} */ lock) =>
      lock
        ? new Promise((/** @type {(value?: unknown) => void} */ free) => resolve(() => free()))
        : reject(new Error(CLAIMED));
    if (navigator.locks) navigator.locks.request(NAME, { ifAvailable: true }, held).catch(reject);
    else resolve(() => {});
  });
}
const CLAIMED =
  "Pictures are kept by another tab of this page; close that one, then load this one again, or " +
  "save these as a file.";

class Keeping {
  /** @type {IDBDatabase | null} */
  #base = null;
  /** Lets go of what is kept. @type {(() => void) | null} */
  #free = null;
  /** What is written, by id, with its class. @type {Map<number, number>} */
  #written = new Map();

  /** What an earlier visit kept; null if nothing. @returns {Promise<KeptLesson | null>} */
  async restore() {
    this.#base = await open(false);
    if (!this.#base) return null;
    this.#free = await claim();
    const transaction = this.#base.transaction([PICTURES, ABOUT]);
    const [rows, about] = await Promise.all([
      done(transaction.objectStore(PICTURES).getAll()),
      done(transaction.objectStore(ABOUT).get(ABOUT)),
    ]);
    if (!about) return null;
    this.#written = new Map(rows.map(({ id, of }) => [id, of]));
    return { ...about, rows };
  }

  /**
   * Writes what has changed since the last time.
   * @param {Teaching} teaching
   * @param {(id: number) => Blob} pictureOf
   */
  async write({ classes, settings, next, examples }, pictureOf) {
    try {
      this.#free ??= await claim();
      const fresh = examples.filter(({ id, of }) => this.#written.get(id) !== of);
      const rows = await Promise.all(
        fresh.map(async ({ id, of, recording, at }) => ({
          ...{ id, of, recording, at, picture: await pictureOf(id).arrayBuffer() },
        })),
      );
      const now = new Map(examples.map(({ id, of }) => [id, of]));
      this.#base ??= await open(true);
      const transaction = /** @type {IDBDatabase} */ (this.#base).transaction(
        [PICTURES, ABOUT],
        "readwrite",
      );
      const pictures = transaction.objectStore(PICTURES);
      for (const row of rows) pictures.put(row);
      for (const id of this.#written.keys()) if (!now.has(id)) pictures.delete(id);
      transaction.objectStore(ABOUT).put({ classes, settings, next }, ABOUT);
      await finished(transaction);
      this.#written = now;
    } catch (error) {
      throw told(error);
    }
  }

  /** Deletes all of it. */
  async forget() {
    this.#base?.close();
    this.#base = null;
    this.#written.clear();
    this.#free?.();
    this.#free = null;
    await done(indexedDB.deleteDatabase(NAME)).catch((error) => {
      throw told(error);
    });
  }
}

export const createKeeping = () => new Keeping();
