// Two networks and one frame: their answers, what they cost, their stages beside each other, and
// how often they agree; and a folder of pictures through one of them or both.

import { el } from "../shared/dom.js";
import { styleSheet } from "../shared/style-sheet.js";
import { createAnswers } from "./answers.js";
import { createChoose } from "./choose.js";
import { createCosts } from "./costs.js";
import { createErrors } from "./errors.js";
import { createFolder } from "./folder.js";
import { createStages } from "./stages.js";

/** @import { State, Wants } from "../../domain/state.js" */

const LEAD =
  "A second network sees each frame after the one that runs. It is loaded for this view, and let " +
  "go with it.";
const NONE =
  "Choose a network to compare with: another MobileNet, another width, or a file of your own, " +
  "such as the same network in floats.";

/**
 * @param {State} state
 * @returns {Wants}
 */
export const wants = (state) => ({ all: !!state.with });

/** @param {HTMLElement} root */
export function create(root) {
  const choose = createChoose();
  const none = el("p", { class: "none" }, NONE);
  const answers = createAnswers();
  const costs = createCosts();
  const stages = createStages();
  const errors = createErrors();
  const folder = createFolder();
  const compared = el(
    "div",
    { class: "compared" },
    el("div", { class: "upper" }, answers.node, costs.node),
    errors.node,
    stages.node,
  );
  const body = el(
    "div",
    { class: "networks-compared", hidden: true },
    el(
      "header",
      { class: "opening" },
      el("div", { class: "words" }, el("h2", {}, "Two networks, one frame"), el("p", {}, LEAD)),
    ),
    ...[choose.node, none, compared, folder.node],
  );
  root.replaceChildren(body);
  /** @type {State | null} */
  let state = null;
  let drawn = false;
  styleSheet("networks").then(() => {
    body.hidden = false;
    if (state) update(state);
  });

  /** @param {State} next */
  function update(next) {
    const before = state;
    state = next;
    if (body.hidden) return;
    choose.update(next);
    folder.update(next);
    const { network, second, pair } = next;
    none.hidden = !!next.with;
    const shown = network && second?.network && pair?.a === network.id && pair.b === second.id;
    compared.hidden = !shown;
    if (!shown || !second.network) return;
    const keys = /** @type {const} */ (["pair", "measured", "wholeNames", "source"]);
    if (drawn && keys.every((key) => before?.[key] === next[key])) return;
    drawn = true;
    answers.show(next, network, second.network, pair);
    costs.show(next, network, second.network);
    stages.show(next, network, second.network);
    errors.show(pair, network, second.network);
  }
  return { update };
}
