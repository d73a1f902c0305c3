// Worker threads for the engine in this worker: workers inside it, on the same memory.

/** @typedef {{ module: WebAssembly.Module, memory: WebAssembly.Memory }} Engine */
/** @typedef {{ worker: Worker, started: Promise<boolean> }} Thread */

/** Milliseconds; threads that take longer to start are left out. */
const START_LIMIT = 5000;

export class ThreadPool {
  /**
   * Referenced here, so that browsers do not collect them. They end with this worker.
   * @type {Thread[]}
   */
  #threads;

  /**
   * Starts workers, which read the engine's script while the caller reads its binary.
   * @param {number} count
   * @param {string} script
   */
  constructor(count, script) {
    this.#threads = Array.from({ length: count }, () => begin(script));
  }

  /**
   * Gives the threads the engine.
   * @param {Engine} engine
   * @returns how many started
   */
  async start(engine) {
    const late = new Promise((resolve) => setTimeout(resolve, START_LIMIT, false));
    const started = await Promise.all(
      this.#threads.map(async ({ worker, started }) => {
        worker.postMessage(engine);
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
 * @param {string} script
 * @returns {Thread}
 */
function begin(script) {
  const worker = new Worker(new URL("./thread.js", import.meta.url), {
    type: "module",
    name: "separable thread",
  });
  const started = new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onmessageerror = () => resolve(false);
    worker.onerror = (event) => {
      event.preventDefault();
      resolve(false);
    };
  });
  worker.postMessage({ script });
  return { worker, started };
}
