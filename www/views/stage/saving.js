// A block beside the standard convolution that it replaces: bars to one scale, and the ratio.

import { el, write } from "../dom.js";
import { exact, short } from "../number.js";

/** @typedef {import("../words.js").Scene} Scene */

const thin = "\u202f";

/** One line: a name, a bar of parts, a number. @param {string} name @param {string[]} kinds */
function line(name, kinds) {
  const parts = kinds.map((kind) => el("span", { class: `part ${kind}` }));
  const value = el("span", { class: "number" });
  const node = el(
    "div",
    { class: "line" },
    el("span", { class: "name" }, name),
    el("span", { class: "bar", "aria-hidden": "true" }, ...parts),
    value,
  );
  return {
    node,
    /** @param {number[]} lengths @param {string} text @param {string} title */
    show(lengths, text, title) {
      lengths.forEach((length, i) => parts[i].style.setProperty("--part", String(length)));
      write(value, text);
      node.title = title;
    },
  };
}

export function createSaving() {
  const block = line("this block", ["depthwise", "pointwise"]);
  const standard = line("standard", ["standard"]);
  const blockParams = line("this block", ["depthwise", "pointwise"]);
  const standardParams = line("standard", ["standard"]);
  const ratio = el("p", { class: "ratio" });
  const twin = el(
    "div",
    { class: "twin" },
    el("div", {}, el("h3", { class: "label" }, "Multiply-accumulates"), block.node, standard.node),
    el("div", {}, el("h3", { class: "label" }, "Parameters"), blockParams.node, standardParams.node),
    ratio,
  );
  const node = el("section", { class: "cost", "aria-label": "Cost, beside the standard convolution" }, twin);

  return {
    node,
    /** @param {Scene} scene a stage that is no block replaces nothing */
    show({ twin: of }) {
      node.hidden = !of;
      if (!of) return;
      for (const [key, own, other, unit] of /** @type {const} */ ([
        ["macs", block, standard, "MACs"],
        ["params", blockParams, standardParams, "parameters"],
      ])) {
        const all = of.standard[key];
        const d = of.depthwise[key];
        const p = of.pointwise[key];
        own.show(
          [d / all, p / all],
          short(d + p),
          `Computed: ${exact(d)} depthwise + ${exact(p)} pointwise = ${exact(d + p)} ${unit}`,
        );
        other.show(
          [1],
          short(all),
          `Computed: a standard ${of.kernel}×${of.kernel} convolution from ${of.inputs} to ${of.outputs} channels, ${exact(all)} ${unit}`,
        );
      }
      const n = el(
        "span",
        { class: "term depthwise", title: "the depthwise step, as a share of the standard convolution" },
        `1/${of.outputs}`,
      );
      const d = el(
        "span",
        { class: "term pointwise", title: "the pointwise step, as a share of the standard convolution" },
        `1/${of.kernel}²`,
      );
      ratio.replaceChildren(
        el(
          "span",
          { class: "formula" },
          el("var", {}, "1/N"),
          " + ",
          el("var", {}, "1/Dₖ²"),
          " = ",
          n,
          " + ",
          d,
          " = ",
          el("b", { class: "number" }, `${(of.ratio * 100).toFixed(1)}${thin}%`),
        ),
        el(
          "span",
          { class: "times" },
          `of the standard MACs: ${(1 / of.ratio).toFixed(1)}${thin}times fewer`,
        ),
      );
    },
  };
}
