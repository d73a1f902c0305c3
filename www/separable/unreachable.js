// Why something could not be had, where the browser says only that it failed: a site that lets no
// other one read it, a policy of the page, a header that the worker has to have.

import { withTimeout } from "./timeouts.js";

const EMBEDDER = "Cross-Origin-Embedder-Policy";
/** ms after a failure in which the browser tells of a policy. */
const SOON = 100;

/**
 * Listens for what a policy of the page blocks.
 * @returns {() => Promise<{ directive: string, address: string }[]>} ends it, and tells what
 */
export function violations() {
  const target = globalThis.document ?? globalThis;
  /** @type {{ directive: string, address: string }[]} */
  const seen = [];
  const note = (/** @type {Event} */ event) => {
    const { effectiveDirective, blockedURI } = /** @type {SecurityPolicyViolationEvent} */ (event);
    seen.push({ directive: effectiveDirective, address: blockedURI });
  };
  target.addEventListener("securitypolicyviolation", note);
  return async () => {
    await new Promise((resolve) => setTimeout(resolve, SOON));
    target.removeEventListener("securitypolicyviolation", note);
    return seen;
  };
}

/**
 * Why a file could not be fetched, as the end of a sentence.
 * @param {URL} url
 * @param {Awaited<ReturnType<ReturnType<typeof violations>>>} blocked
 */
export async function whyNotFetched(url, blocked) {
  const { origin, host } = url;
  if (blocked.some(({ address }) => address.startsWith(origin)))
    return (
      "could not be fetched: the page's content security policy does not allow it; add " +
      `${origin} to connect-src, or put the file beside the page.`
    );
  if (origin === location.origin || !/^https?:$/.test(url.protocol))
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
 * @param {URL} script
 * @param {string} directive
 */
const forbidden = (script, directive) =>
  `The page's header Content-Security-Policy (${directive}) does not let the engine's worker ` +
  "start; whoever looks after the page has to allow it: worker-src " +
  `${script.origin === location.origin ? "'self'" : script.origin}.`;

/**
 * Why the worker could not even be made, in a sentence.
 * @param {URL} script
 * @param {unknown} cause
 */
export const whyNotMade = (script, cause) =>
  script.origin === location.origin && /** @type {Error} */ (cause).name === "SecurityError"
    ? forbidden(script, "worker-src")
    : "The engine's worker could not be started; open the page over http(s), and let " +
      "separable.js come from the same site.";

/**
 * Why the worker did not load, in a sentence; empty if nothing stands in its way.
 * @param {URL} script
 * @param {Awaited<ReturnType<ReturnType<typeof violations>>>} blocked
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
