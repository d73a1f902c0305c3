// Moves the keyboard focus and the scroll position.

import { find } from "../views/shared/dom.js";

/** @import { createStore } from "../domain/state.js" */

/** Where words may lead; what takes keys gets them. @type {Record<string, string>} */
const PLACES = { focus: ".focus", ladder: '.ladder [aria-selected="true"]' };

/** @param {string} place */
export function lead(place) {
  const node = find(document, PLACES[place]);
  if (node.tabIndex >= 0) node.focus({ preventScroll: true });
  const { top, bottom } = node.getBoundingClientRect();
  const { offsetHeight } = find(document, ".strip");
  if (bottom < offsetHeight || top > innerHeight / 2) node.scrollIntoView();
}

/** Moves the focus from the ladder to the part of the view that takes arrow keys. */
export function enterView() {
  const pane = find(document, ".pane:not([hidden])");
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

/**
 * Folds the story; where it stands below the part of the page on show, scrolls there instead.
 * @param {ReturnType<typeof createStore>} store
 */
export function toggleStory(store) {
  const story = find(document, ".story");
  const below = () => story.getBoundingClientRect().top > innerHeight;
  if (!below()) store.set({ story: !store.state.story });
  if (!below()) return;
  story.scrollIntoView();
  story.focus({ preventScroll: true });
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
