// In the network that runs: a channel muted, a depthwise kernel replaced, and how the answers move
// against the untouched network, which looks at the same frame.

import { sceneOf } from "../../domain/stages.js";
import { dispatch, el, sheet, write } from "../shared/dom.js";
import { createAnswers } from "./answers.js";
import { changeable, without } from "./edits.js";
import { createList } from "./list.js";
import { createPanel } from "./panel.js";

/**
 * @import { Stage, State, Wants } from "../../domain/state.js"
 * @import { Change } from "../../separable.d.ts"
 */

const MOST_PANELS = 2;

/**
 * @param {State} state
 * @returns {Wants}
 */
export function wants({ network, stage, channel, hover }) {
  if (!network) return {};
  const panels = changeable(network, stage);
  const at = panels.findIndex(({ layer }) => layer.kind === "depthwise");
  const depthwise = panels[at];
  const now = hover?.panel === at ? hover.channel : channel;
  const of = /** @type {const} */ ([depthwise?.index, now ?? 0]);
  const before = depthwise ? depthwise.index - 1 : -1;
  return {
    all: true,
    maps: [...(before >= 0 ? [before] : []), ...panels.map(({ index }) => index)],
    ...(depthwise && { questions: { weights: ["weights", ...of], own: ["weights", ...of, true] } }),
  };
}

/** @param {HTMLElement} root */
export function create(root) {
  /** @type {State | null} */
  let state = null;
  /**
   * @param {Change[]} changes
   * @param {string} [edit]
   */
  const set = (changes, edit = "") => dispatch(root, { type: "edit", changes, group: edit });

  const title = el("h2", {}, "What if?");
  const lead = el(
    "p",
    { class: "lead" },
    "Mute a channel or give it another 3×3 kernel, in the network that runs. The untouched " +
      "network looks at the same frame, so every difference below comes from what you changed.",
  );
  const kicker = el("p", { class: "label" });
  const answers = createAnswers();
  const list = createList({
    undo: () => dispatch(root, { type: "undo" }),
    clear: () => state?.changes.length && set([]),
    remove: (change) => state && set(without(state.changes, change)),
  });
  const panels = Array.from({ length: MOST_PANELS }, (_, i) => createPanel(i, { set }));
  const none = el("p", { class: "none" });
  const desk = el("div", { class: "desk" }, answers.node, list.node);
  const body = el("div", { class: "altered", hidden: true });
  const words = el("div", { class: "words" }, kicker, title, lead);
  body.append(
    el("header", { class: "opening" }, words),
    desk,
    none,
    el("div", { class: "panels" }, ...panels.map(({ node }) => node)),
  );
  root.replaceChildren(body);
  sheet("change").then(() => {
    body.hidden = false;
    if (state) update(state);
  });

  /** @param {State} next */
  function update(next) {
    state = next;
    const { network, stage } = next;
    if (body.hidden || !network) return;
    const shown = changeable(network, stage);
    write(
      kicker,
      `Stage ${stage + 1} of ${network.stages.length}: ${sceneOf(network, stage).title}`,
    );
    answers.update(next);
    list.update(next);
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
    ? "This stage only averages: it has no weights to change, and to mute one of its channels " +
      "is to mute that channel in the stage before. Choose another stage."
    : "The channels of this stage are the classes themselves: to mute one is to take the " +
      "answer away, not to ask where it comes from. Choose another stage.";
