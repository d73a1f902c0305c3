// The text told: its head, all chapters, its end, the numbers that they share, what lights up, and
// the way back from the workshop.

import { blocksOf } from "../../domain/block-cost.js";
import { factsOf, measuredFacts } from "../../domain/facts.js";
import { CHAPTERS, PAPERS } from "../../story/chapters.js";
import { dispatch, el, mark, write } from "../shared/dom.js";
import { styleSheet } from "../shared/style-sheet.js";
import { createChapter } from "./chapter.js";
import { createCheck, createResults } from "./check.js";
import { createWriter, filled } from "./words.js";

/**
 * @import { Language } from "../../domain/language.js"
 * @import { Description, State } from "../../domain/state.js"
 * @import { Text } from "../../story/en.js"
 * @import { Views } from "./figure.js"
 * @import { Memory } from "./index.js"
 */

export const styled = styleSheet("chapter");

/**
 * The way back from where a figure has led, to the figure.
 * @param {HTMLElement} root
 * @param {string} text
 */
function createWayBack(root, text) {
  const node = el("button", { class: "button primary back", type: "button", hidden: true }, text);
  /** @type {HTMLElement | null} */
  let left = null;
  node.addEventListener("click", () => {
    dispatch(root, { type: "set", way: "read" });
    /** @type {HTMLElement | null | undefined} */
    const open = left?.querySelector(".show");
    open?.scrollIntoView({ block: "center" });
    open?.focus({ preventScroll: true });
  });
  document.body.append(node);
  return {
    /** @param {HTMLElement} figure */
    leave: (figure) => (left = figure),
    /** @param {State} state */
    update: ({ way }) => (node.hidden = way === "read" || !left),
    end: () => node.remove(),
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
 * The titles of all chapters, which lead to them.
 * @param {string} name
 * @param {string[]} titles
 * @param {(i: number) => void} lead
 */
function createContents(name, titles, lead) {
  const items = titles.map((title, i) => {
    const button = el("button", { class: "link", type: "button" }, title);
    button.addEventListener("click", () => lead(i));
    return el("li", {}, button);
  });
  return el("details", { class: "contents" }, el("summary", {}, name), el("ol", {}, ...items));
}

/**
 * Shows a figure without the text around it.
 * @param {HTMLElement} root
 */
function createAlone(root) {
  /** @type {State["figure"]} */
  let alone = null;
  /** @param {State["figure"]} figure */
  return (figure) => {
    if (figure === alone) return;
    alone = figure;
    const shown = figure ? root.querySelector(`[data-figure="${figure}"]`) : null;
    mark(document.documentElement, "data-alone", !!shown);
    for (const node of root.querySelectorAll("[data-alone]")) node.removeAttribute("data-alone");
    for (const node of [shown, shown?.closest(".chapter")]) node?.setAttribute("data-alone", "");
  };
}

/**
 * What a reader can do now, and what to read.
 * @param {Text["end"]} words
 * @param {HTMLElement[]} check
 */
function createEnd({ title, lines, open, papers }, check) {
  const workshop = el("button", { class: "button", type: "button" }, open);
  workshop.addEventListener("click", () => dispatch(workshop, { type: "set", way: "explore" }));
  const links = PAPERS.map(([name, href]) =>
    el("li", {}, el("a", { href, target: "_blank", rel: "noopener" }, name)),
  );
  return el(
    "section",
    { class: "end" },
    el("h3", {}, title),
    ...lines.map((line) => el("p", {}, line)),
    workshop,
    ...check,
    el("h4", {}, papers),
    el("ul", {}, ...links),
  );
}

/**
 * @param {HTMLElement} root
 * @param {{ text: Text, views: Views | null, language: Language, memory: Memory,
 *   languages: HTMLElement }} words
 */
export function createTelling(root, { text, views, language, memory, languages }) {
  const { page } = text;
  const writer = createWriter(language);
  const back = createWayBack(root, page.back);
  const over = new AbortController();
  const progress = el("p", { class: "progress label" });
  /** @type {State | null} */
  let state = null;
  const chapters = CHAPTERS.map((chapter, i) =>
    createChapter(
      chapter,
      i,
      { text, views, writer, memory },
      {
        network: () => state?.network ?? null,
        answered: count,
        away: (node) => back.leave(node),
      },
    ),
  );

  function count() {
    progress.hidden = !memory.answered.size;
    const [answered, all] = [memory.answered.size, CHAPTERS.length].map(String);
    write(progress, filled(page.progress, { answered, all }));
  }
  count();
  /** @param {number} i   of a chapter */
  function lead(i) {
    chapters[i]?.node.scrollIntoView({ block: "start" });
    chapters[i]?.node.focus({ preventScroll: true });
  }
  const results = createResults(text.check);
  const check = (/** @type {"before" | "after"} */ when) =>
    createCheck(when, text.check, writer, results.show);
  root.replaceChildren(
    el(
      "header",
      {},
      el("h2", {}, page.heading),
      languages,
      el("p", { class: "lead" }, page.lead),
      progress,
      createContents(
        page.contents,
        Object.values(text.chapters).map(({ title }) => title),
        lead,
      ),
      check("before"),
    ),
    el("div", { class: "chapters" }, ...chapters.map(({ node }) => node)),
    createEnd(text.end, [check("after"), results.node]),
  );
  lightUp(root, () => state, over.signal);
  const numbers = createNumbers(writer);
  let lit = "";
  let drawn = "";
  const showAlone = createAlone(root);

  return {
    /** @param {State} next */
    update(next) {
      state = next;
      back.update(next);
      showAlone(next.figure);
      if (next.way !== "read" && !next.printing) return;
      if (lit !== String(next.lit)) {
        lit = String(next.lit);
        for (const node of root.querySelectorAll("[data-lights]"))
          mark(node, "data-lit", node.getAttribute("data-lights") === lit || null);
      }
      if (!next.network) return;
      const now = numbers.update(next, next.network);
      for (const chapter of chapters) chapter.update(next);
      if (drawn === now) return;
      drawn = now;
      for (const chapter of chapters) chapter.draw(next.network);
    },
    /** Whether all figures have drawn. */
    get whole() {
      return chapters.every(({ drawn }) => drawn);
    },
    /** @param {State} next */
    wants: (next) => chapters.flatMap((chapter) => chapter.wants(next)),
    /** @param {string} id of a chapter */
    lead: (id) => lead(CHAPTERS.findIndex((chapter) => chapter.id === id)),
    /** Before the same is told in another language. */
    end() {
      over.abort();
      back.end();
    },
  };
}

/**
 * The numbers of the text: those of the network and of its first block, and those that were
 * measured first, which stay while one reads.
 * @param {ReturnType<typeof createWriter>} writer
 */
function createNumbers(writer) {
  /** @type {Description | null} */
  let network = null;
  /** What of the measured numbers is written. */
  let measured = "";
  return {
    /**
     * @param {State} state
     * @param {Description} now
     * @returns {string} whose numbers are written
     */
    update(state, now) {
      if (network?.id !== now.id) {
        network = now;
        measured = "";
        const block = blocksOf(now)[0];
        const number = { as: /** @type {const} */ ("plain"), value: block?.block ?? NaN };
        writer.fill({ ...factsOf(now, block?.stage ?? 0), block: number }, false);
      }
      const known = state.measured ? measuredFacts(now, state.measured) : {};
      const what = Object.keys(known).join();
      if (what.length > measured.length && (state.measured?.infer.count ?? 0) >= ENOUGH) {
        measured = what;
        writer.fill(known, false);
      }
      return now.id;
    },
  };
}

/** Frames from which a median is worth writing down. */
const ENOUGH = 20;
