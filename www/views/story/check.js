// The check: eight questions for those who want it, before the text and after it. What was right is
// kept on this machine.

import { typed } from "../../domain/localized-numbers.js";
import { CHECK } from "../../story/check.js";
import { el, mark, write } from "../shared/dom.js";
import { filled } from "./words.js";

/**
 * @import { Part } from "../../story/check.js"
 * @import { Text } from "../../story/en.js"
 * @import { Writer } from "./words.js"
 */

/** @typedef {"before" | "after"} When */
/** @typedef {{ right: boolean[], date: string }} Result   of the questions in their order */

const KEY = "separable-check";

/** @returns {Partial<Record<When, Result>> & { name?: string }} */
function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    return {}; // nothing is kept, or not by this page
  }
}

/** @param {ReturnType<typeof kept>} more */
function keep(more) {
  const all = { ...kept(), ...more };
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    // the browser keeps nothing; what is on show stays
  }
  return all;
}

/**
 * @param {Part} part
 * @param {string} name
 * @param {string[]} choices
 * @param {string} choose
 */
function createPart(part, name, choices, choose) {
  if (part.kind === "choice") {
    const options = choices.map((text, value) => el("option", { value }, text));
    const none = el("option", { value: "" }, choose);
    const select = el("select", { "aria-label": name }, none, ...options);
    return { node: el("label", {}, name, select), value: () => select.value };
  }
  const input = el("input", { type: "text", inputmode: "decimal", autocomplete: "off" });
  return { node: el("label", {}, name, input), value: () => input.value };
}

/**
 * @param {Part} part
 * @param {string} value
 * @param {Writer} writer
 */
function isRight(part, value, { language, facts }) {
  if (!value.trim()) return false;
  if (part.kind === "choice") return Number(value) === part.right;
  const answer = part.kind === "fact" ? (facts[part.fact]?.value ?? NaN) : part.answer;
  const within = (part.kind === "number" && part.within) || 1e-9;
  const number = typed(value, language);
  const forms = part.kind === "number" && part.percent ? [number, number * 100] : [number];
  return forms.some((form) => Math.abs(form - answer) <= within);
}

/**
 * @param {When} when
 * @param {Text["check"]} words
 * @param {Writer} writer
 * @param {(when: When) => void} answered
 */
export function createCheck(when, words, writer, answered) {
  const questions = Object.entries(CHECK).map(([id, parts]) => {
    const {
      ask,
      parts: names,
      choices,
    } = words.questions[/** @type {keyof Text["check"]["questions"]} */ (id)];
    const made = parts.map((part, i) => createPart(part, names[i], choices[i] ?? [], words.choose));
    const node = el("li", {}, el("p", {}, ...writer.line(ask)), ...made.map(({ node }) => node));
    const right = () => parts.every((part, i) => isRight(part, made[i].value(), writer));
    return { node, right };
  });
  const check = el("button", { class: "button", type: "submit" }, words.check);
  const said = el("p", { class: "said", "aria-live": "polite" });
  const form = el("form", {}, el("ol", {}, ...questions.map(({ node }) => node)), check, said);
  const node = el(
    "details",
    { class: "check", "data-check": when },
    el("summary", {}, words[when]),
    el("p", {}, words.about),
    form,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const right = questions.map((question) => question.right());
    keep({ [when]: { right, date: new Date().toISOString().slice(0, 10) } });
    // Before the text nobody is told which: it would be the answer.
    if (when === "after") questions.forEach(({ node }, i) => mark(node, "data-right", right[i]));
    const count = String(right.filter(Boolean).length);
    write(said, filled(words.result, { right: count, all: String(right.length) }));
    answered(when);
  });
  return node;
}

/**
 * What was right before and after, with a name and dates, for paper.
 * @param {Text["check"]} words
 */
export function createResults(words) {
  const name = el("input", { type: "text", autocomplete: "name", maxlength: 80 });
  const signed = el("p", { class: "signed" });
  const rows = el("tbody");
  const print = el("button", { class: "button", type: "button", "data-action": "print" });
  print.append(words.print);
  const node = el(
    "section",
    { class: "results", hidden: true },
    el("h4", {}, words.results),
    el("label", {}, words.name, name),
    signed,
    el(
      "table",
      {},
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          el("th"),
          el("th", {}, words.columns.before),
          el("th", {}, words.columns.after),
        ),
      ),
      rows,
    ),
    print,
  );
  name.value = kept().name ?? "";
  name.addEventListener("input", () => {
    keep({ name: name.value });
    show();
  });

  function show() {
    const { before, after, name: who } = kept();
    node.hidden = !before && !after;
    const dates = [before?.date, after?.date].filter((date) => date !== undefined);
    write(signed, [who, ...dates].filter(Boolean).join(", "));
    const cell = (/** @type {Result | undefined} */ result, /** @type {number} */ i) =>
      el("td", {}, result ? (result.right[i] ? "✓" : "–") : "");
    rows.replaceChildren(
      ...Object.keys(CHECK).map((id, i) => {
        const { short } = words.questions[/** @type {keyof Text["check"]["questions"]} */ (id)];
        return el("tr", {}, el("th", {}, short), cell(before, i), cell(after, i));
      }),
    );
  }
  show();
  return { node, show };
}
