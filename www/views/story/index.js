// The text of Read: its words in one of the languages of language.js, loaded with the first frame,
// the way through the network above it, and what a reader has done in it.

import { LANGUAGES } from "../../domain/language.js";
import { withTimeout } from "../../separable/timeouts.js";
import { dispatch, el, failed, mark, write } from "../shared/dom.js";
import { createPassage } from "./passage.js";

/**
 * @import { Language } from "../../domain/language.js"
 * @import { State, Wants } from "../../domain/state.js"
 * @import { Setting } from "./multipliers.js"
 * @import { Text } from "../../story/en.js"
 * @import { Views } from "./figure.js"
 * @import { createTelling } from "./telling.js"
 */

/**
 * What a reader has done; it outlives a change of language.
 * @typedef {object} Memory
 * @property {Set<string>} answered  chapters
 * @property {Map<string, string>} typed
 * @property {Setting} setting
 */

/** @type {Record<Language, () => Promise<{ default: Text, views?: Views }>>} */
const TEXTS = {
  en: () => import("../../story/en.js"),
  de: () => import("../../story/de.js"),
};

/** The choice of the text's language. */
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
    name: (/** @type {string} */ text) => write(legend, text),
    /** @param {string} language */
    show(language) {
      for (const { input } of choices) input.checked = input.value === language;
    },
  };
}

class Story {
  #root;
  #headline;
  #passage;
  #languages;
  #body = el("div");
  /** @type {Memory} */
  #memory = { answered: new Set(), typed: new Map(), setting: { width: 3, side: 4 } };
  /** @type {State | null} */
  #state = null;
  /** The language that was last asked for. @type {Language | null} */
  #wanted = null;
  /** @type {ReturnType<typeof createTelling> | null} */
  #telling = null;
  /** The chapter that the reader was last led to. @type {State["chapter"]} */
  #led = null;

  /** @param {{ story: HTMLElement, headline: HTMLElement, passage: HTMLElement }} places */
  constructor({ story, headline, passage }) {
    this.#root = story;
    this.#headline = headline;
    this.#passage = createPassage(passage);
    this.#languages = createLanguages(story);
    story.replaceChildren(this.#body);
  }

  /** @param {State} state */
  update(state) {
    this.#state = state;
    this.#telling?.update(state);
    if (state.way !== "read" && !state.printing) return;
    this.#languages.show(state.language);
    this.#passage.update(state);
    // The first answer comes before the words.
    if ((state.frame || state.printing || state.chapter) && this.#wanted !== state.language)
      this.#load(state.language);
    this.#lead(state);
  }

  /**
   * What the figures in sight have to know of the next frame, and which they are.
   * @param {State} state
   * @returns {Wants & { figures: string[] }}
   */
  wants = (state) => {
    const figures = (this.#telling?.wants(state) ?? []).filter((wants) => wants !== null);
    const maps = [this.#passage.wants(state), ...figures].flatMap(({ maps = [] }) => maps);
    return {
      figures: figures.map(({ key }) => key),
      maps: [...new Set(maps)],
      all: figures.some(({ all }) => all),
      questions: Object.assign({}, ...figures.map(({ questions }) => questions)),
    };
  };

  /** Whether all of the text is on the page, with its figures. */
  get whole() {
    return !!this.#telling?.whole;
  }

  /** @param {Language} language */
  async #load(language) {
    this.#wanted = language;
    try {
      const [{ createTelling, styled }, told] = await withTimeout(
        Promise.all([import("./telling.js"), TEXTS[language]()]),
      );
      const text = told.default;
      const { views = null } = told;
      await styled;
      if (this.#wanted !== language) return;
      this.#telling?.end();
      const { page } = text;
      mark(this.#root, "lang", language);
      mark(this.#root, "data-save", views?.save ?? null);
      mark(this.#root, "aria-label", page.name);
      mark(this.#headline, "lang", language);
      write(this.#headline, page.headline);
      this.#passage.tell([page.depthwise, page.pointwise]);
      this.#languages.name(page.language);
      const words = {
        ...{ text, views, language },
        ...{ memory: this.#memory, languages: this.#languages.node },
      };
      this.#telling = createTelling(this.#body, words);
      if (this.#state) this.update(this.#state);
    } catch {
      if (this.#wanted === language) this.#fail(language);
    }
  }

  /** @param {Language} language */
  #fail(language) {
    this.#body.querySelector(".failed")?.remove();
    this.#body.append(failed("The text", () => this.#load(language)));
  }

  /**
   * To the chapter that is asked for, once there is one.
   * @param {State} state
   */
  #lead({ chapter }) {
    if (!chapter || chapter === this.#led || !this.#telling) return;
    this.#led = chapter;
    this.#telling.lead(chapter.id);
  }
}

/** @param {ConstructorParameters<typeof Story>[0]} places */
export const create = (places) => new Story(places);
