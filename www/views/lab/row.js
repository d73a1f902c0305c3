// One input channel of a step: its numbers, the kernel with which the output in focus reads it, and
// their products.

import { kernelOf } from "../../lab/refit.js";
import { el, mark, write } from "../shared/dom.js";
import { cellAfter } from "../shared/keys.js";
import { createGrid } from "./grid.js";
import { createKernel } from "./kernel.js";
import { tapColour } from "./paint.js";
import { createProducts } from "./products.js";

/**
 * @import { Shape } from "../../domain/state.js"
 * @import { Cell, Convolution } from "../../lab/convolution.js"
 * @import { Frame } from "./grid.js"
 * @import { Scene, Handlers } from "./step.js"
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
 * The positions of a channel that come after a number.
 * @param {number | null} last
 * @param {number} c
 * @param {number} h
 * @param {number} w
 * @returns {((y: number, x: number) => boolean) | undefined}
 */
export const laterThan = (last, c, h, w) =>
  last === null ? undefined : (y, x) => (c * h + y) * w + x > last;

/**
 * The input cells under the taps, in their colours; while one weight is pointed at, that tap alone.
 * @param {Reading} reading
 * @param {number} i   the channel within its group
 * @param {number | null} tap
 */
function tapsOf({ conv: { kernel }, now }, i, tap) {
  return now.channels[i].taps.flatMap(({ y, x }, t) => {
    const colour = tapColour(Math.floor(t / kernel[1]), t % kernel[1], kernel);
    return tap === null || tap === t ? [{ y, x, colour }] : [];
  });
}

/**
 * The grid of an input channel.
 * @param {number} index   of the step
 * @param {number} c
 * @param {Handlers} handlers
 */
function createInput(index, c, handlers) {
  let cursor = { y: 0, x: 0 };
  let size = { h: 1, w: 1 };
  const grid = createGrid({
    hover: (y, x) => handlers.ask(y, x, c),
    leave: handlers.leave,
    ...(index === 0 && {
      press: (y, x) => handlers.paint(y, x, c, true),
      drag: (y, x) => handlers.paint(y, x, c, false),
    }),
    key(event) {
      const next = cellAfter(event.key, cursor, size.h, size.w);
      if (!next) return index === 0 && handlers.set(event, cursor.y, cursor.x, c);
      cursor = next;
      handlers.ask(next.y, next.x, c);
      return true;
    },
  });
  return {
    node: grid.node,
    /**
     * @param {Scene} scene
     * @param {Reading} reading
     * @param {string} name
     * @param {number | null} i   the channel within its group; null: the output does not read it
     */
    show(scene, reading, name, i) {
      const { window, pad, signed, most } = reading;
      const [h, w, channels] = reading.shape;
      size = { h, w };
      cursor = { y: Math.min(cursor.y, h - 1), x: Math.min(cursor.x, w - 1) };
      const data = scene.values[index];
      grid.show(
        {
          ...{ h, w, pad, signed, most },
          at: (y, x) => data[(y * w + x) * channels + c],
          taps: i === null ? [] : tapsOf(reading, i, scene.tap),
          marks: scene.asked?.c === c && index === 0 ? [scene.asked] : [],
          later: laterThan(scene.hasTo, c, h, w),
        },
        i === null ? null : window,
        `${name}: ${h} by ${w} numbers. Arrow keys move${index ? "" : ", digits paint"}.`,
      );
    },
  };
}

/**
 * @param {number} index   of the step
 * @param {number} c   the channel
 * @param {Handlers} handlers
 */
export function createRow(index, c, handlers) {
  let output = 0;
  /** @type {Reading | null} */
  let reading = null;
  const name = el("p", { class: "label" });
  const input = createInput(index, c, handlers);
  const whose = el("p", { class: "label" });
  const kernel = createKernel(
    (next) => reading && handlers.kernel(index, output, c - reading.now.first, next),
    handlers.tap,
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
  const node = el(
    "div",
    { class: "row" },
    el("div", { class: "in" }, name, input.node),
    work,
    idle,
  );

  return {
    node,
    /**
     * @param {Scene} scene
     * @param {Reading | null} shared   null: there is no such channel
     */
    show(scene, shared) {
      reading = shared;
      node.hidden = !shared;
      if (!shared) return;
      const { conv, shape, kind, now } = shared;
      output = scene.channels[index];
      const i = c - now.first;
      const read = i >= 0 && i < now.channels.length;
      const colour = index === 0 && scene.lab.picture ? `, ${COLOURS[c]}` : "";
      const title = `${index ? "Channel" : "Input"} ${c + 1}${colour}`;
      mark(node, "data-read", read);
      write(name, title);
      input.show(scene, shared, title, read ? i : null);
      work.hidden = !read;
      idle.hidden = read;
      if (!read) return write(idle, `not read by output ${output + 1}`);
      const what = kind === "pointwise" ? "Weight" : "Kernel";
      const many = conv.outputs > 1 || shape[2] > 1;
      write(whose, many ? `${what} ${c + 1} → ${output + 1}` : what);
      const weights = kernelOf(conv, now.channels.length, output, i);
      kernel.show(weights, conv.kernel, `from ${c + 1} to ${output + 1}`);
      products.show(now.channels[i], conv.kernel);
    },
  };
}
