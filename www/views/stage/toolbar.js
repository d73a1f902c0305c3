// The controls over a stage: the scale of the colours, and what is opened below.

import { dispatch, el, mark } from "../shared/dom.js";

/** @import { State } from "../../domain/state.js" */

/** @typedef {"sum" | "sees" | "clips" | "tensors"} Part */

/** @param {HTMLElement} root where actions are dispatched */
export function createScale(root) {
  const inputs = /** @type {const} */ (["layer", "channel"]).map((scale) => {
    const input = el("input", { type: "radio", name: "scale", value: scale });
    input.addEventListener("change", () => dispatch(root, { type: "set", scale }));
    return input;
  });
  return {
    node: el(
      "fieldset",
      { class: "scale" },
      el("legend", { class: "label" }, "Colour scale of"),
      el("label", {}, inputs[0], el("span", {}, "the whole layer")),
      el("label", {}, inputs[1], el("span", {}, "each channel")),
    ),
    /** @param {State} state */
    show({ scale }) {
      for (const input of inputs) input.checked = input.value === scale;
    },
  };
}

/** @param {(part: Part) => void} toggle */
export function createToggles(toggle) {
  const buttons = /** @type {const} */ ([
    ["sum", "Arithmetic", "The cell in focus, to the last bit"],
    ["sees", "What this cell sees", "Which pixels of the picture this cell depends on"],
    ["clips", "Cut off by ReLU6", "How much of each map the activation cuts off"],
    ["tensors", "Tensors", "Shapes, types, scales and zero points, as the file has them"],
  ]).map(([part, text, title]) => {
    const attributes = { class: "button toggle", type: "button", "data-part": part, title };
    const button = el("button", attributes, text);
    button.addEventListener("click", () => toggle(part));
    return { part, button };
  });
  return {
    node: el("div", { class: "toggles" }, ...buttons.map(({ button }) => button)),
    /**
     * @param {State} state
     * @param {boolean} pool   whether the stage averages: it has no weights
     */
    show({ place, unfolded }, pool) {
      for (const { part, button } of buttons) {
        const open = part === "sum" ? !!place : unfolded.includes(part);
        button.hidden = pool && part !== "sees" && part !== "tensors";
        mark(button, "aria-pressed", open ? "true" : "false");
      }
    },
  };
}
