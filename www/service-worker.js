// Stands between the page and its host, for everything in this folder.
//
// A request takes three steps, each a function of its own: is it ours, where does the answer come
// from, and which headers does it need.

/** With these on the page and all that it loads, a browser isolates the page. */
const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};

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
  return isolated(await find(request));
}

/**
 * Where the answer comes from: the host.
 * @param {Request} request
 */
function find(request) {
  return fetch(request);
}

/**
 * The same answer with the headers for isolation; one that has them, or that cannot be read, as it is.
 * @param {Response} response
 */
function isolated(response) {
  if (response.type === "opaqueredirect" || response.headers.has("Cross-Origin-Embedder-Policy")) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ISOLATION)) headers.set(name, value);
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}
