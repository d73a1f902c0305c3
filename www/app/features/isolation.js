// Cross-origin isolation on hosts that do not send its headers. In an isolated page the engine may
// run on several threads, and the clock has steps of 5 microseconds instead of 100.

import { serviceWorkers } from "../service-worker.js";

/** Waiting longer than this for the service worker, in ms, is worse than one thread. */
const TIMEOUT_MS = 2000;
const TRIED = "separable-isolation";

/**
 * Where the page is not isolated and could be, lets a service worker add the headers and reloads
 * the page: once per tab, and before anything is shown.
 * @returns {Promise<boolean>} whether the page is about to be reloaded
 */
export async function isolate() {
  const container = serviceWorkers();
  if (globalThis.crossOriginIsolated !== false || !container) return false;
  // In a frame Chromium alone can isolate it, and does at the next visit, by the service worker.
  if (self !== top) return false;
  try {
    if (sessionStorage.getItem(TRIED)) return false;
    sessionStorage.setItem(TRIED, "1");
    if (sessionStorage.getItem(TRIED) !== "1") return false;
    await withDeadline(serve(container));
  } catch {
    return false; // no storage, no service workers, or none in time
  }
  location.reload();
  return true;
}

/**
 * Resolves when the service worker answers this page's requests.
 * @param {ServiceWorkerContainer} container
 */
async function serve(container) {
  await container.register(new URL("../../service-worker.js", import.meta.url));
  await container.ready;
}

/** @param {Promise<unknown>} promise */
function withDeadline(promise) {
  const late = new Promise((_, reject) =>
    setTimeout(reject, TIMEOUT_MS, new Error("It took too long.")),
  );
  return Promise.race([promise, late]);
}
