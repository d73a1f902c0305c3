// The cost of a frame: computed by the engine, or measured on this machine as a median.

import { el, find, mark, write } from "../shared/dom.js";
import { exact, figures, scaled } from "../../domain/number.js";

/** @import { State } from "../../domain/state.js" */

/** @type {[metric: string, name: string, hint: string][]} */
const ROWS = [
  ["macs", "MACs", "Computed: multiply-accumulates of all layers for one frame"],
  ["params", "parameters", "Computed: weights and biases of all layers"],
  ["infer-ms", "inference", "Measured: from the prepared square to the answer"],
  ["fps", "end to end", "Measured: frames per second that are drawn, over two seconds"],
  ["capture-ms", "capture", "Measured: getting the pixels of the source into the engine's memory"],
  [
    "prepare-ms",
    "prepare",
    "Measured: cutting out the centre square and scaling it to the model's size",
  ],
];

/**
 * A metric with its unit and what it stands on.
 * @param {string} metric
 * @param {string} name
 * @param {string} hint
 */
function createCell(metric, name, hint) {
  const value = el("span", { class: "value", "data-metric": metric }, "–");
  const unit = el("span", { class: "unit" });
  const basis = el("span", { class: "basis" });
  const node = el(
    "div",
    { title: hint },
    el("dt", {}, el("span", {}, name), basis),
    el("dd", { class: "number" }, value, unit),
  );
  return {
    node,
    hint,
    /**
     * @param {number | null} raw
     * @param {string} text
     * @param {string} unitText
     * @param {string} basisText
     */
    show(raw, text, unitText, basisText) {
      mark(value, "data-value", raw);
      write(value, text);
      write(unit, unitText);
      write(basis, basisText);
    },
  };
}

/** @param {HTMLElement} root */
export function create(root) {
  const cells = new Map(ROWS.map((row) => [row[0], createCell(...row)]));
  find(root, "dl").replaceChildren(...[...cells.values()].map(({ node }) => node));
  /** @type {State["network"]} */
  let network = null;
  /** @type {State["measured"]} */
  let measured = null;

  /** @param {NonNullable<State["network"]>} network */
  function showComputed(network) {
    for (const metric of /** @type {const} */ (["macs", "params"])) {
      const cell = cells.get(metric);
      cell?.show(network[metric], ...scaled(network[metric]), "computed");
      if (cell) mark(cell.node, "title", `${cell.hint}: ${exact(network[metric])}`);
    }
  }

  /** @param {NonNullable<State["measured"]>} measured */
  function showMeasured(measured) {
    for (const metric of /** @type {const} */ (["infer", "capture", "prepare"])) {
      const { median, count } = measured[metric];
      const raw = Number(median.toFixed(4));
      const kept = metric === "infer" && measured.unchanged;
      const note = kept ? "unchanged picture" : `median of ${count}`;
      cells.get(`${metric}-ms`)?.show(raw, figures(median), "ms", note);
    }
    const { fps } = measured;
    if (fps === null) cells.get("fps")?.show(null, "–", "", "no new frames");
    else cells.get("fps")?.show(Number(fps.toFixed(2)), figures(fps), "fps", "over 2 s");
  }

  return {
    /** @param {State} state */
    update(state) {
      if (state.network && state.network !== network) showComputed((network = state.network));
      if (state.measured && state.measured !== measured) showMeasured((measured = state.measured));
    },
  };
}
