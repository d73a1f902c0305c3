// All labels, found by typing: a combobox with a list box.

import { dispatch, el, mark, write } from "../shared/dom.js";
import { nameOf } from "./scene.js";

/** @import { Description } from "../../domain/state.js" */

const MOST = 60; // options on show at a time

export function createSearch() {
  const list = el("ul", {
    id: "why-labels",
    role: "listbox",
    "aria-label": "Labels",
    hidden: true,
  });
  const input = el("input", {
    ...{
      type: "text",
      role: "combobox",
      id: "why-search",
      autocomplete: "off",
      spellcheck: "false",
    },
    ...{ "aria-autocomplete": "list", "aria-controls": "why-labels", "aria-expanded": "false" },
  });
  const more = el("p", { class: "more", hidden: true });
  const box = el("div", { class: "found", hidden: true }, list, more);
  const count = el("span", { class: "label" });
  const node = el(
    "div",
    { class: "search" },
    el("label", { for: "why-search" }, "another class:"),
    input,
    count,
    box,
  );

  /** @type {Description | null} */
  let network = null;
  /** @type {number[]} */
  let found = [];
  let at = -1;

  /** Labels that begin with what was typed, then those that have it within. */
  function look() {
    if (!network) return;
    const typed = input.value.trim().toLowerCase();
    const names = Array.from({ length: network.classes }, (_, i) =>
      nameOf(/** @type {Description} */ (network), i).toLowerCase(),
    );
    const rank = (/** @type {string} */ name) =>
      name.startsWith(typed) ? 0 : name.includes(` ${typed}`) ? 1 : 2;
    const all = names.flatMap((name, i) =>
      name.includes(typed) || String(i) === typed ? [i] : [],
    );
    all.sort((a, b) => rank(names[a]) - rank(names[b]) || a - b);
    found = all.slice(0, MOST);
    at = typed && found.length ? 0 : -1;
    list.replaceChildren(
      ...found.map((index, i) => {
        const name = nameOf(/** @type {Description} */ (network), index);
        const option = el(
          "li",
          { role: "option", id: `why-label-${i}` },
          name,
          el("span", { class: "number" }, String(index)),
        );
        // the input keeps the focus
        option.addEventListener("pointerdown", (event) => event.preventDefault());
        option.addEventListener("click", () => choose(i));
        return option;
      }),
    );
    const left = all.length - found.length;
    more.hidden = all.length > 0 && !left;
    write(more, left ? `and ${left} more: type to narrow them down` : "no label has this in it");
    open(true);
    point();
  }
  function point() {
    [...list.children].forEach((option, i) =>
      mark(option, "aria-selected", i === at ? "true" : "false"),
    );
    mark(input, "aria-activedescendant", at < 0 ? null : `why-label-${at}`);
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }
  /** @param {boolean} shown */
  function open(shown) {
    box.hidden = !shown;
    list.hidden = !shown || !found.length;
    mark(input, "aria-expanded", shown ? "true" : "false");
  }
  /** @param {number} i */
  function choose(i) {
    if (found[i] === undefined) return;
    dispatch(node, { type: "set", target: found[i] });
    input.value = "";
    open(false);
  }

  input.addEventListener("input", look);
  input.addEventListener("click", () => box.hidden && look());
  input.addEventListener("blur", () => open(false));
  input.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (box.hidden) return look();
      at = Math.max(0, Math.min(found.length - 1, at + step));
      point();
    } else if (event.key === "Enter" && !box.hidden) {
      event.preventDefault();
      choose(Math.max(0, at));
    } else if (event.key === "Escape" && (!box.hidden || input.value)) {
      event.preventDefault();
      input.value = "";
      open(false);
    }
  });

  return {
    node,
    /** @param {Description} next */
    update(next) {
      if (next === network) return;
      network = next;
      open(false);
      write(count, `${next.classes} in this network`);
    },
  };
}
