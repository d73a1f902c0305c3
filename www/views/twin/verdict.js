// The block's share of the standard convolution's MACs and time, in two large numbers.

import { figures } from "../../domain/number.js";
import { el, mark, write } from "../shared/dom.js";
import { share } from "./versus.js";

/**
 * @import { Timed } from "../../separable.d.ts"
 */

export function createVerdict() {
  const ratio = el("b", { class: "number", "data-metric": "ratio" });
  const fewer = el("span");
  const timeRatio = el("b", { class: "number", "data-metric": "time-ratio" }, "…");
  const faster = el("span");
  const line = (/** @type {Node} */ value, /** @type {string} */ what, /** @type {Node} */ note) =>
    el("p", {}, value, el("span", { class: "what" }, what), note);
  const node = el(
    "div",
    { class: "verdict" },
    line(ratio, "of the multiply-accumulates", fewer),
    line(timeRatio, "of the time on this machine", faster),
  );
  return {
    node,
    /** @param {number} left of 1 */
    count(left) {
      mark(ratio, "data-value", left);
      write(ratio, share(left));
      const times = `computed: ${figures(1 / left)} times fewer`;
      write(fewer, left < 1 ? times : "computed: separating saves nothing here");
    },
    /**
     * @param {Timed[] | null} timed
     * @param {boolean} failed
     */
    clock(timed, failed) {
      if (!timed) {
        write(timeRatio, failed ? "–" : "…");
        mark(timeRatio, "data-value", null);
        write(faster, failed ? "not measured" : "measuring …");
        return;
      }
      const [standard, block] = timed;
      const left = block.median / standard.median;
      mark(timeRatio, "data-value", left);
      write(timeRatio, share(left));
      const times = left < 1 ? `${figures(1 / left)} times faster` : "no faster";
      write(faster, `median of ${block.count}: ${times}`);
    },
  };
}
