// Shortcuts. A key presses a visible button; without one it does nothing.

/** @type {Record<string, string>} what each key presses */
const BUTTONS = {
  f: '[data-action="freeze"]',
  k: '[data-action="keep-frame"]',
  n: '[data-action="next"]',
  p: '[data-action="previous"]',
  "?": '[data-action="help"]',
};

const TYPED =
  "input:not([type=radio], [type=checkbox], [type=range]), select, textarea, [contenteditable]";

/**
 * @param {{
 *   tabs: readonly string[],
 *   back: () => void,
 *   print: () => void,
 *   undo: () => boolean,
 * }} page the views behind the digits; one level back; one edit back, false where that is not what
 *   the visitor looks at
 */
export function createKeys({ tabs, back, print, undo }) {
  document.addEventListener("keydown", (event) => {
    if (isUndo(event)) {
      if (undo()) event.preventDefault();
      return;
    }
    const { key, target } = event;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && key.toLowerCase() === "p") {
      event.preventDefault(); // the browser would not wait for the story to load
      return print();
    }
    if (
      event.defaultPrevented ||
      event.altKey ||
      event.ctrlKey ||
      event.metaKey ||
      event.isComposing
    )
      return;
    if (document.querySelector("dialog[open]")) return; // it has keys of its own
    if (key === "Escape") return back();
    if (target instanceof Element && target.closest(TYPED)) return;
    const view = tabs[Number(key) - 1];
    /** @type {HTMLButtonElement | null} */
    const button = document.querySelector(
      view ? `[data-view="${view}"]` : (BUTTONS[key.toLowerCase()] ?? "no-key"),
    );
    if (!button?.checkVisibility() || button.disabled || event.repeat) return;
    event.preventDefault();
    button.click();
    if (view) button.focus();
  });
}

/**
 * Ctrl or Cmd and Z, outside text fields: those undo what was typed. The view of changes has number
 * fields, in which an edit is undone.
 * @param {KeyboardEvent} event
 */
function isUndo({ key, target, ctrlKey, metaKey, shiftKey }) {
  if (!(ctrlKey || metaKey) || shiftKey || key.toLowerCase() !== "z") return false;
  return !(target instanceof HTMLInputElement) || !!target.closest(".pane");
}
