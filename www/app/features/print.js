// The page on paper: loads all chapters of the story, then lets the browser print.

import { styleSheet } from "../../views/shared/style-sheet.js";

/** @import { createStore } from "../../domain/state.js" */

const TIMEOUT_MS = 6000; // ms for the story to load
const EVERY = 50;

/**
 * @param {ReturnType<typeof createStore>} store
 * @param {() => boolean} isWhole   whether all of the story is on the page
 */
export async function print(store, isWhole) {
  if (store.state.printing) return; // already on its way
  store.set({ printing: true });
  await styleSheet("print");
  const end = performance.now() + TIMEOUT_MS;
  while (!isWhole() && performance.now() < end)
    await new Promise((done) => setTimeout(done, EVERY));
  window.print();
  store.set({ printing: false });
}
