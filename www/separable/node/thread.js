// A thread of Node with the interface that browsers give a worker.

import { Worker } from "node:worker_threads";

/** Keeps the program running only while it owes an answer. */
export class Thread extends EventTarget {
  #worker;
  #owed = 0;
  /** @type {((event: Event & { data?: unknown }) => void) | null} */
  onmessage = null;
  /** @type {((event: Event) => void) | null} */
  onmessageerror = null;
  /** @type {((event: Event & { message?: string }) => void) | null} */
  onerror = null;

  /**
   * @param {string | URL} address of its script
   * @param {string} name
   */
  constructor(address, name) {
    super();
    const url = new URL(address);
    const worker = new Worker(url, { name, workerData: { name, address: url.href } });
    worker.on("message", (data) => {
      if (data?.id !== undefined && --this.#owed === 0) worker.unref();
      const event = Object.assign(new Event("message"), { data });
      this.onmessage?.(event);
      this.dispatchEvent(event);
    });
    worker.on("messageerror", () => this.onmessageerror?.(new Event("messageerror")));
    worker.on("error", ({ message }) =>
      this.onerror?.(Object.assign(new Event("error"), { message })),
    );
    worker.unref();
    this.#worker = worker;
  }

  /**
   * @param {{ id?: number }} message
   * @param {Transferable[]} [transfer]
   */
  postMessage(message, transfer) {
    this.#worker.postMessage(message, /** @type {never} */ (transfer));
    if (message.id !== undefined && this.#owed++ === 0) this.#worker.ref();
  }

  terminate() {
    this.#worker.terminate();
  }
}
