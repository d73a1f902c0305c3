// The two ways in: which one is on show, where one was in each, and that a returning visitor comes
// back to it.

import { find, mark } from "../views/shared/dom.js";

/** @import { State, createStore } from "../domain/state.js" */

const KEY = "separable-way";

/**
 * Where a visitor was last; the text at a first visit.
 * @returns {State["way"]}
 */
export function firstWay() {
  try {
    return localStorage.getItem(KEY) === "explore" ? "explore" : "read";
  } catch {
    return "read"; // the browser keeps nothing
  }
}

/** @param {ReturnType<typeof createStore>} store */
export function createWays(store) {
  const page = document.documentElement;
  /** @type {Record<State["way"], HTMLElement>} */
  const buttons = {
    read: find(document, '[data-action="story"]'),
    explore: find(document, '[data-action="explore"]'),
  };
  /** Where the window stood. @type {Record<State["way"], number>} */
  const stood = { read: 0, explore: 0 };

  /** @param {State["way"]} way */
  function show(way) {
    page.dataset.way = way;
    for (const [name, button] of Object.entries(buttons))
      mark(button, "aria-pressed", String(name === way));
  }
  show(store.state.way);
  store.watch(({ way }, before) => {
    if (way === before.way) return;
    stood[before.way] = scrollY;
    show(way);
    scrollTo(0, stood[way]);
    try {
      localStorage.setItem(KEY, way);
    } catch {
      // the browser keeps nothing
    }
  });
}
