// Helper threads for the engine in this worker: workers inside it, on the same memory.

/** @typedef {{ script: string, module: WebAssembly.Module, memory: WebAssembly.Memory }} Engine */

/** A helper that takes longer to come up, in ms, is left out. */
const PATIENCE = 5000;

/** Kept, so that no browser takes them for forgotten. They end with this worker. @type {Worker[]} */
const helpers = [];

/**
 * @param {number} count
 * @param {Engine} engine
 * @returns how many came up
 */
export async function recruit(count, engine) {
  const coming = Array.from({ length: count }, () => start(engine));
  return (await Promise.all(coming)).filter((came) => came).length;
}

/**
 * @param {Engine} engine
 * @returns {Promise<boolean>}
 */
function start(engine) {
  return new Promise((resolve) => {
    const helper = new Worker(new URL("./helper.js", import.meta.url), { type: "module", name: "separable helper" });
    const settle = (/** @type {boolean} */ came) => {
      clearTimeout(late);
      if (!came) helper.terminate();
      resolve(came);
    };
    const late = setTimeout(settle, PATIENCE, false);
    helper.onmessage = ({ data: came }) => settle(came);
    helper.onmessageerror = () => settle(false);
    helper.onerror = (event) => {
      event.preventDefault();
      settle(false);
    };
    helper.postMessage(engine);
    helpers.push(helper);
  });
}
