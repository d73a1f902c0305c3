// One of the sixteen networks beside the same of standard convolutions: computed, published, and
// timed here.

import { chosen, costOf, timesOf } from "../../domain/mobilenet.js";
import { exact, figures, ms, short, thin } from "../../domain/number.js";
import { AGAINST_STANDARD, TOP1 } from "../../domain/published.js";
import { el, mark, write } from "../shared/dom.js";

/** @import { State } from "../../domain/state.js" */

/** @typedef {"separable" | "standard"} Form  what the network's convolutions are */
/** @typedef {"macs" | "params" | "ms"} Metric */

const METRICS = /** @type {const} */ (["macs", "params", "ms"]);
const COUNTED = /** @type {const} */ (["macs", "params"]);
const NAMES = { macs: "MACs", params: "parameters", ms: "ms here" };

/**
 * In millions, as the paper writes it.
 * @param {number} count
 */
const inMillions = (count) =>
  `${count >= 100e6 ? exact(count / 1e6) : (count / 1e6).toFixed(1)}${thin}M`;

/**
 * The cells of one form.
 * @param {Form} form
 */
function createColumn(form) {
  const value = (/** @type {Metric} */ metric) =>
    el("span", { "data-metric": `net-${form}-${metric}` });
  const paper = () => el("span", { class: "paper" });
  return {
    form,
    cells: { macs: value("macs"), params: value("params"), ms: value("ms") },
    papers: { macs: paper(), params: paper(), ms: paper() },
    top1: el("td", { class: "number" }),
  };
}

/** @typedef {ReturnType<typeof createColumn>} Column */

/**
 * @param {Column[]} columns
 * @param {Record<Metric, Node>} ratios
 */
function createTable(columns, ratios) {
  const caption = el("caption", {});
  const head = (/** @type {string} */ text) => el("th", { scope: "col" }, text);
  const rows = METRICS.map((metric) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, NAMES[metric]),
      ...columns.map(({ cells, papers }) =>
        el("td", { class: "number" }, cells[metric], papers[metric]),
      ),
      ratios[metric],
    ),
  );
  const accuracy = columns.map(({ top1 }) => top1);
  rows.push(el("tr", {}, el("th", { scope: "row" }, "top-1 accuracy"), ...accuracy, el("td")));
  const heads = [el("td"), head("separable"), head("all standard"), head("ratio")];
  const node = el(
    "table",
    {},
    caption,
    el("thead", {}, el("tr", {}, ...heads)),
    el("tbody", {}, ...rows),
  );
  return { node, caption };
}

/**
 * @param {Column} column
 * @param {{ alpha: number, side: number }} net
 * @param {{ median: number } | null} timed
 */
function showColumn({ form, cells, papers, top1 }, { alpha, side }, timed) {
  const published = alpha === 1 && side === 224;
  const cost = costOf(alpha, side, form === "standard");
  for (const metric of COUNTED) {
    mark(cells[metric], "data-value", cost[metric]);
    mark(cells[metric], "title", exact(cost[metric]));
    write(papers[metric], published ? `paper ${inMillions(AGAINST_STANDARD[form][metric])}` : "");
  }
  write(cells.macs, `${(cost.macs / 1e6).toFixed(1)}${thin}M`);
  write(cells.params, short(cost.params));
  mark(cells.ms, "data-value", timed ? timed.median : null);
  write(cells.ms, timed ? ms(timed.median) : "–");
  const standard = published ? AGAINST_STANDARD.standard.top1 : null;
  const accuracy = form === "separable" ? TOP1[alpha][side] : standard;
  write(top1, accuracy === null ? "" : `${accuracy}${thin}%`);
}

/**
 * @param {number | undefined} count of frames behind the time
 * @param {boolean} published whether the paper has this network
 */
function sourceOf(count, published) {
  const times = count === undefined ? "not measured yet" : `medians of ${count}`;
  const paper = "; all standard: MobileNets, table 4, where the separable one is given 70.6 %";
  return (
    `MACs and parameters are computed by the formulas (biases counted). Times: ${times}, by the ` +
    "fast plan, 8-bit integers, random weights. Accuracy is published, on ImageNet: TF-Slim, " +
    `22 February 2018${published ? paper : ""}.`
  );
}

export function createNets() {
  const columns = [createColumn("separable"), createColumn("standard")];
  const ratio = () => el("td", { class: "number" });
  const ratios = { macs: ratio(), params: ratio(), ms: ratio() };
  const table = createTable(columns, ratios);
  const note = el("p", { class: "label" });
  const node = el("div", { class: "nets" }, table.node, note);
  return {
    node,
    /** @param {State} state */
    update(state) {
      const net = chosen(state);
      const { alpha, side } = net;
      const times = timesOf(state.benchmarks, alpha, side);
      write(
        table.caption,
        `MobileNet V1, α = ${alpha}, ${side} pixels (ρ = ${figures(side / 224)}), 1000 classes`,
      );
      for (const column of columns) showColumn(column, net, times[column.form]);
      const [separable, standard] = [costOf(alpha, side), costOf(alpha, side, true)];
      for (const metric of COUNTED)
        write(ratios[metric], `${figures(standard[metric] / separable[metric])}×`);
      const [fast, slow] = [times.separable?.median, times.standard?.median];
      write(ratios.ms, fast && slow ? `${figures(slow / fast)}×` : "");
      write(note, sourceOf(times.separable?.count, alpha === 1 && side === 224));
    },
  };
}
