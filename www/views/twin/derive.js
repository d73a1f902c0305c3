// The ratio, derived step by step with the numbers of one block.

import { priceOf } from "../../domain/block-cost.js";
import { exact, figures } from "../../domain/number.js";
import { dispatch, el } from "../shared/dom.js";
import { share } from "./versus.js";

/** @import { Form } from "../../domain/block-cost.js" */

/**
 * @param {Node} top
 * @param {Node} bottom
 */
const fraction = (top, bottom) =>
  el("span", { class: "fraction" }, el("span", {}, top), el("span", {}, bottom));

/**
 * Factors with points between them; those in `gone` are cancelled.
 * @param {(string | number)[]} factors
 * @param {number[]} [gone]
 */
function product(factors, gone = []) {
  const node = el("span", { class: "product" });
  factors.forEach((factor, i) => {
    const text = typeof factor === "number" ? exact(factor) : factor;
    node.append(i ? "·" : "", gone.includes(i) ? el("del", {}, text) : text);
  });
  return node;
}

/**
 * Part of a formula that belongs to one of both steps.
 * @param {"depthwise" | "pointwise"} kind
 * @param {...(Node | string)} children
 */
function term(kind, ...children) {
  const node = el("span", { class: `part-of ${kind}` }, ...children);
  node.addEventListener("pointerenter", () => dispatch(node, { type: "set", lit: kind }));
  node.addEventListener("pointerleave", () => dispatch(node, { type: "set", lit: null }));
  return node;
}

/**
 * @param {string} text
 * @param {...(Node | string)[]} lines
 */
const step = (text, ...lines) =>
  el(
    "li",
    {},
    el("p", {}, text),
    ...lines.map((line) => el("p", { class: "math number" }, ...line)),
  );

/** @param {Form} form */
export function derive(form) {
  const [, , m, n, k] = form;
  const { oh, ow, standard, depthwise, pointwise, separable, ratio } = priceOf(form);
  const kk = k * k;
  const signs = ["Dₖ", "Dₖ", "M", "N", "h", "w"];
  const first = ["Dₖ", "Dₖ", "M", "h", "w"];
  const second = ["M", "N", "h", "w"];
  const all = [k, k, m, n, oh, ow];
  const steps = el(
    "ol",
    { class: "derivation" },
    step(
      "The standard convolution: for each of h × w places of the output and each of N " +
        "outputs, a kernel of Dₖ × Dₖ over all M inputs.",
      [product(signs), " = ", product(all), " = ", exact(standard.macs)],
    ),
    step(
      "The block: first one Dₖ × Dₖ kernel for each input, then for each output one weight " +
        "for each input.",
      [term("depthwise", product(first)), " + ", term("pointwise", product(second))],
      [
        "= ",
        term("depthwise", product([k, k, m, oh, ow])),
        " + ",
        term("pointwise", product([m, n, oh, ow])),
        " = ",
        term("depthwise", exact(depthwise.macs)),
        " + ",
        term("pointwise", exact(pointwise.macs)),
        ` = ${exact(separable.macs)}`,
      ],
    ),
    step("Divide the block by the standard convolution, and cancel what stands above and below.", [
      term("depthwise", fraction(product(first, [0, 1, 2, 3, 4]), product(signs, [0, 1, 2, 4, 5]))),
      " + ",
      term("pointwise", fraction(product(second, [0, 1, 2, 3]), product(signs, [2, 3, 4, 5]))),
    ]),
    step("What is left is a sum of two fractions. Places and inputs no longer count.", [
      term("depthwise", fraction(product(["1"]), product(["N"]))),
      " + ",
      term("pointwise", fraction(product(["1"]), product(["Dₖ²"]))),
      " = ",
      term("depthwise", fraction(product([1]), product([n]))),
      " + ",
      term("pointwise", fraction(product([1]), product([kk]))),
      ` = ${share(1 / n)} + ${share(1 / kk)} = `,
      el("b", {}, share(ratio)),
    ]),
  );
  const wrong = 1 / (n + kk);
  const note = el(
    "p",
    { class: "note" },
    "It is a sum of fractions, not one over the sum, as is sometimes told: ",
    el("span", { class: "math" }, `1/(N + Dₖ²) = 1/${exact(n + kk)}`),
    ` would be ${share(wrong)}, ${figures(ratio / wrong)} times too little. `,
    n > kk
      ? `The larger fraction rules: with ${exact(n)} outputs, hardly less than 1/Dₖ² is left, ` +
          "whatever else is done."
      : `The larger fraction rules: with so few outputs, it is 1/N.`,
  );
  return [steps, note];
}
