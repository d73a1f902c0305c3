// Which channel matters most for the first answer: each of a layer muted in turn, on one frame.

import { dispatch, el, mark, write } from "../shared/dom.js";
import { found, points, tenths } from "./edits.js";

/**
 * @import { Ablated, Description, State, Trial } from "../../domain/state.js"
 * @import { Layer } from "../../separable.d.ts"
 */

const TOP = 8;

/** @param {{ choose: (channel: number) => void, mute: (channel: number) => void }} tells */
export function createRanking({ choose, mute }) {
  const start = el("button", { class: "button", type: "button", "data-try": "" });
  const progress = el("progress", { "aria-label": "Channels tried", max: 1, hidden: true });
  const text = el("p", { class: "text", "aria-live": "polite" });
  const rows = Array.from({ length: TOP }, () => {
    const name = el("button", { class: "to", type: "button" });
    const now = el("span", { class: "number" });
    const fall = el("span", { class: "number fall", "data-metric": "drop" });
    const off = el("button", { class: "button", type: "button" }, "Mute");
    const item = el("li", {}, name, now, fall, off);
    name.addEventListener("click", () => choose(Number(item.dataset.channel)));
    off.addEventListener("click", () => off.ariaDisabled || mute(Number(item.dataset.channel)));
    return { item, name, now, fall, off };
  });
  const list = el("ol", { class: "rank" }, ...rows.map(({ item }) => item));
  const node = el(
    "div",
    { class: "ranking" },
    el("div", { class: "ways" }, start, progress),
    text,
    list,
  );
  let running = false;
  let layer = 0;
  start.addEventListener("click", () =>
    dispatch(start, { type: "ablate", layer: running ? null : layer }),
  );

  return {
    node,
    /**
     * @param {State} state
     * @param {number} of the layer
     */
    update({ network, trial, changes }, of) {
      if (!network) return;
      layer = of;
      const mine = trial?.layer === of && trial.model === network.id ? trial : null;
      running = !!mine?.running;
      const channels = network.layers[of].output[2];
      write(start, running ? "Stop" : `Try each of the ${channels} channels`);
      mark(
        start,
        "title",
        "Mutes one after the other on the present frame, and sees what the first answer loses",
      );
      progress.hidden = !running;
      list.hidden = !mine?.channels.length;
      mark(node, "data-done", mine && !running ? mine.channels.length : null);
      if (!mine) return write(text, "Which channel matters most for the first answer?");
      progress.value = mine.channels.length / Math.max(1, mine.all);
      const label = network.labels?.[mine.index] ?? `class ${mine.index}`;
      const ranked = [...mine.channels].sort((a, b) => a.after - b.after || a.channel - b.channel);
      rows.forEach((row, i) => {
        const tried = ranked[i];
        row.item.hidden = !tried;
        if (!tried) return;
        mark(row.item, "data-channel", tried.channel);
        const other =
          tried.first === mine.index
            ? ""
            : `, then ${network.labels?.[tried.first] ?? `class ${tried.first}`}`;
        write(row.name, `channel ${tried.channel + 1}`);
        write(row.now, `${tenths(mine.before)} → ${tenths(tried.after)}${other}`);
        write(row.fall, points(tried.after - mine.before));
        mark(row.fall, "data-value", tried.after - mine.before);
        const change = found(changes, { layer: of, channel: tried.channel });
        const muted = !!change && !change.kernel;
        mark(row.off, "aria-disabled", muted || null);
        write(row.off, muted ? "Muted" : "Mute");
        mark(row.off, "aria-label", `${muted ? "Muted:" : "Mute"} channel ${tried.channel + 1}`);
      });
      write(
        text,
        mine.problem ||
          (running
            ? `Muting one after the other, on one frame of ${label}.`
            : summary(mine, ranked, label, changes, network)),
      );
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
function summary(trial, ranked, label, changes, { layers }) {
  if (!ranked.length) return "Stopped before a channel was tried.";
  const { before } = trial;
  const [worst] = ranked;
  const calm = ranked.filter(({ after }) => Math.abs(after - before) < 0.01).length;
  const up = ranked.filter(({ after }) => after - before >= 0.01).length;
  const all = ranked.length === trial.all ? `all ${trial.all}` : `${ranked.length} of ${trial.all}`;
  const most =
    worst.after < before
      ? `${label} loses most without channel ${worst.channel + 1}: ${tenths(before)} → ` +
        `${tenths(worst.after)}.`
      : `${label} loses nothing without any of them.`;
  const raise = up ? `, ${up} raise it` : "";
  const rest = `${calm} change it by less than one percentage point${raise}.`;
  const { element, scale } = /** @type {Layer} */ (layers[layers.length - 1]);
  const bytes = element !== "f32" && layers.some(({ kind }) => kind === "softmax");
  const steps = bytes
    ? ` The network stores probabilities in steps of ${points(scale).slice(1)} points.`
    : "";
  return (
    `Tried ${all}, each alone, on one frame. ${most} ` +
    `${rest}${steps}${trial.changes === changes ? "" : " That was before your latest change."}`
  );
}
