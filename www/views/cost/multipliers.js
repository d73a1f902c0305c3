// Narrower and smaller networks: alpha and rho, the chart of all sixteen, and one of them beside
// its equivalent of standard convolutions.

import { alone, both, chosen, GRID } from "../../domain/mobilenet.js";
import { SIDES, WIDTHS } from "../../domain/published.js";
import { dispatch, el, mark, write } from "../shared/dom.js";
import { createGrid, rhoOf } from "./grid.js";
import { createNets } from "./nets.js";

/**
 * @import { State } from "../../domain/state.js"
 * @import { Across } from "./scatter.js"
 */

/**
 * Buttons of which one is chosen.
 * @param {string} name
 * @param {string} title
 * @param {[value: string, text: string][]} choices
 * @param {(value: string) => void} choose
 */
function createPick(name, title, choices, choose) {
  const inputs = choices.map(([value]) => el("input", { type: "radio", name, value }));
  const node = el(
    "fieldset",
    { class: "pick" },
    el("legend", { class: "label" }, title),
    ...choices.map(([, text], i) => el("label", {}, inputs[i], el("span", {}, text))),
  );
  node.addEventListener("change", (event) =>
    choose(/** @type {HTMLInputElement} */ (event.target).value),
  );
  return {
    node,
    /** @param {string} value */
    show(value) {
      for (const input of inputs) input.checked = input.value === value;
    },
  };
}

/** @param {string} text */
const button = (text) => el("button", { class: "button", type: "button" }, text);

/**
 * How far the timing of the sixteen has come.
 * @param {State["benchmarks"]} benchmarks
 */
function progressOf(benchmarks) {
  const networks = Object.entries(benchmarks).filter(([key]) => key.startsWith("net"));
  const waiting = networks.filter(([, { timed, problem }]) => !timed && !problem);
  const keys = GRID.map(({ alpha, side }) => alone(alpha, side).key);
  return {
    waiting: waiting.map(([key]) => key),
    problem: networks.find(([, { problem }]) => problem)?.[1].problem,
    done: keys.filter((key) => benchmarks[key]?.timed).length,
    keys,
  };
}

/** @param {ReturnType<typeof progressOf>} progress */
function sentence({ waiting, problem, done }) {
  if (waiting.length) return `Timing, ${done} of 16 …`;
  if (problem) return `Not timed: ${problem}`;
  return done ? `${done} of 16 timed, medians of 9` : "";
}

class Multipliers {
  #pair = button("Time this one and its standard equivalent");
  #all = button("Time all sixteen");
  #progress = el("span", { class: "label", role: "status" });
  #grid = createGrid();
  #nets = createNets();
  #alpha;
  #rho;
  /** @type {State | null} */
  #state = null;
  /** @type {Across} */
  #across = "macs";
  node = el("section", { class: "alphas" });

  constructor() {
    const text = (/** @type {number} */ value) =>
      /** @type {[string, string]} */ ([String(value), String(value)]);
    this.#alpha = createPick("cost-alpha", "Width α", WIDTHS.toReversed().map(text), (value) =>
      dispatch(this.node, { type: "set", alpha: Number(value) }),
    );
    this.#rho = createPick("cost-rho", "Size ρ, in pixels", SIDES.toReversed().map(text), (value) =>
      dispatch(this.node, { type: "set", rho: rhoOf(Number(value)) }),
    );
    /** @type {[string, string][]} */
    const axes = [
      ["macs", "MACs"],
      ["ms", "ms here"],
    ];
    const axis = createPick("cost-across", "Accuracy over", axes, (value) => {
      this.#across = value === "ms" ? "ms" : "macs";
      if (this.#state) this.#grid.update(this.#state, this.#across);
    });
    axis.show(this.#across);
    this.#pair.addEventListener("click", () => this.#timePair());
    this.#all.addEventListener("click", () => this.#timeAll());
    this.node.append(
      el("h3", {}, "Narrower and smaller: α and ρ"),
      el(
        "p",
        { class: "label" },
        "α makes every layer narrower, ρ makes the picture smaller. MACs shrink about with α² " +
          "and " +
          "with ρ²; the loss of accuracy was published. Larger circles take longer here, hollow " +
          "ones have not been timed.",
      ),
      el("div", { class: "do" }, this.#alpha.node, this.#rho.node, axis.node),
      this.#grid.node,
      el("div", { class: "do" }, this.#pair, this.#all, this.#progress),
      this.#nets.node,
    );
  }

  /** @param {State} state */
  update(state) {
    this.#state = state;
    const { alpha, side } = chosen(state);
    this.#alpha.show(String(alpha));
    this.#rho.show(String(side));
    this.#grid.update(state, this.#across);
    this.#nets.update(state);
    const progress = progressOf(state.benchmarks);
    const { keys, waiting } = progress;
    mark(
      this.#all,
      "aria-disabled",
      keys.some((key) => waiting.includes(key)),
    );
    mark(
      this.#pair,
      "aria-disabled",
      waiting.some((key) => key.startsWith("nets")),
    );
    write(this.#progress, sentence(progress));
  }

  #timePair() {
    if (!this.#state || this.#pair.ariaDisabled) return;
    const { alpha, side } = chosen(this.#state);
    const spec = both(alpha, side);
    const again = !!this.#state.benchmarks[spec.key]?.timed;
    dispatch(this.node, { type: "benchmark", specs: [spec], again });
  }

  #timeAll() {
    if (this.#all.ariaDisabled) return;
    const specs = GRID.map(({ alpha, side }) => alone(alpha, side));
    const again = specs.every(({ key }) => this.#state?.benchmarks[key]?.timed);
    dispatch(this.node, { type: "benchmark", specs, again });
  }
}

export const createMultipliers = () => new Multipliers();
