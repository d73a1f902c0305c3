// The products of a window, each where its tap stands.

import { integer, real, signed } from "../../domain/number.js";
import { el, mark, write } from "../shared/dom.js";
import { sign, tapColour } from "../shared/tap-colour.js";
import { centred, meant, stored, writeNumber } from "./cell-numbers.js";

/**
 * @import { Cell } from "../../separable.d.ts"
 * @import { Say } from "./words.js"
 */

const COLOURS = /** @type {const} */ (["red", "green", "blue"]);

/** @param {Say} say */
export function createWindow(say) {
  const node = el("div", { class: "products" });
  /**
   * @type {{ box: HTMLElement, meant: HTMLElement, product: HTMLElement, stored: HTMLElement }[]}
   */
  let boxes = [];
  let built = "";
  return {
    node,
    /**
     * @param {Cell} cell
     * @param {[number, number]} kernel
     */
    show({ taps, input, weight, unit }, kernel) {
      const groups = taps.length / (kernel[0] * kernel[1]);
      if (built !== `${kernel} ${groups}`) {
        built = `${kernel} ${groups}`;
        boxes = taps.map(({ ky, kx }) => {
          const meant = el("span", { class: "meant" });
          const product = el("b", { "data-metric": "product" });
          const stored = el("span", { class: "stored" });
          const box = el("div", { class: "product number" }, meant, product, stored);
          box.style.setProperty("--tap", tapColour(ky, kx, kernel));
          return { box, meant, product, stored };
        });
        node.replaceChildren(
          ...Array.from({ length: groups }, (_, group) => {
            const grid = el(
              "div",
              { class: "products-of" },
              ...boxes.filter((_, i) => i % groups === group).map(({ box }) => box),
            );
            grid.style.setProperty("--columns", String(kernel[1]));
            return groups === 3
              ? el("div", {}, el("p", { class: "label" }, say(COLOURS[group])), grid)
              : grid;
          }),
        );
        mark(node, "data-groups", groups);
      }
      const most = taps.reduce((most, { product }) => Math.max(most, Math.abs(product)), 0);
      taps.forEach((tap, i) => {
        const box = boxes[i];
        write(
          box.meant,
          tap.padding
            ? say("padding")
            : say.number(`${real(meant(tap.input, input))} × ${signed(meant(tap.weight, weight))}`),
        );
        writeNumber(box.product, tap.product, say.number(signed(tap.product * unit)));
        write(
          box.stored,
          Number.isInteger(tap.product) && Number.isInteger(tap.weight)
            ? `${centred(tap.input, input.zeroPoint)}\u200b×` +
                `${centred(tap.weight, weight.zeroPoint)}\n= ${integer(tap.product)}`
            : say.number(stored(tap.product)),
        );
        sign(box.box, tap.product, most);
        mark(box.box, "data-padding", tap.padding);
      });
    },
  };
}
