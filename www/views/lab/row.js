// One input channel of a step: its numbers, the kernel that the output in focus has for it, and
// their products.

import { kernelOf } from "../../lab/refit.js";
import { el, mark, write } from "../shared/dom.js";
import { createGrid, moved } from "./grid.js";
import { createKernel } from "./kernel.js";
import { tapColour } from "./paint.js";
import { createProducts } from "./products.js";

/**
 * @import { Shape } from "../../domain/state.js"
 * @import { Cell, Convolution } from "../../lab/convolution.js"
 * @import { Frame } from "./grid.js"
 * @import { Scene, Tells } from "./step.js"
 */

/**
 * @typedef {object} Reading   what all rows of a step share
 * @property {Convolution} conv
 * @property {Shape} shape   of the input
 * @property {[number, number, number, number]} pad
 * @property {string} kind
 * @property {Cell} now   the number in focus
 * @property {Frame} window   where it reads
 * @property {boolean} signed
 * @property {number} most   the largest magnitude of the input
 */

const COLOURS = ["red", "green", "blue"];

/**
 * Which places of a channel come after a number.
 * @param {number | null} last
 * @param {number} c
 * @param {number} h
 * @param {number} w
 * @returns {((y: number, x: number) => boolean) | undefined}
 */
export const laterThan = (last, c, h, w) =>
  last === null ? undefined : (y, x) => (c * h + y) * w + x > last;

/**
 * @param {number} index of the step
 * @param {number} c the channel
 * @param {Tells} tells
 */
export function createRow(index, c, tells) {
  let cursor = { y: 0, x: 0 };
  let output = 0;
  /** @type {Reading | null} */
  let reading = null;
  const name = el("p", { class: "label" });
  const grid = createGrid({
    hover: (y, x) => tells.ask(y, x, c),
    leave: tells.leave,
    ...(index === 0 && {
      press: (y, x) => tells.paint(y, x, c, true),
      drag: (y, x) => tells.paint(y, x, c, false),
    }),
    key(event) {
      if (!reading) return false;
      const to = moved(event.key, cursor, reading.shape[0], reading.shape[1]);
      if (!to) return index === 0 && tells.set(event, cursor.y, cursor.x, c);
      cursor = to;
      tells.ask(to.y, to.x, c);
      return true;
    },
  });
  const whose = el("p", { class: "label" });
  const kernel = createKernel(
    (next) => reading && tells.kernel(index, output, c - reading.now.first, next),
    tells.tap,
  );
  const products = createProducts();
  const idle = el("p", { class: "idle" });
  const work = el(
    "div",
    { class: "work" },
    el("div", {}, whose, kernel.node),
    el("span", { class: "sign", "aria-hidden": "true" }, "→"),
    el("div", {}, el("p", { class: "label" }, "Products"), products.node),
  );
  const node = el("div", { class: "row" }, el("div", { class: "in" }, name, grid.node), work, idle);

  return {
    node,
    /**
     * @param {Scene} of
     * @param {Reading | null} shared null: there is no such channel
     */
    show(of, shared) {
      reading = shared;
      node.hidden = !shared;
      if (!shared) return;
      const { conv, shape, pad, kind, now, window, signed, most } = shared;
      const [h, w, channels] = shape;
      output = of.channels[index];
      cursor = { y: Math.min(cursor.y, h - 1), x: Math.min(cursor.x, w - 1) };
      const fan = now.channels.length;
      const i = c - now.first;
      const read = i >= 0 && i < fan;
      const colour = index === 0 && of.lab.picture ? `, ${COLOURS[c]}` : "";
      const called = `${index ? "Channel" : "Input"} ${c + 1}${colour}`;
      mark(node, "data-read", read);
      write(name, called);
      const taps = read
        ? now.channels[i].taps.flatMap(({ y, x }, t) => {
            const lit = of.tap === null || of.tap === t;
            const colour = tapColour(
              Math.floor(t / conv.kernel[1]),
              t % conv.kernel[1],
              conv.kernel,
            );
            return lit ? [{ y, x, colour }] : [];
          })
        : [];
      const asked = of.asked?.c === c && index === 0 ? [of.asked] : [];
      const at = (/** @type {number} */ y, /** @type {number} */ x) =>
        of.values[index][(y * w + x) * channels + c];
      grid.show(
        { h, w, at, pad, signed, most, taps, marks: asked, later: laterThan(of.hasTo, c, h, w) },
        read ? window : null,
        `${called}: ${h} by ${w} numbers. Arrow keys move${index ? "" : ", digits paint"}.`,
      );
      work.hidden = !read;
      idle.hidden = read;
      if (!read) return write(idle, `not read by output ${output + 1}`);
      const what = kind === "pointwise" ? "Weight" : "Kernel";
      write(whose, conv.outputs > 1 || channels > 1 ? `${what} ${c + 1} → ${output + 1}` : what);
      kernel.show(kernelOf(conv, fan, output, i), conv.kernel, `from ${c + 1} to ${output + 1}`);
      products.show(now.channels[i], conv.kernel);
    },
  };
}
