// The pictures of a class: a grid that is moved in by arrow keys. Enter looks closer, Delete
// deletes, and a picture is dragged to another class.

import { clamp } from "../../domain/number.js";
import { el, mark } from "../shared/dom.js";
import { moveInGrid } from "../shared/keys.js";

/**
 * @import { Example } from "../../domain/teaching.js"
 * @import { Teach } from "./record.js"
 */

/** What a picture that is dragged is called. */
export const DRAGGED = "application/x-separable-picture";

/**
 * @param {Teach} teach
 * @param {Example} example
 */
function createPicture(teach, { id, url }) {
  const image = el("img", { src: url, alt: "", width: 48, height: 48, draggable: "false" });
  image.decoding = "async";
  const node = el("li", { role: "option", "aria-selected": "false", tabindex: -1 }, image);
  Object.assign(node, { draggable: true });
  mark(node, "data-picture-id", id);
  node.addEventListener("click", () => teach({ do: "look", id }));
  node.addEventListener("dragstart", (event) => event.dataTransfer?.setData(DRAGGED, String(id)));
  return node;
}

/** @param {Teach} teach */
export function createPictures(teach) {
  const node = el("ul", { class: "pictures", role: "listbox", hidden: true });
  /** @type {Map<number, HTMLElement>} */
  const known = new Map();
  /** On show, the last that came first. @type {Example[]} */
  let shown = [];
  let at = 0;

  const items = () => /** @type {HTMLElement[]} */ ([...node.children]);
  /** @param {number} to */
  function go(to) {
    at = clamp(to, 0, shown.length - 1);
    items().forEach((item, i) => mark(item, "tabindex", i === at ? 0 : -1));
  }
  node.addEventListener("focusin", ({ target }) => {
    const to = items().indexOf(/** @type {HTMLElement} */ (target));
    if (to >= 0) go(to);
  });
  node.addEventListener("keydown", (event) => {
    const grid = { from: at, count: shown.length, columns: columnsOf(items()) };
    if (moveInGrid(event, grid, (to) => (go(to), items()[to].focus()))) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { id } = shown[at];
    if (event.key === "Enter" || event.key === " ") teach({ do: "look", id });
    else if (event.key === "Delete" || event.key === "Backspace") {
      teach({ do: "remove", ids: [id] });
      items()[at]?.focus();
    } else return;
    event.preventDefault();
  });

  return {
    node,
    /**
     * @param {Example[]} examples
     * @param {string} name   of the class
     */
    update(examples, name) {
      mark(node, "aria-label", `Pictures of “${name}”`);
      if (
        examples.length === shown.length &&
        examples.at(-1) === shown[0] &&
        examples[0] === shown.at(-1)
      )
        return;
      shown = [...examples].reverse();
      const now = new Set(shown.map(({ id }) => id));
      for (const [id, item] of known) {
        if (now.has(id)) continue;
        item.remove();
        known.delete(id);
      }
      shown.forEach((example, i) => {
        const item = known.get(example.id) ?? createPicture(teach, example);
        known.set(example.id, item);
        mark(item, "aria-label", `Picture ${shown.length - i} of ${shown.length}`);
        if (node.children[i] !== item) node.insertBefore(item, node.children[i] ?? null);
      });
      node.hidden = !shown.length;
      go(at);
    },
  };
}

/** How many stand beside each other. @param {HTMLElement[]} items */
function columnsOf(items) {
  const next = items.findIndex(({ offsetTop }) => offsetTop !== items[0].offsetTop);
  return next < 0 ? items.length : next;
}
