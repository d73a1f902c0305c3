// Which network runs, and how another takes its place: the old one goes on until the new one is ready.

import { open, openFiles, readIndex } from "./models.js";

/** @typedef {import("./separable.js").Network} Network */

/**
 * @param {ReturnType<typeof import("./state.js").createStore>} store
 * @param {{
 *   use: (network: Network) => void,
 *   complain: (error: unknown, retry?: (() => unknown) | null) => unknown,
 * }} page
 */
export function createRunning(store, { use, complain }) {
  /** @type {Network | null} */
  let network = null;
  let drops = 0;
  /** @type {AbortController | null} */
  let reading = null;

  /** @param {Network} next @param {string} id @param {string} name */
  function run(next, id, name) {
    const old = network;
    const { layers, stages, input, classes, labels, macs, params, bytes, backend } = next;
    network = next;
    next.addEventListener("restart", (event) => {
      if (network === next)
        complain(new Error(`The engine stopped and was started anew with its model: ${event.detail.reason}`));
    });
    use(next);
    document.documentElement.dataset.model = id;
    store.set({
      network: { id, name, layers, stages, input, classes, labels, macs, params, bytes, backend },
      model: id,
      reading: null,
      measured: null,
      hover: null,
      stage: Math.min(store.state.stage, stages.length - 1),
    });
    old?.dispose();
  }

  /**
   * @param {string} id what it is called in the address
   * @param {string} name
   * @param {(signal: AbortSignal) => Promise<{ network: Network, name: string }>} read
   * @param {() => unknown} retry
   */
  async function bring(id, name, read, retry) {
    reading?.abort();
    const mine = (reading = new AbortController());
    store.set({ model: id, reading: { name, loaded: 0, total: 0 }, problem: null });
    try {
      const got = await read(mine.signal);
      if (reading === mine) run(got.network, id, got.name);
      else got.network.dispose();
    } catch (error) {
      if (reading !== mine) return;
      const { models } = store.state;
      const cancelled = mine.signal.aborted;
      store.set({ reading: null, model: store.state.network?.id ?? id });
      if (!network && models.length && id !== models[0].id) await choose(models[0].id);
      if (!cancelled) complain(error, retry);
      else if (!network) complain(new Error("No model runs, since reading it was cancelled."), retry);
    } finally {
      if (reading === mine) reading = null;
    }
  }

  /** @param {string} id @returns {Promise<void>} */
  async function choose(id) {
    const { models } = store.state;
    const entry = models.find((entry) => entry.id === id);
    if (!entry) {
      await choose(models[0].id);
      const known = models.map(({ id }) => id).join(", ");
      complain(
        new Error(`There is no model “${id}” here, so ${models[0].name} runs instead. There are: ${known}.`),
      );
      return;
    }
    const { name } = entry;
    await bring(
      id,
      name,
      async (signal) => ({
        name,
        network: await open(entry, {
          signal,
          onProgress: ({ loaded, total }) => store.set({ reading: { name, loaded, total } }),
        }),
      }),
      () => choose(id),
    );
  }

  /** @param {File[]} files */
  async function drop(files) {
    const id = `dropped-${++drops}`;
    const name = files.map((file) => file.name).join(", ");
    await bring(
      id,
      name,
      (signal) => openFiles(files, signal),
      () => drop(files),
    );
  }

  async function begin() {
    try {
      store.set({ models: await readIndex() });
    } catch (error) {
      return complain(error, begin);
    }
    await choose(store.state.model);
  }

  return {
    begin,
    choose,
    drop,
    cancel: () => reading?.abort(),
    get network() {
      return network;
    },
  };
}
