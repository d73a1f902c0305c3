// A chapter's question: a number to type, a stage to choose, or two controls to set; checked by the
// network's own numbers, with an answer for what is right and for what is not.

import { typed } from "../../domain/localized-numbers.js";
import { twinAt } from "../../domain/facts.js";
import { el, mark, wish, write } from "../shared/dom.js";

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
 * @typedef {{ network: Description, stage: number, left(): number }} Scene what there is to check
 *   against
 */
/** @typedef {{ text: string, right: boolean, neutral?: boolean }} Reply */

/**
 * @param {Chapter} chapter
 * @param {Text} text
 * @param {Writer} writer
 * @param {{ scene(): Scene | null, typed: Map<string, string>, answered(id: string): void }} tells
 */
export function createQuestion({ id, question: of }, text, writer, tells) {
  const words = /** @type {Words} */ (
    text.chapters[/** @type {keyof Text["chapters"]} */ (id)].question
  );
  const input = el("input", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    id: `typed-${id}`,
  });
  input.value = tells.typed.get(id) ?? "";
  input.addEventListener("input", () => tells.typed.set(id, input.value));
  const chosen = el("p", { class: "chosen" });
  const ladder = el("button", { class: "button", type: "button" }, text.page.ladder);
  ladder.addEventListener("click", () => wish(ladder, { see: "ladder" }));
  const check = el("button", { class: "button primary", type: "submit" }, text.page.check);
  const reply = el("p", { class: "reply", "aria-live": "polite" });
  const ask = writer.line(words.ask);
  const form = el(
    "form",
    { class: "question" },
    el("p", { class: "label" }, text.page.question),
    of.kind === "typed"
      ? el("label", { class: "ask", for: input.id }, ...ask)
      : el("p", { class: "ask" }, ...ask),
    ...(of.kind === "chosen" ? [chosen] : []),
    el(
      "div",
      { class: "doing" },
      ...(of.kind === "typed" ? [input, el("span", { class: "unit" }, words.unit ?? "")] : []),
      ...(of.kind === "chosen" ? [ladder] : []),
      check,
    ),
    reply,
    el(
      "details",
      {},
      el("summary", {}, text.page.reasoning),
      ...words.reasoning.map((line) => el("p", {}, ...writer.line(line))),
    ),
  );

  /**
   * @param {Typed} asked
   * @returns {Reply}
   */
  function checkTyped({ fact, times = 1, within, slips }) {
    const { facts } = writer;
    const value = typed(input.value, writer.language);
    const answer = (facts[fact]?.value ?? NaN) * times;
    if (!Number.isFinite(answer))
      return { text: text.replies.unknown, right: false, neutral: true };
    if (Number.isNaN(value)) return { text: text.replies.none, right: false, neutral: true };
    const near = (/** @type {number} */ to) =>
      Math.abs(value - to) <= within * to + (within ? 0.5 : 0);
    if (near(answer)) return { text: words.right, right: true };
    const slip = slips.find((slip) => near((facts[slip]?.value ?? NaN) * times));
    const { less, more } = text.replies;
    return { text: (slip && words.slips?.[slip]) || (value < answer ? less : more), right: false };
  }

  /**
   * @param {Scene} scene
   * @returns {Reply & { more?: Facts }}
   */
  function judge(scene) {
    if (of.kind === "typed") return checkTyped(of);
    if (of.kind === "set") {
      const value = scene.left();
      const right = value <= of.most;
      return {
        text: right ? words.right : (words.wrong ?? ""),
        right,
        more: { left: { as: "percent", value } },
      };
    }
    if (of.right(scene.network, scene.stage)) return { text: words.right, right: true };
    const twin = twinAt(scene.network, scene.stage);
    if (!twin) return { text: words.noBlock ?? "", right: false };
    return {
      text: words.wrong ?? "",
      right: false,
      more: { chosenRatio: { as: "ratio", value: twin.ratio } },
    };
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const scene = tells.scene();
    if (!scene) return;
    const {
      text: said,
      right,
      neutral,
      more,
    } = { more: undefined, neutral: false, ...judge(scene) };
    mark(reply, "data-right", neutral ? null : String(right));
    write(reply, writer.now(said, more));
    reply.scrollIntoView({ block: "nearest" });
    if (right) tells.answered(id);
  });

  return {
    node: form,
    /**
     * @param {Description} network
     * @param {number} stage the one that is chosen
     */
    update(network, stage) {
      if (of.kind !== "chosen") return;
      const { kind, block } = network.stages[stage] ?? network.stages[0];
      const name = text.stages[kind].replace("{block}", String(block));
      write(chosen, text.page.chosen.replace("{stage}", name));
    },
  };
}
