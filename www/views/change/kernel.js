// A depthwise channel's kernel: its weights as the layer stores them, to be typed, stepped, or
// picked.

import { el, mark, write } from "../shared/dom.js";
import { rounded } from "./edits.js";
import { PRESETS } from "./presets.js";

/**
 * @param {number} weight
 * @param {number} most of them
 */
const tint = (weight, most) =>
  `color-mix(in srgb, var(${weight < 0 ? "--below" : "--above"}) ` +
  `${((100 * Math.abs(weight)) / (most || 1)).toFixed(0)}%, var(--sunk))`;

/** @param {number[]} weights */
const mostOf = (weights) => Math.max(...weights.map(Math.abs));

/**
 * A small picture of a square kernel.
 * @param {number[]} weights
 */
export function drawKernel(weights) {
  const side = Math.round(Math.sqrt(weights.length));
  const most = mostOf(weights);
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
 * Four figures, as they are typed.
 * @param {number} weight
 */
const text = (weight) => String(Number(weight.toPrecision(3)));

/** @param {{ set: (kernel: number[], channel: number) => void, original: () => void }} tells */
export function createKernel({ set, original }) {
  const cells = el("div", { class: "weights", role: "group" });
  const own = el("button", { class: "button", type: "button" }, "original");
  own.addEventListener("click", original);
  const picks = PRESETS.map(({ name, about, of }) => {
    const button = el("button", { class: "button", type: "button", title: about }, name);
    button.addEventListener("click", () => set(of(origin, size[0], size[1]), shown));
    return button;
  });
  const note = el("p", { class: "scope" });
  const node = el(
    "div",
    { class: "kernel" },
    cells,
    el("div", { class: "picks", role: "group", "aria-label": "Kernels to pick" }, own, ...picks),
    note,
  );
  /** @type {HTMLInputElement[]} */
  let inputs = [];
  /** @type {number[]} */
  let origin = [];
  /** As it was typed. @type {number[]} */
  let wanted = [];
  let shown = -1;
  /** @type {[number, number]} */
  let size = [0, 0];

  /** @param {[number, number]} next */
  function make(next) {
    size = next;
    inputs = Array.from({ length: next[0] * next[1] }, (_, i) => {
      const input = el("input", {
        ...{ type: "number", class: "number", step: "any", inputmode: "decimal" },
        "aria-label": `Weight, row ${Math.floor(i / next[1]) + 1}, column ${(i % next[1]) + 1}`,
      });
      input.addEventListener("input", () => {
        if (input.value === "" || !Number.isFinite(input.valueAsNumber)) return;
        set(
          wanted.map((weight, j) => rounded(j === i ? input.valueAsNumber : weight)),
          shown,
        );
      });
      return input;
    });
    cells.style.setProperty("--side", String(next[1]));
    cells.replaceChildren(...inputs);
  }

  return {
    node,
    /**
     * @param {object} kernel
     * @param {[number, number]} kernel.size
     * @param {number[]} kernel.weights   those that run
     * @param {number[]} kernel.wanted    as they were typed
     * @param {number[]} kernel.own       those of the untouched network
     * @param {number} kernel.channel
     * @param {"muted" | "replaced" | "own"} kernel.state
     */
    show({ size: [kh, kw], weights, wanted: typed, own: originals, channel, state }) {
      if (kh !== size[0] || kw !== size[1]) make([kh, kw]);
      origin = originals;
      wanted = typed;
      shown = channel;
      const most = mostOf(weights);
      const step = 10 ** Math.floor(Math.log10(mostOf(originals) || 1)) / 10;
      mark(cells, "aria-label", `Kernel of channel ${channel + 1}`);
      inputs.forEach((input, i) => {
        mark(input, "step", step);
        mark(input, "data-value", weights[i]);
        const typing =
          document.activeElement === input &&
          (input.value === "" || rounded(input.valueAsNumber) === typed[i]);
        if (!typing) input.value = text(weights[i]);
        input.style.background = tint(weights[i], most);
        mark(input, "title", `${weights[i]}; of its own ${originals[i]}`);
      });
      mark(own, "aria-pressed", state === "own" ? "true" : "false");
      write(
        note,
        state === "muted"
          ? "Muted: weights and bias are zero. A kernel typed here takes the place of that."
          : "As the layer stores them. What you type is rounded to its steps and held within " +
              "its range; green above zero, violet below, full at this kernel's largest.",
      );
    },
  };
}
