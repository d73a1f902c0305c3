// A separable block beside the standard convolution of its shape: counted, derived, and both run
// here.

import { benchmarkOf, formOf, keyOf, legal, priceOf } from "../../domain/block-cost.js";
import { stageName } from "../../domain/stages.js";
import { dispatch, el, mark, write } from "../shared/dom.js";
import { styleSheet } from "../shared/style-sheet.js";
import { drawAreas } from "./areas.js";
import { createBeside } from "./beside.js";
import { createBlocks } from "./blocks.js";
import { derive } from "./derive.js";
import { beginning, formShown, nearest, reason, restOf } from "./shapes.js";
import { createSliders } from "./sliders.js";
import { createVerdict } from "./verdict.js";
import { share } from "./versus.js";

/**
 * @import { Form } from "../../domain/block-cost.js"
 * @import { Description, State, Wants } from "../../domain/state.js"
 */

/**
 * @param {State} state
 * @returns {Wants}
 */
export function wants({ network, stage, shape }) {
  const form = network && formShown(network, stage, shape);
  return form ? { benchmarks: [benchmarkOf(form)] } : {};
}

const button = (text = "") => el("button", { class: "button", type: "button" }, text);

/** The two fractions as areas. */
function createFractions() {
  const areas = el("div", { class: "areas" });
  const node = el(
    "section",
    {},
    el("h3", {}, "The saving as areas"),
    el(
      "p",
      { class: "label" },
      "Multiplications for one input channel at one position: a row for each output, a column " +
        "for " +
        "each weight of a kernel. Separating keeps one row and one column of them.",
    ),
    areas,
  );
  return {
    node,
    /** @param {Form} form */
    show(form) {
      const [, , , n, k] = form;
      areas.replaceChildren(...drawAreas(form));
      mark(
        node,
        "data-picture",
        `What separating leaves of a standard ${k}×${k} convolution with ${n} outputs: one row, ` +
          `1/${n}, and one column, 1/${k * k}; together ${share(priceOf(form).ratio)}.`,
      );
    },
  };
}

class Twin {
  #root;
  #kicker = el("p", { class: "label" });
  #title = el("h2");
  #lead = el("p", { class: "lead" });
  #own = button("Set a shape of your own");
  #back = button();
  #nearest = button();
  #sliders;
  #settings;
  #verdict = createVerdict();
  #beside;
  #fractions = createFractions();
  #derivation = el("div", { class: "steps" });
  #derived = el("section", {}, el("h3", {}, "Why: step by step"), this.#derivation);
  #blocks;
  #voice = el("p", { class: "sr-only", "aria-live": "polite" });

  /** @type {State | null} */
  #state = null;
  /** The shape on show. @type {Form | null} */
  #form = null;
  /** What is described and counted. */
  #shown = "";
  /** @type {State["benchmarks"][string] | undefined | null} */
  #benchmark = null;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    this.#sliders = createSliders((shape) => dispatch(root, { type: "set", shape }));
    this.#settings = el(
      "div",
      { class: "settings", role: "group", "aria-label": "A shape of your own" },
      ...this.#sliders.nodes,
    );
    this.#beside = createBeside(() => this.#measureAgain());
    this.#blocks = createBlocks(() => this.#measureBlocks());
    this.#listen();
    const body = el("div", { class: "twins", hidden: true }, ...this.#parts());
    root.replaceChildren(body);
    styleSheet("twin").then(() => (body.hidden = false));
  }

  /** @param {State} state */
  update(state) {
    this.#state = state;
    if (state.network) this.#choose(state, state.network);
    this.#clock(state);
    this.#blocks.update(state, this.#isOwn || !this.#form);
    mark(this.#root, "data-lit", state.lit);
  }

  get #isOwn() {
    const shape = this.#state?.shape;
    return !!shape && legal(shape);
  }

  #parts() {
    return [
      el(
        "header",
        { class: "opening" },
        el("div", { class: "words" }, this.#kicker, this.#title, this.#lead),
        el("div", { class: "do" }, this.#nearest, this.#own, this.#back),
      ),
      this.#settings,
      this.#verdict.node,
      el("div", { class: "pair" }, this.#beside.node, this.#fractions.node),
      this.#derived,
      this.#blocks.node,
      this.#voice,
    ];
  }

  #listen() {
    const root = this.#root;
    this.#own.addEventListener("click", () => {
      if (!this.#state) return;
      dispatch(root, { type: "set", shape: beginning(this.#state) });
      this.#settings.querySelector("input")?.focus();
    });
    this.#back.addEventListener("click", () => {
      dispatch(root, { type: "set", shape: null });
      this.#own.focus();
    });
    this.#nearest.addEventListener("click", () => {
      const { network, stage = 0 } = this.#state ?? {};
      const block = network && nearest(network, stage);
      if (block) dispatch(root, { type: "set", stage: block.stage, shape: null });
    });
  }

  #measureAgain() {
    if (!this.#form) return;
    dispatch(this.#root, { type: "benchmark", specs: [benchmarkOf(this.#form)], again: true });
  }

  #measureBlocks() {
    if (!this.#state) return;
    const all = new Map(this.#blocks.forms().map((form) => [keyOf(form), benchmarkOf(form)]));
    const again = this.#blocks.timed(this.#state);
    dispatch(this.#root, { type: "benchmark", specs: [...all.values()], again });
  }

  /**
   * @param {State} state
   * @param {Description} network
   */
  #choose({ stage, shape }, network) {
    const form = formShown(network, stage, shape);
    const key = [network.id, stage, this.#isOwn, form].join(" ");
    if (key === this.#shown) return;
    this.#shown = key;
    this.#form = form;
    this.#benchmark = null;
    this.#offer(network, stage);
    this.#describe(network, stage);
    const { node: verdict } = this.#verdict;
    const parts = [verdict, this.#beside.node, this.#fractions.node, this.#derived];
    for (const part of parts) part.hidden = !form;
    this.#settings.hidden = !this.#isOwn;
    if (!form) return;
    if (this.#isOwn) this.#sliders.show(form);
    this.#verdict.count(priceOf(form).ratio);
    this.#beside.count(form);
    this.#fractions.show(form);
    this.#derivation.replaceChildren(...derive(form));
  }

  /**
   * The ways to another shape.
   * @param {Description} network
   * @param {number} stage
   */
  #offer(network, stage) {
    const name = stageName(network, network.stages[stage]).toLowerCase();
    const closest = nearest(network, stage);
    this.#own.hidden = this.#isOwn;
    this.#back.hidden = !this.#isOwn;
    this.#nearest.hidden = !!this.#form || !closest;
    write(this.#nearest, closest ? `To block ${closest.block}, the nearest` : "");
    const bare = this.#form && !formOf(network, stage);
    write(this.#back, `Back to ${bare ? name : `this stage: ${name}`}`);
  }

  /**
   * @param {Description} network
   * @param {number} stage
   */
  #describe(network, stage) {
    const own = this.#isOwn;
    const name = stageName(network, network.stages[stage]);
    const stages = network.stages.length;
    write(this.#kicker, own ? "A shape of your own" : `Stage ${stage + 1} of ${stages}`);
    if (!this.#form) {
      write(this.#title, `${name} replaces no standard convolution`);
      return write(this.#lead, reason(network, stage));
    }
    const [h, w, m, n, k, s] = this.#form;
    const { oh, ow } = priceOf(this.#form);
    const title = own ? `${k}×${k}, from ${m} to ${n} channels` : `${name} vs standard`;
    write(this.#title, title);
    const stride = s > 1 ? ` with stride ${s}` : "";
    const rest = own ? "" : restOf(network, stage);
    write(
      this.#lead,
      `Two ways from ${h}×${w}×${m} to ${oh}×${ow}×${n}: a standard ${k}×${k} ` +
        `convolution${stride}, or a depthwise ${k}×${k} and a pointwise step after it. ` +
        `The same shapes in and out, not the same numbers.${rest && ` Not counted here: ${rest}.`}`,
    );
  }

  /** @param {State} state */
  #clock({ benchmarks, network, stage }) {
    if (!this.#form) return;
    const benchmark = benchmarks[keyOf(this.#form)];
    if (benchmark === this.#benchmark) return;
    this.#benchmark = benchmark;
    const timed = benchmark?.timed ?? null;
    this.#verdict.clock(timed, !!benchmark?.problem);
    this.#beside.clock(this.#form, benchmark, network);
    if (!timed || !network) return;
    const [standard, block] = timed;
    const [, , , n, k] = this.#form;
    const name = this.#isOwn ? "The block" : stageName(network, network.stages[stage]);
    write(
      this.#voice,
      `${name} takes ${share(priceOf(this.#form).ratio)} of the standard convolution's ` +
        `multiply-accumulates, 1/${n} plus 1/${k ** 2}, and ` +
        `${share(block.median / standard.median)} of its time here.`,
    );
  }
}

/** @param {HTMLElement} root */
export const create = (root) => new Twin(root);
