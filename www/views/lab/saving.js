// The standard convolution and the separable one of the lab's own shape, side by side, and where
// the ratio comes from.

import { cost, kindOf } from "../../lab/convolution.js";
import { isDepthwise, shapes } from "../../lab/lab.js";
import { el, mark, write } from "../shared/dom.js";
import { exact, thin } from "../../domain/number.js";

/**
 * @import { Shape } from "../../domain/state.js"
 * @import { Lab } from "../../lab/lab.js"
 */

/**
 * @param {string} name
 * @param {string[]} kinds
 */
function line(name, kinds) {
  const parts = kinds.map((kind) => el("span", { class: `part ${kind}` }));
  const title = el("span", { class: "name" }, name);
  const value = el("span", { class: "number" });
  const bar = el("span", { class: "bar", "aria-hidden": "true" }, ...parts);
  const sums = el("p", { class: "sums number" });
  const node = el("div", { class: "side" }, el("div", { class: "line" }, title, bar, value), sums);
  return {
    node,
    /**
     * @param {number[]} lengths
     * @param {number} total
     * @param {string} how
     */
    show(lengths, total, how) {
      lengths.forEach((length, i) => parts[i].style.setProperty("--part", String(length)));
      write(value, exact(total));
      write(sums, how);
    },
  };
}

/**
 * @typedef {object} Costs   multiply-accumulates and weights of one shape
 * @property {Shape} output
 * @property {[number, number]} kernel
 * @property {number} inputs       input channels
 * @property {number} multiplier   depthwise outputs of each input channel
 * @property {number} standard     MACs of the standard convolution
 * @property {number} depthwise    MACs of the separable one's first step
 * @property {number} pointwise    MACs of its second step
 * @property {number} own          MACs of the lab's own steps
 */

/**
 * @param {Lab} lab
 * @returns {Costs}
 */
function costsOf(lab) {
  const all = shapes(lab);
  const [step] = lab.steps;
  const output = all[all.length - 1];
  const [oh, ow, n] = output;
  const inputs = lab.shape[2];
  const multiplier = isDepthwise(lab) && lab.steps.length > 1 ? step.outputs / inputs : 1;
  const taps = step.kernel[0] * step.kernel[1];
  const positions = oh * ow;
  return {
    ...{ output, kernel: step.kernel, inputs, multiplier },
    standard: positions * taps * inputs * n,
    depthwise: positions * taps * inputs * multiplier,
    pointwise: positions * inputs * multiplier * n,
    own: lab.steps.reduce((sum, conv, i) => sum + cost(conv, all[i]).macs, 0),
  };
}

/**
 * The MACs of each step of the lab, in words.
 * @param {Lab} lab
 */
function stepsOf(lab) {
  const all = shapes(lab);
  const texts = lab.steps.map(
    (conv, i) => `${kindOf(conv, all[i][2])} ${exact(cost(conv, all[i]).macs)}`,
  );
  return texts.join(" + ");
}

/**
 * @param {Costs} costs
 * @param {number} share   of the standard convolution's MACs
 */
function consequence({ kernel: [kh, kw], multiplier }, share) {
  if (kh * kw === 1) return "A kernel of one tap has no neighbours: there is nothing to separate.";
  const formula = multiplier > 1 ? "m · (1/N + 1/Dₖ²)" : "1/N + 1/Dₖ²";
  const saved =
    share < 1
      ? `${(1 / share).toFixed(1)} times fewer multiply-accumulates`
      : "here, separating costs more than it saves";
  return `In letters ${formula}: ${saved}.`;
}

/**
 * The ratio, with the terms in the colours of their steps.
 * @param {Costs} costs
 * @param {number} share
 * @returns {(Node | string)[]}
 */
function formulaOf({ kernel: [kh, kw], output, multiplier, ...macs }, share) {
  const term = (/** @type {string} */ kind, /** @type {string} */ text) =>
    el("span", { class: `share ${kind}` }, text);
  const [open, close] = multiplier > 1 ? [`${multiplier} × (`, ")"] : ["", ""];
  return [
    `${exact(macs.depthwise + macs.pointwise)} / ${exact(macs.standard)} = ${open}`,
    term("depthwise", `1/${output[2]}`),
    " + ",
    term("pointwise", kh === kw ? `1/${kh}²` : `1/${kh * kw}`),
    `${close} = `,
    el("b", { class: "number" }, `${(share * 100).toFixed(1)}${thin}%`),
  ];
}

/** @param {Costs} costs */
function weightsOf({ kernel: [kh, kw], output, inputs, multiplier }) {
  const taps = kh * kw;
  const depthwise = taps * inputs * multiplier;
  const pointwise = inputs * multiplier * output[2];
  return (
    `Weights: ${exact(taps * inputs * output[2])} standard, ${exact(depthwise)} + ` +
    `${exact(pointwise)} = ${exact(depthwise + pointwise)} separable.`
  );
}

export function createSaving() {
  const standard = line("standard", ["standard"]);
  const separable = line("separable", ["depthwise", "pointwise"]);
  const here = line("this one", ["other"]);
  const ratio = el("p", { class: "ratio", "data-metric": "lab-ratio" });
  const weights = el("p", { class: "paid number" });
  const node = el(
    "section",
    { class: "cost saving", "aria-label": "Standard and separable, side by side" },
    el("h3", {}, "The same shape, standard and separable"),
    ...[standard.node, separable.node, here.node, ratio, weights],
  );

  /** @param {Costs} costs */
  function showBars({ output, kernel, inputs, multiplier, ...macs }) {
    const { depthwise, pointwise } = macs;
    const both = depthwise + pointwise;
    const most = Math.max(macs.standard, both, macs.own);
    const [oh, ow, n] = output;
    const at = `${oh}·${ow}·`;
    const window = `${at}${kernel.join("·")}·${inputs}`;
    standard.show([macs.standard / most], macs.standard, `${window}·${n}`);
    separable.show(
      [depthwise / most, pointwise / most],
      both,
      `${window}${multiplier > 1 ? `·${multiplier}` : ""} + ${at}${inputs * multiplier}·${n} = ` +
        `${exact(depthwise)} + ${exact(pointwise)}`,
    );
    return most;
  }

  return {
    node,
    /** @param {Lab} lab */
    show(lab) {
      const costs = costsOf(lab);
      const { own } = costs;
      const both = costs.depthwise + costs.pointwise;
      const most = showBars(costs);
      const other = own !== costs.standard && own !== both;
      here.node.hidden = !other;
      if (other) here.show([own / most], own, stepsOf(lab));
      const share = both / costs.standard;
      ratio.replaceChildren(
        el("span", { class: "formula" }, ...formulaOf(costs, share)),
        el("span", { class: "times" }, consequence(costs, share)),
      );
      mark(ratio, "data-value", share);
      write(weights, weightsOf(costs));
    },
  };
}
