// Moves the keyboard focus and the scroll position.

import { find } from "../views/shared/dom.js";
import { bringInSight } from "../views/shared/in-sight.js";

/** @import { createStore } from "../domain/state.js" */

/**
 * To the view on show.
 * @param {string} [part]   of it, as a selector
 */
export async function lead(part) {
  const node = find(document, ".focus");
  node.focus({ preventScroll: true });
  const wanted = () => document.querySelector(`.focus .pane:not([hidden]) ${part}`);
  if (part && (await bringInSight(wanted, (found) => found.scrollIntoView()))) return;
  const { top } = node.getBoundingClientRect();
  const { offsetHeight } = find(document, ".strip");
  if (top < offsetHeight || top > innerHeight / 2) node.scrollIntoView();
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
