// Standard convolution and block side by side, how both were timed, and why time and arithmetic
// part ways.

import { priceOf } from "../../domain/block-cost.js";
import { figures, thin } from "../../domain/number.js";
import { el, mark, write } from "../shared/dom.js";
import { createVersus, speed } from "./versus.js";

/**
 * @import { Form } from "../../domain/block-cost.js"
 * @import { Description, State } from "../../domain/state.js"
 * @import { Timed } from "../../separable.d.ts"
 */

/**
 * How the two are run.
 * @param {Description | null} network
 */
function method(network) {
  const threads = network?.backend.threads ?? 1;
  const float = network?.layers[0].element === "f32";
  return (
    `8-bit integers${float ? " (the network on show computes in floats)" : ""}, random ` +
    "weights of " +
    `the right shape, ${threads} thread${threads > 1 ? "s" : ""}`
  );
}

/**
 * Why the time saved is not the arithmetic saved.
 * @param {Form} form
 * @param {Timed[]} timed
 */
function comparison(form, [standard, block, depthwise, pointwise]) {
  const [time, arithmetic] = [block.median / standard.median, priceOf(form).ratio];
  const [, , , n, k] = form;
  const alone =
    `Alone, the depthwise step takes ${figures(depthwise.median)}${thin}ms at ` +
    `${figures(speed(depthwise))}${thin}GMAC/s, the pointwise step ` +
    `${figures(pointwise.median)}${thin}ms at ${figures(speed(pointwise))}.`;
  if (time > arithmetic * 1.15)
    return (
      `Time saved is less than arithmetic saved. ${alone} A standard convolution uses each ` +
      `number that it loads for all ${n} outputs; a depthwise kernel uses it for ${k ** 2} ` +
      "products at most, so more of its time goes into fetching and storing."
    );
  if (time < arithmetic / 1.15)
    return (
      "Time saved is even more than arithmetic saved: here the standard convolution is the " +
      "slower " +
      `one for each product. ${alone}`
    );
  return `Here time follows the arithmetic. ${alone}`;
}

/** @param {() => void} measureAgain */
export function createBeside(measureAgain) {
  const versus = createVersus();
  const why = el("p", { class: "note" });
  const label = el("p", { class: "label" });
  const again = el("button", { class: "button", type: "button" }, "Measure again");
  again.addEventListener("click", () => again.ariaDisabled || measureAgain());
  const actions = el("div", { class: "do" }, again, label);
  const node = el("section", {}, el("h3", {}, "Side by side"), versus.node, why, actions);
  return {
    node,
    /** @param {Form} form */
    count(form) {
      const [h, w, m, n, k] = form;
      versus.count(priceOf(form));
      mark(
        node,
        "data-picture",
        `A standard ${k}×${k} convolution from ${m} to ${n} channels on ${h}×${w} positions, ` +
          "beside the separable block of the same shape: computed, and timed on this machine.",
      );
    },
    /**
     * @param {Form} form
     * @param {State["benchmarks"][string] | undefined} benchmark
     * @param {Description | null} network
     */
    clock(form, benchmark, network) {
      const { timed = null, problem = null } = benchmark ?? {};
      const waiting = problem ? "not known" : "measuring …";
      versus.clock(timed, timed ? `measured, median of ${timed[0].count}` : waiting);
      mark(again, "aria-disabled", !!benchmark && !timed && !problem);
      const how = method(network);
      if (timed)
        write(
          label,
          `Both run in this engine, in turn: ${how}. The bars of time and speed are split as ` +
            "both " +
            "steps take it when timed alone.",
        );
      else if (problem) write(label, `They could not be timed: ${problem}`);
      else write(label, `Both run in this engine: ${how}.`);
      write(why, timed ? comparison(form, timed) : "");
    },
  };
}
