// The service worker answers every request of the page in this folder. It adds the headers that
// isolate the page and carry its policy, and caches the files that the page needs without a
// network, with the headers of their host: what the host allows and forbids holds for them, too.
//
// A version is cached whole or not at all, and never mixed with another. The first one is cached
// when a page asks for it, so that it costs the first visit nothing; a later one while it is
// installed. It then waits until a page lets it take over, or until no page is open.

/**
 * Written in front of this file by `cargo xtask build`: a name for the version, the SHA-256 of
 * every file of the page and of every other model, and headers.
 * @typedef {{ version: string, files: Record<string, string>, models: Record<string, string>,
 *   headers: Record<string, string> }} Build
 */
const build = /** @type {{ build: Build }} */ (/** @type {unknown} */ (self)).build;
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
/** Written last into the cache of a version. */
const WHOLE = new URL("whole", scope).href;
/** Files that are fetched at a time; requests of the page must not wait for them. */
const AT_ONCE = 3;
/** Headers of an answer that are not about its bytes, once these are decoded. */
const OF_THE_TRANSFER = ["Content-Encoding", "Vary"];

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
  else await worker.skipWaiting(); // no other version is cached that it could be mixed with
}

async function activate() {
  if (await isWhole())
    for (const name of await versions()) if (name !== VERSION) await caches.delete(name);
  await worker.clients.claim();
}

/** Takes over from the running version, unless another page than the asking one is open. */
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

/** Caches every file of this version, or none. */
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
 * Caches models that a page has read, by their SHA-256. The host's answers are mostly still in the
 * browser's own cache, and need not be transferred again.
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
 * The cache address of the model with this SHA-256.
 * @param {string} sum
 */
const bytesOf = (sum) => new URL(`kept/${sum}`, scope).href;

/**
 * The SHA-256 of the model last cached for an address.
 * @param {string} address
 */
const sumAt = async (address) => (await caches.match(address, { cacheName: MODELS }))?.text();

/**
 * A cached model, if its bytes still have their SHA-256.
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
 * The cached answer for an address whose SHA-256 is known.
 * @param {string} address
 */
async function kept(address) {
  try {
    if (files.has(address))
      return (await isWhole()) ? await caches.match(address, { cacheName: VERSION }) : undefined;
    return await model(models.get(address));
  } catch {
    return undefined; // without storage, from the host
  }
}

/**
 * The host's answer; without one, the last cached bytes of a model that is not in the list.
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
 * The same answer with the headers that its host does not send; an opaque one is returned as it is.
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
 * A whole answer of the host, whose bytes have the right SHA-256.
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
 * An answer read to its end, if its bytes have this SHA-256.
 * @param {Response | undefined} response
 * @param {string} [sum]
 */
async function checked(response, sum) {
  if (!response) return;
  const bytes = await response.arrayBuffer();
  if (sum && (await sumOf(bytes)) !== sum) return;
  const headers = new Headers(response.headers);
  for (const name of OF_THE_TRANSFER) headers.delete(name);
  headers.set("Content-Length", String(bytes.byteLength));
  return new Response(bytes, { headers });
}

/** @param {ArrayBuffer} bytes */
async function sumOf(bytes) {
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(sum, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * A failure as a sentence for the page.
 * @param {unknown} error
 */
function reason(error) {
  return error instanceof DOMException && error.name === "QuotaExceededError" ? "full" : "failed";
}
