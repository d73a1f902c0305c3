// The visitor's own models, kept in this browser for the next visit. Loaded when it is first asked
// for, or where an earlier visit kept one.

import { KEPT, scope } from "../network/own-models.js";

/** @import { Dropped } from "../network/own-models.js" */

/** @typedef {ReturnType<typeof createKeeping>} Keeping */

/** Bytes and models that are kept at most. */
const MOST = 200e6;
const MOST_MODELS = 20;

/** @param {string} key */
const folderOf = (key) => `${scope}own/${encodeURIComponent(key)}/`;

/** @typedef {{ key: string, bytes: number, files: Record<"models" | "labels", Named[]> }} Entry */
/** @typedef {{ name: string, lastModified: number }} Named */

/** The entries, each written after its files. */
async function entries() {
  const cache = await caches.open(KEPT);
  const requests = (await cache.keys()).filter(({ url }) => url.endsWith("/entry"));
  const found = await Promise.all(
    requests.map(async (request) => (await cache.match(request))?.json().catch(() => null)),
  );
  return /** @type {Entry[]} */ (found.filter((entry) => entry?.files));
}

/** @param {string} key */
async function remove(key) {
  const cache = await caches.open(KEPT);
  const folder = folderOf(key);
  // The entry goes first: without it nothing counts as kept.
  await cache.delete(`${folder}entry`);
  for (const { url } of await cache.keys()) if (url.startsWith(folder)) await cache.delete(url);
}

/**
 * @param {string} key
 * @param {Dropped} dropped
 */
async function keep(key, dropped) {
  const bytes = [...dropped.models, ...dropped.labels].reduce((sum, { size }) => sum + size, 0);
  const others = (await entries()).filter((entry) => entry.key !== key);
  const full = others.reduce((sum, entry) => sum + entry.bytes, bytes) > MOST;
  if (full || others.length >= MOST_MODELS)
    throw new Error(
      `This page keeps ${MOST_MODELS} models at most, of ${MOST / 1e6} MB in total; remove one ` +
        "that you need no longer, then keep this one.",
    );
  await remove(key);
  const cache = await caches.open(KEPT);
  const folder = folderOf(key);
  try {
    for (const kind of /** @type {const} */ (["models", "labels"]))
      for (const [i, file] of dropped[kind].entries())
        await cache.put(`${folder}${kind}/${i}`, new Response(await file.arrayBuffer()));
    const named = (/** @type {File[]} */ files) =>
      files.map(({ name, lastModified }) => ({ name, lastModified }));
    const files = { models: named(dropped.models), labels: named(dropped.labels) };
    await cache.put(`${folder}entry`, Response.json({ key, bytes, files }));
  } catch (error) {
    await remove(key).catch(() => {}); // what is left of it counts for nothing
    throw error;
  }
}

/** @returns {Promise<{ key: string, dropped: Dropped }[]>} what is whole of it */
async function list() {
  const cache = await caches.open(KEPT);
  const found = (await entries()).map(async ({ key, files }) => {
    const read = (/** @type {"models" | "labels"} */ kind) =>
      Promise.all(
        files[kind].map(async ({ name, lastModified }, i) => {
          const blob = await (await cache.match(`${folderOf(key)}${kind}/${i}`))?.blob();
          return blob ? [new File([blob], name, { lastModified })] : [];
        }),
      );
    const [models, labels] = await Promise.all([read("models"), read("labels")]);
    if (!models.length || models.some((file) => !file.length)) return [];
    return [{ key, dropped: { models: models.flat(), labels: labels.flat() } }];
  });
  return (await Promise.all(found)).flat();
}

/**
 * A failure of the browser's storage as a sentence.
 * @template {unknown[]} A
 * @template T
 * @param {(...args: A) => Promise<T>} act
 * @returns {(...args: A) => Promise<T>}
 */
const told =
  (act) =>
  async (...args) => {
    try {
      return await act(...args);
    } catch (error) {
      const { name } = /** @type {Error} */ (error);
      if (name === "Error") throw error; // a sentence
      const full = name === "QuotaExceededError";
      throw new Error(
        full
          ? "This browser has no room left for the model; free some space on this device, or " +
              "remove a model that is kept, then try again."
          : "This browser does not let the page keep files, as in a private window; the model " +
              "stays in the list until the page is closed.",
        { cause: error },
      );
    }
  };

export const createKeeping = () => ({ keep: told(keep), remove: told(remove), list: told(list) });
