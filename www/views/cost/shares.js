// What kinds of layers take of the arithmetic, of the weights and of the time; beside the paper's
// figures.

import { SHARES } from "../../domain/published.js";
import { el, mark, write } from "../shared/dom.js";

/** @import { Description, Layer, State } from "../../domain/state.js" */

const thin = "\u202f";
const KINDS = /** @type {const} */ (["pointwise", "depthwise", "conv", "classifier", "other"]);
const NAMES = {
  pointwise: "1×1, pointwise",
  depthwise: "depthwise",
  conv: "standard",
  classifier: "classifier, apart",
  other: "all else",
};
const COUNTED = ["pointwise", "depthwise", "conv", "classifier"];

/**
 * Two digits after the point, as the paper has them.
 * @param {number} share
 */
const percent = (share) => `${(share * 100).toFixed(2)}${thin}%`;

/**
 * Without biases, as the paper counts them.
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
export const isThePapers = ({ family, classes, input }) =>
  family?.version === "V1" &&
  family.alpha === 1 &&
  input[0] === 224 &&
  (classes === 1000 || classes === 1001);

export function createShares() {
  const columns = /** @type {const} */ (["macs", "weights", "time"]);
  const titles = { macs: "MACs", weights: "weights", time: "time" };
  const rows = KINDS.map((kind) => {
    const cells = Object.fromEntries(
      columns.map((column) => [column, el("span", { "data-metric": `${kind}-${column}` }, "–")]),
    );
    const paper = { macs: el("span", { class: "paper" }), weights: el("span", { class: "paper" }) };
    const swatch = el("span", { class: `swatch part ${kind}`, "aria-hidden": "true" });
    const { macs, weights, time } = cells;
    const cell = (/** @type {Node[]} */ ...nodes) => el("td", { class: "number" }, ...nodes);
    const name = el("th", { scope: "row" }, swatch, NAMES[kind]);
    const node = el(
      "tr",
      {},
      name,
      cell(macs, paper.macs),
      cell(weights, paper.weights),
      cell(time),
    );
    return { kind, cells, paper, node };
  });
  const head = (/** @type {string} */ text) => el("th", { scope: "col" }, text);
  const bars = columns.map((column) => {
    const parts = KINDS.map((kind) => el("span", { class: `part ${kind}` }));
    return {
      parts,
      node: el(
        "div",
        { class: "stack" },
        el("span", {}, titles[column]),
        el("span", { class: "bar", "aria-hidden": "true" }, ...parts),
      ),
    };
  });
  const note = el("p", { class: "label" });
  const table = el(
    "table",
    {},
    el("caption", { class: "sr-only" }, "Shares of the network by kind of layer"),
    el("thead", {}, el("tr", {}, el("td"), head("MACs"), head("weights"), head("time"))),
    el("tbody", {}, ...rows.map(({ node }) => node)),
  );
  const node = el(
    "div",
    { class: "shares", "data-picture": "" },
    ...bars.map(({ node }) => node),
    table,
    note,
  );

  return {
    node,
    /** @param {State} state */
    update({ network, measured }) {
      if (!network) return;
      const { layers } = network;
      const times = measured?.layers?.length === layers.length ? measured.layers : null;
      const published = isThePapers(network);
      mark(
        node,
        "data-picture",
        `${network.name}: kinds of layers and their share of the MACs, of the weights and of ` +
          "the time.",
      );
      const share = (/** @type {(layer: Layer, i: number) => number} */ of) => {
        const sums = Object.fromEntries(KINDS.map((kind) => [kind, 0]));
        layers.forEach(
          (layer, i) => (sums[COUNTED.includes(layer.kind) ? layer.kind : "other"] += of(layer, i)),
        );
        const all = Object.values(sums).reduce((sum, part) => sum + part, 0);
        return Object.fromEntries(KINDS.map((kind) => [kind, all ? sums[kind] / all : 0]));
      };
      const shares = {
        macs: share(({ macs }) => macs),
        weights: share(weightsOf),
        time: times ? share((_, i) => times[i]) : null,
      };
      columns.forEach((column, i) => {
        const of = shares[column];
        KINDS.forEach((kind, k) =>
          bars[i].parts[k].style.setProperty("--part", String(of?.[kind] ?? 0)),
        );
        for (const { kind, cells } of rows) {
          mark(cells[column], "data-value", of ? of[kind] : null);
          write(cells[column], of ? (of[kind] ? percent(of[kind]) : "") : "–");
        }
      });
      for (const { kind, paper, node } of rows) {
        const said = kind === "other" ? null : SHARES[kind];
        write(paper.macs, published && said ? `paper ${said.macs}${thin}%` : "");
        write(paper.weights, published && said ? `paper ${said.weights}${thin}%` : "");
        node.hidden = kind === "other" && !times;
      }
      const basis =
        "Weights are counted without biases, as the paper counts them; time is by the " +
        "inspecting plan.";
      write(
        note,
        published
          ? `${basis} Paper: MobileNets (arXiv 1704.04861), table 2; its shares of the MACs ` +
              "add up to 99.29 %, and the counted ones say that the missing part belongs to the " +
              "standard convolution."
          : `${basis} The paper gives 94.86 % of the MACs and 74.59 % of the weights to the ` +
              "1×1 convolutions of MobileNet V1 1.0, 224; another network divides otherwise.",
      );
    },
  };
}
