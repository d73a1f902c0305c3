// The products of one channel of one cell, each where its tap stands in the kernel.

import { text } from "../../lab/kernels.js";
import { el, mark, write } from "../shared/dom.js";
import { brief, tapColour } from "./paint.js";

/** @import { Tap } from "../../lab/convolution.js" */

export function createProducts() {
  const cells = el("div", { class: "cells" });
  const sum = el("p", { class: "own number" });
  const node = el("div", { class: "products", "aria-hidden": "true" }, cells, sum);
  let size = "";
  /** @type {{ box: HTMLElement, factors: HTMLElement, product: HTMLElement }[]} */
  let boxes = [];

  return {
    node,
    /**
     * @param {{ taps: Tap[], sum: number }} channel
     * @param {[number, number]} kernel
     */
    show({ taps, sum: own }, kernel) {
      if (size !== kernel.join()) {
        size = kernel.join();
        boxes = taps.map((_, i) => {
          const factors = el("span", { class: "factors" });
          const product = el("b");
          const box = el("span", { class: "product number" }, factors, product);
          box.style.setProperty(
            "--tap",
            tapColour(Math.floor(i / kernel[1]), i % kernel[1], kernel),
          );
          return { box, factors, product };
        });
        cells.style.setProperty("--columns", String(kernel[1]));
        mark(cells, "data-wide", kernel[1] > 3);
        cells.replaceChildren(...boxes.map(({ box }) => box));
      }
      taps.forEach(({ value, weight, product, inside }, i) => {
        const { box, factors, product: out } = boxes[i];
        write(factors, `${brief(value, 1)}×${text(weight).replace("-", "\u2212")}`);
        write(out, brief(product, Math.abs(product) < 9.995 ? 2 : 1));
        mark(box, "data-padding", !inside);
        mark(
          box,
          "title",
          `${brief(value)} × ${brief(weight)} = ${brief(product)}${inside ? "" : ", on padding"}`,
        );
      });
      write(sum, taps.length > 1 ? `sum ${brief(own)}` : "");
    },
  };
}
