// One of the sixteen networks beside the same of standard convolutions: computed, published, and
// run here.

import { AGAINST_STANDARD, TOP1 } from "../../domain/published.js";
import { el, mark, write } from "../shared/dom.js";
import { exact, figures, ms, short } from "../../domain/number.js";
import { chosen, costOf, timesOf } from "../../domain/mobilenet.js";

/** @import { State } from "../../domain/state.js" */

const thin = "\u202f";

/**
 * As the paper writes it: in millions.
 * @param {number} count
 */
const paper = (count) =>
  `${count >= 100e6 ? exact(count / 1e6) : (count / 1e6).toFixed(1)}${thin}M`;

export function createNets() {
  const metrics = ["macs", "params", "ms"];
  const columns = /** @type {const} */ (["separable", "standard"]).map((of) => ({
    of,
    cells: Object.fromEntries(
      metrics.map((metric) => [metric, el("span", { "data-metric": `net-${of}-${metric}` })]),
    ),
    papers: Object.fromEntries(metrics.map((metric) => [metric, el("span", { class: "paper" })])),
    top1: el("td", { class: "number" }),
  }));
  const ratios = Object.fromEntries(
    metrics.map((metric) => [metric, el("td", { class: "number" })]),
  );
  const names = { macs: "MACs", params: "parameters", ms: "ms here" };
  const [separable, standard] = columns;
  const row = (/** @type {"macs" | "params" | "ms"} */ metric) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, names[metric]),
      ...columns.map(({ cells, papers }) =>
        el("td", { class: "number" }, cells[metric], papers[metric]),
      ),
      ratios[metric],
    );
  const head = (/** @type {string} */ text) => el("th", { scope: "col" }, text);
  const caption = el("caption", {});
  const table = el(
    "table",
    {},
    caption,
    el("thead", {}, el("tr", {}, el("td"), head("separable"), head("all standard"), head("ratio"))),
    el(
      "tbody",
      {},
      row("macs"),
      row("params"),
      row("ms"),
      el(
        "tr",
        {},
        el("th", { scope: "row" }, "right at first"),
        separable.top1,
        standard.top1,
        el("td"),
      ),
    ),
  );
  const note = el("p", { class: "label" });
  const node = el("div", { class: "nets" }, table, note);
  return {
    node,
    /** @param {State} state */
    update(state) {
      const { alpha, side } = chosen(state);
      const published = alpha === 1 && side === 224;
      write(
        caption,
        `MobileNet V1, α = ${alpha}, ${side} pixels (ρ = ${figures(side / 224)}), 1000 classes`,
      );
      const times = timesOf(state.races, alpha, side);
      const costs = { separable: costOf(alpha, side), standard: costOf(alpha, side, true) };
      for (const { of, cells, papers, top1 } of columns) {
        for (const metric of /** @type {const} */ (["macs", "params"])) {
          mark(cells[metric], "data-value", costs[of][metric]);
          mark(cells[metric], "title", exact(costs[of][metric]));
          write(
            cells[metric],
            metric === "macs"
              ? `${(costs[of].macs / 1e6).toFixed(1)}${thin}M`
              : short(costs[of].params),
          );
          write(papers[metric], published ? `paper ${paper(AGAINST_STANDARD[of][metric])}` : "");
        }
        const timed = times[of];
        mark(cells.ms, "data-value", timed ? timed.median : null);
        write(cells.ms, timed ? ms(timed.median) : "–");
        const right =
          of === "separable"
            ? TOP1[alpha][side]
            : published
              ? AGAINST_STANDARD.standard.top1
              : null;
        write(top1, right === null ? "" : `${right}${thin}%`);
      }
      for (const metric of /** @type {const} */ (["macs", "params"]))
        write(ratios[metric], `${figures(costs.standard[metric] / costs.separable[metric])}×`);
      const { separable, standard } = times;
      write(
        ratios.ms,
        separable && standard ? `${figures(standard.median / separable.median)}×` : "",
      );
      const count = separable ? `medians of ${separable.count}` : "not measured yet";
      write(
        note,
        `MACs and parameters are computed by the formulas (biases counted). Times: ${count}, ` +
          "by the fast plan, 8-bit integers, random weights. Accuracy is published, on " +
          "ImageNet: TF-Slim, 22 February " +
          "2018" +
          (published
            ? "; all standard: MobileNets, table 4, where the separable one is given 70.6 %"
            : "") +
          ".",
      );
    },
  };
}
