// How the kernel slides and what it sees: stride, padding, dilation, groups; and the pointwise step
// after it.

import { choices, isDepthwise, valueOfTerm } from "../../lab/lab.js";
import { el, mark, write } from "../shared/dom.js";
import { createTerm } from "./term.js";

/** @import { Lab, Term } from "../../lab/lab.js" */

/**
 * @param {object} tells
 * @param {(term: Term, value: number) => void} tells.change
 * @param {(padding: "valid" | "same") => void} tells.pad
 * @param {(wanted: boolean) => void} tells.mix
 */
export function createSettings({ change, pad, mix }) {
  const stride = createTerm("stride", "Stride", "stride", (value) => change("stride", value));
  const dilation = createTerm("dilation", "Dilation", "dilation", (value) =>
    change("dilation", value),
  );
  const multiplier = createTerm("multiplier", "Depth multiplier", "depth multiplier", (value) =>
    change("multiplier", value),
  );
  const paddings = /** @type {const} */ (["valid", "same"]).map((padding) => {
    const input = el("input", { type: "radio", name: "lab-padding", value: padding });
    input.addEventListener("change", () => pad(padding));
    return input;
  });
  const padding = el(
    "fieldset",
    { class: "scale" },
    el("legend", { class: "label" }, "Padding"),
    ...paddings.map((input) => el("label", {}, input, el("span", {}, input.value.toUpperCase()))),
  );
  const groups = el("input", { type: "range", min: 0, id: "lab-groups" });
  const said = el("output", { class: "number", for: "lab-groups" });
  groups.addEventListener("input", () => change("groups", legal[Number(groups.value)]));
  const slider = el(
    "div",
    { class: "groups" },
    el("label", { class: "label", for: "lab-groups" }, "Groups: from standard to depthwise"),
    groups,
    said,
  );
  const box = el("input", { type: "checkbox" });
  box.addEventListener("change", () => mix(box.checked));
  const then = el("label", { class: "then" }, box, "then a pointwise step");
  const node = el(
    "section",
    { class: "settings", "aria-label": "How the kernel slides" },
    stride.node,
    dilation.node,
    padding,
    slider,
    multiplier.node,
    then,
    el(
      "p",
      { class: "hint" },
      "Stride: how far the window moves. Dilation: how far apart its taps lie. SAME puts " +
        "zeros around the input, so that stride alone " +
        "makes the output smaller; VALID puts none.",
    ),
  );
  /** @type {number[]} */
  let legal = [];

  return {
    node,
    /** @param {Lab} lab */
    show(lab) {
      stride.show(valueOfTerm(lab, "stride"), choices(lab, "stride"));
      dilation.show(valueOfTerm(lab, "dilation"), choices(lab, "dilation"));
      for (const input of paddings) input.checked = input.value === lab.steps[0].padding;
      legal = choices(lab, "groups");
      const c = lab.shape[2];
      const now = lab.steps[0].groups;
      const words =
        legal.length === 1
          ? "1: one channel has no groups"
          : now === 1
            ? `1: standard, every output sees all ${c} channels`
            : now === c
              ? `${c}: depthwise, every output sees 1 channel`
              : `${now}: every output sees ${c / now} of ${c} channels`;
      mark(groups, "max", legal.length - 1);
      groups.value = String(legal.indexOf(now));
      groups.disabled = legal.length === 1;
      mark(groups, "aria-valuetext", words);
      write(said, words);
      multiplier.node.hidden = !isDepthwise(lab);
      if (isDepthwise(lab))
        multiplier.show(valueOfTerm(lab, "multiplier"), choices(lab, "multiplier"));
      box.checked = lab.steps.length > 1;
    },
  };
}
