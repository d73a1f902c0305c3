// A worker thread: it starts another instance of the engine on the memory of the worker that asked,
// and then takes part in its frames. It never returns to read another message.

import * as engine from "./wasm.js";

/** @import { Engine } from "./thread-pool.js" */

/** Bytes of its stack, which the kernels hardly use; whole pages of 64 KiB. */
const STACK = 4 * 65536;

/** What this worker is called. */
export const THREAD = "separable thread";

export function becomeThread() {
  self.onmessage = ({ data }) => join(data);
  self.postMessage({ here: true });
}

/** @param {Engine} on */
function join({ module, memory }) {
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
