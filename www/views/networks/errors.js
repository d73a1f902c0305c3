// Two networks of one structure: how far the numbers of the second are from those of the first,
// layer by layer, and where that grows.

import { clamp, exact, figures, percent } from "../../domain/number.js";
import { growth } from "../../domain/pair.js";
import { stepName } from "../../domain/steps.js";
import { el, mark, write } from "../shared/dom.js";
import { hasModifier, moveInGrid } from "../shared/keys.js";
import { svg } from "../shared/svg.js";

/** @import { Description, Errors, Pair } from "../../domain/state.js" */

const HEIGHT = 150;
const [LEFT, TOP, BOTTOM] = [54, 12, 20];
const BASE = HEIGHT - BOTTOM;

/**
 * A layer with its block.
 * @param {Description} network
 * @param {number} index
 */
function nameOf(network, index) {
  const { block } = network.layers[index];
  const name = stepName(network, index);
  return block === null ? name : `${name} of block ${block}`;
}

/** @param {Description} a @param {Errors} errors @param {number} at */
const layerText = (a, { layers, values }, at) =>
  `Layer ${layers[at][0] + 1}, ${nameOf(a, layers[at][0])}: ${errorText(values[at])}.`;

/** @param {number} error */
const errorText = (error) =>
  Number.isNaN(error) ? "the first network has nothing but zeros there" : percent(error);

/**
 * @param {Description} a
 * @param {Errors} errors
 */
function sentence(a, { layers, values }) {
  const [most, last] = [growth(values), values[values.length - 1]];
  if (values.every((value) => value === 0)) return "Every number of both is the same.";
  const grows = most
    ? ` It grows most at layer ${layers[most.at][0] + 1}, ${nameOf(a, layers[most.at][0])}: by ` +
      `${figures(most.by * 100)} points.`
    : "";
  const alone =
    values[0] > 0.5
      ? " Errors about as large as the numbers themselves mean that the two were trained apart: " +
        "their channels do not stand for the same things."
      : "";
  return `At the last of ${exact(layers.length)} layers it is ${errorText(last)}.${grows}${alone}`;
}

class ErrorChart {
  #picture = svg("svg", { class: "errors", height: HEIGHT, "aria-hidden": "true" });
  #chart = el(
    "div",
    {
      ...{ class: "chart", tabindex: 0, role: "group", "aria-roledescription": "chart" },
      "aria-label": "Relative error of each layer. Arrow keys move from layer to layer.",
    },
    this.#picture,
  );
  #said = el("p", { class: "said number" });
  #voice = el("p", { class: "sr-only", "aria-live": "polite" });
  #result = el("p", { class: "result" });
  #what = el("p", { class: "label" });
  node = el("section", { class: "errors-of", "data-picture": "" });
  #width = 0;
  #at = -1;
  /** @type {Description | null} */
  #network = null;
  /** @type {Errors | null} */
  #errors = null;
  /** @type {Element[]} */
  #bars = [];
  #cursor = svg("rect", { class: "cursor-line", y: TOP, height: BASE - TOP });
  #top = svg("text", { class: "end", x: LEFT - 6, y: TOP + 8 });

  constructor() {
    this.node.append(
      el("h3", {}, "Error, layer by layer"),
      ...[this.#what, this.#chart, this.#said, this.#result, this.#voice],
    );
    new ResizeObserver(() => {
      this.#width = this.#chart.clientWidth;
      this.#bars = [];
      this.#draw();
    }).observe(this.#chart);
    this.#listen();
  }

  /**
   * @param {Pair} pair
   * @param {Description} a
   * @param {Description} b
   */
  show({ errors }, a, b) {
    this.node.hidden = !errors;
    if (!errors || errors === this.#errors) return;
    if (errors.layers !== this.#errors?.layers) this.#bars = [];
    this.#errors = errors;
    this.#network = a;
    write(
      this.#what,
      `Both have one structure. The error of ${b.name} in the numbers of ${a.name}: root of the ` +
        "mean square difference over root mean square, in real values, of this frame.",
    );
    write(this.#result, sentence(a, errors));
    mark(this.node, "data-picture", `Relative error of ${b.name} against ${a.name}, each layer`);
    this.#draw();
  }

  get #step() {
    return (this.#width - LEFT) / Math.max(1, this.#errors?.values.length ?? 1);
  }

  #draw() {
    const errors = this.#errors;
    if (!errors || !this.#width) return;
    const step = this.#step;
    if (!this.#bars.length) {
      this.#bars = Array.from(errors.values, (_, i) =>
        svg("rect", { class: "error", x: LEFT + i * step + step * 0.12, width: step * 0.76 }),
      );
      mark(this.#picture, "width", this.#width);
      mark(this.#picture, "viewBox", `0 0 ${this.#width} ${HEIGHT}`);
      mark(this.#cursor, "width", step);
      this.#picture.replaceChildren(
        ...[this.#cursor, ...this.#bars, this.#top],
        svg("path", { class: "base", d: `M${LEFT} ${BASE}H${this.#width}` }),
        svg("text", { class: "end", x: LEFT - 6, y: BASE }, "0"),
        svg("text", { x: LEFT, y: HEIGHT - 5 }, "first layer"),
        svg("text", { class: "end", x: this.#width, y: HEIGHT - 5 }, "last layer"),
      );
    }
    const most = Math.max(1e-6, ...Array.from(errors.values, (value) => value || 0));
    write(this.#top, most > 1e-6 ? percent(most) : "");
    errors.values.forEach((value, i) => {
      const height = ((value || 0) / most) * (BASE - TOP);
      mark(this.#bars[i], "y", (BASE - height).toFixed(1));
      mark(this.#bars[i], "height", height.toFixed(1));
      mark(this.#bars[i], "data-layer", errors.layers[i][0]);
      mark(this.#bars[i], "data-value", value);
    });
    this.#point();
  }

  #point() {
    const errors = this.#errors;
    if (!errors || !this.#network) return;
    mark(this.#cursor, "visibility", this.#at < 0 ? "hidden" : "visible");
    mark(this.#cursor, "x", LEFT + Math.max(0, this.#at) * this.#step);
    const at = this.#at < 0 ? (growth(errors.values)?.at ?? 0) : this.#at;
    write(this.#said, layerText(this.#network, errors, at));
  }

  /** @param {number} at */
  #go(at) {
    this.#at = at;
    this.#point();
    if (at >= 0 && document.activeElement === this.#chart && this.#errors && this.#network)
      write(this.#voice, layerText(this.#network, this.#errors, at));
  }

  #listen() {
    const chart = this.#chart;
    const count = () => this.#errors?.values.length ?? 1;
    chart.addEventListener("pointermove", ({ clientX }) => {
      const x = clientX - this.#picture.getBoundingClientRect().left - LEFT;
      this.#go(clamp(Math.floor(x / this.#step), 0, count() - 1));
    });
    chart.addEventListener("pointerleave", () => document.activeElement !== chart && this.#go(-1));
    chart.addEventListener("focus", () => this.#at < 0 && this.#go(0));
    chart.addEventListener("blur", () => this.#go(-1));
    chart.addEventListener("keydown", (event) => {
      if (hasModifier(event)) return;
      moveInGrid(event, { from: this.#at, count: count(), columns: 1 }, (at) => this.#go(at));
    });
  }
}

export const createErrors = () => new ErrorChart();
