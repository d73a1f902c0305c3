// One input channel of a step: its numbers, and the kernel with which the output in focus reads it.

import { kernelOf } from "../../lab/refit.js";
import { el, mark, write } from "../shared/dom.js";
import { cellAfter } from "../shared/keys.js";
import { createGrid } from "./grid.js";
import { createKernel } from "./kernel.js";
import { brief, tapColour } from "./paint.js";

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
 * @property {number | null} open   the channel whose kernel is on show; null: of all that are read
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
          faint: i === null,
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
  const grid = createInput(index, c, handlers);
  const kernel = createKernel(
    (next) => reading && handlers.kernel(index, output, c - reading.now.first, next),
    handlers.tap,
  );
  const own = el("button", { class: "own number", type: "button" });
  own.addEventListener("click", () => reading && handlers.open(index, c - reading.now.first));
  const input = el("div", { class: "in" }, name, grid.node, own);

  return {
    input,
    kernel: kernel.node,
    /**
     * @param {Scene} scene
     * @param {Reading | null} shared   null: there is no such channel
     */
    show(scene, shared) {
      reading = shared;
      input.hidden = kernel.node.hidden = own.hidden = true;
      if (!shared) return;
      const { conv, shape, kind, now, open } = shared;
      output = scene.channels[index];
      const i = c - now.first;
      const read = i >= 0 && i < now.channels.length;
      const colour = index === 0 && scene.lab.picture ? `, ${COLOURS[c]}` : "";
      const title = `${index ? "Channel" : "Input"} ${c + 1}${colour}`;
      input.hidden = false;
      mark(input, "data-read", read);
      write(name, title);
      grid.show(scene, shared, title, read ? i : null);
      mark(input, "title", read ? null : `Output ${output + 1} does not read it`);
      if (!read) return;
      const what = kind === "pointwise" ? "Weight" : "Kernel";
      const whose = conv.outputs > 1 || shape[2] > 1 ? `${what} ${c + 1}→${output + 1}` : what;
      own.hidden = open === null;
      mark(own, "aria-pressed", open === c ? "true" : "false");
      write(own, `sum ${brief(now.channels[i].sum)}`);
      mark(own, "title", `Show ${whose.toLowerCase()}`);
      kernel.node.hidden = open !== null && open !== c;
      const weights = kernelOf(conv, now.channels.length, output, i);
      const from = `from ${c + 1} to ${output + 1}`;
      kernel.show(weights, conv.kernel, now.channels[i].taps, whose, from);
    },
  };
}
