// One step of the lab: its inputs in a row, the kernels and products of the number in focus, and
// its outputs beside them.

import { cell, geometry, kindOf, reach } from "../../lab/convolution.js";
import { MOST } from "../../lab/lab.js";
import { kernelOf } from "../../lab/refit.js";
import { el, mark, write } from "../shared/dom.js";
import { clamp } from "../../domain/number.js";
import { cellAfter } from "../shared/keys.js";
import { largest } from "../shared/tap-colour.js";
import { titleOf } from "./formula.js";
import { createGrid } from "./grid.js";
import { createPicker } from "./kernel.js";
import { brief } from "./paint.js";
import { createRow, laterThan } from "./row.js";

/**
 * @import { Shape } from "../../domain/state.js"
 * @import { Cell, Convolution } from "../../lab/convolution.js"
 * @import { Lab, Place } from "../../lab/lab.js"
 * @import { createFormula } from "./formula.js"
 * @import { Reading } from "./row.js"
 * @import { InputCell } from "./session.js"
 */

/**
 * @typedef {object} Scene   what is on show
 * @property {Lab} lab
 * @property {Shape[]} shapes
 * @property {ArrayLike<number>[]} values
 * @property {Place} place      under the pointer, or pinned
 * @property {number[]} channels   the output channel on show in each step
 * @property {number} room   columns of weights that there is room for beside each other
 * @property {number[]} kernels   where not all kernels of a step have room: which of those that an
 *   output has
 * @property {InputCell | null} asked   the input cell under the pointer: its readers are marked
 * @property {number | null} tap   the weight under the pointer
 * @property {number | null} upTo    of a run: the last number of this step that is shown
 * @property {number | null} hasTo   of a run: the last number of this step's input that is shown
 *
 * @typedef {object} Handlers
 * @property {(place: Place) => void} hover
 * @property {() => void} leave
 * @property {(place: Place, event: PointerEvent | null) => void} pin
 * @property {(y: number, x: number, c: number) => void} ask
 * @property {(y: number, x: number, c: number, begin: boolean) => void} paint
 * @property {(event: KeyboardEvent, y: number, x: number, c: number) => boolean} set
 * @property {(step: number, o: number, i: number, kernel: number[]) => void} kernel
 * @property {(step: number, name: string) => void} kernels
 * @property {(tap: number | null) => void} tap
 * @property {(step: number, i: number) => void} open   shows one kernel of those that have no room
 */

/** Inputs that always stand in one row. */
const FEW = 3;

/**
 * What all rows of a step share.
 * @param {Scene} scene
 * @param {number} index
 * @returns {Reading}
 */
function readingOf({ lab, shapes, values, channels, kernels, room, place: { y, x } }, index) {
  const conv = lab.steps[index];
  const shape = shapes[index];
  const { pad, fan } = geometry(conv, shape);
  const signed = index > 0;
  const now = cell(conv, values[index], shape, y, x, channels[index]);
  return {
    ...{ conv, shape, pad, signed, now, kind: kindOf(conv, shape[2]) },
    open: fan * conv.kernel[1] > room ? now.first + Math.min(kernels[index], fan - 1) : null,
    window: {
      y: y * conv.stride - pad[0],
      x: x * conv.stride - pad[3],
      h: reach(conv.kernel[0], conv.dilation),
      w: reach(conv.kernel[1], conv.dilation),
    },
    most: signed ? largest(values[index]) : MOST.value,
  };
}

/** The sum of the number in focus. */
function createSum() {
  const node = el("p", { class: "sum number" });
  /**
   * A summand after the first, with its sign.
   * @param {number} value
   */
  const added = (value) => `${value < 0 ? "\u2212" : "+"} ${brief(Math.abs(value))}`;
  return {
    node,
    /**
     * @param {Cell} now
     * @param {Place} place
     * @param {number} output
     */
    show({ channels, sum }, { y, x }, output) {
      const sums = channels.map((channel, i) => (i ? added : brief)(channel.sum));
      mark(node, "data-long", sums.length > 3); // the line that the next number may need
      node.replaceChildren(
        sums.length > 1 ? `${sums.join(" ")} = ` : "The sum: ",
        el("b", {}, brief(sum)),
        ` at row ${y + 1}, column ${x + 1} of output ${output + 1}`,
      );
    },
  };
}

/**
 * The choice of one kernel for the whole step.
 * @param {number} index   of the step
 * @param {(name: string) => void} choose
 */
function createEveryKernel(index, choose) {
  const picker = createPicker("All kernels", choose);
  picker.node.classList.add("every");
  return {
    node: picker.node,
    /**
     * @param {Convolution} conv
     * @param {number} fan
     * @param {string} kind
     */
    show(conv, fan, kind) {
      const count = conv.outputs * fan;
      const kernels = new Set(
        Array.from({ length: count }, (_, k) =>
          kernelOf(conv, fan, Math.floor(k / fan), k % fan).join(),
        ),
      );
      const what = kind === "pointwise" ? "All weights" : "All kernels";
      const now = kernels.size === 1 ? `${what} alike` : `${what} …`;
      picker.show(...conv.kernel, now, `All kernels of step ${index + 1}`);
      picker.node.hidden = count === 1;
    },
  };
}

/** The outputs of a step, a grid for each channel. */
class Outputs {
  #index;
  #handlers;
  #key = el("span");
  #outputs;
  #makes;
  /** @type {Scene | null} */
  #scene = null;

  /**
   * @param {number} index   of the step
   * @param {Handlers} handlers
   * @param {HTMLElement} params   how many weights make them
   */
  constructor(index, handlers, params) {
    this.#index = index;
    this.#handlers = handlers;
    this.#outputs = Array.from({ length: MOST.outputs }, (_, o) => this.#create(o));
    this.#makes = el("div", { class: "makes" }, ...this.#outputs.map(({ node }) => node));
    this.node = el(
      "div",
      { class: "made" },
      this.#makes,
      el("p", { class: "label" }, params, this.#key),
    );
  }

  /** The grid with the number in focus. */
  get focused() {
    return this.#outputs[this.#scene?.channels[this.#index] ?? 0].node;
  }

  /** @param {number} channel */
  #create(channel) {
    const name = el("p", { class: "label" });
    const step = this.#index;
    const grid = createGrid({
      hover: (y, x) => this.#handlers.hover({ step, channel, y, x }),
      leave: this.#handlers.leave,
      press: (y, x, event) => this.#handlers.pin({ step, channel, y, x }, event),
      key: ({ key }) => this.#move(key, channel),
    });
    return { node: el("div", { class: "out" }, name, grid.node), name, grid };
  }

  /**
   * @param {string} key
   * @param {number} channel   whose grid has the focus
   * @returns {boolean} whether the key moves
   */
  #move(key, channel) {
    if (!this.#scene) return false;
    const [h, w, n] = this.#scene.shapes[this.#index + 1];
    const { place, lab } = this.#scene;
    const by = { PageDown: 1, PageUp: -1 }[key];
    if (by) {
      const next = clamp(channel + by, 0, n - 1);
      this.#handlers.pin({ step: this.#index, channel: next, y: place.y, x: place.x }, null);
      this.#outputs[next].grid.node.focus();
      return true;
    }
    const next = cellAfter(key, lab.place, h, w);
    if (next) this.#handlers.pin({ step: this.#index, channel, ...next }, null);
    return !!next;
  }

  /**
   * @param {Scene} scene
   * @param {Convolution} conv
   */
  show(scene, conv) {
    this.#scene = scene;
    const made = scene.values[this.#index + 1];
    const channels = scene.shapes[this.#index + 1][2];
    const most = largest(made);
    const rounded = Array.from(made).some((value) => Math.abs(value - Math.round(value)) > 1e-9);
    const numbers = rounded ? "; numbers rounded" : "";
    write(this.#key, `. Strongest colour: ±${brief(most)}${numbers}.`);
    this.#outputs.forEach(({ node }, channel) => {
      node.hidden = channel >= channels;
      if (channel < channels) this.#showOutput(scene, conv, channel, made, most);
    });
  }

  /**
   * @param {Scene} scene
   * @param {Convolution} conv
   * @param {number} channel
   * @param {ArrayLike<number>} made
   * @param {number} most   of them
   */
  #showOutput(scene, conv, channel, made, most) {
    const { node, name, grid } = this.#outputs[channel];
    const { asked, place, channels, shapes, upTo } = scene;
    const [h, w, n] = shapes[this.#index + 1];
    const { fan, share, pad } = geometry(conv, shapes[this.#index]);
    const focused = channel === channels[this.#index];
    const reads =
      asked && this.#index === 0 && Math.floor(asked.c / fan) === Math.floor(channel / share);
    write(name, `Output ${channel + 1}`);
    mark(node, "data-now", focused);
    grid.show(
      {
        ...{ h, w, most, signed: true, pad: [0, 0, 0, 0] },
        at: (y, x) => made[(y * w + x) * n + channel],
        later: laterThan(upTo, channel, h, w),
        marks: reads ? readers(asked, conv, pad, h, w) : [],
      },
      focused ? { y: place.y, x: place.x, h: 1, w: 1 } : null,
      `Output ${channel + 1}: ${h} by ${w} numbers. Arrow keys move, page up and page down ` +
        "change the output.",
    );
    mark(grid.node, "tabindex", focused ? 0 : -1);
  }
}

/**
 * @param {number} index
 * @param {Handlers} handlers
 * @param {ReturnType<typeof createFormula>} formula
 */
export function createStep(index, handlers, formula) {
  const title = el("span");
  const rows = Array.from({ length: index ? MOST.outputs : MOST.channels }, (_, c) =>
    createRow(index, c, handlers),
  );
  const sum = createSum();
  const every = createEveryKernel(index, (name) => handlers.kernels(index, name));
  const outputs = new Outputs(index, handlers, formula.params);
  const inputs = el("div", { class: "inputs" }, ...rows.map((row) => row.input));
  const kernels = el("div", { class: "kernels" }, ...rows.map((row) => row.kernel));
  const result = el("div", { class: "result" }, sum.node, every.node);
  const reads = el("div", { class: "reads" }, inputs, kernels, result);
  const node = el(
    "section",
    { class: "panel step" },
    el(
      "header",
      {},
      el("h3", {}, title, el("span", { class: "kind" }, " convolution")),
      formula.node,
    ),
    el("div", { class: "parts" }, reads, outputs.node),
  );

  return {
    node,
    /** Where the number in focus is written. */
    get output() {
      return outputs.focused;
    },
    /** @param {Scene} scene */
    show(scene) {
      const { lab, upTo, place, channels } = scene;
      const conv = lab.steps[index];
      node.hidden = !conv;
      formula.show(lab);
      if (!conv) return;
      const reading = readingOf(scene, index);
      const { shape: input, kind, now } = reading;
      mark(node, "data-kind", kind);
      mark(node, "data-waits", upTo !== null && upTo < 0);
      write(title, `${lab.steps.length > 1 ? `${index + 1}. ` : ""}${titleOf(lab, index)}`);
      // Kernels of all channels stand each under its own.
      const [kw, across] = [conv.kernel[1], input[1] + reading.pad[1] + reading.pad[3]];
      mark(inputs, "data-few", input[2] <= FEW);
      mark(reads, "data-aligned", reading.open === null && now.channels.length === input[2]);
      reads.style.setProperty("--kw", String(kw));
      reads.style.setProperty("--across", String(across));
      every.show(conv, now.channels.length, kind);
      rows.forEach((row, c) => row.show(scene, c < input[2] ? reading : null));
      sum.show(now, place, channels[index]);
      outputs.show(scene, conv);
    },
  };
}

/**
 * The output positions whose window has a tap on an input cell.
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
