// A pointwise row: the weight of every input channel for one output channel, as signed bars.

import { el, mark, write } from "../shared/dom.js";
import { signed } from "../../domain/number.js";
import { point } from "./pointing.js";

const LEAST = 2; // CSS pixels of a bar with its gap
const TALL = 0.62; // height, in widths

const scheme = matchMedia("(prefers-color-scheme: dark)");

/**
 * @param {{ hover: (channel: number | null) => void, pin: (channel: number) => void, sort: () =>
 *   void }} tells
 */
export function createRow(tells) {
  const name = el("p", { class: "name" });
  const canvas = el("canvas", { "aria-hidden": "true" });
  const cursor = el("span", { class: "cursor", "aria-hidden": "true" });
  const role = { role: "application", tabindex: 0, "aria-roledescription": "row of weights" };
  const bars = el("div", { class: "weights-row", ...role }, canvas, cursor);
  const values = el("span", { class: "number" });
  const sort = el("button", { class: "link", type: "button" }, "sort");
  const scope = el("p", { class: "range" });
  const node = el(
    "figure",
    { class: "tile of-row" },
    name,
    bars,
    el("p", { class: "under" }, values, sort),
    scope,
  );
  sort.addEventListener("click", tells.sort);

  /** @type {Float32Array | null} */
  let weights = null;
  let most = 0;
  let sorted = false;
  let width = 0;
  let drawn = "";
  let number = 0; // of this row's weights, so that others are drawn anew
  let lines = 1;
  let columns = 1;
  /** Channels by place, and places by channel. */
  let order = new Uint16Array(0);
  let places = new Uint16Array(0);
  let now = 0;

  new ResizeObserver(([{ contentRect }]) => {
    if (Math.abs(contentRect.width - width) < 1) return;
    width = contentRect.width;
    draw();
  }).observe(bars);
  scheme.addEventListener("change", () => setTimeout(draw));

  function arrange() {
    if (!weights) return;
    const of = weights;
    const channels = Array.from(of, (_, c) => c);
    if (sorted) channels.sort((a, b) => of[b] - of[a]);
    order = Uint16Array.from(channels);
    places = new Uint16Array(order.length);
    order.forEach((c, place) => (places[c] = place));
    most = of.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  }

  function draw() {
    if (!weights || !width) return;
    const stamp = `${number} ${sorted} ${width} ${scheme.matches}`;
    const height = Math.round(width * TALL);
    if (stamp !== drawn) {
      drawn = stamp;
      lines = Math.ceil((weights.length * LEAST) / width);
      columns = Math.ceil(weights.length / lines);
      const dpr = devicePixelRatio || 1;
      canvas.width = Math.round(width * dpr);
      canvas.height = Math.round(height * dpr);
      bars.style.setProperty("--height", `${height}px`);
      const ctx = canvas.getContext("2d");
      if (!ctx) return;
      const style = getComputedStyle(bars);
      const [above, below, axis] = ["--above-ink", "--below-ink", "--line-strong"].map((name) =>
        style.getPropertyValue(name),
      );
      const line = canvas.height / lines;
      const step = canvas.width / columns;
      const gap = step > 5 * dpr ? dpr : step > 3 * dpr ? dpr / 2 : 0;
      ctx.fillStyle = axis;
      for (let i = 0; i < lines; i++)
        ctx.fillRect(0, Math.round((i + 0.5) * line), canvas.width, Math.max(1, dpr / 2));
      order.forEach((c, place) => {
        const weight = /** @type {Float32Array} */ (weights)[c];
        const length = (Math.abs(weight) / (most || 1)) * (line / 2 - dpr);
        const middle = (Math.floor(place / columns) + 0.5) * line;
        ctx.fillStyle = weight < 0 ? below : above;
        ctx.fillRect(
          (place % columns) * step,
          weight < 0 ? middle : middle - length,
          Math.max(1, step - gap),
          length,
        );
      });
    }
    const place = places[now] ?? 0;
    cursor.style.setProperty("--x", `${((place % columns) * width) / columns}px`);
    cursor.style.setProperty("--y", `${(Math.floor(place / columns) * height) / lines}px`);
    cursor.style.setProperty("--w", `${width / columns}px`);
    cursor.style.setProperty("--h", `${height / lines}px`);
  }

  point(
    bars,
    (event) => {
      const box = bars.getBoundingClientRect();
      const column = Math.floor(((event.clientX - box.left) / box.width) * columns);
      const line = Math.floor(((event.clientY - box.top) / box.height) * lines);
      const place = line * columns + column;
      return column >= 0 && column < columns && line >= 0 && place < order.length
        ? order[place]
        : null;
    },
    tells,
  );
  bars.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const place = places[now];
    const last = order.length - 1;
    const to = {
      ArrowLeft: place - 1,
      ArrowRight: place + 1,
      ArrowUp: place - columns,
      ArrowDown: place + columns,
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (to >= 0 && to <= last) tells.pin(order[to]);
  });

  return {
    node,
    /**
     * @param {{ weights: Float32Array, output: number, outputs: number, channel: number, sorted:
     *   boolean, called: string, caption: string }} what
     */
    show(what) {
      const { output, channel, called } = what;
      const known = weights;
      const same =
        known?.length === what.weights.length &&
        known.every((weight, c) => weight === what.weights[c]);
      if (!same || sorted !== what.sorted) {
        if (!same) number++;
        weights = what.weights;
        sorted = what.sorted;
        arrange();
      }
      now = channel;
      draw();
      const text = `weight of ${channel + 1}: ${signed(what.weights[channel])}`;
      write(name, called);
      write(values, text);
      write(scope, `${what.weights.length} weights, bars full at ±${signed(most)}`);
      mark(sort, "aria-pressed", what.sorted);
      write(sort, what.sorted ? "in order" : "sort");
      mark(
        bars,
        "aria-label",
        `Weights of all ${what.weights.length} inputs for output ${output + 1}; ${text}. ` +
          "Arrow keys move from one to the next.",
      );
      mark(node, "data-picture", what.caption);
    },
  };
}
