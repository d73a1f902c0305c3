// Teach: classes of the visitor's own, from pictures that the camera or a file gives; what the
// network then says of the present frame, and how good that is on recordings that were held out.

import { missing } from "../../domain/teaching.js";
import { dispatch, el, mark, write } from "../shared/dom.js";
import { styleSheet } from "../shared/style-sheet.js";
import { createClasses } from "./classes.js";
import { takeLessons } from "./drops.js";
import { createFigures } from "./figures.js";
import { createKeeping } from "./keeping.js";
import { createLook } from "./look.js";
import { createNow } from "./now.js";
import { createBar, listenToKeys } from "./record.js";
import { createTaught } from "./taught.js";

/**
 * @import { State, Wants } from "../../domain/state.js"
 * @import { TeachAction } from "../../domain/teaching.js"
 */

const LEAD =
  "Give two things a name. Hold the button of the first while the camera sees it, then the same " +
  "with the other: this network is taught to tell them apart, here in this tab.";
const NO_FEATURES =
  "This network ends in no features that anything can be taught on; choose another model.";

/**
 * @param {State} state
 * @returns {Wants}
 */
export const wants = ({ network, teaching }) => {
  const layer = network?.features ?? null;
  return layer !== null && teaching?.head ? { maps: [layer] } : {};
};

/**
 * An action as the parts of this view say it.
 * @template A
 * @typedef {A extends { type: "teach" } ? Omit<A, "type"> : never} Untyped
 */

/** @param {HTMLElement} root */
export function create(root) {
  /** @type {State | null} */
  let state = null;
  /** @param {Untyped<TeachAction>} action */
  const teach = (action) =>
    dispatch(root, /** @type {TeachAction} */ ({ type: "teach", ...action }));

  const step = el("p", { class: "step" });
  const voice = el("p", { class: "sr-only", role: "status" });
  const parts = {
    classes: createClasses(teach),
    now: createNow(teach),
    figures: createFigures(teach),
    taught: createTaught(teach),
    keeping: createKeeping(teach),
    bar: createBar(teach),
    look: createLook(teach),
  };
  const { classes, now, figures, taught, keeping, bar, look } = parts;
  const words = [el("h2", {}, "Teach"), el("p", { class: "lead" }, LEAD), step];
  const body = el(
    "div",
    { class: "teaching", hidden: true },
    el("header", { class: "opening" }, el("div", { class: "words" }, ...words)),
    el("div", { class: "desk" }, now.node, classes.node, figures.node),
    ...[taught.node, keeping.node, bar.node, look.node, voice],
  );
  root.replaceChildren(body);
  takeLessons(root, teach);
  listenToKeys(root, teach, () => state?.teaching ?? null);
  styleSheet("teach").then(() => {
    body.hidden = false;
    if (state) update(state);
  });
  teach({ do: "open" });

  /** @param {State} next */
  function update(next) {
    state = next;
    const { network, teaching } = next;
    if (body.hidden || !network || !teaching) return;
    mark(body, "data-recording", teaching.recording !== null);
    write(step, network.features === null ? NO_FEATURES : missing(teaching));
    step.hidden = !step.textContent;
    for (const part of Object.values(parts)) part.update(teaching, next);
    write(voice, teaching.said);
  }
  return { update };
}
