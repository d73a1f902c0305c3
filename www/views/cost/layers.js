// Every layer's share of the arithmetic and of the time, mirrored; its parameters; and its speed.

import { hasModifier, moveInGrid } from "../shared/keys.js";
import { clamp, figures, percent } from "../../domain/number.js";
import { dispatch, el, mark, write } from "../shared/dom.js";
import { svg } from "../shared/svg.js";
import * as lanes from "./lanes.js";
import { peakOf, sentence } from "./rows.js";

/**
 * @import { Description, Stage, State } from "../../domain/state.js"
 * @import { Row } from "./rows.js"
 */

const { BASES, HEIGHT, LANES, LEFT, SCALE_ENDS, TITLES } = lanes;

/** @typedef {{ macs: Element, time: Element, params: Element, dot: Element }} Marks  of a layer */

const ABOUT =
  "Every layer's share of the MACs and of the time. Arrow keys move from layer to layer, Enter " +
  "opens its stage.";

class LayersChart {
  #picture = svg("svg", { class: "lanes", height: HEIGHT, "aria-hidden": "true" });
  #chart = el(
    "div",
    {
      class: "chart",
      tabindex: 0,
      role: "group",
      "aria-roledescription": "chart",
      "aria-label": ABOUT,
    },
    this.#picture,
  );
  #sentence = el("p", { class: "said number" });
  /** Announces moves, not every new time. */
  #voice = el("p", { class: "sr-only", "aria-live": "polite" });
  node = el("div", { "data-picture": "" }, this.#chart, this.#sentence, this.#voice);

  #band = svg("rect", { class: "band", y: 14, height: HEIGHT - 24 });
  #cursor = svg("rect", { class: "cursor-line", y: 14, height: HEIGHT - 24 });
  #peakLine = svg("path", { class: "peak-line" });
  #peakText = svg("text", { class: "peak-text" });
  #scales = Object.entries(SCALE_ENDS).map(([, y]) =>
    svg("text", { class: "scale-end", x: LEFT - 5, y }),
  );
  #shareTop = lanes.steadyTop();
  #paramsTop = lanes.steadyTop();

  /** @type {State | null} */
  #state = null;
  /** @type {Row[]} */
  #rows = [];
  /** @type {Marks[]} */
  #marks = [];
  /** Which layer is pointed at; none: -1. */
  #at = -1;
  #width = 0;
  /** What is laid out. */
  #drawn = "";

  constructor() {
    new ResizeObserver(() => {
      this.#width = this.#chart.clientWidth;
      this.#render();
    }).observe(this.#chart);
    this.#listen();
  }

  /**
   * @param {State} state
   * @param {Row[]} rows
   */
  update(state, rows) {
    if (state.network !== this.#state?.network) this.#at = -1;
    this.#state = state;
    this.#rows = rows;
    mark(
      this.node,
      "data-picture",
      `${state.network?.name}: each layer's share of the MACs, of the time (inspecting plan, ` +
        `median of ${this.#count} frames) and of the parameters, and its GMAC/s.`,
    );
    this.#render();
  }

  /** Frames behind the times. */
  get #count() {
    return this.#state?.measured?.layersCount ?? 0;
  }

  /** The layers of the stage that is open. */
  get #open() {
    return this.#state?.network?.stages[this.#state.stage]?.layers ?? [];
  }

  get #columns() {
    return lanes.columns(this.#width, this.#rows.length);
  }

  /** @param {number} i */
  #left(i) {
    return LEFT + i * this.#columns.step;
  }

  #render() {
    const network = this.#state?.network;
    if (!this.#state || !network || !this.#width) return;
    const key = `${network.id} ${this.#rows.length} ${this.#width}`;
    if (key !== this.#drawn) this.#lay(network);
    this.#drawn = key;
    this.#draw(this.#state);
    this.#point();
  }

  /**
   * What does not change from frame to frame.
   * @param {Description} network
   */
  #lay({ stages }) {
    mark(this.#picture, "width", this.#width);
    mark(this.#picture, "viewBox", `0 0 ${this.#width} ${HEIGHT}`);
    this.#marks = this.#rows.map((row, i) => this.#marksFor(row, i));
    this.#picture.replaceChildren(
      this.#band,
      this.#cursor,
      ...BASES.map((y) => svg("path", { class: "base", d: `M${LEFT} ${y}H${this.#width}` })),
      ...TITLES.map(({ y, text }) => svg("text", { class: "title", x: LEFT, y }, text)),
      ...this.#blockNumbers(stages),
      ...this.#marks.flatMap(({ macs, time, params, dot }) => [macs, time, params, dot]),
      this.#peakLine,
      this.#peakText,
      ...this.#scales,
    );
  }

  /**
   * @param {Row} row
   * @param {number} i
   * @returns {Marks}
   */
  #marksFor({ layer: { kind } }, i) {
    const { step, bar: width, radius } = this.#columns;
    const colour = kind === "depthwise" || kind === "pointwise" ? kind : "standard";
    const x = this.#left(i) + (step - width) / 2;
    const bar = () => svg("rect", { class: colour, x, width, height: 0 });
    const dot = svg("circle", { class: colour, cx: this.#left(i) + step / 2, r: radius });
    return { macs: bar(), time: bar(), params: bar(), dot };
  }

  /**
   * The blocks' numbers between the mirrored lanes, where there is room.
   * @param {Stage[]} stages
   */
  #blockNumbers(stages) {
    let free = 0;
    return stages.flatMap(({ kind, block, layers }) => {
      const first = kind === "conv" && layers[0] === 0;
      const text = kind === "block" ? String(block) : first ? "conv" : "";
      const middle = (this.#left(layers[0]) + this.#left(layers[layers.length - 1] + 1)) / 2;
      const half = text.length * 3.6 + 1;
      if (!text || middle - half < free) return [];
      free = middle + half;
      return [svg("text", { class: "block", x: middle, y: LANES.time.top - 5 }, text)];
    });
  }

  /** @param {State} state */
  #draw(state) {
    const rows = this.#rows;
    const best = (peakOf(state) ?? 0) / 1e9;
    const tops = {
      share: this.#shareTop(Math.max(...rows.map(({ macs, time }) => Math.max(macs, time ?? 0)))),
      params: this.#paramsTop(Math.max(...rows.map(({ params }) => params))),
      gmacs: Math.max(best, ...rows.map(({ gmacs }) => gmacs ?? 0), 1) * 1.05,
    };
    rows.forEach((row, i) => {
      const places = lanes.marksOf(row, tops);
      for (const lane of /** @type {const} */ (["macs", "time", "params"])) {
        mark(this.#marks[i][lane], "y", places[lane].y.toFixed(1));
        mark(this.#marks[i][lane], "height", places[lane].height.toFixed(1));
      }
      mark(this.#marks[i].dot, "visibility", row.gmacs ? "visible" : "hidden");
      mark(this.#marks[i].dot, "cy", places.dot.toFixed(1));
    });
    const ends = [
      percent(tops.share),
      percent(tops.share),
      percent(tops.params),
      figures(tops.gmacs),
    ];
    ends.forEach((text, i) => write(this.#scales[i], text));
    this.#drawPeak(best, lanes.heightOf(best, tops), state.network?.backend.threads ?? 1);
  }

  /**
   * @param {number} best GMAC/s; 0 before it is measured
   * @param {number} y
   * @param {number} threads
   */
  #drawPeak(best, y, threads) {
    const by = threads > 1 ? `${threads} threads` : "one thread";
    mark(this.#peakLine, "d", best ? `M${LEFT} ${y.toFixed(1)}H${this.#width}` : "M0 0");
    write(this.#peakText, best ? `peak of ${by}: ${figures(best)}` : "");
    mark(this.#peakText, "x", this.#width);
    mark(this.#peakText, "y", (y - 5).toFixed(1));
  }

  /** The open stage, the layer that is pointed at, and a sentence about it. */
  #point() {
    const { step } = this.#columns;
    const open = this.#open;
    mark(this.#band, "x", open.length ? this.#left(open[0]) : 0);
    mark(this.#band, "width", open.length * step);
    mark(this.#cursor, "visibility", this.#at < 0 ? "hidden" : "visible");
    if (this.#at >= 0) {
      mark(this.#cursor, "x", this.#left(this.#at));
      mark(this.#cursor, "width", step);
    }
    const shown = this.#rows[this.#at] ?? this.#rows[open[0]];
    if (shown) write(this.#sentence, sentence(shown, this.#count));
  }

  /** @param {number} next */
  #go(next) {
    if (next === this.#at) return;
    this.#at = next;
    this.#point();
    const row = this.#rows[next];
    if (document.activeElement === this.#chart && row)
      write(this.#voice, sentence(row, this.#count));
  }

  #openStage() {
    const row = this.#rows[this.#at];
    if (row) dispatch(this.#chart, { type: "set", stage: row.stage });
  }

  #listen() {
    const chart = this.#chart;
    const last = () => this.#rows.length - 1;
    const under = (/** @type {MouseEvent} */ { clientX }) => {
      const x = clientX - this.#picture.getBoundingClientRect().left;
      return clamp(Math.floor((x - LEFT) / this.#columns.step), 0, last());
    };
    chart.addEventListener("pointermove", (event) => this.#go(under(event)));
    chart.addEventListener("pointerleave", () => document.activeElement !== chart && this.#go(-1));
    chart.addEventListener("click", (event) => {
      this.#go(under(event));
      this.#openStage();
    });
    chart.addEventListener("focus", () => this.#at < 0 && this.#go(this.#open[0] ?? 0));
    chart.addEventListener("blur", () => this.#go(-1));
    chart.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !hasModifier(event)) {
        event.preventDefault();
        this.#openStage();
      }
      const grid = { from: this.#at, count: this.#rows.length, columns: 1 };
      moveInGrid(event, grid, (layer) => this.#go(layer));
    });
  }
}

export const createLayers = () => new LayersChart();
