// Stands between the page and its host, for everything in this folder.
//
// A request takes three steps, each a function of its own: is it ours, where does the answer come
// from, and which headers does it need.

/**
 * What `cargo xtask build` writes in front of this file: the headers that isolate a page, and say what
 * it may do.
 * @type {{ headers: Record<string, string> }}
 */
const { headers: OURS } = /** @type {any} */ (self).build;

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

// A new version takes over at once; there is nothing that an old page would miss.
worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  if (isOurs(event.request)) event.respondWith(answer(event.request));
});

/** @param {Request} request */
function isOurs(request) {
  return request.method === "GET" && request.url.startsWith(worker.registration.scope);
}

/** @param {Request} request */
async function answer(request) {
  return withHeaders(await find(request));
}

/**
 * Where the answer comes from: the host.
 * @param {Request} request
 */
function find(request) {
  return fetch(request);
}

/**
 * The same answer with those of our headers that its host does not send; one that cannot be read, as it is.
 * @param {Response} response
 */
function withHeaders(response) {
  const missing = Object.entries(OURS).filter(([name]) => !response.headers.has(name));
  if (response.type === "opaqueredirect" || !missing.length) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of missing) headers.set(name, value);
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}
