// All labels, found by typing: a combobox with a list box.

import { searchLabels, synonymFound } from "../../domain/label-search.js";
import { clamp } from "../../domain/number.js";
import { labelOf, shortOf } from "../../domain/output.js";
import { dispatch, el, mark, write } from "../shared/dom.js";
import { hasModifier } from "../shared/keys.js";

/** @import { Description } from "../../domain/state.js" */

const MOST = 60; // options on show at a time

function createParts() {
  const role = { role: "listbox", "aria-label": "Labels" };
  const list = el("ul", { id: "why-labels", ...role, hidden: true });
  const input = el("input", {
    ...{ type: "text", role: "combobox", id: "why-search" },
    ...{ autocomplete: "off", spellcheck: "false" },
    ...{ "aria-autocomplete": "list", "aria-controls": "why-labels", "aria-expanded": "false" },
  });
  const more = el("p", { class: "more", hidden: true });
  const box = el("div", { class: "found", hidden: true }, list, more);
  const count = el("span", { class: "label" });
  const label = el("label", { for: "why-search" }, "another class:");
  const node = el("div", { class: "search" }, label, input, count, box);
  return { list, input, more, box, count, node };
}

class Search {
  #parts = createParts();
  /** @type {Description | null} */
  #network = null;
  /** @type {string[]} */
  #labels = [];
  /** Classes on show. @type {number[]} */
  #found = [];
  #at = -1; // the option in focus

  constructor() {
    const { input, box, node } = this.#parts;
    this.node = node;
    input.addEventListener("input", () => this.#look());
    input.addEventListener("click", () => box.hidden && this.#look());
    input.addEventListener("blur", () => this.#open(false));
    input.addEventListener("keydown", (event) => {
      if (!hasModifier(event) && this.#key(event.key)) event.preventDefault();
    });
  }

  #look() {
    const { input, list, more } = this.#parts;
    if (!this.#network) return;
    const all = searchLabels(this.#labels, input.value);
    this.#found = all.slice(0, MOST);
    this.#at = input.value.trim() && this.#found.length ? 0 : -1;
    list.replaceChildren(...this.#found.map((_, i) => this.#createOption(i)));
    const left = all.length - this.#found.length;
    more.hidden = all.length > 0 && !left;
    write(more, left ? `and ${left} more: type to narrow them down` : "no label contains this");
    this.#open(true);
    this.#point();
  }

  /** @param {number} i */
  #createOption(i) {
    const index = this.#found[i];
    const name = this.#network ? shortOf(this.#network, index) : "";
    const also = synonymFound(this.#labels[index], this.#parts.input.value);
    const option = el(
      "li",
      { role: "option", id: `why-label-${i}`, title: this.#labels[index] },
      el("bdi", { class: "name" }, name),
      // what was typed stands in another synonym
      ...(name.includes(also) ? [] : [el("bdi", { class: "also" }, also)]),
      el("span", { class: "number" }, String(index)),
    );
    // the input keeps the focus
    option.addEventListener("pointerdown", (event) => event.preventDefault());
    option.addEventListener("click", () => this.#choose(i));
    return option;
  }

  /** Marks the option in focus. */
  #point() {
    const { list, input } = this.#parts;
    [...list.children].forEach((option, i) =>
      mark(option, "aria-selected", i === this.#at ? "true" : "false"),
    );
    mark(input, "aria-activedescendant", this.#at < 0 ? null : `why-label-${this.#at}`);
    list.children[this.#at]?.scrollIntoView({ block: "nearest" });
  }

  /** @param {boolean} shown */
  #open(shown) {
    const { box, list, input } = this.#parts;
    box.hidden = !shown;
    list.hidden = !shown || !this.#found.length;
    mark(input, "aria-expanded", shown ? "true" : "false");
  }

  #clear() {
    this.#parts.input.value = "";
    this.#open(false);
  }

  /** @param {number} i */
  #choose(i) {
    if (this.#found[i] === undefined) return;
    dispatch(this.node, { type: "set", target: this.#found[i] });
    this.#clear();
  }

  /**
   * @param {string} key
   * @returns {boolean} whether it was a key of the search
   */
  #key(key) {
    const { box, input } = this.#parts;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[key];
    if (step !== undefined) {
      if (box.hidden) this.#look();
      else {
        this.#at = clamp(this.#at + step, 0, this.#found.length - 1);
        this.#point();
      }
    } else if (key === "Enter" && !box.hidden) this.#choose(Math.max(0, this.#at));
    else if (key === "Escape" && (!box.hidden || input.value)) this.#clear();
    else return false;
    return true;
  }

  /** @param {Description} network */
  update(network) {
    if (network === this.#network) return;
    this.#network = network;
    this.#labels = Array.from({ length: network.classes }, (_, i) => labelOf(network, i));
    this.#open(false);
    write(this.#parts.count, `${network.classes} classes`);
  }
}

export const createSearch = () => new Search();
