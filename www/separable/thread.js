// A worker thread: it starts another instance of the engine on the memory of the worker that asked,
// and then takes part in its frames. It never returns to read another message.

/** @import { Engine } from "./thread-pool.js" */

/** Bytes of its stack, which the kernels hardly use; whole pages of 64 KiB. */
const STACK = 4 * 65536;

/** @typedef {typeof import("./wasm.d.ts")} Wasm   the module that wasm-bindgen makes */

/** The engine's script, being read; null if that fails. @type {Promise<Wasm | null>} */
let reading;

/** @param {{ data: { script: string } | Engine }} message */
self.onmessage = ({ data }) => {
  if ("script" in data) reading = import(data.script).catch(() => null);
  else join(data);
};

/** @param {Engine} on */
async function join({ module, memory }) {
  const engine = await reading;
  if (!engine) return self.postMessage(false);
  let number;
  try {
    engine.initSync({ module, memory, thread_stack_size: STACK });
    number = engine.registerThread();
  } catch {
    return self.postMessage(false);
  }
  self.postMessage(true);
  try {
    engine.runThread(number);
  } catch {
    // The worker that waits for this thread then stops too, and reports it.
    engine.markCrashed();
  }
}
