// Helper threads for the engine in this worker: workers inside it, on the same memory.

/** @typedef {{ module: WebAssembly.Module, memory: WebAssembly.Memory }} Engine */
/** @typedef {{ worker: Worker, came: Promise<boolean> }} Helper */

/** Helpers that take longer to come up, in ms, are left out. */
const PATIENCE = 5000;

export class Crew {
  /**
   * Kept, so that no browser takes them for forgotten. They end with this worker.
   * @type {Helper[]}
   */
  #helpers;

  /**
   * Starts workers, which read the engine's script while the caller is busy with its binary.
   * @param {number} count
   * @param {string} script
   */
  constructor(count, script) {
    this.#helpers = Array.from({ length: count }, () => call(script));
  }

  /**
   * Gives them the engine.
   * @param {Engine} engine
   * @returns how many came up
   */
  async join(engine) {
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, false));
    const there = await Promise.all(
      this.#helpers.map(async ({ worker, came }) => {
        worker.postMessage(engine);
        const there = await Promise.race([came, late]);
        if (!there) worker.terminate();
        return there;
      }),
    );
    return there.filter(Boolean).length;
  }

  dismiss() {
    for (const { worker } of this.#helpers) worker.terminate();
  }
}

/**
 * @param {string} script
 * @returns {Helper}
 */
function call(script) {
  const worker = new Worker(new URL("./thread.js", import.meta.url), {
    type: "module",
    name: "separable helper",
  });
  const came = new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onmessageerror = () => resolve(false);
    worker.onerror = (event) => {
      event.preventDefault();
      resolve(false);
    };
  });
  worker.postMessage({ script });
  return { worker, came };
}
