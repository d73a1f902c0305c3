// Why something could not be had, where the browser says only that it failed: a site that lets no
// other one read it, a policy of the page, a header that the worker has to have.

import { withTimeout } from "./timeouts.js";
import { forbidden } from "./violations.js";

/** @import { Violation } from "./violations.js" */

const EMBEDDER = "Cross-Origin-Embedder-Policy";
/**
 * Why a file could not be fetched, as the end of a sentence.
 * @param {URL} url
 * @param {Violation[]} blocked
 */
export async function whyNotFetched(url, blocked) {
  const { origin, host } = url;
  if (blocked.some(({ address }) => address.startsWith(origin)))
    return (
      "could not be fetched: the page's content security policy does not allow it; add " +
      `${origin} to connect-src, or put the file beside the page.`
    );
  if (origin === globalThis.location?.origin || !/^https?:$/.test(url.protocol))
    return "could not be fetched; check the connection and the address, then try again.";
  const allow =
    "that site has to send the header Access-Control-Allow-Origin, or put the file beside the page";
  // What may not be read may still be asked for, but not by an isolated page.
  const isThere = await withTimeout(fetch(url, { mode: "no-cors", method: "HEAD" })).then(
    () => true,
    () => false,
  );
  return isThere
    ? `could not be read: ${host} lets no other site read it (CORS); ${allow}.`
    : `could not be fetched from ${host}: if that site lets no other site read it (CORS), ` +
        `${allow}; else check the connection and the address, then try again.`;
}

/**
 * Why the worker did not load, in a sentence; empty if nothing stands in its way.
 * @param {URL} script
 * @param {Violation[]} blocked
 */
export async function whyNoWorker(script, blocked) {
  const policy = blocked.find(({ directive }) =>
    /^(worker|child|script|default)-src/.test(directive),
  );
  if (policy) return forbidden(script, policy.directive);
  const isEmbedding = async (/** @type {string | URL} */ address) => {
    const { ok, headers } = await withTimeout(fetch(address, { method: "HEAD" }));
    return ok ? /^(require-corp|credentialless)/.test(headers.get(EMBEDDER) ?? "") : null;
  };
  try {
    if ((await isEmbedding(script)) !== false) return "";
    if (!globalThis.crossOriginIsolated && !(await isEmbedding(location.href))) return "";
  } catch {
    return ""; // it is not there
  }
  return (
    `The page has the header ${EMBEDDER}, and ${script.pathname} comes without it, so that the ` +
    "browser does not start the engine's worker; send the same header with all of the folder " +
    "separable/."
  );
}
