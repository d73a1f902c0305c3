// The page without a network: the service worker caches the page, the models that were read, and
// the next version, which waits until the visitor asks for it. Loaded last.

import { serviceWorkers } from "../service-worker.js";

/** @import { Offline, createStore } from "../../domain/state.js" */

/** What loads it, once a version may wait. @type {() => unknown} */
let load = () => {};

/** Loads the new version in place of this one. */
export const loadVersion = () => load();

/** @param {ReturnType<typeof createStore>} store */
export async function keepOffline(store) {
  const container = serviceWorkers();
  if (!container) return;
  await answered(store);
  const registration = await registered(container);
  const { active } = await container.ready;
  if (!active) return;
  /** @param {Partial<Offline>} patch */
  const tell = (patch) => store.set({ offline: { ...store.state.offline, ...patch } });

  load = async () => {
    const { waiting } = registration;
    if (!waiting) return;
    container.addEventListener("controllerchange", () => location.reload(), { once: true });
    if ((await ask(waiting, { wish: "take" })) === "others") tell({ others: true });
  };

  const look = () => tell({ next: !!registration.waiting && !!container.controller });
  registration.addEventListener("updatefound", () =>
    registration.installing?.addEventListener("statechange", look),
  );
  registration.waiting?.addEventListener("statechange", look);
  look();

  tell({ page: await ask(active, { wish: "keep" }) });

  const folder = new URL("../../models/", import.meta.url);
  /** @type {string | undefined} */
  let last;
  const model = async () => {
    const { models, network } = store.state;
    if (network?.id === last) return;
    last = network?.id;
    const entry = models.find(({ id }) => id === last);
    if (!entry) return; // the visitor's own file
    const paths = [...entry.parts, ...(entry.labels ? [entry.labels] : [])];
    const addresses = paths.map((path) => new URL(path, folder).href);
    tell({ model: await ask(active, { wish: "models", addresses }) });
  };
  store.watch(model);
  model();
}

/**
 * Registers the service worker only where there is none: registering waits for the browser's own
 * check for a new version, which is slow while frames keep the machine busy.
 * @param {ServiceWorkerContainer} container
 */
async function registered(container) {
  const { href } = new URL("../../service-worker.js", import.meta.url);
  const known = await container.getRegistration(href);
  return known?.active?.scriptURL === href ? known : container.register(href);
}

/**
 * Resolves when the first answer is shown.
 * @param {Parameters<typeof keepOffline>[0]} store
 */
function answered(store) {
  return new Promise((resolve) => {
    const look = () => store.state.frame && resolve(null);
    store.watch(look);
    look();
  });
}

/**
 * @param {ServiceWorker} worker
 * @param {{ wish: string, addresses?: string[] }} message
 * @returns {Promise<string>}
 */
function ask(worker, message) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => {
      port1.close();
      resolve(data);
    };
    worker.postMessage(message, [port2]);
  });
}
