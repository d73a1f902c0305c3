// What separating saves, derived: both steps over the standard convolution, and what is left after
// cancelling.

import { written } from "../../domain/localized-numbers.js";
import { el } from "../shared/dom.js";
import { createBars } from "./figures.js";
import { math } from "../shared/svg.js";

/**
 * @import { Text } from "../../story/en.js"
 * @import { Facts, Writer } from "./words.js"
 */

const sign = (/** @type {string} */ text) => math("mo", {}, text);

/**
 * A product; factors named in `left` stay, the others cancel.
 * @param {[name: string, factor: Node][]} factors
 * @param {string} left
 */
const product = (factors, left) =>
  math(
    "mrow",
    {},
    ...factors.flatMap(([name, factor], i) => {
      const node = math("mrow", name === left ? {} : { class: "cancelled" }, factor);
      return i ? [sign("·"), node] : [node];
    }),
  );

const over = (/** @type {Node} */ top, /** @type {Node} */ below) => math("mfrac", {}, top, below);
const row = (/** @type {Node[]} */ ...nodes) =>
  math("math", { display: "block" }, math("mrow", {}, ...nodes));
const one = () => math("mn", {}, "1");

/**
 * The price of a step over the standard price, in letters or in numbers; `left` is the factor that
 * stays below.
 * @param {Record<string, () => Node>} value
 * @param {string} factors of the step
 * @param {string} left
 */
function fraction(value, factors, left) {
  const named = (/** @type {string} */ names) =>
    [...names].map((name) => /** @type {[string, Node]} */ ([name, value[name]()]));
  return row(
    over(product(named(factors), ""), product(named("hwMND"), left)),
    sign("="),
    over(one(), value[left]()),
  );
}

/**
 * @param {Text["chapters"]["saving"]["figures"]["saving"]} text
 * @param {Writer} writer
 */
export function createSaving(text, writer) {
  const bars = createBars(text.alt, [
    { name: text.standard, kinds: ["standard"] },
    { name: text.separable, kinds: ["depthwise", "pointwise"] },
  ]);
  const steps = el("dl", { class: "derivation" });
  const caption = el("figcaption", {}, ...writer.line(text.caption));
  const letter = (/** @type {string} */ name) => () => math("mi", {}, name);
  const side = () => math("msub", {}, math("mi", {}, "D"), math("mi", {}, "k"));
  /** @type {Record<string, () => Node>} */
  const letters = {
    h: letter("h"),
    w: letter("w"),
    M: letter("M"),
    N: letter("N"),
    D: () => math("msup", {}, side(), math("mn", {}, "2")),
  };
  let told = "";
  return {
    node: el("figure", { class: "figure saving" }, bars.node, steps, caption),
    update() {
      const { facts, language } = writer;
      const { h, w, M, N, kk, standardMacs, depthwiseMacs, pointwiseMacs } = facts;
      if (!kk) return;
      const now = [h, w, M, N, kk].map((fact) => fact.value).join();
      if (now === told) return;
      told = now;
      const say = (/** @type {string} */ key) => written(facts[key], language);
      const number = (/** @type {string} */ key) => () => math("mn", {}, say(key));
      /** @type {Record<string, () => Node>} */
      const numbers = {
        h: number("h"),
        w: number("w"),
        M: number("M"),
        N: number("N"),
        D: number("kk"),
      };
      const both = (/** @type {typeof letters} */ of) => [
        over(one(), of.N()),
        sign("+"),
        over(one(), of.D()),
      ];
      bars.show(0, [1], say("standardMacs"));
      bars.show(
        1,
        [depthwiseMacs.value / standardMacs.value, pointwiseMacs.value / standardMacs.value],
        say("separableMacs"),
      );
      const share = (/** @type {string} */ key) =>
        el(
          "span",
          { class: "number share", "data-fact": key, "data-value": facts[key].value },
          `= ${say(key)}`,
        );
      steps.replaceChildren(
        el("dt", { class: "depthwise", "data-lights": "depthwise" }, "Depthwise"),
        el("dd", {}, fraction(letters, "hwMD", "N")),
        el("dd", {}, fraction(numbers, "hwMD", "N"), share("depthwiseShare")),
        el("dt", { class: "pointwise", "data-lights": "pointwise" }, "Pointwise"),
        el("dd", {}, fraction(letters, "hwMN", "D")),
        el("dd", {}, fraction(numbers, "hwMN", "D"), share("pointwiseShare")),
        el("dt", {}, text.sum),
        el("dd", {}, row(...both(letters), sign("="), ...both(numbers)), share("ratio")),
      );
    },
  };
}
