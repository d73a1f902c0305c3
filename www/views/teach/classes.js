// The classes: name, counts, the button that records, the pictures. Files and pictures of other
// classes are dropped on one.

import { NONE_NAME, picturesOf, recordingsOf } from "../../domain/teaching.js";
import { el, icon, mark, write } from "../shared/dom.js";
import { lessonIn } from "./drops.js";
import { createPictures, DRAGGED } from "./pictures.js";
import { createRecordButton } from "./record.js";

/**
 * @import { Class, Example, Teaching } from "../../domain/teaching.js"
 * @import { Teach } from "./record.js"
 */

/**
 * @param {Teach} teach
 * @param {number} of
 */
function createClass(teach, of) {
  const name = el("input", { class: "name", type: "text", "aria-label": "Name of the class" });
  Object.assign(name, { autocomplete: "off", spellcheck: false, maxLength: 80 });
  const remove = el("button", { class: "button quiet", type: "button" }, icon("close"));
  const record = createRecordButton(teach, () => of);
  const choose = el("button", { class: "button", type: "button" }, icon("file"), "Files");
  const counts = el("p", { class: "counts" });
  const pictures = createPictures(teach);
  const makes = el("div", { class: "makes" }, record.node, choose);
  const head = el("header", {}, name, remove);
  const node = el("section", { class: "class" }, head, makes, counts, pictures.node);
  name.addEventListener("change", () => teach({ do: "rename", of, name: name.value }));
  name.addEventListener("keydown", (event) => event.key === "Enter" && name.blur());
  remove.addEventListener("click", () => teach({ do: "remove-class", of }));
  choose.addEventListener("click", () => teach({ do: "choose", of }));
  takeDrops(node, teach, of);
  return {
    node,
    /**
     * @param {Class} one
     * @param {number} at
     * @param {Example[]} examples   its pictures
     * @param {boolean} now   whether it is recorded
     */
    update(one, at, examples, now) {
      if (document.activeElement !== name || name.value === "") name.value = one.name;
      mark(node, "aria-label", one.name);
      mark(node, "data-class", one.id);
      mark(node, "data-pictures", examples.length);
      mark(remove, "aria-label", `Delete the class “${one.name}”`);
      mark(choose, "aria-label", `Files of “${one.name}”`);
      record.update(one, at, now, "Hold to record");
      write(counts, countsOf(examples));
      pictures.update(examples, one.name);
    },
  };
}

/** @param {Example[]} examples */
function countsOf(examples) {
  const { length } = examples;
  if (!length) return "No pictures yet. Hold the button, or drop pictures here.";
  const recordings = recordingsOf(examples);
  return (
    `${length} ${length === 1 ? "picture" : "pictures"}, ` +
    `${recordings} ${recordings === 1 ? "recording" : "recordings"}`
  );
}

/**
 * @param {HTMLElement} node
 * @param {Teach} teach
 * @param {number} of
 */
function takeDrops(node, teach, of) {
  const isWelcome = (/** @type {DataTransfer | null} */ data) =>
    !!data && (data.types.includes("Files") || data.types.includes(DRAGGED));
  const over = (/** @type {boolean} */ is) => mark(node, "data-over", is);
  node.addEventListener("dragover", (event) => {
    if (!isWelcome(event.dataTransfer)) return;
    event.preventDefault();
    over(true);
  });
  node.addEventListener("dragleave", (event) => {
    if (!node.contains(/** @type {Node | null} */ (event.relatedTarget))) over(false);
  });
  node.addEventListener("drop", (event) => {
    const data = event.dataTransfer;
    over(false);
    if (!data || !isWelcome(data)) return; // the page has a use for it, or says that it has none
    if (lessonIn(data)) return; // the view has
    event.preventDefault();
    event.stopPropagation();
    const id = Number(data.getData(DRAGGED));
    if (id) teach({ do: "move", ids: [id], to: of });
    else teach({ do: "files", of, data });
  });
}

/** @param {Teach} teach */
export function createClasses(teach) {
  const add = el("button", { class: "button", type: "button" }, "Add a class");
  const none = el(
    "button",
    { class: "button", type: "button", title: "A class for whatever else the camera sees" },
    `Add “${NONE_NAME}”`,
  );
  const undo = el("button", { class: "button", type: "button", "aria-keyshortcuts": "Control+Z" });
  undo.append("Undo the deletion");
  add.addEventListener("click", () => teach({ do: "add" }));
  none.addEventListener("click", () => teach({ do: "add-none" }));
  undo.addEventListener("click", () => teach({ do: "undo" }));
  const list = el("div", { class: "list" });
  const more = el("div", { class: "more" }, add, none, undo);
  const node = el("section", { class: "classes", "aria-label": "Classes" }, list, more);
  /** @type {Map<number, ReturnType<typeof createClass>>} */
  const known = new Map();
  /** @type {Teaching | null} */
  let shown = null;

  return {
    node,
    /** @param {Teaching} teaching */
    update(teaching) {
      const { classes, examples, recording, removed } = teaching;
      const same =
        shown?.classes === classes &&
        shown.examples === examples &&
        shown.recording === recording &&
        shown.removed === removed;
      if (same) return;
      shown = teaching;
      for (const [id, { node }] of known) {
        if (classes.some((one) => one.id === id)) continue;
        node.remove();
        known.delete(id);
      }
      classes.forEach((one, at) => {
        const card = known.get(one.id) ?? createClass(teach, one.id);
        known.set(one.id, card);
        if (list.children[at] !== card.node)
          list.insertBefore(card.node, list.children[at] ?? null);
        card.update(one, at, picturesOf(teaching, one.id), one.id === recording);
      });
      none.hidden = classes.some(({ name }) => name === NONE_NAME);
      undo.hidden = !removed.length;
    },
  };
}
