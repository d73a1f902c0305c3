// Sixteen widths and sizes of MobileNet V1: how often each is right, over what it costs or how long
// it takes here.

import { AGAINST_STANDARD, SIDES, TOP1, WIDTHS } from "../../domain/published.js";
import { el, mark, wish, write } from "../shared/dom.js";
import { ms, short } from "../../domain/number.js";
import { svg } from "../shared/svg.js";
import { chosen, costOf, GRID, timesOf } from "../../domain/mobilenet.js";

/** @import { State } from "../../domain/state.js" */

/** @typedef {"macs" | "ms"} Across */

const HEIGHT = 320;
const [LEFT, RIGHT, TOP, BOTTOM] = [38, 40, 14, 34];
const [LOW, HIGH] = [40, 75]; // percent
const LEAST = 4; // radius of what has not been timed

/**
 * @param {number} from
 * @param {number} to the numbers 1, 2, 5, 10 ... between
 */
const ticks = (from, to) =>
  [-2, -1, 0, 1, 2, 3, 4]
    .flatMap((power) => [1, 2, 5].map((step) => step * 10 ** power))
    .filter((n) => n >= from && n <= to);

/**
 * Of the address, which has three digits.
 * @param {number} side
 */
export const rhoOf = (side) => Number((side / 224).toFixed(3));

export function createGrid() {
  const picture = svg("svg", { class: "scatter", height: HEIGHT, "aria-hidden": "true" });
  const chart = el(
    "div",
    {
      class: "chart",
      tabindex: 0,
      role: "group",
      "aria-roledescription": "chart",
      "aria-label":
        "Accuracy of sixteen MobileNets over their cost. Up and down change alpha, left and " +
        "right the size.",
    },
    picture,
  );
  const said = el("p", { class: "said short number", "aria-live": "polite" });
  const node = el("div", { "data-picture": "" }, chart, said);
  let width = 0;
  /** @type {State | null} */
  let last = null;
  /** @type {Across} */
  let across = "macs";
  let drawn = "";

  function render() {
    if (!last || !width) return;
    const now = chosen(last);
    const points = GRID.map(({ alpha, side }) => {
      const { macs } = costOf(alpha, side);
      const took = timesOf(last?.races ?? {}, alpha, side).separable?.median ?? null;
      return { alpha, side, macs, took, top1: TOP1[alpha][side] };
    });
    const standard = {
      macs: costOf(1, 224, true).macs,
      took: timesOf(last.races, 1, 224).standard?.median ?? null,
    };
    const key = JSON.stringify([now, across, width, points.map(({ took }) => took), standard.took]);
    if (key === drawn) return;
    drawn = key;
    const parts = [];
    const x = (/** @type {{ macs: number, took: number | null }} */ of) =>
      across === "macs" ? of.macs / 1e6 : of.took;
    const known = [...points, standard].flatMap((of) => x(of) ?? []);
    if (!known.length)
      parts.push(
        svg("text", { class: "middle", x: width / 2, y: HEIGHT / 2 }, "Nothing has been timed yet"),
      );
    const [from, to] =
      known.length > 1 ? [Math.min(...known) / 1.35, Math.max(...known) * 1.25] : [0.5, 200];
    const px = (/** @type {number} */ value) =>
      LEFT + ((width - LEFT - RIGHT) * Math.log(value / from)) / Math.log(to / from);
    const py = (/** @type {number} */ top1) =>
      TOP + (HEIGHT - TOP - BOTTOM) * (1 - (top1 - LOW) / (HIGH - LOW));
    const longest = Math.max(...points.map(({ took }) => took ?? 0), standard.took ?? 0);
    const radius = (/** @type {number | null} */ took) =>
      took && across === "macs" ? Math.max(2.5, 26 * Math.sqrt(took / longest)) : LEAST;

    const floor = HEIGHT - BOTTOM;
    for (const top1 of [40, 50, 60, 70])
      parts.push(
        svg("path", { class: "rule", d: `M${LEFT} ${py(top1)}H${width - RIGHT + 20}` }),
        svg("text", { class: "tick end", x: LEFT - 6, y: py(top1) + 4 }, `${top1}`),
      );
    let free = -1;
    for (const value of ticks(from, to)) {
      const text =
        across === "macs"
          ? value < 1000
            ? `${value} M`
            : `${value / 1000} G`
          : String(Number(value.toPrecision(1)));
      if (px(value) - 20 < free) continue;
      free = px(value) + 20;
      parts.push(svg("text", { class: "tick middle", x: px(value), y: floor + 15 }, text));
    }
    parts.push(
      svg("path", { class: "rule strong", d: `M${LEFT} ${floor}H${width - RIGHT + 20}` }),
      svg("text", { class: "title", x: LEFT, y: TOP - 3 }, "% right at the first guess"),
      svg(
        "text",
        { class: "title end", x: width - 2, y: HEIGHT - 4 },
        across === "macs"
          ? "MACs (computed), each step the same factor"
          : "ms here (measured), each step the same factor",
      ),
    );
    for (const alpha of WIDTHS) {
      const line = points.filter((point) => point.alpha === alpha && x(point) !== null);
      if (!line.length) continue;
      const d = line.map(
        (point, i) =>
          `${i ? "L" : "M"}${px(x(point) ?? 1).toFixed(1)} ${py(point.top1).toFixed(1)}`,
      );
      const [first] = line;
      const reach = radius(first.took) * 0.7 + 3;
      parts.push(
        svg("path", { class: "family", "data-on": String(alpha === now.alpha), d: d.join("") }),
        svg(
          "text",
          { class: "name", x: px(x(first) ?? 1) + reach, y: py(first.top1) + reach + 9 },
          `α ${alpha}`,
        ),
      );
    }
    for (const point of points) {
      const at = x(point);
      if (at === null) continue;
      const on = point.alpha === now.alpha && point.side === now.side;
      const dot = svg("circle", {
        class: point.took ? "net timed" : "net",
        cx: px(at).toFixed(1),
        cy: py(point.top1).toFixed(1),
        r: radius(point.took).toFixed(1),
      });
      dot.append(svg("title", {}, sentence(point)));
      dot.addEventListener("click", () =>
        wish(chart, { alpha: point.alpha, rho: rhoOf(point.side) }),
      );
      parts.push(dot);
      if (on)
        parts.push(
          svg("circle", {
            class: "ring",
            cx: px(at),
            cy: py(point.top1),
            r: radius(point.took) + 3.5,
          }),
        );
    }
    const at = x(standard);
    if (at !== null) {
      const { top1 } = AGAINST_STANDARD.standard;
      const r = radius(standard.took);
      parts.push(
        svg("rect", {
          class: "all-standard",
          x: px(at) - r * 0.886,
          y: py(top1) - r * 0.886,
          width: r * 1.772,
          height: r * 1.772,
        }),
        svg("text", { class: "tick end", x: width - 2, y: py(top1) + r + 14 }, "all standard"),
      );
    }
    picture.setAttribute("width", String(width));
    picture.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    picture.replaceChildren(...parts);
    const here = points.find(({ alpha, side }) => alpha === now.alpha && side === now.side);
    if (here) write(said, sentence(here));
    mark(
      node,
      "data-picture",
      "MobileNet V1 by width (alpha) and size: published accuracy (TF-Slim, ImageNet) over " +
        (across === "macs"
          ? "computed MACs; areas are the times measured here"
          : "the times measured here") +
        ", with random weights.",
    );
  }

  /**
   * @param {{ alpha: number, side: number, macs: number, took: number | null, top1: number }} point
   */
  const sentence = ({ alpha, side, macs, took, top1 }) =>
    `Alpha ${alpha}, ${side} pixels: ${short(macs)} MACs, ${top1} % right, ` +
    `${took === null ? "not timed here yet" : `${ms(took)} here`}.`;

  chart.addEventListener("keydown", (event) => {
    if (!last || event.altKey || event.ctrlKey || event.metaKey) return;
    const { alpha, side } = chosen(last);
    const move = (
      /** @type {number[]} */ list,
      /** @type {number} */ from,
      /** @type {number} */ by,
    ) => list[Math.max(0, Math.min(list.length - 1, list.indexOf(from) + by))];
    const to = {
      ArrowUp: { alpha: move(WIDTHS, alpha, 1) },
      ArrowDown: { alpha: move(WIDTHS, alpha, -1) },
      ArrowRight: { rho: rhoOf(move(SIDES, side, 1)) },
      ArrowLeft: { rho: rhoOf(move(SIDES, side, -1)) },
    }[event.key];
    if (!to) return;
    event.preventDefault();
    wish(chart, { alpha, rho: rhoOf(side), ...to });
  });
  new ResizeObserver(() => {
    width = chart.clientWidth;
    render();
  }).observe(chart);

  return {
    node,
    /**
     * @param {State} state
     * @param {Across} of
     */
    update(state, of) {
      last = state;
      across = of;
      render();
    },
  };
}
