// Shares of the MACs, of the weights and of the time by kind of layer, beside the paper's figures.

import { thin } from "../../domain/number.js";
import { SHARES } from "../../domain/published.js";
import { el, mark, write } from "../shared/dom.js";

/**
 * @import { Description, Layer, State } from "../../domain/state.js"
 * @import { Say } from "./words.js"
 */

/** @typedef {Record<string, number>} ByKind  shares of 1 */

const KINDS = /** @type {const} */ (["pointwise", "depthwise", "conv", "classifier", "other"]);
const COUNTED = ["pointwise", "depthwise", "conv", "classifier"];
const COLUMNS = /** @type {const} */ (["macs", "weights", "time"]);

/**
 * Two digits after the point, as in the paper.
 * @param {number} share
 */
const percent = (share) => `${(share * 100).toFixed(2)}${thin}%`;

/**
 * Without biases, as in the paper.
 * @param {Layer} layer
 */
function weightsOf({ kind, kernel, input, output }) {
  if (!COUNTED.includes(kind)) return 0;
  const window = kernel ? kernel[0] * kernel[1] : 1;
  return window * output[2] * (kind === "depthwise" ? 1 : input[2]);
}

/**
 * Whether it is the network of the paper's table.
 * @param {Description} network
 */
const isThePapers = ({ family, classes, input }) =>
  family?.version === "V1" &&
  family.alpha === 1 &&
  input[0] === 224 &&
  (classes === 1000 || classes === 1001);

/**
 * @param {Layer[]} layers
 * @param {(layer: Layer, i: number) => number} amount
 * @returns {ByKind}
 */
function sharesOf(layers, amount) {
  const sums = Object.fromEntries(KINDS.map((kind) => [kind, 0]));
  layers.forEach((layer, i) => {
    sums[COUNTED.includes(layer.kind) ? layer.kind : "other"] += amount(layer, i);
  });
  const all = Object.values(sums).reduce((sum, part) => sum + part, 0);
  return Object.fromEntries(KINDS.map((kind) => [kind, all ? sums[kind] / all : 0]));
}

/**
 * A row of the table.
 * @param {(typeof KINDS)[number]} kind
 * @param {Say} say
 */
function createRow(kind, say) {
  const value = (/** @type {string} */ column) =>
    el("span", { "data-metric": `${kind}-${column}` }, "–");
  const cells = { macs: value("macs"), weights: value("weights"), time: value("time") };
  const paper = { macs: el("span", { class: "paper" }), weights: el("span", { class: "paper" }) };
  const swatch = el("span", { class: `swatch part ${kind}`, "aria-hidden": "true" });
  const cell = (/** @type {Node[]} */ ...nodes) => el("td", { class: "number" }, ...nodes);
  const node = el(
    "tr",
    {},
    el("th", { scope: "row" }, swatch, say(kind)),
    cell(cells.macs, paper.macs),
    cell(cells.weights, paper.weights),
    cell(cells.time),
  );
  return { kind, cells, paper, node };
}

/**
 * A bar of all kinds.
 * @param {string} title
 */
function createBar(title) {
  const parts = KINDS.map((kind) => el("span", { class: `part ${kind}` }));
  const bar = el("span", { class: "bar", "aria-hidden": "true" }, ...parts);
  return { parts, node: el("div", { class: "stack" }, el("span", {}, title), bar) };
}

/** @param {Say} say */
export function createShares(say) {
  const rows = KINDS.map((kind) => createRow(kind, say));
  const bars = COLUMNS.map((column) => createBar(say(column)));
  const note = el("p", { class: "label" });
  const heads = COLUMNS.map((column) => el("th", { scope: "col" }, say(column)));
  const table = el(
    "table",
    {},
    el("caption", { class: "sr-only" }, say("shares")),
    el("thead", {}, el("tr", {}, el("td"), ...heads)),
    el("tbody", {}, ...rows.map(({ node }) => node)),
  );
  const nodes = [...bars.map(({ node }) => node), table, note];
  const node = el("div", { class: "shares", "data-picture": "" }, ...nodes);

  /** @param {Record<(typeof COLUMNS)[number], ByKind | null>} shares */
  function show(shares) {
    COLUMNS.forEach((column, i) => {
      const byKind = shares[column];
      KINDS.forEach((kind, k) =>
        bars[i].parts[k].style.setProperty("--part", String(byKind?.[kind] ?? 0)),
      );
      for (const { kind, cells } of rows) {
        const share = byKind ? byKind[kind] : null;
        mark(cells[column], "data-value", share);
        write(cells[column], share === null ? "–" : share ? say.number(percent(share)) : "");
      }
    });
  }

  return {
    node,
    /** @param {State} state */
    update({ network, measured }) {
      if (!network) return;
      const { layers } = network;
      const times = measured?.layers?.length === layers.length ? measured.layers : null;
      const published = isThePapers(network);
      mark(node, "data-picture", say("caption", { name: network.name }));
      show({
        macs: sharesOf(layers, ({ macs }) => macs),
        weights: sharesOf(layers, weightsOf),
        time: times && sharesOf(layers, (_, i) => times[i]),
      });
      for (const { kind, paper, node } of rows) {
        const figures = published && kind !== "other" ? SHARES[kind] : null;
        write(paper.macs, figures ? say("paper", { share: `${figures.macs}${thin}%` }) : "");
        write(paper.weights, figures ? say("paper", { share: `${figures.weights}${thin}%` }) : "");
        node.hidden = kind === "other" && !times;
      }
      write(note, `${say("basis")} ${say(published ? "ofThePaper" : "ofAnother")}`);
    },
  };
}
