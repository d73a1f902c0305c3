// One kernel: its weights to be typed, or picked by name, and under each weight what it makes of
// the number that it reads.

import { MOST } from "../../lab/lab.js";
import { named, nameOf, NAMES, parse, random, text } from "../../lab/kernels.js";
import { clamp } from "../../domain/number.js";
import { el, mark, write } from "../shared/dom.js";
import { brief, tapColour } from "./paint.js";

/** @import { Tap } from "../../lab/convolution.js" */

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
 * The weight that a key leads to; undefined for other keys.
 * @param {string} key
 * @param {number} weight
 */
function weightAfter(key, weight) {
  const by = { ArrowUp: 1, ArrowDown: -1 }[key];
  return by && clamp(weight + by, -MOST.weight, MOST.weight);
}

/**
 * A field for one weight.
 * @param {object} handlers
 * @param {() => number} handlers.read   the weight
 * @param {(weight: number | null) => void} handlers.write   null: it cannot be read
 * @param {(over: boolean) => void} handlers.point
 */
function createField({ read, write, point }) {
  const plain = { autocomplete: "off", spellcheck: "false" };
  const input = el("input", { type: "text", inputmode: "decimal", ...plain });
  const take = () => write(parse(input.value, MOST.weight));
  input.addEventListener("focus", () => input.select());
  input.addEventListener("change", take);
  input.addEventListener("keydown", (event) => {
    const weight = weightAfter(event.key, read());
    if (weight !== undefined) {
      event.preventDefault();
      write(weight);
    } else if (event.key === "Enter") take();
    else if (event.key === "Escape") {
      input.value = text(read());
      input.blur();
      event.preventDefault();
    }
  });
  input.addEventListener("pointerenter", () => point(true));
  input.addEventListener("pointerleave", () => point(false));
  return input;
}

/** What a weight is multiplied with, and their product. */
function createProduct() {
  const factor = el("span", { class: "factor" });
  const product = el("b");
  const node = el("span", { class: "product number", "aria-hidden": "true" }, factor, product);
  return {
    node,
    /** @param {Tap} tap */
    show({ value, weight, product: made, inside }) {
      write(factor, `×${brief(value, 1)}`);
      write(product, brief(made, Math.abs(made) < 9.995 ? 2 : 1));
      mark(node, "data-padding", !inside);
      const where = inside ? "" : ", on padding";
      mark(node, "title", `${brief(weight)} × ${brief(value)} = ${brief(made)}${where}`);
    },
  };
}

/**
 * @param {(kernel: number[]) => void} change
 * @param {(tap: number | null) => void} point
 */
export function createKernel(change, point) {
  const cells = el("div", { class: "weights" });
  const whose = el("span", { class: "label" });
  const picker = createPicker("Kernel", (name) => change(picked(name, size)));
  const node = el(
    "div",
    { class: "kernel" },
    el("p", { class: "whose" }, whose, picker.node),
    cells,
  );
  /** @type {[number, number]} */
  let size = [0, 0];
  /** @type {number[]} */
  let kernel = [];
  /** @type {{ input: HTMLInputElement, product: ReturnType<typeof createProduct> }[]} */
  let taps = [];

  /**
   * @param {number} tap
   * @param {number | null} weight
   */
  function set(tap, weight) {
    if (weight !== null && weight !== kernel[tap])
      change(kernel.map((old, i) => (i === tap ? weight : old)));
    else taps[tap].input.value = text(kernel[tap]);
  }

  /** @param {[number, number]} next */
  function build(next) {
    size = next;
    const columns = size[1];
    taps = Array.from({ length: size[0] * columns }, (_, tap) => ({
      input: createField({
        read: () => kernel[tap],
        write: (weight) => set(tap, weight),
        point: (over) => point(over ? tap : null),
      }),
      product: createProduct(),
    }));
    cells.style.setProperty("--columns", String(columns));
    cells.replaceChildren(
      ...taps.map(({ input, product }, tap) => {
        const node = el("span", { class: "tap" }, input, product.node);
        const colour = tapColour(Math.floor(tap / columns), tap % columns, size);
        node.style.setProperty("--tap", colour);
        return node;
      }),
    );
  }

  return {
    node,
    /**
     * @param {number[]} next
     * @param {[number, number]} shape
     * @param {Tap[]} read   what its taps read
     * @param {string} title
     * @param {string} from   which kernel it is, read out
     */
    show(next, shape, read, title, from) {
      if (String(shape) !== String(size)) build(shape);
      kernel = next;
      write(whose, title);
      taps.forEach(({ input, product }, tap) => {
        if (document.activeElement !== input || parse(input.value, MOST.weight) !== next[tap])
          input.value = text(next[tap]);
        const [row, column] = [Math.floor(tap / shape[1]) + 1, (tap % shape[1]) + 1];
        mark(input, "aria-label", `Weight ${from}, row ${row}, column ${column}`);
        product.show(read[tap]);
      });
      picker.node.hidden = next.length === 1;
      picker.show(...shape, nameOf(next, ...shape) ?? "own", `Kernel ${from}`);
    },
  };
}
