// The page on paper: loads all chapters of the story, then lets the browser print.

import { sheet } from "../../views/shared/dom.js";

/** @import { State, createStore } from "../../domain/state.js" */

const PATIENCE = 6000; // ms for the story to load
const EVERY = 50;

/** @param {ReturnType<typeof createStore>} store */
export async function print(store) {
  if (store.state.printing) return; // already on its way
  store.set({ printing: true });
  await sheet("print");
  const end = performance.now() + PATIENCE;
  while (!told(store.state) && performance.now() < end)
    await new Promise((done) => setTimeout(done, EVERY));
  window.print();
  store.set({ printing: false });
}

/** @param {State} state */
function told({ story, hide }) {
  const bodies = [...document.querySelectorAll(".story .body")];
  return (
    !story ||
    hide.includes("story") ||
    (bodies.length > 0 && bodies.every((body) => body.childElementCount > 0))
  );
}
