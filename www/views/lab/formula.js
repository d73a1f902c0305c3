// The cost of each step as a formula whose terms are the controls.

import { cost, geometry, kindOf } from "../../lab/convolution.js";
import { choices, shapes, valueOfTerm } from "../../lab/lab.js";
import { el, mark, write } from "../shared/dom.js";
import { exact } from "../../domain/number.js";
import { createTerm } from "./term.js";

/** @import { Lab, Term } from "../../lab/lab.js" */

/**
 * What convolution a step is.
 * @param {Lab} lab
 * @param {number} step
 */
export function titleOf(lab, step) {
  const [conv, inputs] = [lab.steps[step], shapes(lab)[step][2]];
  return {
    standard: "Standard",
    depthwise: "Depthwise",
    pointwise: "Pointwise",
    grouped: "Grouped",
  }[kindOf(conv, inputs)];
}

/**
 * @type {[Term, string, string, string][]} the term, its name, its letters, and what stands before
 *   it
 */
const TERMS = [
  ["oh", "Output height", "oh", ""],
  ["ow", "Output width", "ow", "×"],
  ["kh", "Kernel height", "kh", "×"],
  ["kw", "Kernel width", "kw", "×"],
  ["cin", "Input channels", "c", "× ("],
  ["groups", "Groups", "groups", "/"],
  ["cout", "Output channels", "n", ") ×"],
];

/** @param {string} text */
const sign = (text) => el("span", { class: "sign", "aria-hidden": "true" }, text);

/**
 * The formula of one step.
 * @param {number} step
 * @param {(term: Term, value: number) => void} change
 */
export function createFormula(step, change) {
  const terms = TERMS.map(([name, title, letters, before]) => {
    const key = /** @type {Term} */ (step === 1 && name === "cout" ? "mix" : name);
    const choose = (/** @type {number} */ value) => change(key, value);
    return { key, before, ...createTerm(name, `${title} of step ${step + 1}`, letters, choose) };
  });
  const product = el("output", { class: "number", "data-metric": `lab-macs-${step + 1}` });
  const params = el("span", { class: "number", "data-metric": `lab-params-${step + 1}` });
  const node = el(
    "div",
    { class: "bill", "data-step": step },
    el(
      "div",
      { class: "terms", role: "group", "aria-label": `Multiply-accumulates of step ${step + 1}` },
      ...terms.flatMap(({ before, node }) => (before ? [sign(before), node] : [node])),
      el("span", { class: "total" }, sign("= "), product, " MACs"),
    ),
  );

  /** @param {Lab} lab */
  function showTerms(lab) {
    const conv = lab.steps[step];
    const [, middle] = shapes(lab);
    const [oh, ow] = geometry(conv, shapes(lab)[step]).output;
    // The second step takes what the first one makes: only its outputs can be chosen.
    const fixed = { oh, ow, kh: 1, kw: 1, cin: middle[2], groups: 1 };
    for (const term of terms) {
      if (step === 0 || term.key === "mix")
        term.show(valueOfTerm(lab, term.key), choices(lab, term.key));
      else {
        const value = fixed[/** @type {keyof typeof fixed} */ (term.key)];
        term.show(value, [value]);
      }
    }
  }

  return {
    node,
    params,
    /** @param {Lab} lab */
    show(lab) {
      const conv = lab.steps[step];
      node.hidden = !conv;
      if (!conv) return;
      const input = shapes(lab)[step];
      const { macs, params: count } = cost(conv, input);
      showTerms(lab);
      write(product, exact(macs));
      mark(product, "data-value", macs);
      const channels = `${input[2]}${conv.groups > 1 ? ` / ${conv.groups}` : ""}`;
      write(params, `${exact(count)} ${count === 1 ? "weight" : "weights"}`);
      mark(params, "title", `${conv.kernel.join(" × ")} × ${channels} × ${conv.outputs}`);
      mark(params, "data-value", count);
    },
  };
}
