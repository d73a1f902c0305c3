// One picture, looked at larger: moved to another class, or deleted alone or with its recording.

import { nameOf, picturesOf } from "../../domain/teaching.js";
import { el, icon, mark, write } from "../shared/dom.js";

/**
 * @import { Example, Teaching } from "../../domain/teaching.js"
 * @import { Teach } from "./record.js"
 */

function createParts() {
  const button = (/** @type {string} */ text, /** @type {string} */ kind = "button") =>
    el("button", { class: kind, type: "button" }, text);
  const title = el("h3", { id: "teach-look-name" });
  const image = el("img", { alt: "", width: 256, height: 256 });
  const about = el("p", { class: "about" });
  const select = el("select", { "aria-label": "Class of this picture" });
  const close = el("button", { class: "button quiet", type: "button", "aria-label": "Close" });
  close.append(icon("close"));
  const parts = {
    ...{ title, image, about, select, close },
    ...{ before: button("Previous"), after: button("Next") },
    ...{ remove: button("Delete"), all: button("Delete its recording") },
    why: button("Ask why"),
  };
  const node = el(
    "dialog",
    { class: "look", "aria-labelledby": title.id },
    el("header", {}, title, close),
    image,
    about,
    el("label", {}, "Class ", select),
    el("div", { class: "ways" }, parts.before, parts.after, parts.why, parts.remove, parts.all),
  );
  return { node, ...parts };
}

/** @param {Teach} teach */
export function createLook(teach) {
  const parts = createParts();
  const { node, title, image, about, select, close, before, after, remove, all, why } = parts;
  /** @type {Example | undefined} */
  let example;
  /** Pictures of its class. @type {Example[]} */
  let row = [];
  /** @type {Teaching | null} */
  let shown = null;
  /** What had the focus. */
  let from = /** @type {Element | null} */ (null);

  /** @param {number} by */
  const go = (by) => {
    const at = row.findIndex(({ id }) => id === example?.id);
    teach({ do: "look", id: row[(at + by + row.length) % row.length]?.id ?? null });
  };
  /** @param {Example[]} gone */
  const removing = (gone) => teach({ do: "remove", ids: gone.map(({ id }) => id) });
  const recorded = () => row.filter(({ recording }) => recording === example?.recording);
  close.addEventListener("click", () => node.close());
  node.addEventListener("close", () => teach({ do: "look", id: null }));
  node.addEventListener("click", (event) => event.target === node && node.close());
  before.addEventListener("click", () => go(-1));
  after.addEventListener("click", () => go(1));
  remove.addEventListener("click", () => example && removing([example]));
  all.addEventListener("click", () => removing(recorded()));
  why.addEventListener("click", () => example && teach({ do: "why", id: example.id }));
  select.addEventListener("change", () =>
    teach({ do: "move", ids: [example?.id], to: Number(select.value) }),
  );

  return {
    node,
    /** @param {Teaching} teaching */
    update(teaching) {
      const { open, examples, classes } = teaching;
      why.hidden = !teaching.head;
      if (shown?.open === open && shown.examples === examples && shown.classes === classes) return;
      shown = teaching;
      example = examples.find(({ id }) => id === open);
      if (!example) {
        if (node.open) node.close();
        if (from instanceof HTMLElement && from.isConnected) from.focus();
        from = null;
        return;
      }
      row = picturesOf(teaching, example.of);
      const name = nameOf(teaching, example.of);
      const at = row.findIndex(({ id }) => id === open);
      write(title, name);
      if (image.src !== example.url) image.src = example.url;
      mark(image, "alt", `Picture ${at + 1} of “${name}”`);
      const { length } = recorded();
      write(about, `Picture ${at + 1} of ${row.length}, in a recording of ${length}`);
      select.replaceChildren(...classes.map(({ id, name }) => new Option(name, String(id))));
      select.value = String(example.of);
      all.hidden = length < 2;
      if (node.open) return;
      from = document.activeElement;
      node.showModal();
    },
  };
}
