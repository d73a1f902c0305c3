// The story beside the picture: the titles of its chapters, in one of the languages of language.js,
// and how far the reader has come. The titles are loaded when the story comes into sight, and what
// is in the chapters (story/telling.js) when the first of them is opened.

import { LANGUAGES } from "../../domain/language.js";
import { soon } from "../../separable/timeouts.js";
import { el, failed, find, mark, wish, write } from "../shared/dom.js";

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

/** @param {HTMLElement} root */
export function create(root) {
  /** @type {Memory} */
  const memory = {
    open: new Set(),
    answered: new Set(),
    typed: new Map(),
    setting: { width: 3, side: 3 },
  };
  const heading = el("h2");
  const legend = el("legend", { class: "sr-only" });
  const choices = Object.entries(LANGUAGES).map(([lang, name]) => {
    const input = el("input", { type: "radio", name: "language", value: lang });
    input.addEventListener("change", () => wish(root, { language: lang }));
    return { input, node: el("label", { lang }, input, el("span", {}, name)) };
  });
  const languages = el("fieldset", { class: "choice" }, legend, ...choices.map(({ node }) => node));
  const progress = el("p", { class: "progress label" });
  const whose = el("p", { class: "whose label" });
  const chapters = el("div", { class: "chapters" });
  root.replaceChildren(el("header", {}, heading, languages, progress, whose), chapters);

  /** @type {State | null} */
  let state = null;
  let asked = "";
  /** @type {State["chapter"]} */
  let led = null;
  /** @type {Language} */
  let language = "en";
  /** @type {Front | null} */
  let front = null;
  /** @type {Map<string, Section>} */
  const sections = new Map();
  /** @type {ReturnType<typeof createTelling> | null} */
  let telling = null;

  /** @param {Language} wanted */
  async function load(wanted) {
    asked = wanted;
    try {
      const { default: loaded } = await soon(import(`../../story/front/${wanted}.js`));
      if (asked === wanted) build((language = wanted), loaded);
    } catch {
      if (asked === wanted) fail(() => load(wanted));
    }
  }

  /** @param {() => void} again */
  function fail(again) {
    chapters.querySelector(".failed")?.remove();
    chapters.append(failed("The story", again));
  }

  /**
   * @param {Language} lang
   * @param {Front} words
   */
  function build(lang, words) {
    front = words;
    telling?.end();
    telling = null;
    mark(root, "lang", lang);
    mark(root, "aria-label", words.page.name);
    write(heading, words.page.heading);
    write(legend, words.page.language);
    write(whose, words.page.lead);
    sections.clear();
    Object.entries(words.titles).forEach(([id, title], i) =>
      sections.set(id, section(words, id, i, title)),
    );
    chapters.replaceChildren(...[...sections.values()].map(({ node }) => node));
    count();
    if (memory.open.size || state?.printing) tell();
    if (state) lead(state);
  }

  /**
   * To the chapter that is asked for, once there is one.
   * @param {State} state
   */
  function lead({ chapter }) {
    if (!chapter || chapter === led || !sections.has(chapter.id)) return;
    led = chapter;
    open(chapter.id);
  }

  /** @param {string} id */
  function open(id) {
    fold(id, true);
    sections.get(id)?.toggle.focus({ preventScroll: true });
    sections.get(id)?.node.scrollIntoView({ block: "start" });
  }

  /**
   * @param {Front} words
   * @param {string} id
   * @param {number} i
   * @param {string} title
   * @returns {Section}
   */
  function section(words, id, i, title) {
    const tick = el("span", { "aria-hidden": "true" }, "✓");
    const done = el(
      "span",
      { class: "done" },
      tick,
      el("span", { class: "sr-only" }, words.page.answered),
    );
    const body = el("div", { class: "body", id: `chapter-${id}` });
    const toggle = el(
      "button",
      { class: "toggle", type: "button", "aria-controls": body.id },
      el("span", { class: "turn", "aria-hidden": "true" }),
      el("span", { class: "nth" }, String(i + 1)),
      el("span", { class: "title" }, title),
      done,
    );
    toggle.addEventListener("click", () => fold(id, !memory.open.has(id)));
    const node = el(
      "section",
      { class: `chapter ${id}`, "data-chapter": id },
      el("h3", {}, toggle),
      body,
    );
    const made = { node, toggle, body, done };
    show(id, made);
    return made;
  }

  /**
   * @param {string} id
   * @param {Section} section
   */
  function show(id, { toggle, body }) {
    mark(toggle, "aria-expanded", String(memory.open.has(id)));
    body.hidden = !memory.open.has(id);
  }

  /**
   * @param {string} id
   * @param {boolean} open
   */
  function fold(id, open) {
    memory.open[open ? "add" : "delete"](id);
    const folded = sections.get(id);
    if (folded) show(id, folded);
    if (open) tell();
  }

  async function tell() {
    if (telling || !front) return;
    const words = front;
    try {
      const [{ createTelling, styled }, { default: text }] = await soon(
        Promise.all([import("./telling.js"), import(`../../story/${language}.js`)]),
      );
      await styled;
      if (telling || front !== words) return;
      telling = createTelling(
        root,
        { text, language, memory, sections, whose },
        { answered: count, open },
      );
      if (state) telling.update(state);
    } catch {
      if (front === words) fail(tell);
    }
  }

  function count() {
    for (const [id, { done }] of sections) done.hidden = !memory.answered.has(id);
    const line = front?.page.progress ?? "";
    write(
      progress,
      line
        .replace("{answered}", String(memory.answered.size))
        .replace("{all}", String(sections.size)),
    );
  }

  const button = find(document, '[data-action="story"]');
  let near = false;
  let looking = false;
  const sight = new IntersectionObserver(
    (seen) => {
      if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
      near = true;
      sight.disconnect();
      if (state) load(state.language);
    },
    { rootMargin: "400px" },
  );
  return {
    /** @param {State} next */
    update(next) {
      const prints = next.printing && !state?.printing;
      state = next;
      root.hidden = !next.story;
      mark(button, "aria-expanded", String(next.story));
      if (!next.story) return;
      for (const { input } of choices) input.checked = input.value === next.language;
      // What stands above it has its height with the first frame; before, it would be in sight in
      // vain.
      if (next.frame && !looking) sight.observe(root);
      looking ||= !!next.frame;
      if (next.printing || next.chapter) near = true;
      if (near && asked !== next.language) load(next.language);
      lead(next);
      if (prints) tell();
      telling?.update(next);
    },
  };
}
