// What the engine asks of the place where it runs, if all is in one file.

/** @import { LoadOptions } from "../../separable.d.ts" */

export { cores, decode, resolve } from "../platform.js";

/** Threads are not asked for: their binary is not inside. */
export const isIsolated = () => false;

/**
 * Starts the engine's worker. It is no module: a page without an origin (a sandboxed frame, a file
 * that was opened from disk) may not start one from a blob.
 * @param {URL} script
 * @param {Pick<LoadOptions, "worker">} from
 */
export const startWorker = (script, { worker }) =>
  worker?.() ?? new Worker(script, { name: "separable" });
