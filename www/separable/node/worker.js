// The engine's worker in a thread of Node: gives it what a browser's worker has, then starts it.

import { parentPort, workerData } from "node:worker_threads";
import { fetchFile } from "./fetch-file.js";
import { Thread } from "./thread.js";

const port = /** @type {import("node:worker_threads").MessagePort} */ (parentPort);

/**
 * @param {unknown} message
 * @param {{ transfer?: Transferable[] }} [options]
 */
const postMessage = (message, options) =>
  port.postMessage(message, /** @type {never} */ (options?.transfer));

/** The engine's own threads are named, too. */
class Worker extends Thread {
  /**
   * @param {string} _address
   * @param {{ name: string }} options
   */
  constructor(_address, { name }) {
    super(workerData.address, name);
  }
}

const own = {
  self: globalThis,
  name: workerData.name,
  fetch: fetchFile,
  postMessage,
  Worker,
  onmessage: null,
};
// Deno has a place, and keeps it.
if (!globalThis.location) Object.assign(own, { location: { href: "" } });
for (const [name, value] of Object.entries(own))
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });

await import("../worker.js");
port.on("message", (data) => self.onmessage?.(/** @type {never} */ ({ data })));
