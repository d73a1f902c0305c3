// Cross-origin isolation on hosts that do not send the headers for it: with it, the engine may run
// on several threads, and times are measured in steps of 5 microseconds instead of 100.

/** Waiting longer than this for the service worker, in ms, is worse than one thread. */
const PATIENCE = 2000;
const TRIED = "separable-isolation";

/**
 * Where the page is not isolated and could be, has a service worker add the headers and loads the
 * page anew; once a tab, and before anything is shown.
 * @returns {Promise<boolean>} whether the page is about to be loaded anew
 */
export async function isolate() {
  if (globalThis.crossOriginIsolated !== false || !isSecureContext || !navigator.serviceWorker)
    return false;
  if (self !== top) return false; // a page in another one is isolated only if that one is
  try {
    if (sessionStorage.getItem(TRIED)) return false;
    sessionStorage.setItem(TRIED, "1");
    if (sessionStorage.getItem(TRIED) !== "1") return false;
    await soon(serve());
  } catch {
    return false; // no storage, no service workers here, or none in time
  }
  location.reload();
  return true;
}

/** Settles when the service worker stands between this page and its host. */
async function serve() {
  await navigator.serviceWorker.register(new URL("../../service-worker.js", import.meta.url));
  await navigator.serviceWorker.ready;
}

/** @param {Promise<unknown>} promise */
function soon(promise) {
  const late = new Promise((_, reject) =>
    setTimeout(reject, PATIENCE, new Error("It took too long.")),
  );
  return Promise.race([promise, late]);
}
