// What the network costs, layer by layer and as a whole; and what narrower and smaller ones would
// cost.

import { createSay } from "../../domain/say.js";
import { dispatch, el, write } from "../shared/dom.js";
import { styleSheet } from "../shared/style-sheet.js";
import { createBlanks } from "./blanks.js";
import { createLayers } from "./layers.js";
import { createMinute } from "./minute.js";
import { createMultipliers } from "./multipliers.js";
import { rowsOf } from "./rows.js";
import { createShares } from "./shares.js";
import { asCsv, asJson, createTable } from "./table.js";
import { createTiles } from "./tiles.js";
import { english } from "./words.js";

/**
 * @import { State, Wants } from "../../domain/state.js"
 * @import { Language } from "../../domain/language.js"
 * @import { Row } from "./rows.js"
 * @import { Words } from "./words.js"
 */

/**
 * @param {State} state
 * @returns {Wants}
 */
export const wants = ({ peak, blanks, measured }) => ({
  peak: !peak && !!measured,
  blanks: !blanks && !!measured,
});

/**
 * @param {string} title
 * @param {...Node} children
 */
const section = (title, ...children) => el("section", {}, el("h3", {}, title), ...children);

/** What the colours and the times of the layers' chart are. */
function createKey() {
  const kinds = [
    ["depthwise", "depthwise"],
    ["pointwise", "pointwise"],
    ["standard", "all else"],
  ].map(([kind, name]) => el("span", {}, el("span", { class: `swatch part ${kind}` }), name));
  const basis =
    "MACs computed; time by the inspecting plan, which times each layer alone. The fast plan " +
    "runs " +
    "two steps as one, so the two need not add up.";
  return el("p", { class: "label key" }, ...kinds, el("span", {}, basis));
}

/**
 * Buttons that copy the layers as text, and what came of it.
 * @param {(text: (state: State, rows: Row[]) => string) => void} copy
 */
function createCopying(copy) {
  const csv = el("button", { class: "button", type: "button" }, "Copy as CSV");
  const json = el("button", { class: "button", type: "button" }, "Copy as JSON");
  const result = el("span", { class: "label", role: "status" });
  csv.addEventListener("click", () => copy(asCsv));
  json.addEventListener("click", () => copy(asJson));
  const failed = "The browser does not let this page copy; open the table and copy it from there.";
  return {
    node: el("div", { class: "do" }, csv, json, result),
    /** @param {State} state */
    update({ copied }) {
      const done = copied?.done ? "Copied." : failed;
      write(result, copied?.from === "cost" ? done : "");
    },
  };
}

/**
 * @param {HTMLElement} root
 * @param {Words} [words]   in a figure, those of the text's language
 * @param {{ language: Language }} [writer]
 */
export function create(root, words, writer) {
  const say = words ? createSay(words, writer?.language) : english;
  /** @type {State | null} */
  let state = null;
  const tiles = createTiles();
  const layers = createLayers();
  const table = createTable();
  const shares = createShares(say);
  const blanks = createBlanks();
  const minute = createMinute();
  const multipliers = createMultipliers();
  const copying = createCopying((text) => {
    if (!state) return;
    dispatch(root, { type: "copy", from: "cost", text: text(state, rowsOf(state)) });
  });
  const heading = el("div", { class: "words" }, el("h2", {}, "What it costs"), tiles.lead);
  const body = el(
    "div",
    { class: "costs", hidden: true },
    el("header", { class: "opening" }, heading),
    tiles.node,
    section(
      "Layer by layer: where time and arithmetic part ways",
      createKey(),
      layers.node,
      copying.node,
      table.node,
    ),
    section(say("byKind"), shares.node),
    blanks.node,
    section("The last minute", minute.node),
    multipliers.node,
  );
  root.replaceChildren(body);
  styleSheet("cost").then(() => (body.hidden = false));

  return {
    /** @param {State} next */
    update(next) {
      const before = state;
      state = next;
      if (!next.network) return;
      const changed = (/** @type {(keyof State)[]} */ ...keys) =>
        keys.some((key) => before?.[key] !== next[key]);
      if (changed("network", "measured", "peak", "stage")) {
        const rows = rowsOf(next);
        tiles.update(next);
        layers.update(next, rows);
        table.update(next, rows);
        shares.update(next);
        minute.update(next);
      }
      if (changed("network", "blanks")) blanks.update(next);
      if (changed("network", "alpha", "rho", "benchmarks")) multipliers.update(next);
      if (changed("copied")) copying.update(next);
    },
  };
}
