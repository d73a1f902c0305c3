// The story beside the picture: the titles of its chapters, in one of the languages of language.js,
// and how far the reader has come. The titles are loaded when the story comes into sight, and what
// is in the chapters (story/telling.js) when the first of them is opened.

import { LANGUAGES } from "../../domain/language.js";
import { withTimeout } from "../../separable/timeouts.js";
import { dispatch, el, failed, find, mark, write } from "../shared/dom.js";

/**
 * @import { Language } from "../../domain/language.js"
 * @import { State } from "../../domain/state.js"
 * @import { Front } from "../../story/front/en.js"
 * @import { Setting } from "./multipliers.js"
 * @import { createTelling } from "./telling.js"
 */

/**
 * What a reader has done; it outlives a change of language.
 * @typedef {object} Memory
 * @property {Set<string>} open      chapters
 * @property {Set<string>} answered  chapters
 * @property {Map<string, string>} typed
 * @property {Setting} setting
 *
 * @typedef {object} Section   of a chapter
 * @property {HTMLElement} node
 * @property {HTMLButtonElement} toggle
 * @property {HTMLElement} body
 * @property {HTMLElement} done
 */

/** Of each language the titles of the chapters, and what is in them. */
const TEXTS = {
  en: {
    front: () => import("../../story/front/en.js"),
    chapters: () => import("../../story/en.js"),
  },
  de: {
    front: () => import("../../story/front/de.js"),
    chapters: () => import("../../story/de.js"),
  },
};

/** The choice of the story's language. */
function createLanguages(/** @type {HTMLElement} */ root) {
  const legend = el("legend", { class: "sr-only" });
  const languages = /** @type {Language[]} */ (Object.keys(LANGUAGES));
  const choices = languages.map((lang) => {
    const name = LANGUAGES[lang];
    const input = el("input", { type: "radio", name: "language", value: lang });
    input.addEventListener("change", () => dispatch(root, { type: "set", language: lang }));
    return { input, node: el("label", { lang }, input, el("span", {}, name)) };
  });
  const node = el("fieldset", { class: "choice" }, legend, ...choices.map(({ node }) => node));
  return {
    node,
    legend,
    /** @param {string} language */
    show(language) {
      for (const { input } of choices) input.checked = input.value === language;
    },
  };
}

/**
 * A chapter with its title, folded.
 * @param {Front} words
 * @param {string} id
 * @param {number} i
 * @param {() => void} turn
 * @returns {Section}
 */
function createSection(words, id, i, turn) {
  const done = el(
    "span",
    { class: "done" },
    el("span", { "aria-hidden": "true" }, "✓"),
    el("span", { class: "sr-only" }, words.page.answered),
  );
  const body = el("div", { class: "body", id: `chapter-${id}` });
  const toggle = el(
    "button",
    { class: "toggle", type: "button", "aria-controls": body.id },
    el("span", { class: "turn", "aria-hidden": "true" }),
    el("span", { class: "nth" }, String(i + 1)),
    el("span", { class: "title" }, words.titles[/** @type {keyof Front["titles"]} */ (id)]),
    done,
  );
  toggle.addEventListener("click", turn);
  const attributes = { class: `chapter ${id}`, "data-chapter": id };
  const node = el("section", attributes, el("h3", {}, toggle), body);
  return { node, toggle, body, done };
}

class Story {
  #root;
  #heading = el("h2");
  /** Hidden until its words are there. */
  #header = el("header", { hidden: true });
  #progress = el("p", { class: "progress label" });
  /** Which block the numbers are of. */
  #whose = el("p", { class: "whose label" });
  #chapters = el("div", { class: "chapters" });
  #languages;
  #button = find(document, '[data-action="story"]');
  /** @type {Memory} */
  #memory = {
    open: new Set(),
    answered: new Set(),
    typed: new Map(),
    setting: { width: 3, side: 3 },
  };
  /** @type {State | null} */
  #state = null;
  /** The language that was last asked for. */
  #wanted = "";
  /** The language that is on show. @type {Language} */
  #language = "en";
  /** @type {Front | null} */
  #front = null;
  /** The chapter that the reader was last led to. @type {State["chapter"]} */
  #led = null;
  /** @type {Map<string, Section>} */
  #sections = new Map();
  /** @type {ReturnType<typeof createTelling> | null} */
  #telling = null;
  /** Whether the story is in sight, or nearly. */
  #near = false;
  /** @type {IntersectionObserver | null} */
  #sight = null;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    this.#languages = createLanguages(root);
    this.#header.append(this.#heading, this.#languages.node, this.#progress, this.#whose);
    root.replaceChildren(this.#header, this.#chapters);
  }

  /** @param {State} state */
  update(state) {
    const prints = state.printing && !this.#state?.printing;
    this.#state = state;
    this.#root.hidden = !state.story;
    mark(this.#button, "aria-expanded", String(state.story));
    if (!state.story) return;
    this.#languages.show(state.language);
    // What stands above it has its height with the first frame; before, it would be in sight in
    // vain.
    if (state.frame) this.#watch();
    if (state.printing || state.chapter) this.#near = true;
    if (this.#near && this.#wanted !== state.language) this.#load(state.language);
    this.#lead(state);
    if (prints) this.#tell();
    this.#telling?.update(state);
  }

  /** Loads the titles once the story comes near the window. */
  #watch() {
    if (this.#sight) return;
    const sight = new IntersectionObserver(
      (seen) => {
        if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
        this.#near = true;
        sight.disconnect();
        if (this.#state) this.#load(this.#state.language);
      },
      { rootMargin: "400px" },
    );
    sight.observe(this.#root);
    this.#sight = sight;
  }

  /** @param {Language} language */
  async #load(language) {
    this.#wanted = language;
    try {
      const { default: front } = await withTimeout(TEXTS[language].front());
      if (this.#wanted === language) this.#build(language, front);
    } catch {
      if (this.#wanted === language) this.#fail(() => this.#load(language));
    }
  }

  /** @param {() => void} again */
  #fail(again) {
    this.#chapters.querySelector(".failed")?.remove();
    this.#chapters.append(failed("The story", again));
  }

  /**
   * @param {Language} language
   * @param {Front} front
   */
  #build(language, front) {
    this.#language = language;
    this.#front = front;
    this.#telling?.end();
    this.#telling = null;
    const { page, titles } = front;
    mark(this.#root, "lang", language);
    mark(this.#root, "aria-label", page.name);
    this.#header.hidden = false;
    write(this.#heading, page.heading);
    write(this.#languages.legend, page.language);
    write(this.#whose, page.lead);
    const turn = (/** @type {string} */ id) => this.#fold(id, !this.#memory.open.has(id));
    const sections = Object.keys(titles).map((id, i) => {
      const section = createSection(front, id, i, () => turn(id));
      this.#show(id, section);
      return /** @type {[string, Section]} */ ([id, section]);
    });
    this.#sections = new Map(sections);
    this.#chapters.replaceChildren(...sections.map(([, { node }]) => node));
    this.#count();
    if (this.#memory.open.size || this.#state?.printing) this.#tell();
    if (this.#state) this.#lead(this.#state);
  }

  /**
   * To the chapter that is asked for, once there is one.
   * @param {State} state
   */
  #lead({ chapter }) {
    if (!chapter || chapter === this.#led || !this.#sections.has(chapter.id)) return;
    this.#led = chapter;
    this.#open(chapter.id);
  }

  /** @param {string} id */
  #open(id) {
    this.#fold(id, true);
    this.#sections.get(id)?.toggle.focus({ preventScroll: true });
    this.#sections.get(id)?.node.scrollIntoView({ block: "start" });
  }

  /**
   * @param {string} id
   * @param {Section} section
   */
  #show(id, { toggle, body }) {
    mark(toggle, "aria-expanded", String(this.#memory.open.has(id)));
    body.hidden = !this.#memory.open.has(id);
  }

  /**
   * @param {string} id
   * @param {boolean} open
   */
  #fold(id, open) {
    this.#memory.open[open ? "add" : "delete"](id);
    const section = this.#sections.get(id);
    if (section) this.#show(id, section);
    if (open) this.#tell();
  }

  /** Loads the insides of the chapters. */
  async #tell() {
    if (this.#telling || !this.#front) return;
    const front = this.#front;
    const language = this.#language;
    try {
      const [{ createTelling, styled }, { default: text }] = await withTimeout(
        Promise.all([import("./telling.js"), TEXTS[language].chapters()]),
      );
      await styled;
      if (this.#telling || this.#front !== front) return;
      const [memory, sections, whose] = [this.#memory, this.#sections, this.#whose];
      this.#telling = createTelling(
        this.#root,
        { text, language, memory, sections, whose },
        { answered: () => this.#count(), open: (id) => this.#open(id) },
      );
      if (this.#state) this.#telling.update(this.#state);
    } catch {
      if (this.#front === front) this.#fail(() => this.#tell());
    }
  }

  /** How many questions are answered. */
  #count() {
    for (const [id, { done }] of this.#sections) done.hidden = !this.#memory.answered.has(id);
    const line = this.#front?.page.progress ?? "";
    const answered = line.replace("{answered}", String(this.#memory.answered.size));
    write(this.#progress, answered.replace("{all}", String(this.#sections.size)));
  }
}

/** @param {HTMLElement} root */
export const create = (root) => new Story(root);

/**
 * Whether all of the story is on the page, as far as it is shown.
 * @param {State} state
 * @param {HTMLElement} root
 */
export function isWhole({ story, hide }, root) {
  const bodies = [...root.querySelectorAll(".body")];
  const filled = bodies.length > 0 && bodies.every((body) => body.childElementCount > 0);
  return !story || hide.includes("story") || filled;
}
