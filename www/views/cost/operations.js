// How the operations of layers that multiply nothing by weights are counted, as src/cost.rs counts
// them.

import { el } from "../shared/dom.js";

/** @import { Description, Layer } from "../../domain/state.js" */

/**
 * For n numbers of output: what one of them takes.
 * @type {Partial<Record<Layer["kind"], [operator: string, formula: string, why: string]>>}
 */
const FORMULAS = {
  add: ["ADD", "n", "one addition each"],
  subtract: ["SUB", "n", "one subtraction each"],
  multiply: ["MUL, gates", "n", "one multiplication each"],
  clamp: ["RELU, RELU6", "n or 2 n", "one comparison for each bound"],
  hardSwish: ["HARD_SWISH", "5 n", "an addition, 2 comparisons, 2 multiplications each"],
  logistic: ["LOGISTIC", "3 n", "an exponential, an addition, a division each"],
  pool: ["averages of h w numbers", "h w n", "h w − 1 additions and a division each"],
  maxPool: ["maxima of h w numbers", "(h w − 1) n", "comparisons"],
  softmax: [
    "SOFTMAX over c",
    "(5 c − 2) n / c",
    "maximum, differences, exponentials, sum, quotients",
  ],
  quantize: ["QUANTIZE, DEQUANTIZE", "2 n", "a multiplication and an addition each"],
};

/**
 * How a layer's operations are counted; empty where it has none.
 * @param {Layer} layer
 */
export function formulaOf({ kind }) {
  const [, formula, why] = FORMULAS[kind] ?? [];
  return formula ? `${formula}, n numbers of output: ${why}` : "";
}

/** The formulas of the kinds that a network has. */
export function createFormulas() {
  const list = el("tbody");
  const about = el(
    "p",
    { class: "scope" },
    "Multiply-accumulates are those of layers with weights, as the papers count them. What the " +
      "other layers compute is counted apart, for n numbers of output; an activation function " +
      "inside a layer is not counted, and numbers that are only moved cost nothing.",
  );
  const node = el("div", { class: "formulas" }, about, el("table", {}, list));
  /** @type {Description | null} */
  let shown = null;
  return {
    node,
    /** @param {Description} network */
    show(network) {
      if (network === shown) return;
      shown = network;
      const kinds = new Set(network.layers.map(({ kind }) => kind));
      const rows = [...kinds].flatMap((kind) => (FORMULAS[kind] ? [FORMULAS[kind]] : []));
      list.replaceChildren(
        ...rows.map(([operator, formula, why]) =>
          el(
            "tr",
            {},
            el("th", { scope: "row" }, operator),
            el("td", { class: "number" }, formula),
            el("td", {}, why),
          ),
        ),
      );
    },
  };
}
