// The channels that no frame changes, layer by layer, and the multiplications that no frame needs.

import { exact, percent } from "../../domain/number.js";
import { el, mark, write } from "../shared/dom.js";
import { nameOf } from "./rows.js";

/**
 * @import { Blanks } from "../../separable.d.ts"
 * @import { Description, State } from "../../domain/state.js"
 */

const HEADS = ["layer", "blank channels", "MACs that no frame needs"];
const WHY =
  "Blank: no cell of the channel changes, whatever the camera sees. The page proves it from " +
  "the weights: the least and the largest byte that the cells before can hold bound each sum, " +
  "and all that lies between its bounds becomes one byte. The engine leaves such channels out of " +
  "each run, as long as a multiple of eight stays, but not out of a stage that is open. All " +
  "counts of MACs on this page have them in.";

/** @param {Description} network */
const isFloat = ({ layers }) => layers.every(({ element }) => element === "f32");

/**
 * @param {Description} network
 * @param {Blanks[]} blanks
 */
function sentence(network, blanks) {
  const macs = blanks.reduce((sum, layer) => sum + layer.macs, 0);
  if (!macs && !blanks.some(({ channels }) => channels.length))
    return "No channel is blank: each of them can change with the frame.";
  return (
    `${exact(macs)} of ${exact(network.macs)} multiply-accumulates, ` +
    `${percent(macs / network.macs)}, are needed by no frame: they make blank channels, or read ` +
    "them."
  );
}

/**
 * A layer with blank channels.
 * @param {Description} network
 * @param {Blanks} blanks
 * @param {number} i
 */
function rowOf(network, { channels, macs }, i) {
  const layer = network.layers[i];
  const count = el("td", { class: "number" }, `${channels.length} of ${layer.output[2]}`);
  return el(
    "tr",
    { "data-layer": i, "data-blank": channels.length },
    el("th", { scope: "row" }, nameOf(network, i)),
    count,
    el("td", { class: "number" }, macs ? `${exact(macs)}, ${percent(macs / layer.macs)}` : "–"),
  );
}

export function createBlanks() {
  const text = el("p", { class: "label" });
  const needless = el("b", { class: "number", "data-metric": "needless-macs" });
  const body = el("tbody");
  const heads = HEADS.map((head) => el("th", { scope: "col" }, head));
  const table = el("table", {}, el("thead", {}, el("tr", {}, ...heads)), body);
  const label = "Layers with blank channels";
  const wide = el(
    "div",
    { class: "wide", tabindex: 0, role: "region", "aria-label": label },
    table,
  );
  const summary = el("summary");
  const list = el("details", { class: "as-table" }, summary, wide);
  const node = el(
    "section",
    { class: "blanks" },
    el("h3", {}, "What no frame needs"),
    needless,
    text,
    el("p", { class: "label" }, WHY),
    list,
  );
  return {
    node,
    /** @param {State} state */
    update({ network, blanks }) {
      node.hidden = !network || isFloat(network);
      if (!network || node.hidden) return;
      list.hidden = !blanks?.some(({ channels }) => channels.length);
      write(text, blanks ? sentence(network, blanks) : "Looking for blank channels …");
      const macs = blanks?.reduce((sum, layer) => sum + layer.macs, 0) ?? null;
      mark(needless, "data-value", macs);
      write(needless, macs ? percent(macs / network.macs) : "");
      if (!blanks) return;
      const rows = blanks.flatMap((layer, i) =>
        layer.channels.length || layer.macs ? [rowOf(network, layer, i)] : [],
      );
      body.replaceChildren(...rows);
      write(summary, `The ${rows.length} layers that make or read them`);
    },
  };
}
