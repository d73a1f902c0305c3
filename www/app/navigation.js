// Moves the keyboard focus and the scroll position.

import { find } from "../views/shared/dom.js";

/** @import { createStore } from "../domain/state.js" */

const PATIENCE = 3000; // ms for a part of a view to be loaded
const SETTLES = 1000; // ms in which what stands above it still grows

/**
 * To the view on show.
 * @param {string} [part]   of it, as a selector
 */
export async function lead(part) {
  const node = find(document, ".focus");
  node.focus({ preventScroll: true });
  if (part && (await leadTo(`.focus .pane:not([hidden]) ${part}`))) return;
  const { top } = node.getBoundingClientRect();
  const { offsetHeight } = find(document, ".strip");
  if (top < offsetHeight || top > innerHeight / 2) node.scrollIntoView();
}

/**
 * Scrolls to what may still be loaded, and stays there until it has settled, or the visitor moves.
 * @param {string} selector
 * @returns {Promise<boolean>} whether it came
 */
async function leadTo(selector) {
  const moved = new AbortController();
  for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"])
    addEventListener(kind, () => moved.abort(), { signal: moved.signal, passive: true });
  let end = performance.now() + PATIENCE;
  let found = false;
  let stood = NaN;
  while (performance.now() < end && !moved.signal.aborted) {
    const node = document.querySelector(selector);
    if (node?.checkVisibility()) {
      if (!found) end = performance.now() + SETTLES;
      found = true;
      const { top } = node.getBoundingClientRect();
      if (top !== stood) node.scrollIntoView({ block: "start" });
      stood = node.getBoundingClientRect().top;
    }
    await new Promise(requestAnimationFrame);
  }
  moved.abort();
  return found;
}

/** Moves the focus from the ladder to the part of the view that takes arrow keys. */
export function enterView() {
  const pane = find(document, ".focus .pane:not([hidden])");
  /** @type {HTMLElement | null} */
  const target = pane.querySelector(".grid") ?? pane.querySelector('[tabindex="0"]');
  target?.focus();
}

/**
 * One level back: from a problem to the page, from the cell to its channel, from there to the
 * ladder, from there to the page.
 * @param {ReturnType<typeof createStore>} store
 */
export function back(store) {
  const { problem, place } = store.state;
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  const opened = focused === document.body || focused?.closest(".focus");
  if (problem) store.set({ problem: null });
  else if (place && opened) store.set({ place: null });
  else if (focused?.closest(".focus"))
    document.querySelector(/** @type {"li"} */ ('.ladder [aria-selected="true"]'))?.focus();
  else if (focused?.closest(".ladder")) focused.blur();
}

/** Marks the page while files are dragged over it. */
export function markDragging() {
  let over = 0;
  for (const [kind, step] of /** @type {const} */ ([
    ["dragenter", 1],
    ["dragleave", -1],
    ["drop", -Infinity],
    ["dragend", -Infinity],
  ])) {
    const count = (/** @type {DragEvent} */ event) => {
      over = Math.max(0, over + step);
      const files = over > 0 && !!event.dataTransfer?.types.includes("Files");
      document.documentElement.toggleAttribute("data-dragging", files);
    };
    document.addEventListener(kind, count, true);
  }
}
