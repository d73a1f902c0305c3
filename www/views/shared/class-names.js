// Names of classes in lists: short, until all of their synonyms are asked for.

import { hasLongNames } from "../../domain/output.js";
import { dispatch, el, write } from "./dom.js";

/** @import { State } from "../../domain/state.js" */

/** The button that changes all lists. */
export function createNamesToggle() {
  const node = el("button", { class: "link whole-names", type: "button" });
  let whole = false;
  node.addEventListener("click", () => dispatch(node, { type: "set", wholeNames: !whole }));
  return {
    node,
    /** @param {State} state */
    update({ network, wholeNames }) {
      whole = wholeNames;
      node.hidden = !network || !hasLongNames(network);
      write(node, whole ? "Short names" : "Whole names");
    },
  };
}
