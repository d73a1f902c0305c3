// A chapter's question: a number to type, a stage to choose, or two controls to set; checked by the
// network's own numbers, with an answer for what is right and for what is not.

import { formOf, priceOf } from "../../domain/block-cost.js";
import { typed } from "../../domain/localized-numbers.js";
import { el, mark, write } from "../shared/dom.js";

/**
 * @import { Description } from "../../domain/state.js"
 * @import { Chapter, Typed } from "../../story/chapters.js"
 * @import { Text } from "../../story/en.js"
 * @import { Facts, Writer } from "./words.js"
 */

/**
 * @typedef {{ ask: string, unit?: string, right: string, wrong?: string, noBlock?: string, slips?:
 *   Record<string, string>, reasoning: string[] }} Words
 */
/**
 * @typedef {{ network: Description, left(): number }} Scene what there is to check against
 */
/** @typedef {{ text: string, right: boolean, neutral?: boolean, more?: Facts }} Reply */

/**
 * A typed number against a fact, with the slips that readers make.
 * @param {string} input
 * @param {Typed} question
 * @param {Words} words
 * @param {Text} text
 * @param {Writer} writer
 * @returns {Reply}
 */
function checkTyped(input, { fact, times = 1, within, unit = 1, slips }, words, text, writer) {
  const { facts } = writer;
  const value = typed(input, writer.language);
  const answer = (facts[fact]?.value ?? NaN) * times;
  if (!Number.isFinite(answer)) return { text: text.replies.unknown, right: false, neutral: true };
  if (Number.isNaN(value)) return { text: text.replies.none, right: false, neutral: true };
  // As it is asked for, as a share of one, or with its unit in full.
  const forms = [value, ...(times === 100 ? [value * times] : []), value / unit];
  const near = (/** @type {number} */ to) => {
    const off = within * to + (within && to >= 10 ? 0.5 : 1e-9);
    return forms.some((form) => Math.abs(form - to) <= off);
  };
  if (near(answer)) return { text: words.right, right: true };
  const slip = slips.find((slip) => near((facts[slip]?.value ?? NaN) * times));
  const { less, more } = text.replies;
  return { text: (slip && words.slips?.[slip]) || (value < answer ? less : more), right: false };
}

/**
 * The two multipliers against how much is left.
 * @param {number} most share that may be left
 * @param {number} value share that is left
 * @param {Words} words
 * @returns {Reply}
 */
function checkSet(most, value, words) {
  const right = value <= most;
  const text = right ? words.right : (words.wrong ?? "");
  return { text, right, more: { left: { as: "percent", value } } };
}

/**
 * The stage that is chosen.
 * @param {boolean} right
 * @param {Description} network
 * @param {number} stage
 * @param {Words} words
 * @returns {Reply}
 */
function checkChosen(right, network, stage, words) {
  if (right) return { text: words.right, right };
  const form = formOf(network, stage);
  if (!form) return { text: words.noBlock ?? "", right };
  const more = { chosenRatio: { as: /** @type {const} */ ("ratio"), value: priceOf(form).ratio } };
  return { text: words.wrong ?? "", right, more };
}

/**
 * What is typed into a question.
 * @param {string} id
 * @param {Map<string, string>} memory
 */
function createInput(id, memory) {
  const input = el("input", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    id: `typed-${id}`,
  });
  input.value = memory.get(id) ?? "";
  input.addEventListener("input", () => memory.set(id, input.value));
  return input;
}

/**
 * @param {Text} text
 * @param {Writer} writer
 * @param {string[]} lines
 */
const createReasoning = (text, writer, lines) =>
  el(
    "details",
    {},
    el("summary", {}, text.page.reasoning),
    ...lines.map((line) => el("p", {}, ...writer.line(line))),
  );

/**
 * @param {Chapter} chapter
 * @param {Text} text
 * @param {Writer} writer
 * @param {{ scene(): Scene | null, typed: Map<string, string>, answered(id: string): void }} tells
 */
export function createQuestion({ id, question }, text, writer, tells) {
  const words = /** @type {Words} */ (
    text.chapters[/** @type {keyof Text["chapters"]} */ (id)].question
  );
  const { kind } = question;
  const input = createInput(id, tells.typed);
  const chosen = el("select", { "aria-label": text.page.choose });
  const check = el("button", { class: "button primary", type: "submit" }, text.page.check);
  const reply = el("p", { class: "reply", "aria-live": "polite" });
  const ask = writer.line(words.ask);
  const form = el(
    "form",
    { class: "question" },
    el("p", { class: "label" }, text.page.question),
    kind === "typed"
      ? el("label", { class: "ask", for: input.id }, ...ask)
      : el("p", { class: "ask" }, ...ask),
    el(
      "div",
      { class: "doing" },
      ...(kind === "typed" ? [input, el("span", { class: "unit" }, words.unit ?? "")] : []),
      ...(kind === "chosen" ? [chosen] : []),
      check,
    ),
    reply,
    createReasoning(text, writer, words.reasoning),
  );

  /**
   * @param {Scene} scene
   * @returns {Reply}
   */
  function judge(scene) {
    if (question.kind === "typed") return checkTyped(input.value, question, words, text, writer);
    if (question.kind === "set") return checkSet(question.most, scene.left(), words);
    const stage = Number(chosen.value);
    return checkChosen(question.right(scene.network, stage), scene.network, stage, words);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const scene = tells.scene();
    if (!scene) return;
    const { text, right, neutral = false, more } = judge(scene);
    mark(reply, "data-right", neutral ? null : String(right));
    write(reply, writer.now(text, more));
    reply.scrollIntoView({ block: "nearest" });
    if (right) tells.answered(id);
  });

  return {
    node: form,
    /** @param {Description} network */
    show(network) {
      if (kind !== "chosen") return;
      const options = network.stages.map((stage, i) => {
        const [numbered, block] = [text.stages[stage.kind], String(stage.block)];
        return el("option", { value: i }, numbered.replace("{block}", block));
      });
      chosen.replaceChildren(...options);
    },
  };
}
