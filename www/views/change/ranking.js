// Which channel matters most for the top answer: every channel of a layer muted in turn, on one
// frame.

import { nameOf } from "../../domain/output.js";
import { dispatch, el, mark, write } from "../shared/dom.js";
import { found, points, tenths } from "./edits.js";

/**
 * @import { Ablated, Description, State, Trial } from "../../domain/state.js"
 * @import { Layer } from "../../separable.d.ts"
 */

const TOP = 8;

/** @param {{ choose: (channel: number) => void, mute: (channel: number) => void }} handlers */
function createRow({ choose, mute }) {
  let channel = 0;
  const name = el("button", { class: "to", type: "button" });
  const now = el("span", { class: "number" });
  const fall = el("span", { class: "number fall", "data-metric": "drop" });
  const off = el("button", { class: "button", type: "button" }, "Mute");
  const item = el("li", {}, name, now, fall, off);
  name.addEventListener("click", () => choose(channel));
  off.addEventListener("click", () => off.ariaDisabled || mute(channel));
  return {
    item,
    /**
     * @param {Ablated | undefined} ablated
     * @param {Trial} trial
     * @param {(index: number) => string} labelOf   a class
     * @param {boolean} muted   by a change
     */
    show(ablated, { index, before }, labelOf, muted) {
      item.hidden = !ablated;
      if (!ablated) return;
      const { first, after } = ablated;
      channel = ablated.channel;
      mark(item, "data-channel", channel);
      const other = first === index ? "" : `, then ${labelOf(first)}`;
      write(name, `channel ${channel + 1}`);
      write(now, `${tenths(before)} → ${tenths(after)}${other}`);
      write(fall, points(after - before));
      mark(fall, "data-value", after - before);
      mark(off, "aria-disabled", muted || null);
      write(off, muted ? "Muted" : "Mute");
      mark(off, "aria-label", `${muted ? "Muted:" : "Mute"} channel ${channel + 1}`);
    },
  };
}

/** @param {{ choose: (channel: number) => void, mute: (channel: number) => void }} handlers */
export function createRanking(handlers) {
  const start = el("button", { class: "button", type: "button", "data-try": "" });
  const progress = el("progress", { "aria-label": "Channels tried", max: 1, hidden: true });
  const text = el("p", { class: "text", "aria-live": "polite" });
  const rows = Array.from({ length: TOP }, () => createRow(handlers));
  const list = el("ol", { class: "rank" }, ...rows.map(({ item }) => item));
  const ways = el("div", { class: "ways" }, start, progress);
  const node = el("div", { class: "ranking" }, ways, text, list);
  let running = false;
  let shownLayer = 0;
  start.addEventListener("click", () =>
    dispatch(start, { type: "ablate", layer: running ? null : shownLayer }),
  );
  mark(
    start,
    "title",
    "Mutes one channel after the other on this frame, and shows how much of its probability the " +
      "top answer loses",
  );

  return {
    node,
    /**
     * @param {State} state
     * @param {number} layer
     */
    update({ network, trial, changes }, layer) {
      if (!network) return;
      node.hidden = network.output.kind === "features";
      shownLayer = layer;
      const own = trial?.layer === layer && trial.model === network.id ? trial : null;
      running = !!own?.running;
      write(
        start,
        running ? "Stop" : `Try each of the ${network.layers[layer].output[2]} channels`,
      );
      progress.hidden = !running;
      list.hidden = !own?.channels.length;
      mark(node, "data-done", own && !running ? own.channels.length : null);
      if (!own) return write(text, "Which channel matters most for the top answer?");
      progress.value = own.channels.length / Math.max(1, own.all);
      const labelOf = (/** @type {number} */ index) => nameOf(network, index);
      const ranked = [...own.channels].sort((a, b) => a.after - b.after || a.channel - b.channel);
      rows.forEach((row, i) => {
        const change = ranked[i] && found(changes, { layer, channel: ranked[i].channel });
        row.show(ranked[i], own, labelOf, !!change && !change.kernel);
      });
      const label = labelOf(own.index);
      const progressing = `Muting one channel after the other, on one frame of ${label}.`;
      const said = running ? progressing : summary(own, ranked, label, changes, network);
      write(text, own.problem || said);
    },
  };
}

/**
 * @param {Trial} trial
 * @param {Ablated[]} ranked
 * @param {string} label
 * @param {State["changes"]} changes
 * @param {Description} network
 */
function summary(trial, ranked, label, changes, { layers, output }) {
  if (!ranked.length) return "Stopped before any channel was tried.";
  const { before } = trial;
  const [worst] = ranked;
  const small = ranked.filter(({ after }) => Math.abs(after - before) < 0.01).length;
  const up = ranked.filter(({ after }) => after - before >= 0.01).length;
  const all = ranked.length === trial.all ? `all ${trial.all}` : `${ranked.length} of ${trial.all}`;
  const most =
    worst.after < before
      ? `${label} loses most without channel ${worst.channel + 1}: ${tenths(before)} → ` +
        `${tenths(worst.after)}.`
      : `${label} loses nothing without any of them.`;
  const raise = up ? `, ${up} raise it` : "";
  const rest = `${small} change it by less than one percentage point${raise}.`;
  const { element, scale } = /** @type {Layer} */ (layers[layers.length - 1]);
  const bytes = element !== "f32" && output.source === "network";
  const steps = bytes
    ? ` The network stores probabilities in steps of ${points(scale).slice(1)} points.`
    : "";
  return (
    `Tried ${all}, each alone, on one frame. ${most} ` +
    `${rest}${steps}${trial.changes === changes ? "" : " That was before your latest change."}`
  );
}
