// The cost of each step as a formula whose terms are the controls.

import { cost, geometry, kindOf } from "../../lab/convolution.js";
import { choices, shapes, valueOfTerm } from "../../lab/lab.js";
import { el, mark, write } from "../shared/dom.js";
import { exact } from "../../domain/number.js";
import { createTerm } from "./term.js";

/** @import { Lab, Term } from "../../lab/lab.js" */

/**
 * What a step is called.
 * @param {Lab} lab
 * @param {number} step
 */
export function titleOf(lab, step) {
  const [conv, inputs] = [lab.steps[step], shapes(lab)[step][2]];
  return {
    standard: "Standard convolution",
    depthwise: "Depthwise convolution",
    pointwise: "Pointwise convolution",
    grouped: `Convolution in ${conv.groups} groups`,
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

const HINT =
  "Drag a number left or right, or use the arrow keys. oh and ow: height and width of the " +
  "output; kh and kw: of the kernel; c and n: channels in and out; groups: parts that the " +
  "channels are split into.";

/** @param {string} text */
const sign = (text) => el("span", { class: "sign", "aria-hidden": "true" }, text);

/**
 * The formula of one step.
 * @param {number} step
 * @param {(term: Term, value: number) => void} change
 */
function createLine(step, change) {
  const terms = TERMS.map(([name, title, letters, before]) => {
    const key = /** @type {Term} */ (step === 1 && name === "cout" ? "mix" : name);
    const choose = (/** @type {number} */ value) => change(key, value);
    return { key, before, ...createTerm(name, `${title} of step ${step + 1}`, letters, choose) };
  });
  const title = el("h3");
  const product = el("output", { class: "number", "data-metric": `lab-macs-${step + 1}` });
  const params = el("p", { class: "params number", "data-metric": `lab-params-${step + 1}` });
  const node = el(
    "div",
    { class: "bill", "data-step": step },
    title,
    el(
      "div",
      { class: "terms", role: "group" },
      ...terms.flatMap(({ before, node }) => (before ? [sign(before), node] : [node])),
      el("span", { class: "total" }, sign("= "), product, " MACs"),
    ),
    params,
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
    /** @param {Lab} lab */
    show(lab) {
      const conv = lab.steps[step];
      node.hidden = !conv;
      if (!conv) return;
      const input = shapes(lab)[step];
      const { macs, params: count } = cost(conv, input);
      mark(node, "data-kind", kindOf(conv, input[2]));
      write(title, titleOf(lab, step));
      showTerms(lab);
      write(product, exact(macs));
      mark(product, "data-value", macs);
      const channels = `${input[2]}${conv.groups > 1 ? ` / ${conv.groups}` : ""}`;
      write(
        params,
        `${exact(count)} weights: ${conv.kernel.join(" × ")} × ${channels} × ${conv.outputs}`,
      );
      mark(params, "data-value", count);
    },
  };
}

/** @param {(term: Term, value: number) => void} change */
export function createFormula(change) {
  const lines = [0, 1].map((step) => createLine(step, change));
  const node = el(
    "section",
    { class: "bills", "aria-label": "Multiply-accumulates, the formula as controls" },
    ...lines.map((line) => line.node),
    el("p", { class: "hint" }, HINT),
  );
  return {
    node,
    /** @param {Lab} lab */
    show(lab) {
      for (const line of lines) line.show(lab);
    },
  };
}
