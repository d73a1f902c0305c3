// Stands between the page and its host, for everything in this folder: it gives answers the headers
// that isolate the page and say what it may do, and keeps what the page needs to work without a
// network.
//
// A version is kept whole or not at all, and never mixed with another. The first one is kept when a
// page asks for it, so that it costs the first visit nothing; a later one while it is installed,
// and it waits until a page lets it take over, or until none is open.

/**
 * What `cargo xtask build` writes in front of this file: a name for all of it, the sum (SHA-256) of
 * every file of the page and of every other model, and headers.
 * @typedef {{ version: string, files: Record<string, string>, models: Record<string, string>,
 *   headers: Record<string, string> }} Build
 */
const build = /** @type {Build} */ (/** @type {any} */ (self).build);
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const { scope } = worker.registration;

/** @param {Record<string, string>} list */
const byAddress = (list) =>
  new Map(Object.entries(list).map(([path, sum]) => [new URL(path, scope).href, sum]));
const files = byAddress(build.files);
const models = byAddress(build.models);

// Caches belong to a whole host, on which there may be other folders like this one.
const PREFIX = `separable ${scope} `;
const VERSION = PREFIX + build.version;
const MODELS = `${PREFIX}models`;
/** Comes last into the cache of a version. */
const WHOLE = new URL("whole", scope).href;
/** Files that are fetched at one time; what the page asks for meanwhile must not wait. */
const AT_ONCE = 3;

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(scope)) event.respondWith(answer(event.request));
});
worker.addEventListener("message", (event) => {
  const { wish, addresses } = event.data;
  /** @type {{ [wish: string]: () => Promise<string> }} */
  const wishes = { keep, take, models: () => keepModels(addresses) };
  const answered = wishes[wish]()
    .catch(reason)
    .then((said) => event.ports[0].postMessage(said));
  event.waitUntil(answered);
});

// Versions

async function install() {
  if (files.size && (await versions()).length) await keep();
  else await worker.skipWaiting(); // nothing is kept that it could be mixed with
}

async function activate() {
  if (await isWhole())
    for (const name of await versions()) if (name !== VERSION) await caches.delete(name);
  await worker.clients.claim();
}

/** Takes over from the version that runs, unless other pages than the one that asks are open. */
async function take() {
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (pages.filter(({ url }) => url.startsWith(scope)).length > 1) return "others";
  await worker.skipWaiting();
  return "taken";
}

/** The caches of versions. */
async function versions() {
  const names = await caches.keys();
  return names.filter((name) => name.startsWith(PREFIX) && name !== MODELS);
}

const isWhole = async () => !!(await caches.match(WHOLE, { cacheName: VERSION }));

/** @type {Promise<string> | null} */
let keeping = null;

/** Keeps every file of this version, or none. */
function keep() {
  keeping ??= keepFiles().finally(() => (keeping = null));
  return keeping;
}

async function keepFiles() {
  if (!files.size) throw new Error("`cargo xtask serve` lists no files, for they may change.");
  if (await isWhole()) return "kept";
  const older = (await versions()).filter((name) => name !== VERSION);
  const cache = await caches.open(VERSION);
  const left = [...files];
  const some = async () => {
    for (let next; (next = left.pop()); ) {
      const [address, sum] = next;
      await cache.put(
        address,
        (await same(address, sum, older)) ?? (await fetchWhole(address, sum)),
      );
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, some));
    await cache.put(WHOLE, new Response());
  } catch (error) {
    left.length = 0;
    await caches.delete(VERSION);
    throw error;
  }
  return "kept";
}

/**
 * A file that an older version has with the same bytes.
 * @param {string} address
 * @param {string} sum
 * @param {string[]} older
 */
async function same(address, sum, older) {
  for (const cacheName of older) {
    const kept = await checked(await caches.match(address, { cacheName }), sum);
    if (kept) return kept;
  }
}

// Models

/**
 * Keeps models that a page has read, by their sums: the host's answers are mostly still in the
 * browser's own cache, and need not travel again.
 * @param {string[]} addresses
 */
async function keepModels(addresses) {
  const cache = await caches.open(MODELS);
  for (const address of addresses) {
    if (files.has(address)) continue;
    const wanted = models.get(address);
    const before = await sumAt(address);
    if (wanted && before === wanted && (await cache.match(bytesOf(wanted)))) continue;
    const model = await fetchWhole(address, wanted, "force-cache").catch(() =>
      fetchWhole(address, wanted),
    );
    const sum = await sumOf(await model.clone().arrayBuffer());
    await cache.put(bytesOf(sum), model);
    await cache.put(address, new Response(sum));
    if (before && before !== sum) await cache.delete(bytesOf(before));
  }
  return "kept";
}

/**
 * Where the bytes with a sum lie among the models.
 * @param {string} sum
 */
const bytesOf = (sum) => new URL(`kept/${sum}`, scope).href;

/**
 * The sum of what was last kept of an address.
 * @param {string} address
 */
const sumAt = async (address) => (await caches.match(address, { cacheName: MODELS }))?.text();

/**
 * A model that is kept, if its bytes are still what they were.
 * @param {string | undefined} sum
 */
async function model(sum) {
  if (!sum) return;
  const found = await caches.match(bytesOf(sum), { cacheName: MODELS });
  const kept = await checked(found, sum);
  if (found && !kept) await (await caches.open(MODELS)).delete(bytesOf(sum));
  return kept;
}

// Answers

/** @param {Request} request */
async function answer(request) {
  const { origin, pathname } = new URL(request.url);
  const address = origin + pathname;
  return withHeaders(
    (await kept(address === scope ? new URL("index.html", scope).href : address)) ??
      (await ask(request, address)),
  );
}

/**
 * What is kept of an address whose sum is known.
 * @param {string} address
 */
async function kept(address) {
  try {
    if (files.has(address))
      return (await isWhole()) ? await caches.match(address, { cacheName: VERSION }) : undefined;
    return await model(models.get(address));
  } catch {
    return undefined; // no storage: then from the host
  }
}

/**
 * The host's answer; where it gives none, what was last kept of a model that is not in the list.
 * @param {Request} request
 * @param {string} address
 */
async function ask(request, address) {
  try {
    return await fetch(request);
  } catch (error) {
    const last = models.has(address)
      ? undefined
      : await sumAt(address).then(model, () => undefined);
    if (last) return last;
    throw error;
  }
}

/**
 * The same answer with those of our headers that its host does not send; one that cannot be read,
 * as it is.
 * @param {Response} response
 */
function withHeaders(response) {
  const missing = Object.entries(build.headers).filter(([name]) => !response.headers.has(name));
  if (!response.status || !missing.length) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of missing) headers.set(name, value);
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}

// Bytes

/**
 * A whole answer of the host, with the bytes that it should have.
 * @param {string} address
 * @param {string} [sum]
 * @param {RequestCache} [cache]
 */
async function fetchWhole(address, sum, cache = "no-cache") {
  const response = await fetch(address, { cache });
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  const whole = await checked(response, sum);
  if (!whole) throw new Error(`${address} is not what it should be`);
  return whole;
}

/**
 * An answer read to its end, if its bytes have this sum.
 * @param {Response | undefined} response
 * @param {string} [sum]
 */
async function checked(response, sum) {
  if (!response) return;
  const bytes = await response.arrayBuffer();
  if (sum && (await sumOf(bytes)) !== sum) return;
  const type = response.headers.get("Content-Type") ?? "application/octet-stream";
  return new Response(bytes, {
    headers: { "Content-Type": type, "Content-Length": String(bytes.byteLength) },
  });
}

/** @param {ArrayBuffer} bytes */
async function sumOf(bytes) {
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(sum, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * What a page is told of a failure.
 * @param {unknown} error
 */
function reason(error) {
  return error instanceof DOMException && error.name === "QuotaExceededError" ? "full" : "failed";
}
