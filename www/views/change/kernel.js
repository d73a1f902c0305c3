// A depthwise channel's kernel: its weights as the layer stores them, to be typed, stepped, or
// picked.

import { el, mark, write } from "../shared/dom.js";
import { largest } from "../shared/tap-colour.js";
import { rounded } from "./edits.js";
import { PRESETS } from "./presets.js";

/**
 * @param {number} weight
 * @param {number} most of them
 */
const tint = (weight, most) =>
  `color-mix(in srgb, var(${weight < 0 ? "--below" : "--above"}) ` +
  `${((100 * Math.abs(weight)) / (most || 1)).toFixed(0)}%, var(--sunk))`;

/**
 * A small picture of a square kernel.
 * @param {number[]} weights
 */
export function drawKernel(weights) {
  const side = Math.round(Math.sqrt(weights.length));
  const most = largest(weights);
  const node = el("span", { class: "tiny", "aria-hidden": "true" });
  node.style.setProperty("--side", String(side));
  for (const weight of weights) {
    const cell = el("i");
    cell.style.background = tint(weight, most);
    node.append(cell);
  }
  return node;
}

/**
 * Three figures, as they are typed.
 * @param {number} weight
 */
const text = (weight) => String(Number(weight.toPrecision(3)));

/**
 * The weights as fields.
 * @param {(tap: number, weight: number) => void} type   a field has another number
 */
function createFields(type) {
  const node = el("div", { class: "weights", role: "group" });
  /** @type {HTMLInputElement[]} */
  let inputs = [];
  let built = "";

  /**
   * @param {number} tap
   * @param {number} columns
   */
  function createInput(tap, columns) {
    const [row, column] = [Math.floor(tap / columns) + 1, (tap % columns) + 1];
    const input = el("input", {
      ...{ type: "number", class: "number", step: "any", inputmode: "decimal" },
      "aria-label": `Weight, row ${row}, column ${column}`,
    });
    input.addEventListener("input", () => {
      if (input.value !== "" && Number.isFinite(input.valueAsNumber))
        type(tap, input.valueAsNumber);
    });
    return input;
  }

  return {
    node,
    /** @param {Kernel} kernel */
    show({ size, weights, wanted, own, channel }) {
      if (built !== String(size)) {
        built = String(size);
        inputs = weights.map((_, tap) => createInput(tap, size[1]));
        node.style.setProperty("--side", String(size[1]));
        node.replaceChildren(...inputs);
      }
      const most = largest(weights);
      const step = 10 ** Math.floor(Math.log10(largest(own) || 1)) / 10;
      mark(node, "aria-label", `Kernel of channel ${channel + 1}`);
      inputs.forEach((input, i) => {
        mark(input, "step", step);
        mark(input, "data-value", weights[i]);
        const typing =
          document.activeElement === input &&
          (input.value === "" || rounded(input.valueAsNumber) === wanted[i]);
        if (!typing) input.value = text(weights[i]);
        input.style.background = tint(weights[i], most);
        mark(input, "title", `${weights[i]}; originally ${own[i]}`);
      });
    },
  };
}

/**
 * @typedef {object} Kernel   what is shown
 * @property {[number, number]} size
 * @property {number[]} weights   those that run
 * @property {number[]} wanted    as they were typed
 * @property {number[]} own       those of the baseline
 * @property {number} channel
 * @property {"muted" | "replaced" | "own"} state
 */

/** @param {{ set: (kernel: number[], channel: number) => void, original: () => void }} handlers */
export function createKernel({ set, original }) {
  /** @type {Kernel | null} */
  let kernel = null;
  const fields = createFields((tap, weight) => {
    if (!kernel) return;
    const { wanted, channel } = kernel;
    set(
      wanted.map((old, i) => rounded(i === tap ? weight : old)),
      channel,
    );
  });
  const own = el("button", { class: "button", type: "button" }, "original");
  own.addEventListener("click", original);
  const picks = PRESETS.map(({ name, about, kernelOf }) => {
    const button = el("button", { class: "button", type: "button", title: about }, name);
    button.addEventListener("click", () => {
      if (kernel) set(kernelOf(kernel.own, ...kernel.size), kernel.channel);
    });
    return button;
  });
  const note = el("p", { class: "scope" });
  const node = el(
    "div",
    { class: "kernel" },
    fields.node,
    el("div", { class: "picks", role: "group", "aria-label": "Kernels to pick" }, own, ...picks),
    note,
  );

  return {
    node,
    /** @param {Kernel} next */
    show(next) {
      kernel = next;
      fields.show(next);
      mark(own, "aria-pressed", next.state === "own" ? "true" : "false");
      write(
        note,
        next.state === "muted"
          ? "Muted: weights and bias are zero. A kernel that you type here replaces the mute."
          : "The weights as the layer stores them. A weight that you type is rounded to the " +
              "layer's steps and limited to its range; green above zero, violet below, strongest " +
              "colour at this kernel's largest.",
      );
    },
  };
}
