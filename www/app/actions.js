// Everything that visitors do arrives here: actions of the views, buttons and selects.

/** @import { Action } from "../domain/action.js" */

/**
 * A handler for each action.
 * @typedef {{ [T in Action["type"]]: (action: Extract<Action, { type: T }>) => unknown }} Handlers
 */

/**
 * @param {{
 *   actions: Handlers,
 *   buttons: Record<string, (button: HTMLButtonElement) => unknown>,
 *   selects: Record<string, (value: string) => unknown>,
 * }} page buttons and selects by their `data-action`
 */
export function listenToActions({ actions, buttons, selects }) {
  document.addEventListener("action", (event) => {
    /** @type {Action} */
    const action = /** @type {CustomEvent} */ (event).detail;
    // Each handler takes the action of its own type.
    const handle = /** @type {(action: Action) => unknown} */ (actions[action.type]);
    handle(action);
  });
  document.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("button");
    if (button?.dataset.action) buttons[button.dataset.action]?.(button);
  });
  document.addEventListener("change", (event) => {
    const { target } = event;
    if (target instanceof HTMLSelectElement && target.dataset.action)
      selects[target.dataset.action]?.(target.value);
  });
}

/**
 * Copies text; false where the browser does not let the page.
 * @param {string} text
 */
export const copy = (text) =>
  navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
