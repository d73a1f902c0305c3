// All blocks of the network: what is left of the standard convolution's arithmetic, and of its
// time.

import { moveInGrid } from "../shared/keys.js";
import { blocksOf, keyOf, priceOf } from "../../domain/block-cost.js";
import { figures, thin } from "../../domain/number.js";
import { dispatch, el, mark, write } from "../shared/dom.js";
import { restOf } from "./shapes.js";
import { share } from "./versus.js";

/** @import { Description, State } from "../../domain/state.js" */

/** @param {string[]} kinds */
function bar(kinds) {
  const parts = kinds.map((kind) => el("span", { class: `part ${kind}` }));
  const text = el("span", { class: "number" });
  const node = el(
    "div",
    { class: "ratio-of" },
    el("span", { class: "bar", "aria-hidden": "true" }, ...parts),
    text,
  );
  return {
    node,
    /**
     * @param {number[]} lengths
     * @param {string} said
     */
    show(lengths, said) {
      parts.forEach((part, i) => part.style.setProperty("--part", String(lengths[i] ?? 0)));
      write(text, said);
    },
  };
}

/**
 * A block's row.
 * @param {ReturnType<typeof blocksOf>[number]} block
 * @param {string} rest   what else it has
 */
function createRow({ stage, block, form }, rest) {
  const [h, w, m, n, , s] = form;
  const { ratio } = priceOf(form);
  const macs = bar(["depthwise", "pointwise"]);
  const time = bar(["time"]);
  const standard = el("td", { class: "number" }, "–");
  const separable = el("td", { class: "number" }, "–");
  const choose = el("button", { type: "button", class: "choose" }, String(block));
  choose.addEventListener("click", () => dispatch(choose, { type: "set", stage }));
  const shape = `${h}×${w}, ${m} → ${n}${s > 1 ? `, stride ${s}` : ""}`;
  const under = rest ? [el("br"), rest] : [];
  const node = el(
    "tr",
    { "data-block": block },
    el("th", { scope: "row" }, choose, el("span", { class: "shape" }, shape, ...under)),
    el("td", { "data-macs-ratio": ratio }, macs.node),
    el("td", {}, time.node),
    standard,
    separable,
  );
  return { node, form, stage, choose, macs, time, standard, separable, ratio };
}

/**
 * What the table shows.
 * @param {boolean} more whether blocks have more than the two layers that are compared
 */
const about = (more) =>
  "What is left of the standard convolution of the same shape, in percent. MACs are computed, " +
  "times are medians measured here with random weights." +
  (more
    ? " Only a block's depthwise and its projecting pointwise layer replace a standard " +
      "convolution; what else it has counts in neither."
    : "");

class Blocks {
  #button = el("button", { class: "button", type: "button" }, "Time all blocks");
  #done = el("span", { class: "label", role: "status" });
  #body = el("tbody");
  #hint = el("p", { class: "label" });
  node = el("section", {
    class: "every",
    "data-picture":
      "Every block of the network: the share of the standard convolution's multiply-accumulates " +
      "and time that is left.",
  });
  /** @type {Description | null} */
  #network = null;
  /** @type {State["benchmarks"] | null} */
  #benchmarks = null;
  /** @type {ReturnType<typeof createRow>[]} */
  #rows = [];

  /** @param {() => void} timeAll */
  constructor(timeAll) {
    const heads = ["Block", "of the MACs", "of the time", "standard, ms", "separable, ms"];
    const caption = "Each block: its share of the standard convolution's arithmetic and time";
    const table = el(
      "table",
      { class: "blocks" },
      el("caption", { class: "sr-only" }, caption),
      el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))),
      this.#body,
    );
    this.node.append(
      el("h3", {}, "Every block of this network"),
      this.#hint,
      el("div", { class: "do" }, this.#button, this.#done),
      el("div", { class: "wide" }, table),
    );
    this.#button.addEventListener("click", () => this.#button.ariaDisabled || timeAll());
    this.#body.addEventListener("keydown", (event) => this.#move(event));
  }

  /**
   * @param {State} state
   * @param {boolean} own whether the shape in focus is none of these
   */
  update(state, own) {
    if (!state.network) return;
    if (state.network !== this.#network) this.#build(state.network);
    this.node.hidden = !this.#rows.length;
    const at = this.#rows.findIndex(({ stage }) => stage === state.stage);
    this.#rows.forEach(({ node, choose }, i) => {
      mark(node, "aria-current", !own && i === at ? "true" : null);
      mark(choose, "tabindex", i === Math.max(at, 0) ? 0 : -1);
    });
    if (state.benchmarks !== this.#benchmarks) this.#show(state.benchmarks);
  }

  /**
   * Whether all have been timed.
   * @param {State} state
   */
  timed(state) {
    return this.#rows.every(({ form }) => state.benchmarks[keyOf(form)]?.timed);
  }

  forms() {
    return this.#rows.map(({ form }) => form);
  }

  /** @param {Description} network */
  #build(network) {
    this.#network = network;
    this.#benchmarks = null;
    this.#rows = blocksOf(network).map((block) => {
      const rest = restOf(network, block.stage);
      return createRow(block, rest && `beside it: ${rest}`);
    });
    this.#body.replaceChildren(...this.#rows.map(({ node }) => node));
    this.#hint.textContent = about(this.#rows.some(({ stage }) => restOf(network, stage)));
  }

  /** @param {State["benchmarks"]} benchmarks */
  #show(benchmarks) {
    this.#benchmarks = benchmarks;
    const known = this.#rows.map(({ form }) => benchmarks[keyOf(form)]);
    const ratios = known.map((one) => (one?.timed ? one.timed[1].median / one.timed[0].median : 0));
    const longest = Math.max(...this.#rows.map(({ ratio }) => ratio), ...ratios);
    this.#rows.forEach(({ form, macs, time, standard, separable, ratio }, i) => {
      const [, , , n, k] = form;
      const timed = known[i]?.timed;
      macs.show([1 / n / longest, 1 / (k * k) / longest], share(ratio));
      time.show([ratios[i] / longest], ratios[i] ? share(ratios[i]) : "–");
      write(standard, timed ? figures(timed[0].median) : "–");
      write(separable, timed ? figures(timed[1].median) : "–");
    });
    this.#report(known);
  }

  /**
   * How many are timed, and whether more can be.
   * @param {(State["benchmarks"][string] | undefined)[]} known of each row
   */
  #report(known) {
    const timed = known.filter((one) => one?.timed).length;
    const waits = (/** @type {(typeof known)[number]} */ one) =>
      !!one && !one.timed && !one.problem;
    const waiting = known.some(waits);
    const missing = known.some((one) => !one?.timed);
    const nothingLeft = known.every((one) => waits(one) || one?.timed);
    mark(this.#button, "aria-disabled", waiting && nothingLeft);
    write(this.#button, missing ? "Time all blocks" : "Time all again");
    const counts = new Set(known.flatMap((one) => (one?.timed ? [one.timed[0].count] : [])));
    const each = [...counts].sort((a, b) => a - b).join(" or ");
    const medians = each ? `, medians of ${each}` : "";
    const progress = `${timed} of ${known.length} timed${medians}${waiting ? `${thin}…` : ""}`;
    write(this.#done, timed ? progress : waiting ? "Timing …" : "");
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const from = this.#rows.findIndex(({ choose }) => choose === document.activeElement);
    if (from < 0) return;
    moveInGrid(event, { from, count: this.#rows.length, columns: 1 }, (i) => {
      const { choose, stage } = this.#rows[i];
      dispatch(choose, { type: "set", stage });
      choose.focus();
    });
  }
}

/** @param {() => void} timeAll */
export const createBlocks = (timeAll) => new Blocks(timeAll);
