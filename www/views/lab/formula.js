// The price of each step as a formula whose terms are the controls.

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

/** @param {(term: Term, value: number) => void} change */
export function createFormula(change) {
  const lines = [0, 1].map((step) => {
    const terms = TERMS.map(([key, name, letters, before]) => {
      const mixing = step === 1 && key === "cout";
      const own = /** @type {Term} */ (mixing ? "mix" : key);
      const term = createTerm(key, `${name} of step ${step + 1}`, letters, (value) =>
        change(own, value),
      );
      return { key: own, ...term, before };
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
        ...terms.flatMap((term) => [
          ...(term.before
            ? [el("span", { class: "sign", "aria-hidden": "true" }, term.before)]
            : []),
          term.node,
        ]),
        el(
          "span",
          { class: "total" },
          el("span", { class: "sign", "aria-hidden": "true" }, "= "),
          product,
          " MACs",
        ),
      ),
      params,
    );
    return { node, title, terms, product, params };
  });
  const hint = el(
    "p",
    { class: "hint" },
    "Drag a number left or right, or use the arrow keys. oh and ow: height and width of the " +
      "output; kh and kw: of the kernel; " +
      "c and n: channels in and out; groups: parts that the channels are split into.",
  );
  const node = el(
    "section",
    { class: "bills", "aria-label": "Multiply-accumulates, the formula as controls" },
    ...lines.map((line) => line.node),
    hint,
  );

  return {
    node,
    /** @param {Lab} lab */
    show(lab) {
      const of = shapes(lab);
      lines.forEach((line, step) => {
        const conv = lab.steps[step];
        line.node.hidden = !conv;
        if (!conv) return;
        const [oh, ow] = geometry(conv, of[step]).output;
        const { macs, params } = cost(conv, of[step]);
        mark(line.node, "data-kind", kindOf(conv, of[step][2]));
        write(line.title, titleOf(lab, step));
        for (const term of line.terms) {
          // The second step takes what the first one makes: there, these are no choice.
          if (step === 0 || term.key === "mix") {
            term.show(valueOfTerm(lab, term.key), choices(lab, term.key));
          } else {
            const fixed = { oh, ow, kh: 1, kw: 1, cin: of[1][2], groups: 1 }[
              /** @type {"oh"} */ (term.key)
            ];
            term.show(fixed, [fixed]);
          }
        }
        write(line.product, exact(macs));
        mark(line.product, "data-value", macs);
        write(
          line.params,
          `${exact(params)} weights: ${conv.kernel.join(" × ")} × ` +
            `${of[step][2]}${conv.groups > 1 ? ` / ${conv.groups}` : ""} × ${conv.outputs}`,
        );
        mark(line.params, "data-value", params);
      });
    },
  };
}
