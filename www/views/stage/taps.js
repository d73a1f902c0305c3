// What a window holds and the kernel that is laid on it, each number where it stands, in the colour
// of its tap.

import { el, mark, write } from "../shared/dom.js";
import { real, signed } from "../../domain/number.js";
import { largest, sign, tapColour } from "../shared/tap-colour.js";

/** @import { Say } from "./words.js" */

/**
 * @typedef {{ text: string, colour: string, dark: boolean }} TapInput   a number under a tap
 *
 * @typedef {object} Taps   what is shown
 * @property {[number, number]} kernel
 * @property {number} groups   channels that a kernel reads
 * @property {string} name
 * @property {ArrayLike<number> | null} weights   real; null until they are known
 * @property {(tap: number, group: number) => TapInput | null} input   null: padding
 */

/**
 * A grid of taps for each of `groups` channels.
 * @param {string} kind
 */
function createTapGrids(kind) {
  const node = el("div", { class: `channels-of-taps ${kind}` });
  let built = "";
  /** @type {HTMLElement[]} */
  let cells = [];
  return {
    node,
    /**
     * @param {[number, number]} kernel
     * @param {number} groups
     * @returns {HTMLElement[]} in the order of the window and then of the channels
     */
    build(kernel, groups) {
      const now = `${kernel.join()} ${groups}`;
      if (now === built) return cells;
      built = now;
      const [kh, kw] = kernel;
      cells = Array.from({ length: kh * kw * groups }, (_, i) => {
        const tap = Math.floor(i / groups);
        const cell = el("span", { class: "tap number" });
        cell.style.setProperty("--tap", tapColour(Math.floor(tap / kw), tap % kw, kernel));
        return cell;
      });
      node.replaceChildren(
        ...Array.from({ length: groups }, (_, group) => {
          const grid = el(
            "div",
            { class: "taps-of-channel" },
            ...cells.filter((_, i) => i % groups === group),
          );
          grid.style.setProperty("--columns", String(kw));
          return grid;
        }),
      );
      return cells;
    },
  };
}

/** @param {Say} say */
export function createTaps(say) {
  const inputs = createTapGrids("inputs");
  const weights = createTapGrids("weights");
  const times = el("span", { class: "operator", "aria-hidden": "true" }, "×");
  const title = el("p", { class: "name" });
  const scope = el("p", { class: "range" });
  const node = el(
    "figure",
    { class: "tile taps", "aria-hidden": "true" },
    title,
    inputs.node,
    times,
    weights.node,
    scope,
  );

  return {
    node,
    /** @param {Taps} taps */
    show({ kernel, groups, name, weights: values, input }) {
      write(title, name);
      mark(node, "data-groups", groups);
      inputs.build(kernel, groups).forEach((cell, i) => {
        const known = input(Math.floor(i / groups), i % groups);
        write(cell, known ? known.text : "0");
        mark(cell, "data-padding", !known);
        mark(cell, "data-dark", !!known?.dark);
        cell.style.setProperty("--value", known?.colour ?? "transparent");
      });
      const most = values ? largest(values) : 0;
      weights.build(kernel, groups).forEach((cell, i) => {
        const value = values?.[i];
        const text = value === undefined ? "" : most < 0.1 ? signed(value) : real(value);
        write(cell, say.number(text));
        sign(cell, value ?? 0, most);
      });
      write(scope, values ? say("strongest", { value: signed(most) }) : "");
    },
  };
}
