// The layers of a stage in their order; each can be opened by itself.

import { stepName } from "../../domain/steps.js";
import { rampOf } from "../shared/colour.js";
import { dispatch, el, mark } from "../shared/dom.js";

/** @import { State } from "../../domain/state.js" */

/** @param {HTMLElement} root where actions are dispatched */
export function createSteps(root) {
  const list = el("ol", {});
  const node = el(
    "nav",
    { class: "steps", "aria-label": "Layers of this stage" },
    el("span", { class: "label" }, "Layer by layer"),
    list,
  );
  let built = "";
  /** @type {HTMLElement[]} */
  let buttons = [];
  return {
    node,
    /**
     * @param {State} state
     * @param {number} stage
     */
    show({ network, step }, stage) {
      if (!network) return;
      const { layers } = network.stages[stage];
      if (built !== `${network.id} ${stage}`) {
        built = `${network.id} ${stage}`;
        buttons = layers.map((index) => {
          const attributes = { type: "button", class: "step", "data-step": index };
          const button = el("button", attributes, stepName(network, index));
          mark(button, "data-kind", rampOf(network.layers[index].kind));
          button.addEventListener("click", () =>
            dispatch(root, {
              type: "set",
              step: button.getAttribute("aria-pressed") === "true" ? null : index,
            }),
          );
          return button;
        });
        list.replaceChildren(...buttons.map((button) => el("li", {}, button)));
      }
      layers.forEach((index, i) =>
        mark(buttons[i], "aria-pressed", index === step ? "true" : "false"),
      );
    },
  };
}
