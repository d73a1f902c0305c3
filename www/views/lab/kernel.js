// One kernel: its weights to be typed, or picked by name.

import { MOST } from "../../lab/lab.js";
import { named, nameOf, NAMES, parse, random, text } from "../../lab/kernels.js";
import { el, mark } from "../shared/dom.js";
import { tapColour } from "./paint.js";

/**
 * A choice of kernels; `choose` gets a name, or "random".
 * @param {string} label
 * @param {(name: string) => void} choose
 */
export function createPicker(label, choose) {
  const select = el("select", { "aria-label": label });
  select.addEventListener("change", () => choose(select.value));
  let size = "";
  return {
    node: select,
    /**
     * @param {number} kh
     * @param {number} kw
     * @param {string} now what it says while nothing is picked
     * @param {string} label
     */
    show(kh, kw, now, label) {
      mark(select, "aria-label", label);
      if (size !== `${kh} ${kw} ${now}`) {
        size = `${kh} ${kw} ${now}`;
        const offered =
          kh * kw === 1 ? ["ones", "zeros"] : NAMES.filter((name) => named(name, kh, kw));
        const known = offered.includes(now);
        select.replaceChildren(
          ...(known ? [] : [el("option", { value: "", hidden: true }, now)]),
          ...[...offered, "random"].map((name) => el("option", { value: name }, name)),
        );
        select.value = known ? now : "";
      }
    },
  };
}

/**
 * @param {string} name
 * @param {[number, number]} size
 * @returns {number[]}
 */
export const picked = (name, [kh, kw]) => named(name, kh, kw) ?? random(kh * kw);

/**
 * @param {(kernel: number[]) => void} change
 * @param {(tap: number | null) => void} point
 */
export function createKernel(change, point) {
  const cells = el("div", { class: "weights" });
  const picker = createPicker("Kernel", (name) => change(picked(name, size)));
  const node = el("div", { class: "kernel" }, cells, picker.node);
  /** @type {[number, number]} */
  let size = [0, 0];
  /** @type {number[]} */
  let kernel = [];
  /** @type {HTMLInputElement[]} */
  let inputs = [];

  /**
   * @param {HTMLInputElement} input
   * @param {number} tap
   * @param {number | null} value
   */
  function take(input, tap, value) {
    if (value !== null && value !== kernel[tap])
      change(kernel.map((old, i) => (i === tap ? value : old)));
    else input.value = text(kernel[tap]);
  }

  /** @param {[number, number]} next */
  function build(next) {
    size = next;
    inputs = Array.from({ length: size[0] * size[1] }, (_, tap) => {
      const input = el("input", {
        type: "text",
        inputmode: "decimal",
        autocomplete: "off",
        spellcheck: "false",
      });
      input.style.setProperty("--tap", tapColour(Math.floor(tap / size[1]), tap % size[1], size));
      input.addEventListener("focus", () => input.select());
      input.addEventListener("change", () => take(input, tap, parse(input.value, MOST.weight)));
      input.addEventListener("keydown", (event) => {
        const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
        if (by) {
          event.preventDefault();
          take(input, tap, Math.max(-MOST.weight, Math.min(MOST.weight, kernel[tap] + by)));
        } else if (event.key === "Enter") take(input, tap, parse(input.value, MOST.weight));
        else if (event.key === "Escape") {
          input.value = text(kernel[tap]);
          input.blur();
          event.preventDefault();
        }
      });
      input.addEventListener("pointerenter", () => point(tap));
      input.addEventListener("pointerleave", () => point(null));
      return input;
    });
    cells.style.setProperty("--columns", String(size[1]));
    mark(cells, "data-wide", size[1] > 3);
    cells.replaceChildren(...inputs);
  }

  return {
    node,
    /**
     * @param {number[]} next
     * @param {[number, number]} of
     * @param {string} whose
     */
    show(next, of, whose) {
      if (of[0] !== size[0] || of[1] !== size[1]) build(of);
      kernel = next;
      inputs.forEach((input, tap) => {
        const written = text(next[tap]);
        if (document.activeElement !== input || parse(input.value, MOST.weight) !== next[tap])
          input.value = written;
        mark(
          input,
          "aria-label",
          `Weight ${whose}, row ${Math.floor(tap / of[1]) + 1}, column ${(tap % of[1]) + 1}`,
        );
      });
      picker.node.hidden = next.length === 1;
      picker.show(...of, nameOf(next, ...of) ?? "own", `Kernel ${whose}`);
    },
  };
}
