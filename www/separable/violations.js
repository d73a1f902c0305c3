// What a policy of the page blocks; `unreachable.js` finds out more.

/** @typedef {{ directive: string, address: string }} Violation */

/** ms after a failure in which the browser tells of a policy. */
const SOON = 100;

/**
 * Listens for what a policy of the page blocks.
 * @returns {() => Promise<Violation[]>} ends it, and tells what
 */
export function violations() {
  const target = globalThis.document ?? globalThis;
  /** @type {Violation[]} */
  const seen = [];
  const note = (/** @type {Event} */ event) => {
    const { effectiveDirective, blockedURI } = /** @type {SecurityPolicyViolationEvent} */ (event);
    seen.push({ directive: effectiveDirective, address: blockedURI });
  };
  target.addEventListener?.("securitypolicyviolation", note);
  return async () => {
    await new Promise((resolve) => setTimeout(resolve, SOON));
    target.removeEventListener?.("securitypolicyviolation", note);
    return seen;
  };
}

/**
 * @param {URL} script
 * @param {string} directive
 */
export function forbidden({ origin, protocol }, directive) {
  const isOwn = origin === globalThis.location?.origin;
  const source = protocol === "blob:" ? protocol : isOwn ? "'self'" : `blob: ${origin}`;
  return (
    `The page's header Content-Security-Policy (${directive}) does not let the engine's worker ` +
    `start; whoever looks after the page has to allow it: worker-src ${source}.`
  );
}

/**
 * Why the worker could not even be made, in a sentence.
 * @param {URL} script
 * @param {unknown} cause
 */
export function whyNotMade(script, cause) {
  const { name, message } = /** @type {Error} */ (cause);
  if (name === "SecurityError" && script.origin === globalThis.location?.origin)
    return forbidden(script, "worker-src");
  if (/Trusted/.test(message))
    return (
      "The page's policy asks for Trusted Types, so that the engine's worker was not started; " +
      "make it yourself, by the option `worker` of load()."
    );
  return (
    "The engine's worker could not be started; open the page over http(s), or give the option " +
    "`locate` or `worker` of load()."
  );
}
