// A number that can be dragged, stepped with the keys, or typed; it only ever takes legal values.

import { nearest } from "../../lab/lab.js";
import { el, mark, write } from "../shared/dom.js";

const TRAVEL = 22; // pixels of dragging from one value to the next
const PAUSE = 900; // ms after which digits begin a new number

/**
 * @param {string} key what it is, for those who light up what it counts
 * @param {string} name what is read out
 * @param {string} letters what stands under the number
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
  let typed = "";
  let timer = 0;
  /** @type {{ x: number, from: number } | null} */
  let held = null;

  /** @param {number} index */
  const pick = (index) => {
    const next = legal[Math.max(0, Math.min(legal.length - 1, index))];
    if (next !== now) choose(next);
  };
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
  node.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const at = legal.indexOf(now);
    const to = {
      ArrowUp: at + 1,
      ArrowRight: at + 1,
      ArrowDown: at - 1,
      ArrowLeft: at - 1,
      PageUp: at + 3,
      PageDown: at - 3,
      Home: 0,
      End: legal.length - 1,
    }[event.key];
    if (to !== undefined) pick(to);
    else if (/^\d$/.test(event.key)) {
      typed += event.key;
      clearTimeout(timer);
      timer = window.setTimeout(() => (typed = ""), PAUSE);
      const next = nearest(legal, Number(typed));
      if (next !== now) choose(next);
    } else return;
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
