// The button that records while it is held: by pointer, by Space or Enter on it, by the letter of
// its class. A click that nobody holds, as assistive tools make it, records one picture.

import { KEYS } from "../../domain/teaching.js";
import { el, mark, write } from "../shared/dom.js";
import { hasModifier } from "../shared/keys.js";

/**
 * @import { Class, Teaching } from "../../domain/teaching.js"
 */

/** @typedef {(action: any) => void} Teach */

const TYPED = "input:not([type=checkbox], [type=range]), select, textarea, [contenteditable]";

/**
 * @param {Teach} teach
 * @param {() => number} of   the class
 */
export function createRecordButton(teach, of) {
  const text = el("span");
  const key = el("kbd", { "aria-hidden": "true" });
  const node = el("button", { class: "button primary record", type: "button" }, text, key);
  let held = false;
  const start = () => {
    held = true;
    teach({ do: "record", of: of() });
  };
  const stop = () => {
    if (held) teach({ do: "stop" });
    held = false;
  };
  node.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    node.setPointerCapture(event.pointerId);
    start();
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture", "blur"])
    node.addEventListener(end, stop);
  node.addEventListener("keydown", (event) => {
    if (hasModifier(event) || ![" ", "Enter"].includes(event.key)) return;
    event.preventDefault();
    if (!event.repeat) start();
  });
  node.addEventListener("keyup", (event) => {
    if (![" ", "Enter"].includes(event.key)) return;
    event.preventDefault(); // no click follows
    stop();
  });
  node.addEventListener("click", (event) => {
    if (event.detail || held) return;
    start();
    stop();
  });
  node.addEventListener("contextmenu", (event) => event.preventDefault()); // of a long touch

  return {
    node,
    /**
     * @param {Class} one
     * @param {number} at   among the classes
     * @param {boolean} now   whether it is recorded
     * @param {string} words
     */
    update({ name }, at, now, words) {
      write(text, now ? "Recording …" : words);
      write(key, KEYS[at] ?? "");
      key.hidden = !KEYS[at];
      mark(node, "data-now", now);
      mark(node, "aria-label", `Hold to record “${name}”`);
      mark(node, "aria-keyshortcuts", KEYS[at] ?? null);
    },
  };
}

/**
 * The buttons of all classes in a row, at the foot of a narrow window.
 * @param {Teach} teach
 */
export function createBar(teach) {
  const node = el("div", { class: "recorders", role: "group", "aria-label": "Record" });
  /** @type {ReturnType<typeof createRecordButton>[]} */
  const buttons = [];
  /** @type {Class[]} */
  let classes = [];
  /** @type {Teaching | null} */
  let shown = null;
  return {
    node,
    /** @param {Teaching} teaching */
    update(teaching) {
      if (shown?.classes === teaching.classes && shown.recording === teaching.recording) return;
      shown = teaching;
      classes = teaching.classes;
      while (buttons.length < classes.length) {
        const at = buttons.length;
        const button = createRecordButton(teach, () => classes[at].id);
        buttons.push(button);
        node.append(button.node);
      }
      buttons.forEach((button, at) => {
        button.node.hidden = at >= classes.length;
        const one = classes[at];
        if (one) button.update(one, at, one.id === teaching.recording, one.name);
      });
    },
  };
}

/**
 * The letters of the classes, while the view is on show and nothing is typed.
 * @param {HTMLElement} root
 * @param {Teach} teach
 * @param {() => Teaching | null} teaching
 */
export function listenToKeys(root, teach, teaching) {
  let down = "";
  const stop = () => {
    if (down) teach({ do: "stop" });
    down = "";
  };
  document.addEventListener("keydown", (event) => {
    const { key, target, repeat, defaultPrevented, isComposing } = event;
    if (repeat || defaultPrevented || isComposing || hasModifier(event)) return;
    if (!root.checkVisibility() || document.querySelector("dialog[open]")) return;
    if (target instanceof Element && target.closest(TYPED)) return;
    const letter = key.toLowerCase();
    const one = teaching()?.classes[KEYS.indexOf(letter)];
    if (!one) return;
    event.preventDefault();
    down = letter;
    teach({ do: "record", of: one.id });
  });
  document.addEventListener("keyup", ({ key }) => {
    if (key.toLowerCase() === down) stop();
  });
  addEventListener("blur", stop);
}
