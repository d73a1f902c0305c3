// The stages of both networks beside each other: at each scale block beside block, with shape, MACs
// and time.

import { ms, shape, short, thin } from "../../domain/number.js";
import { costOfStage, stagesBeside } from "../../domain/pair.js";
import { stageName } from "../../domain/stages.js";
import { dispatch, el, mark, write } from "../shared/dom.js";

/** @import { Description, Measured, State } from "../../domain/state.js" */

/**
 * @param {Description} network
 * @param {number} stage
 * @param {(() => void) | null} open
 */
function createCell(network, stage, open) {
  const { output, macs } = costOfStage(network, stage, null);
  const title = stageName(network, network.stages[stage]);
  const name = open
    ? el("button", { class: "name opens", type: "button", title: "Open this stage" }, title)
    : el("span", { class: "name" }, title);
  if (open) name.addEventListener("click", open);
  const time = el("span", { class: "number ms" });
  const node = el(
    "td",
    { "data-stage": stage },
    el(
      "div",
      { class: "stage-of" },
      name,
      el("span", { class: "number shape" }, shape(output)),
      el("span", { class: "number macs", "data-value": macs }, macs ? short(macs) : ""),
      time,
      el(
        "span",
        { class: "share", "aria-hidden": "true" },
        el("span", { class: "macs" }),
        el("span", { class: "time" }),
      ),
    ),
  );
  return {
    node,
    /**
     * @param {Measured | null} measured
     * @param {{ macs: number, ms: number }} most   of all stages of both
     */
    show(measured, most) {
      const cost = costOfStage(network, stage, measured?.layers);
      mark(time, "data-value", cost.ms);
      write(time, cost.ms === null ? "–" : ms(cost.ms));
      node.style.setProperty("--time", String(cost.ms === null ? 0 : cost.ms / most.ms));
      node.style.setProperty("--macs", String(macs / most.macs));
    },
  };
}

/** @typedef {ReturnType<typeof createCell>} Cell */

/**
 * Where the most time goes, in a sentence.
 * @param {Description} network
 * @param {Measured | null | undefined} measured
 */
function slowest(network, measured) {
  const times = network.stages.map((_, i) => costOfStage(network, i, measured?.layers).ms ?? 0);
  const all = times.reduce((sum, time) => sum + time, 0);
  if (!all) return "";
  const at = times.indexOf(Math.max(...times));
  const share = `${Math.round((times[at] / all) * 100)}${thin}%`;
  const name = stageName(network, network.stages[at]);
  return `${network.name} spends most in “${name}”: ${share} of its time.`;
}

export function createStages() {
  const heads = [el("th", { scope: "col" }), el("th", { scope: "col" })];
  const body = el("tbody");
  const said = el("p", { class: "label" });
  const key = el(
    "p",
    { class: "label key" },
    el("span", {}, el("span", { class: "swatch macs" }), "MACs"),
    el("span", {}, el("span", { class: "swatch time" }), "time"),
    el("span", {}, "each as long as its part of the largest on show"),
  );
  const table = el(
    "table",
    {},
    el("caption", { class: "sr-only" }, "Stages of both networks, by the scale of their output"),
    el("thead", {}, el("tr", {}, ...heads)),
    body,
  );
  const node = el("section", { class: "stages" }, el("h3", {}, "Stage by stage"), key, table, said);
  /** @type {Description[]} */
  let known = [];
  /** @type {[Cell[], Cell[]]} */
  let cells = [[], []];
  let most = 1;

  /**
   * @param {Description} a
   * @param {Description} b
   */
  function lay(a, b) {
    known = [a, b];
    cells = [[], []];
    const rows = stagesBeside(a, b).map((row) => {
      const both = [row.a, row.b].map((stage, side) => {
        if (stage === null) return el("td", { class: "gap" }, el("span", {}, "–"));
        const open = () => dispatch(node, { type: "set", stage, view: "stage" });
        const cell = createCell(known[side], stage, side ? null : open);
        cells[side].push(cell);
        return cell.node;
      });
      return el("tr", {}, ...both);
    });
    body.replaceChildren(...rows);
    heads.forEach((head, i) => write(head, known[i].name));
    const macs = known.flatMap((network) =>
      network.stages.map((_, i) => costOfStage(network, i, null).macs),
    );
    most = Math.max(1, ...macs);
  }

  return {
    node,
    /**
     * @param {State} state
     * @param {Description} a
     * @param {Description} b
     */
    show({ measured, pair }, a, b) {
      if (a !== known[0] || b !== known[1]) lay(a, b);
      const both = [measured, pair?.measured ?? null];
      const times = both.flatMap((measured, side) =>
        known[side].stages.map((_, i) => costOfStage(known[side], i, measured?.layers).ms ?? 0),
      );
      const longest = Math.max(1e-6, ...times);
      both.forEach((measured, side) => {
        for (const cell of cells[side]) cell.show(measured, { macs: most, ms: longest });
      });
      const counts = both.map((measured) => measured?.layersCount ?? 0);
      write(
        said,
        [
          slowest(a, measured),
          slowest(b, pair?.measured),
          `Times are medians of ${counts[0]} and ${counts[1]} frames by the inspecting plan, ` +
            "which times each layer alone; MACs are computed.",
        ]
          .filter(Boolean)
          .join(" "),
      );
    },
  };
}
