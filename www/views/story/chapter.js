// What stands in a chapter: its words and its picture, a button that sets the scene, a question.

import { CHAPTERS } from "../../story/chapters.js";
import { dispatch, el, icon } from "../shared/dom.js";
import { createBlocks, createPrices } from "./figures.js";
import { createMultipliers } from "./multipliers.js";
import { createQuestion } from "./question.js";
import { createReading } from "./reading.js";
import { createSaving } from "./saving.js";
import { filled } from "./words.js";

/**
 * @import { Description } from "../../domain/state.js"
 * @import { Chapter } from "../../story/chapters.js"
 * @import { Text } from "../../story/en.js"
 * @import { Memory, Section } from "./index.js"
 * @import { Writer } from "./words.js"
 */

/**
 * @typedef {object} Tells
 * @property {() => { network: Description, stage: number } | null} scene
 * @property {(id: string) => void} answered
 * @property {(id: string) => void} next   opens the chapter after
 * @property {(node: HTMLElement) => void} away   the reader is led elsewhere
 */

/**
 * @param {Chapter} chapter
 * @param {Section} section
 * @param {{ text: Text, writer: Writer, memory: Memory, after: string | null }} with_ `after`: the
 *   next one's title
 * @param {Tells} tells
 */
export function createChapter(chapter, { node, body }, { text, writer, memory, after }, tells) {
  const { id, lit } = chapter;
  const words = text.chapters[/** @type {keyof Text["chapters"]} */ (id)];
  const figure = figureOf(id, text, writer, memory);
  const question = createQuestion(chapter, text, writer, {
    typed: memory.typed,
    scene() {
      const scene = tells.scene();
      return scene && { ...scene, left: () => figure.share?.() ?? NaN };
    },
    answered(id) {
      memory.answered.add(id);
      tells.answered(id);
    },
  });

  /**
   * To what a chapter is about.
   * @param {typeof chapter} of
   * @param {boolean} [stay] at a stage that has such a layer
   */
  function lead({ shows, view, lit }, stay) {
    const scene = tells.scene();
    if (!scene) return;
    const { stages, layers } = scene.network;
    const here = stay && stages[scene.stage].layers.some((i) => layers[i].kind === lit);
    dispatch(node, { type: "set", stage: here ? scene.stage : shows?.(scene.network), view, lit });
    dispatch(node, { type: "lead", to: "focus" });
    tells.away(node);
  }
  const show = el("button", { class: "button show", type: "button" }, icon("show"), words.show);
  show.addEventListener("click", () => lead(chapter));
  body.addEventListener("click", ({ target }) => {
    const term = /** @type {HTMLElement} */ (target).closest(".term");
    const about = term && CHAPTERS.find(({ id }) => id === term.getAttribute("data-lights"));
    if (about) lead(about, true);
  });
  const next = after
    ? el(
        "button",
        { class: "button next", type: "button" },
        filled(text.page.next, { title: after }),
      )
    : null;
  next?.addEventListener("click", () => tells.next(id));

  body.replaceChildren(
    el("div", { class: "told" }, ...words.text.map((line) => el("p", {}, ...writer.line(line)))),
    el("div", { class: "seen" }, figure.node, show),
    question.node,
    ...(next ? [next] : []),
  );
  if (lit) node.dataset.lights = lit;
  question.node.addEventListener("action", () => tells.away(node));

  return {
    /**
     * @param {Description} network
     * @param {number} stage the one that is chosen
     */
    update(network, stage) {
      figure.update?.(writer);
      figure.show?.(network);
      question.update(network, stage);
    },
  };
}

/**
 * @param {string} id
 * @param {Text} text
 * @param {Writer} writer
 * @param {Memory} memory
 * @returns {{ node: Element, update?(writer: Writer): void, show?(network: Description): void,
 *   share?(): number }}
 */
function figureOf(id, { chapters }, writer, { setting }) {
  if (id === "why") return createPrices(chapters.why.figure);
  if (id === "saving") return createSaving(chapters.saving.figure, writer);
  if (id === "blocks") return createBlocks(chapters.blocks.figure);
  if (id === "multipliers") return createMultipliers(chapters.multipliers.figure, writer, setting);
  const about = /** @type {"standard" | "depthwise" | "pointwise"} */ (id);
  const { alt } = chapters[about].figure;
  return { node: el("figure", {}, createReading(about), el("figcaption", {}, alt)) };
}
