// One cell, to the last bit: the numbers that it is made of, and how they become the number that is
// stored, in real values and as they are stored.

import { el, mark, write } from "../shared/dom.js";
import { KINDS } from "./cell-kinds.js";
import { createResult } from "./cell-result.js";
import { createShares } from "./cell-shares.js";
import { createWindow } from "./cell-window.js";

/**
 * @import { Layer, Reply } from "../../domain/state.js"
 * @import { Cell } from "../../separable.d.ts"
 * @import { Say } from "./words.js"
 */

const WINDOW = 27; // products of a window that are shown where their taps stand

/**
 * Whether the products can stand where their taps do.
 * @param {Layer} layer
 * @param {Cell} cell
 */
function isWindow({ kernel, kind }, { taps, rest }) {
  if (!kernel || rest.count || !["conv", "depthwise"].includes(kind)) return false;
  const size = kernel[0] * kernel[1];
  return size > 1 && taps.length <= WINDOW && taps.length % size === 0;
}

/**
 * The formula, and that of stored numbers where it is one of products.
 * @param {Layer} layer
 * @param {Cell} cell
 * @param {Say} say
 */
function formulaOf({ kind, element }, { input, weight }, say) {
  const zeros = (/** @type {number} */ zero) =>
    zero === 0 ? "" : zero < 0 ? ` + ${-zero}` : ` − ${zero}`;
  if (KINDS[kind] !== KINDS.conv) return KINDS[kind].formula;
  if (element === "f32") return say("formula");
  const [zero, weightZero] = [zeros(input.zeroPoint), zeros(weight.zeroPoint)];
  return say("formulaBytes", { zero, weightZero });
}

/**
 * @param {Layer} layer
 * @param {Say} say
 */
export function createCell(layer, say) {
  const title = el("h4");
  const about = el("p", { class: "range" });
  const problem = el("p", { class: "problem" });
  const products = createWindow(say);
  let pin = (/** @type {number} */ _) => {};
  const { terms = say("terms") } = KINDS[layer.kind];
  const shares = createShares(layer, terms, (channel) => pin(channel), say);
  const result = createResult(layer, say);
  const work = el("div", { class: "work" }, products.node, shares.node, result.node);
  const node = el("div", { class: "one-cell" }, title, about, problem, work);
  return {
    node,
    /**
     * @param {Reply} reply
     * @param {(channel: number) => void} choose   a channel of the input
     */
    show({ args, answer, problem: reason }, choose) {
      pin = choose;
      const [, y, x, c] = args;
      write(
        title,
        layer.output[0] * layer.output[1] === 1
          ? say("arithmetic")
          : say("cell", { y: y + 1, x: x + 1, n: c + 1 }),
      );
      mark(node, "data-cell", args.slice(0, 4).join(" "));
      write(problem, reason);
      work.hidden = !answer;
      if (!answer) return write(about, "");
      const cell = /** @type {Cell} */ (answer);
      const windowed = isWindow(layer, cell);
      products.node.hidden = !windowed;
      shares.node.hidden = windowed;
      if (windowed && layer.kernel) products.show(cell, layer.kernel);
      else shares.show(cell);
      write(about, formulaOf(layer, cell, say));
      result.show(cell, cell.taps.length + cell.rest.count);
    },
  };
}
