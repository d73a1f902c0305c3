// A number that can be dragged, stepped with the keys, or typed; it only ever takes legal values.

import { nearest } from "../../lab/lab.js";
import { clamp } from "../../domain/number.js";
import { el, mark, write } from "../shared/dom.js";
import { hasModifier } from "../shared/keys.js";

const TRAVEL = 22; // pixels of dragging from one value to the next
const PAUSE = 900; // ms after which digits begin a new number

/**
 * The value that a key leads to, as an index; undefined for other keys.
 * @param {string} key
 * @param {number} index
 * @param {number} last
 */
const indexAfter = (key, index, last) =>
  ({
    ArrowUp: index + 1,
    ArrowRight: index + 1,
    ArrowDown: index - 1,
    ArrowLeft: index - 1,
    PageUp: index + 3,
    PageDown: index - 3,
    Home: 0,
    End: last,
  })[key];

/** Digits that are typed one soon after the other make one number. */
function createDigits() {
  let typed = "";
  let timer = 0;
  return (/** @type {string} */ digit) => {
    typed += digit;
    clearTimeout(timer);
    timer = window.setTimeout(() => (typed = ""), PAUSE);
    return Number(typed);
  };
}

/**
 * @param {string} key       for `data-term`: the step then lights up what the term counts
 * @param {string} name      read out
 * @param {string} letters   under the number
 * @param {(value: number) => void} choose
 */
export function createTerm(key, name, letters, choose) {
  const value = el("span", { class: "value number" });
  const node = el(
    "span",
    {
      class: "term",
      role: "spinbutton",
      tabindex: 0,
      "data-term": key,
      "aria-label": name,
      title: `${name}: drag, or arrow keys`,
    },
    value,
    el("span", { class: "letters", "aria-hidden": "true" }, letters),
  );
  /** @type {number[]} */
  let legal = [];
  let now = 0;
  /** @type {{ x: number, from: number } | null} */
  let held = null;

  /** @param {number} next */
  const set = (next) => {
    if (next !== now) choose(next);
  };
  /** @param {number} index */
  const pick = (index) => set(legal[clamp(index, 0, legal.length - 1)]);
  node.addEventListener("pointerdown", (event) => {
    if (event.button || legal.length < 2) return;
    node.setPointerCapture(event.pointerId);
    held = { x: event.clientX, from: legal.indexOf(now) };
  });
  node.addEventListener("pointermove", (event) => {
    if (held) pick(held.from + Math.round((event.clientX - held.x) / TRAVEL));
  });
  for (const end of /** @type {const} */ (["pointerup", "pointercancel", "lostpointercapture"]))
    node.addEventListener(end, () => (held = null));
  const digits = createDigits();
  node.addEventListener("keydown", (event) => {
    if (hasModifier(event)) return;
    const index = indexAfter(event.key, legal.indexOf(now), legal.length - 1);
    if (index !== undefined) pick(index);
    else if (/^\d$/.test(event.key)) set(nearest(legal, digits(event.key)));
    else return;
    event.preventDefault();
  });

  return {
    node,
    /**
     * @param {number} next
     * @param {number[]} choices one: the others leave no choice
     */
    show(next, choices) {
      now = next;
      legal = choices;
      write(value, String(next));
      mark(node, "aria-valuenow", next);
      mark(node, "aria-valuemin", legal[0]);
      mark(node, "aria-valuemax", legal[legal.length - 1]);
      mark(node, "aria-disabled", legal.length < 2);
      mark(node, "tabindex", legal.length < 2 ? -1 : 0);
      mark(node, "data-least", next === legal[0]);
      mark(node, "data-most", next === legal[legal.length - 1]);
    },
  };
}
