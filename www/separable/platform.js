// What the engine asks of the place where it runs: a page, or a worker of one. In Node
// `node/platform.js` stands in for this file.

/** @import { LoadOptions } from "../separable.d.ts" */

/**
 * An address, relative ones from the page.
 * @param {string | URL} address
 */
export const resolve = (address) =>
  new URL(address, globalThis.document?.baseURI ?? globalThis.location?.href);

/** How many threads run at once. */
export const cores = () => globalThis.navigator?.hardwareConcurrency || 1;

/** Whether workers may share memory; of pages only isolated ones may. */
export const isIsolated = () => globalThis.crossOriginIsolated === true;

const UNREADABLE = "is broken, or of a kind that this browser does not read; try another one";

/**
 * The picture that a file holds, the right way up.
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {string} name of the file, in a sentence
 * @returns {Promise<ImageBitmap>}
 */
export const decode = (bytes, name) =>
  createImageBitmap(new Blob([bytes])).catch((cause) => {
    throw new Error(`${name} ${UNREADABLE}.`, { cause });
  });

/**
 * Starts the engine's worker.
 * @param {URL} script where its code is
 * @param {Pick<LoadOptions, "locate" | "worker">} from
 */
export function startWorker(script, { locate, worker }) {
  if (worker) return worker();
  const origin = globalThis.location?.origin;
  if (origin && script.origin !== origin && /^https?:$/.test(script.protocol))
    return importing(script);
  if (locate) return new Worker(script, { type: "module", name: "separable" });
  // The same, as bundlers look for it.
  return new Worker(new URL("./worker.js", import.meta.url), { type: "module", name: "separable" });
}

/**
 * A worker whose script lies on another site, which no page may start: its own script imports it.
 * A page without an origin (a sandboxed frame) starts no module from a blob, but one from text.
 * @param {URL} script
 */
function importing(script) {
  const code = `import ${JSON.stringify(script.href)};`;
  const address =
    globalThis.origin === "null"
      ? `data:text/javascript,${encodeURIComponent(code)}`
      : URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  return new Worker(address, { type: "module", name: "separable" });
}
