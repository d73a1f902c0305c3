// Worker threads for the engine in this worker: workers inside it, by the same script, on the same
// memory.

import { THREAD } from "./thread.js";

/** @typedef {{ module: WebAssembly.Module, memory: WebAssembly.Memory }} Engine */
/**
 * What a thread says: that it can read messages, then whether it takes part.
 * @typedef {{ worker: Worker, here: Promise<unknown>, started: Promise<boolean> }} Thread
 */

/** Milliseconds; threads that take longer to start are left out. */
const START_LIMIT = 5000;

export class ThreadPool {
  /**
   * Referenced here, so that browsers do not collect them. They end with this worker.
   * @type {Thread[]}
   */
  #threads;

  /**
   * Starts workers, while the caller reads the engine's binary.
   * @param {number} count
   */
  constructor(count) {
    this.#threads = Array.from({ length: count }, begin);
  }

  /**
   * Gives the threads the engine.
   * @param {Engine} engine
   * @returns how many started
   */
  async start(engine) {
    const late = new Promise((resolve) => setTimeout(resolve, START_LIMIT, false));
    const started = await Promise.all(
      this.#threads.map(async ({ worker, here, started }) => {
        here.then(() => worker.postMessage(engine));
        const inTime = await Promise.race([started, late]);
        if (!inTime) worker.terminate();
        return inTime;
      }),
    );
    return started.filter(Boolean).length;
  }

  terminate() {
    for (const { worker } of this.#threads) worker.terminate();
  }
}

/**
 * That of this worker: some bundlers make no modules of them.
 * @returns {WorkerType}
 */
function typeOfWorker() {
  const { importScripts } = /** @type {{ importScripts?: () => void }} */ (globalThis);
  try {
    importScripts?.call(globalThis); // throws in a module
    return importScripts ? "classic" : "module";
  } catch {
    return "module";
  }
}

/** @returns {Thread} */
function begin() {
  const worker = new Worker(location.href, { type: typeOfWorker(), name: THREAD });
  let arrived = (/** @type {unknown} */ _) => {};
  const here = new Promise((resolve) => {
    arrived = resolve;
  });
  const started = new Promise((resolve) => {
    worker.onmessage = ({ data }) => (data.here ? arrived(null) : resolve(data));
    worker.onmessageerror = () => resolve(false);
    worker.onerror = (event) => {
      event.preventDefault();
      resolve(false);
    };
  });
  return { worker, here, started };
}
