// One step of the lab: what it reads, the kernels and products of the number in focus, and what it
// makes.

import { cell, geometry, kindOf, reach } from "../../lab/convolution.js";
import { MOST } from "../../lab/lab.js";
import { kernelOf } from "../../lab/refit.js";
import { el, mark, write } from "../shared/dom.js";
import { shape } from "../../domain/number.js";
import { titleOf } from "./formula.js";
import { createGrid, moved } from "./grid.js";
import { createPicker } from "./kernel.js";
import { brief } from "./paint.js";
import { createRow, laterThan } from "./row.js";

/**
 * @import { Shape } from "../../domain/state.js"
 * @import { Convolution } from "../../lab/convolution.js"
 * @import { Lab, Place } from "../../lab/lab.js"
 */

/**
 * @typedef {object} Scene   what is on show
 * @property {Lab} lab
 * @property {Shape[]} shapes
 * @property {ArrayLike<number>[]} values
 * @property {Place} place      under the pointer, or pinned
 * @property {number[]} channels   the output channel on show in each step
 * @property {{ y: number, x: number, c: number } | null} asked the input cell under the pointer:
 *   who reads it?
 * @property {number | null} tap   the weight under the pointer
 * @property {number | null} upTo   of a run: the last number of this step that there is
 * @property {number | null} hasTo  of a run: the last number that there is of what this step reads
 *
 * @typedef {object} Tells
 * @property {(place: Place) => void} hover
 * @property {() => void} leave
 * @property {(place: Place, event: PointerEvent | null) => void} pin
 * @property {(y: number, x: number, c: number) => void} ask
 * @property {(y: number, x: number, c: number, begin: boolean) => void} paint
 * @property {(event: KeyboardEvent, y: number, x: number, c: number) => boolean} set
 * @property {(step: number, o: number, i: number, kernel: number[]) => void} kernel
 * @property {(step: number, name: string) => void} kernels
 * @property {(tap: number | null) => void} tap
 */

/**
 * @param {number} index
 * @param {Tells} tells
 * @param {HTMLElement[]} tools for the input
 */
export function createStep(index, tells, tools = []) {
  const title = el("h3");
  const size = el("span", { class: "size number" });
  const all = createPicker("All kernels", (name) => tells.kernels(index, name));
  const rows = Array.from({ length: index ? MOST.outputs : MOST.channels }, (_, c) =>
    createRow(index, c, tells),
  );
  const sum = el("p", { class: "sum number" });
  const outs = Array.from({ length: MOST.outputs }, (_, o) => createOut(o));
  const key = el("p", { class: "scope" });
  const everyone = el("span");
  const every = el("label", { class: "every" }, everyone, all.node);
  const makes = el("div", { class: "makes" }, ...outs.map((out) => out.node));
  const node = el(
    "section",
    { class: "panel step" },
    el("header", {}, title, size),
    ...(tools.length ? [el("div", { class: "tools" }, ...tools)] : []),
    el(
      "div",
      { class: "parts" },
      el("div", { class: "reads" }, ...rows.map((row) => row.node), sum),
      el("div", { class: "made" }, el("div", { class: "heading" }, key, every), makes),
    ),
  );
  /** @type {Scene | null} */
  let scene = null;

  /** @param {number} o */
  function createOut(o) {
    const name = el("p", { class: "label" });
    const place = (/** @type {number} */ y, /** @type {number} */ x) => ({
      step: index,
      channel: o,
      y,
      x,
    });
    const grid = createGrid({
      hover: (y, x) => tells.hover(place(y, x)),
      leave: tells.leave,
      press: (y, x, event) => tells.pin(place(y, x), event),
      key(event) {
        if (!scene) return false;
        const [h, w, n] = scene.shapes[index + 1];
        const by = { PageDown: 1, PageUp: -1 }[event.key];
        if (by) {
          const channel = Math.min(n - 1, Math.max(0, o + by));
          tells.pin({ ...place(scene.place.y, scene.place.x), channel }, null);
          outs[channel].grid.node.focus();
          return true;
        }
        const to = moved(event.key, scene.lab.place, h, w);
        if (to) tells.pin(place(to.y, to.x), null);
        return !!to;
      },
    });
    return { node: el("div", { class: "out" }, name, grid.node), name, grid };
  }

  return {
    node,
    /** @param {Scene} of */
    show(of) {
      scene = of;
      const conv = of.lab.steps[index];
      node.hidden = !conv;
      if (!conv) return;
      const input = of.shapes[index];
      const ic = input[2];
      const { output, pad, fan, share } = geometry(conv, input);
      const [oh, ow, n] = output;
      const kind = kindOf(conv, ic);
      const o = of.channels[index];
      const { y, x } = of.place;
      const now = cell(conv, of.values[index], input, y, x, o);
      mark(node, "data-kind", kind);
      mark(node, "data-few", ic < 3 && kind !== "pointwise");
      mark(node, "data-many", ic > 3);
      mark(makes, "data-few", n < 3);
      mark(node, "data-waits", of.upTo !== null && of.upTo < 0);
      write(
        title,
        `${of.lab.steps.length > 1 ? `Step ${index + 1}: ` : ""}${titleOf(of.lab, index)}`,
      );
      write(size, `${shape(input)} → ${shape(output)}`);
      const names = new Set(
        Array.from({ length: n * fan }, (_, k) =>
          kernelOf(conv, fan, Math.floor(k / fan), k % fan).join(),
        ),
      );
      all.show(
        ...conv.kernel,
        names.size === 1 ? "alike" : "choose …",
        `All kernels of step ${index + 1}`,
      );

      every.hidden = n * fan === 1;
      write(everyone, kind === "pointwise" ? "All weights" : "All kernels");

      const signed = index > 0;
      const largest = (/** @type {ArrayLike<number>} */ data) => {
        let most = 0;
        for (let i = 0; i < data.length; i++) most = Math.max(most, Math.abs(data[i]));
        return most;
      };
      const mostIn = signed ? largest(of.values[index]) : MOST.value;
      const window = {
        y: y * conv.stride - pad[0],
        x: x * conv.stride - pad[3],
        h: reach(conv.kernel[0], conv.dilation),
        w: reach(conv.kernel[1], conv.dilation),
      };
      const reading = { conv, shape: input, pad, kind, now, window, signed, most: mostIn };
      rows.forEach((row, c) => row.show(of, c < ic ? reading : null));
      const sums = now.channels.map(({ sum: value }, i) => {
        if (!i) return brief(value);
        return `${value >= 0 ? "+" : "\u2212"} ${brief(Math.abs(value))}`;
      });
      const result = el("b", {}, brief(now.sum));
      sum.replaceChildren(
        fan > 1 ? `${sums.join(" ")} = ` : "The sum: ",
        result,
        ` at row ${y + 1}, column ${x + 1} of output ${o + 1}`,
      );

      const made = of.values[index + 1];
      const mostOut = largest(made);
      const rounded = Array.prototype.some.call(
        made,
        (value) => Math.abs(value - Math.round(value)) > 1e-9,
      );
      write(
        key,
        "Colour scale: all outputs of this step, full at " +
          `${brief(mostOut)}.${rounded ? " Numbers in cells are rounded." : ""}`,
      );
      outs.forEach((out, channel) => {
        out.node.hidden = channel >= n;
        if (channel >= n) return;
        write(out.name, `Output ${channel + 1}`);
        mark(out.node, "data-now", channel === o);
        out.grid.show(
          {
            h: oh,
            w: ow,
            at: (py, px) => made[(py * ow + px) * n + channel],
            pad: [0, 0, 0, 0],
            signed: true,
            most: mostOut,
            later: laterThan(of.upTo, channel, oh, ow),
            marks:
              of.asked &&
              index === 0 &&
              Math.floor(of.asked.c / fan) === Math.floor(channel / share)
                ? readers(of.asked, conv, pad, oh, ow)
                : [],
          },
          channel === o ? { y, x, h: 1, w: 1 } : null,
          `Output ${channel + 1}: ${oh} by ${ow} numbers. Arrow keys move, page up and page ` +
            "down change the output.",
        );
        mark(out.grid.node, "tabindex", channel === o ? 0 : -1);
      });
    },
  };
}

/**
 * The output places whose window has a tap on an input cell.
 * @param {{ y: number, x: number }} cell
 * @param {Convolution} conv
 * @param {number[]} pad
 * @param {number} oh
 * @param {number} ow
 */
function readers(cell, { kernel, stride, dilation }, pad, oh, ow) {
  const hits = (
    /** @type {number} */ at,
    /** @type {number} */ place,
    /** @type {number} */ before,
    /** @type {number} */ taps,
  ) => {
    const off = at - place * stride + before;
    return off >= 0 && off % dilation === 0 && off / dilation < taps;
  };
  const found = [];
  for (let y = 0; y < oh; y++)
    for (let x = 0; x < ow; x++)
      if (hits(cell.y, y, pad[0], kernel[0]) && hits(cell.x, x, pad[3], kernel[1]))
        found.push({ y, x });
  return found;
}
