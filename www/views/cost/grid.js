// Sixteen widths and sizes of MobileNet V1: their top-1 accuracy over what they cost, or over how
// long they take here.

import { hasModifier } from "../shared/keys.js";
import { chosen, costOf, timesOf } from "../../domain/mobilenet.js";
import { clamp, ms, short } from "../../domain/number.js";
import { AGAINST_STANDARD, SIDES, WIDTHS } from "../../domain/published.js";
import { dispatch, el, mark, write } from "../shared/dom.js";
import { ticks } from "../shared/scale.js";
import { svg } from "../shared/svg.js";
import { HEIGHT, MARGIN, pointsOf, scalesOf } from "./scatter.js";

/**
 * @import { State } from "../../domain/state.js"
 * @import { Across, Point, Scales } from "./scatter.js"
 */

/**
 * What is drawn.
 * @typedef {object} Scene
 * @property {Point[]} points
 * @property {{ macs: number, ms: number | null }} standard  the network of standard convolutions
 * @property {Scales} scales
 * @property {Across} across
 * @property {number} width  in pixels
 * @property {number} alpha  of the network that is chosen
 * @property {number} side  likewise
 */

const FLOOR = HEIGHT - MARGIN.bottom;
const ABOUT =
  "Accuracy of sixteen MobileNets over their cost. Up and down change alpha, left and right the " +
  "size.";
const AXES = {
  macs: "MACs (computed, logarithmic scale)",
  ms: "ms here (measured, logarithmic scale)",
};

/**
 * The resolution multiplier, with the three digits of an address.
 * @param {number} side
 */
export const rhoOf = (side) => Number((side / 224).toFixed(3));

/** @param {Point} point */
const sentence = ({ alpha, side, macs, ms: took, top1 }) =>
  `Alpha ${alpha}, ${side} pixels: ${short(macs)} MACs, ${top1} % top-1 accuracy, ` +
  `${took === null ? "not timed here yet" : `${ms(took)} here`}.`;

/** @param {Scene} scene */
function drawAxes({ scales, across, width }) {
  const right = width - MARGIN.right + 20;
  const rows = [40, 50, 60, 70].flatMap((top1) => [
    svg("path", { class: "rule", d: `M${MARGIN.left} ${scales.y(top1)}H${right}` }),
    svg("text", { class: "tick end", x: MARGIN.left - 6, y: scales.y(top1) + 4 }, `${top1}`),
  ]);
  let free = -1;
  const columns = ticks(scales.range).flatMap((value) => {
    const x = scales.at(value);
    if (x - 20 < free) return [];
    free = x + 20;
    return [svg("text", { class: "tick middle", x, y: FLOOR + 15 }, tickText(value, across))];
  });
  return [
    ...rows,
    ...columns,
    svg("path", { class: "rule strong", d: `M${MARGIN.left} ${FLOOR}H${right}` }),
    svg("text", { class: "title", x: MARGIN.left, y: MARGIN.top - 3 }, "% top-1 accuracy"),
    svg("text", { class: "title end", x: width - 2, y: HEIGHT - 4 }, AXES[across]),
  ];
}

/**
 * @param {number} value
 * @param {Across} across
 */
function tickText(value, across) {
  if (across === "ms") return String(Number(value.toPrecision(1)));
  return value < 1000 ? `${value} M` : `${value / 1000} G`;
}

/**
 * A line through the networks of each width, with its name at the first.
 * @param {Scene} scene
 */
function drawFamilies({ points, scales, alpha }) {
  return WIDTHS.flatMap((width) => {
    const family = points.flatMap((point) => {
      const x = scales.x(point);
      return point.alpha === width && x !== null ? [{ x, y: scales.y(point.top1), point }] : [];
    });
    if (!family.length) return [];
    const d = family.map(({ x, y }, i) => `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`);
    const [{ x, y, point }] = family;
    const reach = scales.radius(point.ms) * 0.7 + 3;
    return [
      svg("path", { class: "family", "data-on": String(width === alpha), d: d.join("") }),
      svg("text", { class: "name", x: x + reach, y: y + reach + 9 }, `α ${width}`),
    ];
  });
}

/**
 * @param {Scene} scene
 * @param {(point: Point) => void} choose
 */
function drawDots({ points, scales, alpha, side }, choose) {
  return points.flatMap((point) => {
    const x = scales.x(point);
    if (x === null) return [];
    const [y, r] = [scales.y(point.top1), scales.radius(point.ms)];
    const dot = svg("circle", {
      class: point.ms ? "net timed" : "net",
      cx: x.toFixed(1),
      cy: y.toFixed(1),
      r: r.toFixed(1),
    });
    dot.append(svg("title", {}, sentence(point)));
    dot.addEventListener("click", () => choose(point));
    const on = point.alpha === alpha && point.side === side;
    return on ? [dot, svg("circle", { class: "ring", cx: x, cy: y, r: r + 3.5 })] : [dot];
  });
}

/**
 * The network of standard convolutions alone, as a square of the same area.
 * @param {Scene} scene
 */
function drawStandard({ standard, scales, width }) {
  const x = scales.x(standard);
  if (x === null) return [];
  const [y, r] = [scales.y(AGAINST_STANDARD.standard.top1), scales.radius(standard.ms)];
  const half = (r * Math.sqrt(Math.PI)) / 2;
  return [
    svg("rect", {
      class: "all-standard",
      x: x - half,
      y: y - half,
      width: 2 * half,
      height: 2 * half,
    }),
    svg("text", { class: "tick end", x: width - 2, y: y + r + 14 }, "all standard"),
  ];
}

class Grid {
  #picture = svg("svg", { class: "scatter", height: HEIGHT, "aria-hidden": "true" });
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
  #sentence = el("p", { class: "said short number", "aria-live": "polite" });
  node = el("div", { "data-picture": "" }, this.#chart, this.#sentence);
  /** @type {State | null} */
  #state = null;
  /** @type {Across} */
  #across = "macs";
  #width = 0;
  /** What is drawn. */
  #drawn = "";

  constructor() {
    new ResizeObserver(() => {
      this.#width = this.#chart.clientWidth;
      this.#render();
    }).observe(this.#chart);
    this.#chart.addEventListener("keydown", (event) => this.#move(event));
  }

  /**
   * @param {State} state
   * @param {Across} across
   */
  update(state, across) {
    this.#state = state;
    this.#across = across;
    this.#render();
  }

  #render() {
    const [state, across, width] = [this.#state, this.#across, this.#width];
    if (!state || !width) return;
    const { alpha, side } = chosen(state);
    const points = pointsOf(state.benchmarks);
    const standard = {
      macs: costOf(1, 224, true).macs,
      ms: timesOf(state.benchmarks, 1, 224).standard?.median ?? null,
    };
    const all = [...points, standard];
    const key = JSON.stringify([alpha, side, across, width, all.map(({ ms }) => ms)]);
    if (key === this.#drawn) return;
    this.#drawn = key;
    const scales = scalesOf(all, across, width);
    this.#draw({ points, standard, scales, across, width, alpha, side });
  }

  /** @param {Scene} scene */
  #draw(scene) {
    const { points, scales, across, width, alpha, side } = scene;
    const empty = points.every((point) => scales.x(point) === null);
    const place = { class: "middle", x: width / 2, y: HEIGHT / 2 };
    mark(this.#picture, "width", width);
    mark(this.#picture, "viewBox", `0 0 ${width} ${HEIGHT}`);
    this.#picture.replaceChildren(
      ...(empty ? [svg("text", place, "Nothing has been timed yet")] : []),
      ...drawAxes(scene),
      ...drawFamilies(scene),
      ...drawDots(scene, (point) => this.#choose(point.alpha, point.side)),
      ...drawStandard(scene),
    );
    const here = points.find((point) => point.alpha === alpha && point.side === side);
    if (here) write(this.#sentence, sentence(here));
    mark(
      this.node,
      "data-picture",
      "MobileNet V1 by width (alpha) and size: published accuracy (TF-Slim, ImageNet) over " +
        (across === "macs"
          ? "computed MACs; areas are the times measured here"
          : "the times measured here") +
        ", with random weights.",
    );
  }

  /**
   * @param {number} alpha
   * @param {number} side
   */
  #choose(alpha, side) {
    dispatch(this.#chart, { type: "set", alpha, rho: rhoOf(side) });
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    if (!this.#state || hasModifier(event)) return;
    const { alpha, side } = chosen(this.#state);
    const next = (/** @type {readonly number[]} */ list, /** @type {number} */ from, by = 1) =>
      list[clamp(list.indexOf(from) + by, 0, list.length - 1)];
    /** @type {[number, number] | undefined} */
    const to = {
      ArrowUp: /** @type {[number, number]} */ ([next(WIDTHS, alpha), side]),
      ArrowDown: /** @type {[number, number]} */ ([next(WIDTHS, alpha, -1), side]),
      ArrowRight: /** @type {[number, number]} */ ([alpha, next(SIDES, side)]),
      ArrowLeft: /** @type {[number, number]} */ ([alpha, next(SIDES, side, -1)]),
    }[event.key];
    if (!to) return;
    event.preventDefault();
    this.#choose(...to);
  }
}

export const createGrid = () => new Grid();
