// The layers as a table, and as text to be copied.

import { GRID, timesOf } from "../../domain/mobilenet.js";
import { exact, figures, percent } from "../../domain/number.js";
import { el, mark, write } from "../shared/dom.js";
import { createFormulas, formulaOf } from "./operations.js";

/**
 * @import { State } from "../../domain/state.js"
 * @import { Row } from "./rows.js"
 */

const HEADS = ["layer", "MACs", "other operations", "parameters", "ms", "GMAC/s", "of peak"];

export function createTable() {
  const body = el("tbody");
  const caption = el("caption", { class: "label" });
  const formulas = createFormulas();
  const node = el(
    "details",
    { class: "as-table" },
    el("summary", {}, "The same as a table"),
    el(
      "div",
      { class: "wide", tabindex: 0, role: "region", "aria-label": "Layers as a table" },
      el(
        "table",
        {},
        caption,
        el("thead", {}, el("tr", {}, ...HEADS.map((head) => el("th", { scope: "col" }, head)))),
        body,
      ),
    ),
    formulas.node,
  );
  /** @type {State["network"]} */
  let network = null;
  /** @type {HTMLElement[][]} */
  let cells = [];
  const metric = (/** @type {string} */ name) =>
    el("td", { class: "number", "data-metric": `layer-${name}` });
  return {
    node,
    /**
     * @param {State} state
     * @param {Row[]} rows
     */
    update(state, rows) {
      if (state.network !== network) {
        network = state.network;
        cells = rows.map(({ layer }) => {
          const computed = /** @type {const} */ (["macs", "operations", "params"]).map((name) => {
            const cell = metric(name);
            mark(cell, "data-value", layer[name]);
            write(cell, exact(layer[name]));
            return cell;
          });
          mark(computed[1], "title", formulaOf(layer) || null);
          return [...computed, metric("ms"), metric("gmacs"), metric("peak")];
        });
        body.replaceChildren(
          ...rows.map(({ name, index }, i) =>
            el("tr", {}, el("th", { scope: "row" }, `${index + 1} ${name}`), ...cells[i]),
          ),
        );
      }
      if (network) formulas.show(network);
      const count = state.measured?.layersCount ?? 0;
      write(
        caption,
        `MACs and parameters are computed; times are medians of ${count} frames by the ` +
          "inspecting plan, which times each layer alone.",
      );
      rows.forEach(({ ms, gmacs, peak }, i) => {
        const [, , , time, speed, share] = cells[i];
        for (const [cell, value, text] of /** @type {[HTMLElement, number | null, string][]} */ ([
          [time, ms, ms === null ? "–" : figures(ms)],
          [speed, gmacs, gmacs === null ? "" : figures(gmacs)],
          [share, peak, peak === null ? "" : percent(peak)],
        ])) {
          mark(cell, "data-value", value);
          write(cell, text);
        }
      });
    },
  };
}

/**
 * @param {State} state
 * @param {Row[]} rows
 */
export function asCsv({ measured }, rows) {
  const head =
    "layer,name,kind,block,input,output,macs,params,ms_median,frames,gmacs_per_s,share_of_peak," +
    "operations";
  const number = (/** @type {number | null} */ value, digits = 5) =>
    value === null ? "" : value.toFixed(digits);
  const quoted = (/** @type {string} */ text) => `"${text.replaceAll('"', '""')}"`;
  const lines = rows.map(({ index, layer, ms, gmacs, peak }) =>
    [
      ...[
        index,
        quoted(layer.name),
        layer.kind,
        layer.block ?? "",
        layer.input.join("x"),
        layer.output.join("x"),
      ],
      ...[
        layer.macs,
        layer.params,
        number(ms),
        measured?.layersCount ?? 0,
        number(gmacs, 3),
        number(peak, 4),
        layer.operations,
      ],
    ].join(","),
  );
  return `${[head, ...lines].join("\n")}\n`;
}

/**
 * @param {State} state
 * @param {Row[]} rows
 */
export function asJson({ network, measured, peak, benchmarks }, rows) {
  const networks = GRID.flatMap(({ alpha, side }) => {
    const { separable, standard } = timesOf(benchmarks, alpha, side);
    return [
      ...(separable ? [{ alpha, side, standard: false, ...separable }] : []),
      ...(standard ? [{ alpha, side, standard: true, ...standard }] : []),
    ];
  });
  const told = {
    model: network?.name,
    backend: network?.backend,
    browser: navigator.userAgent,
    when: new Date().toISOString(),
    macs: network?.macs,
    params: network?.params,
    frame: measured && { ms: measured.infer, plan: "fast" },
    peak: peak && { ...peak, unit: "MAC/s of one thread" },
    layers: rows.map(({ index, layer, ms, gmacs, peak }) => {
      const { name, kind, block, input, output, macs, operations, params } = layer;
      return {
        ...{ index, name, kind, block, input, output, macs, operations, params, ms, gmacs },
        shareOfPeak: peak,
      };
    }),
    layerTimes: { plan: "inspecting", medianOf: measured?.layersCount ?? 0 },
    madeNetworks: { weights: "random", family: "MobileNet V1", timed: networks },
  };
  return JSON.stringify(told, null, 2);
}
