// The answers of the changed and of the untouched network for one frame, class by class.

import { el, mark, write } from "../shared/dom.js";
import { points, tenths } from "./edits.js";

/** @import { Answer, State } from "../../domain/state.js" */

const FIRST = 5; // classes that the untouched network finds likeliest
const ROWS = 8; // with those that the changed one puts among its own first three
const SETTLED = 700; // ms that a list of changes must last before what it does is spoken

export function createAnswers() {
  const moved = el("p", { class: "moved" });
  const rows = Array.from({ length: ROWS }, () => {
    const name = el("th", { scope: "row" });
    const bars = ["untouched", "changed"].map((kind) => el("span", { class: `fill ${kind}` }));
    const track = el("td", { class: "tracks", "aria-hidden": "true" }, ...bars);
    const [untouched, changed, difference] = ["untouched", "changed", "difference"].map((metric) =>
      el("td", { class: "number", "data-metric": metric }),
    );
    return {
      row: el("tr", {}, name, track, untouched, changed, difference),
      name,
      bars,
      untouched,
      changed,
      difference,
    };
  });
  const head = el("tr", {}, el("th", { scope: "col" }, "class"), el("td", {}));
  for (const [text, kind] of [
    ["untouched", "untouched"],
    ["changed", "changed"],
    ["points", ""],
  ])
    head.append(el("th", { scope: "col", class: kind }, text));
  const table = el(
    "table",
    {},
    el("thead", {}, head),
    el("tbody", {}, ...rows.map(({ row }) => row)),
  );
  const voice = el("p", { class: "sr-only", "aria-live": "polite" });
  const node = el(
    "section",
    { class: "outcome", "aria-label": "The answers" },
    moved,
    table,
    voice,
  );
  let timer = 0;
  /** @type {State["changes"] | null} */
  let known = null;

  return {
    node,
    /** @param {State} state */
    update({ network, frame, changes }) {
      if (!network || frame?.model !== network.id || frame.view !== "change") return;
      const before = frame.untouched ?? frame.ranking;
      const after = new Map(frame.ranking.map(({ index, probability }) => [index, probability]));
      const shown = before.slice(0, FIRST);
      for (const answer of frame.ranking.slice(0, 3)) {
        if (!shown.some(({ index }) => index === answer.index))
          shown.push(before.find(({ index }) => index === answer.index) ?? answer);
      }
      rows.forEach((row, i) => {
        const answer = shown[i];
        row.row.hidden = !answer;
        if (!answer) return;
        const now = after.get(answer.index) ?? 0;
        mark(row.row, "data-label", answer.className);
        write(row.name, answer.className);
        row.bars[0].style.transform = `scaleX(${answer.probability.toFixed(4)})`;
        row.bars[1].style.transform = `scaleX(${now.toFixed(4)})`;
        write(row.untouched, tenths(answer.probability));
        write(row.changed, tenths(now));
        write(row.difference, points(now - answer.probability));
        mark(row.untouched, "data-value", answer.probability);
        mark(row.changed, "data-value", now);
        mark(row.difference, "data-value", now - answer.probability);
      });
      const sentence = outcome(
        before[0],
        after.get(before[0]?.index) ?? 0,
        frame.ranking[0],
        !!frame.untouched,
      );
      write(moved, sentence);
      mark(node, "data-changed", !!frame.untouched);
      if (changes === known) return;
      const first = known === null;
      known = changes;
      clearTimeout(timer);
      if (!first) timer = window.setTimeout(() => write(voice, moved.textContent ?? ""), SETTLED);
    },
  };
}

/**
 * @param {Answer} first of the untouched network
 * @param {number} now its probability
 * @param {Answer} other the first answer now
 * @param {boolean} changed
 */
function outcome(first, now, other, changed) {
  if (!first) return "";
  if (!changed) return `${first.className}: ${tenths(first.probability)}. No changes yet.`;
  const by = `${points(now - first.probability)} points`;
  const kept = `${first.className}: ${tenths(first.probability)} → ${tenths(now)}, ${by}`;
  return other.index === first.index
    ? kept
    : `${kept}; ${other.className} comes first with ${tenths(other.probability)}`;
}
