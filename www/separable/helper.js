// A helper thread: it starts the engine once more on the memory of the worker that asked, and then
// takes part in its frames. It never comes back to read another message.

/** Bytes of its stack, which the kernels hardly use; whole pages of 64 KiB. */
const STACK = 4 * 65536;

/** @param {{ data: import("./recruit.js").Engine }} message */
self.onmessage = async ({ data: { script, module, memory } }) => {
  let engine, number;
  try {
    engine = await import(script);
    engine.initSync({ module, memory, thread_stack_size: STACK });
    number = engine.enlist();
  } catch {
    return self.postMessage(false);
  }
  self.postMessage(true);
  try {
    engine.help(number);
  } catch {
    engine.lose(); // the worker that waits for this part of a frame then stops too, and says so
  }
};
