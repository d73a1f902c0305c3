// How the kernel slides: stride, padding, dilation, groups; and the pointwise step after it.

import { choices, isDepthwise, valueOfTerm } from "../../lab/lab.js";
import { el, mark, write } from "../shared/dom.js";
import { createTerm } from "./term.js";

/** @import { Lab, Term } from "../../lab/lab.js" */

/** @param {(padding: "valid" | "same") => void} choose */
function createPadding(choose) {
  const inputs = /** @type {const} */ (["valid", "same"]).map((padding) => {
    const input = el("input", { type: "radio", name: "lab-padding", value: padding });
    input.addEventListener("change", () => choose(padding));
    return input;
  });
  const labels = inputs.map((input) =>
    el("label", {}, input, el("span", {}, input.value.toUpperCase())),
  );
  const legend = el("legend", { class: "label" }, "Padding");
  return {
    node: el("fieldset", { class: "scale" }, legend, ...labels),
    /** @param {Lab} lab */
    show({ steps }) {
      for (const input of inputs) input.checked = input.value === steps[0].padding;
    },
  };
}

/**
 * A number of groups, in words.
 * @param {number} groups
 * @param {number} channels
 */
function groupsText(groups, channels) {
  if (groups === 1) return `1: standard, every output sees all ${channels} channels`;
  if (groups === channels) return `${channels}: depthwise, every output sees 1 channel`;
  return `${groups}: every output sees ${channels / groups} of ${channels} channels`;
}

/** @param {(groups: number) => void} choose */
function createGroups(choose) {
  /** @type {number[]} */
  let legal = [];
  const input = el("input", { type: "range", min: 0, id: "lab-groups" });
  const text = el("output", { class: "number", for: "lab-groups" });
  const name = "Groups: from standard to depthwise";
  input.addEventListener("input", () => choose(legal[Number(input.value)]));
  return {
    node: el(
      "div",
      { class: "groups" },
      el("label", { class: "label", for: "lab-groups" }, name),
      input,
      text,
    ),
    /** @param {Lab} lab */
    show(lab) {
      legal = choices(lab, "groups");
      const { groups } = lab.steps[0];
      const only = legal.length === 1;
      const words = only ? "1: one channel has no groups" : groupsText(groups, lab.shape[2]);
      mark(input, "max", legal.length - 1);
      input.value = String(legal.indexOf(groups));
      input.disabled = only;
      mark(input, "aria-valuetext", words);
      write(text, words);
    },
  };
}

/**
 * @param {object} handlers
 * @param {(term: Term, value: number) => void} handlers.change
 * @param {(padding: "valid" | "same") => void} handlers.pad
 * @param {(wanted: boolean) => void} handlers.mix
 */
export function createSettings({ change, pad, mix }) {
  const term = (/** @type {Term} */ key, /** @type {string} */ name) =>
    createTerm(key, name, name.toLowerCase(), (value) => change(key, value));
  const stride = term("stride", "Stride");
  const dilation = term("dilation", "Dilation");
  const multiplier = term("multiplier", "Depth multiplier");
  const padding = createPadding(pad);
  const groups = createGroups((value) => change("groups", value));
  const box = el("input", { type: "checkbox" });
  box.addEventListener("change", () => mix(box.checked));
  const node = el(
    "section",
    { class: "settings", "aria-label": "How the kernel slides" },
    ...[stride.node, dilation.node, padding.node, groups.node, multiplier.node],
    el("label", { class: "then" }, box, "then a pointwise step"),
  );

  return {
    node,
    /** @param {Lab} lab */
    show(lab) {
      stride.show(valueOfTerm(lab, "stride"), choices(lab, "stride"));
      dilation.show(valueOfTerm(lab, "dilation"), choices(lab, "dilation"));
      padding.show(lab);
      groups.show(lab);
      multiplier.node.hidden = !isDepthwise(lab);
      if (isDepthwise(lab))
        multiplier.show(valueOfTerm(lab, "multiplier"), choices(lab, "multiplier"));
      box.checked = lab.steps.length > 1;
    },
  };
}
