// What stands in a chapter: its words, its figures where the words speak of them, a question.

import { CHAPTERS } from "../../story/chapters.js";
import { dispatch, el, icon } from "../shared/dom.js";
import { LiveFigure } from "./figure.js";
import { createBlocks, createPrices } from "./figures.js";
import { createMultipliers } from "./multipliers.js";
import { createQuestion } from "./question.js";
import { createReading } from "./reading.js";
import { createSaving } from "./saving.js";

/**
 * @import { Description, State } from "../../domain/state.js"
 * @import { Chapter, Figure } from "../../story/chapters.js"
 * @import { Text } from "../../story/en.js"
 * @import { Views } from "./figure.js"
 * @import { Memory } from "./index.js"
 * @import { Writer } from "./words.js"
 */

/**
 * @typedef {object} Tells
 * @property {() => Description | null} network
 * @property {() => void} answered
 * @property {(node: HTMLElement) => void} away   the reader is led to the workshop
 */

/** @typedef {{ text: Text, views: Views | null, writer: Writer, memory: Memory }} Telling */

/**
 * @typedef {object} Drawing   a figure that is no view
 * @property {Element} node
 * @property {(writer: Writer) => void} [update]
 * @property {(network: Description) => void} [show]
 * @property {() => number} [share]
 */

/**
 * @param {string} chapter
 * @param {Figure} figure
 * @param {Telling} telling
 * @returns {Drawing}
 */
function draw(chapter, { name }, { text: { chapters }, writer, memory }) {
  if (name === "prices") return createPrices(chapters.why.figures.prices);
  if (name === "saving") return createSaving(chapters.saving.figures.saving, writer);
  if (name === "blocks") return createBlocks(chapters.blocks.figures.blocks);
  if (name === "multipliers")
    return createMultipliers(chapters.multipliers.figures.multipliers, writer, memory.setting);
  const about = /** @type {"standard" | "depthwise" | "pointwise"} */ (chapter);
  const { alt } = chapters[about].figures.window;
  return { node: el("figure", {}, createReading(about), el("figcaption", {}, alt)) };
}

/**
 * The mark of a chapter whose question is answered.
 * @param {string} name
 * @param {() => boolean} is
 */
function createDone(name, is) {
  const mark = el("span", { "aria-hidden": "true" }, "✓");
  const node = el("span", { class: "done" }, mark, el("span", { class: "sr-only" }, name));
  const show = () => (node.hidden = !is());
  show();
  return { node, show };
}

/**
 * @param {Chapter} chapter
 * @param {number} i
 * @param {Telling} telling
 * @param {Tells} tells
 */
export function createChapter(chapter, i, telling, tells) {
  const { id, lit } = chapter;
  const { text, views, writer, memory } = telling;
  const words = text.chapters[/** @type {keyof Text["chapters"]} */ (id)];
  /** @type {LiveFigure[]} */
  const live = [];
  /** @type {Drawing[]} */
  const drawings = [];

  /**
   * A figure and the button that opens the same in the workshop.
   * @param {Figure} figure
   */
  function createFigure(figure) {
    const named = /** @type {Record<string, any>} */ (words.figures)[figure.name];
    const made = figure.live
      ? new LiveFigure(`${id}-${figure.name}`, figure, named, { page: text.page, views, writer })
      : draw(id, figure, telling);
    if (made instanceof LiveFigure) live.push(made);
    else drawings.push(made);
    const node = el("div", { class: "seen", "data-figure": `${id}-${figure.name}` }, made.node);
    if (!figure.opens) return node;
    const open = el(
      "button",
      { class: "link show", type: "button" },
      icon("show"),
      text.page.workshop,
    );
    open.addEventListener("click", () => {
      const network = tells.network();
      if (!network) return;
      tells.away(node);
      const scene = made instanceof LiveFigure ? made.scene : figure.sets?.(network);
      const { stage, ...rest } = scene ?? {};
      if (stage !== undefined) dispatch(node, { type: "set", stage });
      dispatch(node, { type: "set", ...rest, way: "explore", view: figure.opens ?? "stage" });
      dispatch(node, { type: "lead", part: figure.part });
    });
    node.append(open);
    return node;
  }

  const question = createQuestion(chapter, text, writer, {
    typed: memory.typed,
    scene() {
      const network = tells.network();
      return (
        network && { network, left: () => drawings.find(({ share }) => share)?.share?.() ?? NaN }
      );
    },
    answered(id) {
      memory.answered.add(id);
      count();
      tells.answered();
    },
  });
  const { node: done, show: count } = createDone(text.page.answered, () => memory.answered.has(id));
  const body = words.text.map((line) => {
    const figure = line.startsWith("#") && chapter.figures.find(({ name }) => `#${name}` === line);
    return figure ? createFigure(figure) : el("p", { class: "told" }, ...writer.line(line));
  });
  const node = el(
    "section",
    { class: `chapter ${lit ?? ""}`.trim(), "data-chapter": id, tabindex: -1 },
    el("h3", {}, el("span", { class: "nth" }, String(i + 1)), " ", words.title, " ", done),
    el("div", { class: "body" }, ...body, question.node),
  );
  if (lit) node.dataset.lights = lit;
  node.addEventListener("click", ({ target }) => {
    const term = /** @type {HTMLElement} */ (target).closest(".term");
    const about = term && CHAPTERS.find(({ id }) => id === term.getAttribute("data-lights"));
    if (about && about.id !== id) dispatch(node, { type: "set", chapter: { id: about.id } });
  });

  return {
    node,
    /** @param {State} state */
    update(state) {
      for (const figure of live) figure.update(state);
    },
    /** @param {Description} network */
    draw(network) {
      for (const { name, fits } of chapter.figures) {
        const figure = node.querySelector(`[data-figure="${id}-${name}"]`);
        figure?.toggleAttribute("hidden", !!fits && !fits(network));
      }
      for (const drawing of drawings) {
        drawing.update?.(writer);
        drawing.show?.(network);
      }
      question.show(network);
    },
    /** Whether all of its figures have drawn. */
    get drawn() {
      return live.every(({ drawn }) => drawn);
    },
    /** @param {State} state */
    wants: (state) => live.map((figure) => figure.wants(state)),
  };
}
