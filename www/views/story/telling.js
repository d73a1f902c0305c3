// The story's inside, loaded when the first chapter is opened: all chapters, the numbers that they
// share, what lights up, and the way back.

import { blocksOf } from "../../domain/block-cost.js";
import { factsOf, measuredFacts } from "../../domain/facts.js";
import { CHAPTERS } from "../../story/chapters.js";
import { dispatch, el, mark, write } from "../shared/dom.js";
import { createChapter } from "./chapter.js";
import { createWriter, filled } from "./words.js";

/**
 * @import { Language } from "../../domain/language.js"
 * @import { Description, State } from "../../domain/state.js"
 * @import { Text } from "../../story/en.js"
 * @import { Memory, Section } from "./index.js"
 */

const style = el("link", {
  rel: "stylesheet",
  href: new URL("../../styles/chapter.css", import.meta.url).href,
});
export const styled = new Promise((done) => {
  style.addEventListener("load", done);
  style.addEventListener("error", done);
});
document.head.append(style);

/**
 * The way back from where the words have led, while their chapter is out of sight.
 * @param {string} text
 */
function createWayBack(text) {
  const node = el("button", { class: "button primary back", type: "button", hidden: true }, text);
  /** The chapter that was left. @type {HTMLElement | null} */
  let left = null;
  const watch = new IntersectionObserver(([{ isIntersecting, target }]) => {
    node.hidden = isIntersecting || target !== left;
    if (isIntersecting) watch.unobserve(target);
  });
  node.addEventListener("click", () => {
    left?.scrollIntoView({ block: "start" });
    left?.querySelector("button")?.focus({ preventScroll: true });
    node.hidden = true;
  });
  return {
    node,
    /** @param {HTMLElement} chapter */
    leave(chapter) {
      left = chapter;
      // Not before the page has gone where the words lead.
      requestAnimationFrame(() => watch.observe(chapter));
    },
    end() {
      watch.disconnect();
      node.remove();
    },
  };
}

/**
 * Lights up the nearest thing that names what it is about.
 * @param {HTMLElement} root
 * @param {() => State | null} stateNow
 * @param {AbortSignal} signal
 */
function lightUp(root, stateNow, signal) {
  for (const kind of ["pointerover", "focusin", "pointerleave", "focusout"]) {
    root.addEventListener(
      kind,
      ({ type, target }) => {
        const away = type === "pointerleave" || type === "focusout";
        const about = away ? null : /** @type {Element} */ (target).closest("[data-lights]");
        const lit = about?.getAttribute("data-lights") ?? null;
        if (lit !== stateNow()?.lit) dispatch(root, { type: "set", lit });
      },
      { signal },
    );
  }
}

/**
 * What the chapters are told with.
 * @typedef {object} Telling
 * @property {Text} text
 * @property {Language} language
 * @property {Memory} memory
 * @property {Map<string, Section>} sections
 * @property {HTMLElement} whose
 */

/**
 * @param {HTMLElement} root
 * @param {Telling} telling
 * @param {{ answered(): void, open(id: string): void }} tells
 */
export function createTelling(root, { text, language, memory, sections, whose }, tells) {
  const writer = createWriter(language);
  const back = createWayBack(text.page.back);
  const over = new AbortController();
  /** @type {State | null} */
  let state = null;
  const ids = [...sections.keys()];
  const titles = Object.values(text.chapters).map(({ title }) => title);
  const chapters = [...sections].map(([id, section], i) => {
    const chapter = CHAPTERS.find((chapter) => chapter.id === id) ?? CHAPTERS[i];
    return createChapter(
      chapter,
      section,
      { text, writer, memory, after: titles[i + 1] ?? null },
      {
        scene: () => (state?.network ? { network: state.network, stage: state.stage } : null),
        answered: () => tells.answered(),
        next: () => tells.open(ids[i + 1]),
        away: (node) => back.leave(node),
      },
    );
  });
  root.append(back.node);
  lightUp(root, () => state, over.signal);
  const numbers = createNumbers(writer, text, whose);
  let lit = "";
  let drawn = "";

  return {
    /** @param {State} next */
    update(next) {
      state = next;
      if (lit !== String(next.lit)) {
        lit = String(next.lit);
        for (const node of root.querySelectorAll("[data-lights]"))
          mark(node, "data-lit", node.getAttribute("data-lights") === lit || null);
      }
      if (!next.network) return;
      const now = `${numbers.update(next, next.network)} ${next.stage}`;
      if (drawn === now) return;
      drawn = now;
      for (const chapter of chapters) chapter.update(next.network, next.stage);
    },
    /** Before the same is told in another language. */
    end() {
      over.abort();
      back.end();
    },
  };
}

/**
 * The numbers of the text: those of the block in focus, and those that were measured.
 * @param {ReturnType<typeof createWriter>} writer
 * @param {Text} text
 * @param {HTMLElement} whose where stands which block they are of
 */
function createNumbers(writer, text, whose) {
  /** @type {Description | null} */
  let network = null;
  /** @type {ReturnType<typeof blocksOf>} */
  let blocks = [];
  /** @type {State["measured"]} */
  let measured = null;
  /** Network and stage of the numbers in the text. */
  let written = "";
  return {
    /**
     * @param {State} state
     * @param {Description} now
     * @returns {string} network and stage of the numbers
     */
    update(state, now) {
      if (network !== now) {
        network = now;
        blocks = blocksOf(now);
      }
      const focus = state.frame?.model === now.id ? state.frame.stage : state.stage;
      const key = `${now.id} ${focus}`;
      if (written !== key) {
        const block = blocks.find(({ stage }) => stage === focus) ?? blocks[0];
        writer.fill(factsOf(now, block?.stage ?? 0), !!written);
        const { whose: own, whoseElse } = text.page;
        const line = block?.stage === focus ? own : whoseElse;
        write(whose, block ? filled(line, { block: String(block.block) }) : "");
        written = key;
      }
      if (state.measured && state.measured !== measured) {
        measured = state.measured;
        writer.fill(measuredFacts(now, measured), false);
      }
      return written;
    },
  };
}
