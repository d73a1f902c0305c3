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

/** @param {HTMLElement} root */
export function create(root) {
  const cells = Object.fromEntries(
    ROWS.map(([metric, name, hint]) => {
      const value = el("span", { class: "value", "data-metric": metric }, "–");
      const unit = el("span", { class: "unit" });
      const basis = el("span", { class: "basis" });
      return [
        metric,
        {
          name,
          value,
          unit,
          basis,
          row: el(
            "div",
            { title: hint },
            el("dt", {}, el("span", {}, name), basis),
            el("dd", { class: "number" }, value, unit),
          ),
        },
      ];
    }),
  );
  find(root, "dl").replaceChildren(...Object.values(cells).map((cell) => cell.row));

  /**
   * @param {string} metric
   * @param {number | null} raw
   * @param {string} text
   * @param {string} unit
   * @param {string} basis
   */
  function show(metric, raw, text, unit, basis) {
    const cell = cells[metric];
    mark(cell.value, "data-value", raw === null ? null : raw);
    write(cell.value, text);
    write(cell.unit, unit);
    write(cell.basis, basis);
  }

  /** @type {State["network"]} */
  let network = null;
  /** @type {State["measured"]} */
  let measured = null;
  return {
    /** @param {State} state */
    update(state) {
      if (state.network && state.network !== network) {
        network = state.network;
        for (const metric of /** @type {const} */ (["macs", "params"])) {
          const [text, unit] = scaled(network[metric]);
          show(metric, network[metric], text, unit, "computed");
          mark(
            cells[metric].row,
            "title",
            `${ROWS.find((row) => row[0] === metric)?.[2]}: ${exact(network[metric])}`,
          );
        }
      }
      if (state.measured && state.measured !== measured) {
        measured = state.measured;
        for (const metric of /** @type {const} */ (["infer", "capture", "prepare"])) {
          const { median, count } = measured[metric];
          show(
            `${metric}-ms`,
            Number(median.toFixed(4)),
            figures(median),
            "ms",
            `median of ${count}`,
          );
        }
        const { fps } = measured;
        show(
          "fps",
          fps === null ? null : Number(fps.toFixed(2)),
          fps === null ? "–" : figures(fps),
          fps === null ? "" : "fps",
          fps === null ? "no new frames" : "over 2 s",
        );
      }
    },
  };
}
