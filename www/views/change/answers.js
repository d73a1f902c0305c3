// The answers of the changed network and of the baseline for one frame, class by class.

import { listNameOf, nameOf, wholeOf } from "../../domain/output.js";
import { createNamesToggle } from "../shared/class-names.js";
import { el, mark, write } from "../shared/dom.js";
import { points, tenths } from "./edits.js";

/** @import { Answer, Description, State } from "../../domain/state.js" */

const FIRST = 5; // the likeliest classes of the baseline
const ALSO = 3; // the likeliest classes of the changed network, where they are others
const ROWS = FIRST + ALSO;
const SETTLED = 700; // ms that a list of changes must last before its effect is spoken

const FEATURES =
  "This network gives features and no classes: what a change does shows in the maps and the " +
  "largest entries.";

/** A class and its probability in both networks. */
function createRow() {
  const name = el("bdi");
  const bars = ["untouched", "changed"].map((kind) => el("span", { class: `fill ${kind}` }));
  const track = el("td", { role: "cell", class: "tracks", "aria-hidden": "true" }, ...bars);
  const cells = ["untouched", "changed", "difference"].map((metric) =>
    el("td", { role: "cell", class: "number", "data-metric": metric }),
  );
  const heading = el("th", { scope: "row", role: "rowheader" }, name);
  const row = el("tr", { role: "row" }, heading, track, ...cells);
  return {
    row,
    /**
     * @param {Description} network
     * @param {boolean} whole   whether names have all synonyms
     * @param {Answer | undefined} answer   of the baseline
     * @param {number} now   the probability in the changed network
     */
    show(network, whole, answer, now) {
      row.hidden = !answer;
      if (!answer) return;
      const before = answer.probability;
      mark(row, "data-label", answer.className);
      write(name, listNameOf(network, answer.index, whole));
      mark(name, "title", wholeOf(network, answer.index));
      [before, now].forEach((value, i) => {
        bars[i].style.transform = `scaleX(${value.toFixed(4)})`;
      });
      [before, now, now - before].forEach((value, i) => {
        write(cells[i], i === 2 ? points(value) : tenths(value));
        mark(cells[i], "data-value", value);
      });
    },
  };
}

/**
 * The classes on show: the likeliest of the baseline, and those of the changed network.
 * @param {Answer[]} before
 * @param {Answer[]} after
 */
function chosen(before, after) {
  const shown = before.slice(0, FIRST);
  for (const answer of after.slice(0, ALSO)) {
    if (!shown.some(({ index }) => index === answer.index))
      shown.push(before.find(({ index }) => index === answer.index) ?? answer);
  }
  return shown;
}

function createHead() {
  const role = "columnheader";
  const first = el("th", { scope: "col", role }, "class");
  const head = el("tr", { role: "row" }, first, el("td", { role: "cell" }));
  for (const [text, kind] of [
    ["baseline", "untouched"],
    ["changed", "changed"],
    ["points", ""],
  ])
    head.append(el("th", { scope: "col", role, class: kind }, text));
  return el("thead", { role: "rowgroup" }, head);
}

export function createAnswers() {
  const summary = el("p", { class: "moved" });
  const rows = Array.from({ length: ROWS }, createRow);
  const body = el("tbody", { role: "rowgroup" }, ...rows.map(({ row }) => row));
  // On a phone each row is a grid of its own; the roles say that it is a table still.
  const table = el("table", { role: "table" }, createHead(), body);
  const names = createNamesToggle();
  const voice = el("p", { class: "sr-only", "aria-live": "polite" });
  const node = el(
    "section",
    { class: "outcome", "aria-label": "The answers" },
    summary,
    table,
    names.node,
    voice,
  );
  let timer = 0;
  /** @type {State["changes"] | null} */
  let known = null;

  return {
    node,
    /** @param {State} state */
    update(state) {
      const { network, frame, changes, wholeNames } = state;
      if (!network || frame?.model !== network.id || frame.view !== "change") return;
      names.update(state);
      const { ranking, untouched } = frame;
      const before = untouched ?? ranking;
      const after = new Map(ranking.map(({ index, probability }) => [index, probability]));
      const shown = chosen(before, ranking);
      rows.forEach((row, i) =>
        row.show(network, wholeNames, shown[i], after.get(shown[i]?.index) ?? 0),
      );
      const now = after.get(before[0]?.index) ?? 0;
      const { kind } = network.output;
      table.hidden = kind === "features";
      write(
        summary,
        kind === "features" ? FEATURES : outcome(network, before[0], now, ranking[0], !!untouched),
      );
      mark(node, "data-changed", !!untouched);
      if (changes === known) return;
      const first = known === null;
      known = changes;
      clearTimeout(timer);
      if (!first) timer = window.setTimeout(() => write(voice, summary.textContent ?? ""), SETTLED);
    },
  };
}

/**
 * @param {Description} network
 * @param {Answer} first of the baseline
 * @param {number} now its probability
 * @param {Answer} other the top answer now
 * @param {boolean} changed
 */
function outcome(network, first, now, other, changed) {
  if (!first) return "";
  const name = nameOf(network, first.index);
  if (!changed) return `${name}: ${tenths(first.probability)}. No changes yet.`;
  const by = `${points(now - first.probability)} points`;
  const change = `${name}: ${tenths(first.probability)} → ${tenths(now)}, ${by}`;
  if (other.index === first.index) return change;
  const top = nameOf(network, other.index);
  return `${change}; the top answer is now ${top}, ${tenths(other.probability)}`;
}
