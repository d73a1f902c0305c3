// All blocks of the network: what is left of the standard convolution's arithmetic, and of its
// time.

import { blocksOf, keyOf, priceOf } from "../../domain/block-cost.js";
import { figures, short, thin } from "../../domain/number.js";
import { dispatch, el, mark, write } from "../shared/dom.js";
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

/** @param {() => void} timeAll */
export function createBlocks(timeAll) {
  const button = el("button", { class: "button", type: "button" }, "Time all blocks");
  const done = el("span", { class: "label", role: "status" });
  const body = el("tbody");
  const hint = el("p", { class: "label" });
  const heads = ["Block", "of the MACs", "of the time", "standard, ms", "separable, ms"];
  const table = el(
    "table",
    { class: "blocks" },
    el(
      "caption",
      { class: "sr-only" },
      "Each block: its share of the standard convolution's arithmetic and time",
    ),
    el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))),
    body,
  );
  const node = el(
    "section",
    {
      class: "every",
      "data-picture":
        "Every block of the network: the share of the standard convolution's " +
        "multiply-accumulates and time that is left.",
    },
    el("h3", {}, "Every block of this network"),
    hint,
    el("div", { class: "do" }, button, done),
    el("div", { class: "wide" }, table),
  );
  button.addEventListener("click", () => button.ariaDisabled || timeAll());

  /** @type {Description | null} */
  let network = null;
  /** @type {State["benchmarks"] | null} */
  let benchmarks = null;
  /** @type {ReturnType<typeof make>[]} */
  let rows = [];

  /**
   * @param {ReturnType<typeof blocksOf>[number]} of
   * @param {string} expansion
   */
  function make({ stage, block, form }, expansion) {
    const [h, w, m, n, , s] = form;
    const { ratio } = priceOf(form);
    const macs = bar(["depthwise", "pointwise"]);
    const time = bar(["time"]);
    const [standard, separable] = [
      el("td", { class: "number" }, "–"),
      el("td", { class: "number" }, "–"),
    ];
    const choose = el("button", { type: "button", class: "choose" }, String(block));
    choose.addEventListener("click", () => dispatch(choose, { type: "set", stage }));
    const shape = `${h}×${w}, ${m} → ${n}${s > 1 ? `, stride ${s}` : ""}`;
    const row = el(
      "tr",
      { "data-block": block },
      el(
        "th",
        { scope: "row" },
        choose,
        el("span", { class: "shape" }, shape, ...(expansion ? [el("br"), expansion] : [])),
      ),
      el("td", { "data-macs-ratio": ratio }, macs.node),
      el("td", {}, time.node),
      standard,
      separable,
    );
    return { row, form, stage, choose, macs, time, standard, separable, ratio };
  }

  /** @param {Description} of */
  function build(of) {
    network = of;
    benchmarks = null;
    rows = blocksOf(of).map((block) => {
      const before = of.stages[block.stage - 1];
      const { macs = 0 } = before?.kind === "expand" ? before : {};
      return make(block, macs ? `expansion before it: ${short(macs)} MACs` : "");
    });
    body.replaceChildren(...rows.map(({ row }) => row));
    const expands = of.stages.some(({ kind }) => kind === "expand");
    hint.textContent =
      "What is left of the standard convolution of the same shape, in percent. MACs are " +
      "computed, times are medians measured here with random " +
      "weights." +
      (expands
        ? " A block is its depthwise and its projecting pointwise layer; the expansion before " +
          "it is a layer of its own, has no twin, and counts in neither."
        : "");
  }

  body.addEventListener("keydown", (event) => {
    const now = rows.findIndex(({ choose }) => choose === document.activeElement);
    const to = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (now < 0 || to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (!rows[to]) return;
    dispatch(rows[to].choose, { type: "set", stage: rows[to].stage });
    rows[to].choose.focus();
  });

  return {
    node,
    /**
     * @param {State} state
     * @param {boolean} own whether the shape in focus is none of these
     */
    update(state, own) {
      if (!state.network) return;
      const fresh = state.network !== network;
      if (fresh) build(state.network);
      node.hidden = !rows.length;
      const at = rows.findIndex(({ stage }) => stage === state.stage);
      rows.forEach(({ row, choose }, i) => {
        mark(row, "aria-current", !own && i === at ? "true" : null);
        mark(choose, "tabindex", i === Math.max(at, 0) ? 0 : -1);
      });
      if (!fresh && state.benchmarks === benchmarks) return;
      benchmarks = state.benchmarks;
      const timed = rows.map(({ form }) => state.benchmarks[keyOf(form)]?.timed);
      const waits = rows.map(({ form }) => {
        const race = state.benchmarks[keyOf(form)];
        return !!race && !race.timed && !race.problem;
      });
      const waiting = waits.some(Boolean);
      const ratios = timed.map((times) => (times ? times[1].median / times[0].median : 0));
      const longest = Math.max(...rows.map(({ ratio }) => ratio), ...ratios);
      rows.forEach(({ form, macs, time, standard, separable, ratio }, i) => {
        const [, , , n, k] = form;
        macs.show([1 / n / longest, 1 / (k * k) / longest], share(ratio));
        time.show([ratios[i] / longest], ratios[i] ? share(ratios[i]) : "–");
        write(standard, timed[i] ? figures(timed[i][0].median) : "–");
        write(separable, timed[i] ? figures(timed[i][1].median) : "–");
      });
      const count = timed.filter(Boolean).length;
      const missing = count < rows.length;
      mark(button, "aria-disabled", waiting && rows.every((_, i) => waits[i] || timed[i]));
      write(button, missing ? "Time all blocks" : "Time all again");
      const counts = new Set(timed.flatMap((times) => (times ? [times[0].count] : [])));
      const each = [...counts].sort((a, b) => a - b).join(" or ");
      write(
        done,
        count
          ? `${count} of ${rows.length} ` +
              `timed${each ? `, medians of ${each}` : ""}${waiting ? `${thin}…` : ""}`
          : waiting
            ? "Timing …"
            : "",
      );
    },
    /**
     * Whether all have been timed.
     * @param {State} state
     */
    timed: (state) => rows.every(({ form }) => state.benchmarks[keyOf(form)]?.timed),
    forms: () => rows.map(({ form }) => form),
  };
}
