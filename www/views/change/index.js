// What if? Channels muted and depthwise kernels replaced in the network that runs, and how its
// answers then differ from those of the baseline for the same frame.

import { createAnswers } from "./answers.js";
import { changeable, channelOf, without } from "./edits.js";
import { createList } from "./list.js";
import { PanelView } from "./panel.js";
import { createSaving } from "./saving.js";
import { dispatch, el, write } from "../shared/dom.js";
import { styleSheet } from "../shared/style-sheet.js";
import { sceneOf } from "../../domain/stages.js";

/**
 * @import { Stage, State, Wants } from "../../domain/state.js"
 * @import { Change } from "../../separable.d.ts"
 */

const MOST_PANELS = 2;
const LEAD =
  "Mute a channel, or give it another 3×3 kernel, in the network that runs. The baseline, the " +
  "same network without your changes, computes the same frame, so every difference below comes " +
  "from your changes.";

/**
 * @param {State} state
 * @returns {Wants}
 */
export function wants(state) {
  const { network, stage } = state;
  if (!network) return {};
  const panels = changeable(network, stage);
  const maps = panels.map(({ index }) => index);
  const i = panels.findIndex(({ layer }) => layer.kind === "depthwise");
  if (i < 0) return { all: true, maps };
  const { index } = panels[i];
  const channel = channelOf(state, panels[i], i);
  return {
    all: true,
    maps: [...(index > 0 ? [index - 1] : []), ...maps],
    questions: {
      weights: ["weights", index, channel],
      own: ["weights", index, channel, true],
    },
  };
}

/** @param {HTMLElement} root */
export function create(root) {
  /** @type {State | null} */
  let state = null;
  /**
   * @param {Change[]} changes
   * @param {string} [group]   edits of one group in a row are one step of undo
   */
  const edit = (changes, group = "") => dispatch(root, { type: "edit", changes, group });

  const kicker = el("p", { class: "label" });
  const answers = createAnswers();
  const list = createList({
    undo: () => dispatch(root, { type: "undo" }),
    clear: () => state?.changes.length && edit([]),
    remove: (change) => state && edit(without(state.changes, change)),
  });
  const saving = createSaving();
  const panels = Array.from({ length: MOST_PANELS }, (_, i) => new PanelView(i, edit));
  const none = el("p", { class: "none" });
  const words = [kicker, el("h2", {}, "What if?"), el("p", { class: "lead" }, LEAD)];
  const body = el(
    "div",
    { class: "altered", hidden: true },
    el("header", { class: "opening" }, el("div", { class: "words" }, ...words)),
    el("div", { class: "desk" }, answers.node, el("div", {}, list.node, saving.node)),
    none,
    el("div", { class: "panels" }, ...panels.map(({ node }) => node)),
  );
  root.replaceChildren(body);
  styleSheet("change").then(() => {
    body.hidden = false;
    if (state) update(state);
  });

  /** @param {State} next */
  function update(next) {
    state = next;
    const { network, stage } = next;
    if (body.hidden || !network) return;
    const shown = changeable(network, stage);
    const { title } = sceneOf(network, stage);
    write(kicker, `Stage ${stage + 1} of ${network.stages.length}: ${title}`);
    answers.update(next);
    list.update(next);
    saving.update(next);
    panels.forEach((panel, i) => panel.update(next, shown[i] ?? null));
    none.hidden = shown.length > 0;
    write(none, noneHere(network.stages[stage].kind));
  }
  return { update };
}

/**
 * Why a stage has nothing to change.
 * @param {Stage["kind"]} kind
 */
const noneHere = (kind) =>
  kind === "average"
    ? "This stage only averages: it has no weights to change, and muting one of its channels " +
      "would be muting that channel in the stage before. Choose another stage."
    : "The channels of this stage are the classes themselves: muting one would only remove an " +
      "answer, and not show where it comes from. Choose another stage.";
