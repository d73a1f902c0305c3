// The story's inside, loaded when the first chapter is opened: all chapters, the numbers that they
// share, what lights up, and the way back.

import { CHAPTERS } from "../../story/chapters.js";
import { blocksOf, factsOf, measuredFacts } from "../../domain/facts.js";
import { el, mark, wish, write } from "../shared/dom.js";
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
 * @param {HTMLElement} root
 * @param {{ text: Text, language: Language, memory: Memory, sections: Map<string, Section>, whose:
 *   HTMLElement }} of
 * @param {{ answered(): void, open(id: string): void }} tells
 */
export function createTelling(root, { text, language, memory, sections, whose }, tells) {
  const writer = createWriter(language);
  const back = el(
    "button",
    { class: "button primary back", type: "button", hidden: true },
    text.page.back,
  );
  /** @type {State | null} */
  let state = null;
  /** @type {Description | null} */
  let network = null;
  /** @type {ReturnType<typeof blocksOf>} */
  let blocks = [];
  /** @type {State["measured"]} */
  let measured = null;
  let tale = "";
  let drawn = "";
  let lit = "";

  const ids = [...sections.keys()];
  const titles = Object.values(text.chapters).map(({ title }) => title);
  const told = [...sections].map(([id, section], i) => {
    const chapter = CHAPTERS.find((chapter) => chapter.id === id) ?? CHAPTERS[i];
    return createChapter(
      chapter,
      section,
      { text, writer, memory, after: titles[i + 1] ?? null },
      {
        scene: () => (state?.network ? { network: state.network, stage: state.stage } : null),
        answered: () => tells.answered(),
        next: () => tells.open(ids[i + 1]),
        away(node) {
          left = node;
          // Not before the page has gone where it leads.
          requestAnimationFrame(() => watch.observe(node));
        },
      },
    );
  });
  root.append(back);

  // The way back from where the words have led, while their chapter is out of sight.

  /** @type {HTMLElement | null} */
  let left = null;
  const watch = new IntersectionObserver(([{ isIntersecting, target }]) => {
    back.hidden = isIntersecting || target !== left;
    if (isIntersecting) watch.unobserve(target);
  });
  back.addEventListener("click", () => {
    left?.scrollIntoView({ block: "start" });
    left?.querySelector("button")?.focus({ preventScroll: true });
    back.hidden = true;
  });

  // What lights up: the nearest thing that names what it is about.

  const over = new AbortController();
  for (const event of ["pointerover", "focusin", "pointerleave", "focusout"]) {
    root.addEventListener(
      event,
      ({ type, target }) => {
        const away = type === "pointerleave" || type === "focusout";
        const about = away ? null : /** @type {Element} */ (target).closest("[data-lights]");
        const lit = about?.getAttribute("data-lights") ?? null;
        if (lit !== state?.lit) wish(root, { lit });
      },
      { signal: over.signal },
    );
  }

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
      if (network !== next.network) {
        network = next.network;
        blocks = blocksOf(network);
      }
      const focus = next.frame?.model === network.id ? next.frame.stage : next.stage;
      const now = `${network.id} ${focus}`;
      if (tale !== now) {
        const of = blocks.find(({ stage }) => stage === focus) ?? blocks[0];
        writer.fill(factsOf(network, of?.stage ?? 0), !!tale);
        const { whose: own, whoseElse } = text.page;
        write(
          whose,
          of ? filled(of.stage === focus ? own : whoseElse, { block: String(of.block) }) : "",
        );
        tale = now;
      }
      if (next.measured && next.measured !== measured) {
        measured = next.measured;
        writer.fill(measuredFacts(network, measured), false);
      }
      const done = `${tale} ${next.stage}`;
      if (drawn === done) return;
      drawn = done;
      for (const chapter of told) chapter.update(network, next.stage);
    },
    /** Before the same is told in another language. */
    end() {
      over.abort();
      watch.disconnect();
      back.remove();
    },
  };
}
