// Every layer's share of the arithmetic and of the time, mirrored; its parameters; and how fast it
// multiplies.

import { el, mark, wish, write } from "../shared/dom.js";
import { exact, figures, percent, shape } from "../../domain/number.js";
import { svg } from "../shared/svg.js";

/** @import { Description, Layer, State } from "../../domain/state.js" */

/**
 * @typedef {object} Row   what is known of a layer
 * @property {number} index
 * @property {number} stage
 * @property {Layer} layer
 * @property {string} name
 * @property {number} macs    share of all
 * @property {number} params  share of all
 * @property {number | null} ms
 * @property {number | null} time    share of all
 * @property {number | null} gmacs
 * @property {number | null} peak    share of it
 */

const thin = "\u202f";
const LEFT = 34; // for the scale's numbers
/** Top and height of each lane. */
const LANES = { macs: [18, 100], time: [136, 100], params: [284, 54], gmacs: [370, 84] };
const HEIGHT = 464;
const NAMES = {
  depthwise: "depthwise",
  pointwise: "pointwise",
  conv: "standard convolution",
  pool: "average",
};

/**
 * @param {Description} network
 * @param {number} i
 */
function nameOf(network, i) {
  const { kind, block } = network.layers[i];
  const what = NAMES[/** @type {keyof typeof NAMES} */ (kind)] ?? kind;
  return block ? `${what} of block ${block}` : what;
}

/**
 * @param {State} state
 * @returns {Row[]}
 */
export function rowsOf({ network, measured, peak }) {
  if (!network) return [];
  const { layers, stages, backend } = network;
  const times = measured?.layers?.length === layers.length ? measured.layers : null;
  const whole = times ? times.reduce((sum, ms) => sum + ms, 0) : 0;
  const most = peak && (layers[0].element === "f32" ? peak.float : peak.integer) * backend.threads;
  return layers.map((layer, index) => {
    const ms = times ? times[index] : null;
    const gmacs = ms && layer.macs ? layer.macs / ms / 1e6 : null;
    return {
      index,
      layer,
      stage: stages.findIndex((stage) => stage.layers.includes(index)),
      name: nameOf(network, index),
      macs: layer.macs / network.macs,
      params: layer.params / network.params,
      ms,
      time: ms === null ? null : ms / whole,
      gmacs,
      peak: gmacs && most ? (gmacs * 1e9) / most : null,
    };
  });
}

/**
 * A layer in one sentence.
 * @param {Row} row
 * @param {number} count frames behind the times
 */
function sentence({ index, name, layer, macs, params, ms, time, gmacs, peak }, count) {
  const parts = [
    `Layer ${index + 1}, ${name}, ${shape(layer.input)} to ${shape(layer.output)}:`,
    `${exact(layer.macs)} MACs, ${percent(macs)} of all, and ${exact(layer.params)} ` +
      `parameters, ${percent(params)};`,
    ms === null || time === null
      ? "its time is being measured."
      : `${figures(ms)}${thin}ms, ${percent(time)} of the time (median of ` +
        `${count})` +
        (gmacs ? `, which is ${figures(gmacs)}${thin}GMAC/s` : "") +
        (peak ? ` or ${percent(peak)} of the peak` : "") +
        ".",
  ];
  if (time && macs) {
    const times = time / macs;
    if (times >= 1.2)
      parts.push(`It takes ${figures(times)} times the time that its MACs would have it take.`);
    if (times <= 0.8)
      parts.push(`It takes ${percent(times)} of the time that its MACs would have it take.`);
  }
  return parts.join(" ");
}

/** @param {number} value the next number that is good to read, above it */
function above(value) {
  const steps = [0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1];
  return steps.find((step) => step >= value) ?? 1;
}

/**
 * A scale that stays while what it shows fits it and does not get lost in it: times go up and down
 * all the while.
 */
function scale() {
  let top = 0;
  return (/** @type {number} */ most) => {
    if (most > top || most < top * 0.55) top = above(most * 1.04);
    return top;
  };
}

export function createLayers() {
  const picture = svg("svg", { class: "lanes", height: HEIGHT, "aria-hidden": "true" });
  const chart = el(
    "div",
    {
      class: "chart",
      tabindex: 0,
      role: "group",
      "aria-roledescription": "chart",
      "aria-label":
        "Every layer's share of the MACs and of the time. Arrow keys move from layer to " +
        "layer, Enter opens its stage.",
    },
    picture,
  );
  const said = el("p", { class: "said number" });
  // speaks of moves, not of every new time
  const voice = el("p", { class: "sr-only", "aria-live": "polite" });
  const node = el("div", { "data-picture": "" }, chart, said, voice);

  /** @type {Description | null} */
  let network = null;
  /** @type {Row[]} */
  let rows = [];
  /** @type {{ macs: Element, time: Element, params: Element, dot: Element }[]} */
  let marks = [];
  let at = -1;
  let stage = 0;
  let width = 0;
  let count = 0;
  let drawn = "";
  const [shareScale, paramScale] = [scale(), scale()];
  const band = svg("rect", { class: "band", y: 14, height: HEIGHT - 24 });
  const cursor = svg("rect", { class: "cursor-line", y: 14, height: HEIGHT - 24 });
  const scales = ["macs", "time", "params", "gmacs"].map(() =>
    svg("text", { class: "scale-end", x: LEFT - 5 }),
  );
  const peakLine = svg("path", { class: "peak-line" });
  const peakText = svg("text", { class: "peak-text" });

  const step = () => (width - LEFT) / Math.max(rows.length, 1);
  const left = (/** @type {number} */ i) => LEFT + i * step();

  /** What does not change from frame to frame. */
  function lay() {
    const key = `${network?.id} ${rows.length} ${width}`;
    if (!network || !width || key === drawn) return;
    drawn = key;
    picture.setAttribute("width", String(width));
    picture.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    const wide = Math.max(1, step() - (step() > 5 ? 1.5 : 0.5));
    marks = rows.map(({ layer: { kind } }, i) => {
      const of = kind === "depthwise" || kind === "pointwise" ? kind : "standard";
      const x = left(i) + (step() - wide) / 2;
      const bar = () => svg("rect", { class: of, x, width: wide, height: 0 });
      const dot = svg("circle", {
        class: of,
        cx: left(i) + step() / 2,
        r: Math.min(4, Math.max(2, step() / 3)),
      });
      return { macs: bar(), time: bar(), params: bar(), dot };
    });
    const [, macsHigh] = LANES.macs;
    const titles = [
      [LANES.macs[0] - 6, "share of the MACs, upwards"],
      [LANES.time[0] + LANES.time[1] + 12, "share of the time, downwards"],
      [LANES.params[0] - 6, "share of the parameters"],
      [LANES.gmacs[0] - 6, "GMAC/s"],
    ].map(([y, text]) => svg("text", { class: "title", x: LEFT, y }, String(text)));
    const bases = [
      LANES.macs[0] + macsHigh,
      LANES.time[0],
      LANES.params[0] + LANES.params[1],
      LANES.gmacs[0] + LANES.gmacs[1],
    ].map((y) => svg("path", { class: "base", d: `M${LEFT} ${y}H${width}` }));
    picture.replaceChildren(
      band,
      cursor,
      ...bases,
      ...titles,
      ...labels(),
      ...marks.flatMap(({ macs, time, params, dot }) => [macs, time, params, dot]),
      peakLine,
      peakText,
      ...scales,
    );
  }

  /** The blocks' numbers, where there is room, between the mirrored lanes. */
  function labels() {
    let free = 0;
    return (network?.stages ?? []).flatMap(({ kind, block, layers }) => {
      const text =
        kind === "block" ? String(block) : kind === "conv" && layers[0] === 0 ? "conv" : "";
      const middle = (left(layers[0]) + left(layers[layers.length - 1] + 1)) / 2;
      const half = text.length * 3.6 + 1;
      if (!text || middle - half < free) return [];
      free = middle + half;
      return [svg("text", { class: "block", x: middle, y: LANES.time[0] - 5 }, text)];
    });
  }

  /** @param {State} state */
  function draw({ peak, network }) {
    const top = shareScale(Math.max(...rows.map(({ macs, time }) => Math.max(macs, time ?? 0))));
    const most = paramScale(Math.max(...rows.map(({ params }) => params)));
    const measured = rows.flatMap(({ gmacs }) => gmacs ?? []);
    const best =
      peak && network
        ? ((network.layers[0].element === "f32" ? peak.float : peak.integer) *
            network.backend.threads) /
          1e9
        : 0;
    const fastest = Math.max(best, ...measured, 1) * 1.05;
    const set = (
      /** @type {Element} */ node,
      /** @type {number} */ y,
      /** @type {number} */ height,
    ) => {
      mark(node, "y", y.toFixed(1));
      mark(node, "height", height.toFixed(1));
    };
    rows.forEach(({ macs, time, params, gmacs }, i) => {
      const [up, high] = LANES.macs;
      const long = (macs / top) * high;
      set(marks[i].macs, up + high - long, long);
      set(marks[i].time, LANES.time[0], ((time ?? 0) / top) * LANES.time[1]);
      const [from, tall] = LANES.params;
      set(marks[i].params, from + tall * (1 - params / most), tall * (params / most));
      const [start, reach] = LANES.gmacs;
      mark(marks[i].dot, "visibility", gmacs ? "visible" : "hidden");
      mark(marks[i].dot, "cy", (start + reach * (1 - (gmacs ?? 0) / fastest)).toFixed(1));
    });
    const [start, reach] = LANES.gmacs;
    const y = start + reach * (1 - best / fastest);
    mark(peakLine, "d", best ? `M${LEFT} ${y.toFixed(1)}H${width}` : "M0 0");
    write(
      peakText,
      best
        ? "peak of " +
            (network && network.backend.threads > 1
              ? `${network.backend.threads} threads`
              : "one thread") +
            `: ${figures(best)}`
        : "",
    );
    mark(peakText, "x", width);
    mark(peakText, "y", (y - 5).toFixed(1));
    [percent(top), percent(top), percent(most), figures(fastest)].forEach((text, i) =>
      write(scales[i], text),
    );
    [
      LANES.macs[0] + 9,
      LANES.time[0] + LANES.time[1],
      LANES.params[0] + 9,
      LANES.gmacs[0] + 9,
    ].forEach((y, i) => mark(scales[i], "y", y));
  }

  function point() {
    const span = network?.stages[stage]?.layers ?? [];
    mark(band, "x", span.length ? left(span[0]) : 0);
    mark(band, "width", span.length * step());
    mark(cursor, "visibility", at < 0 ? "hidden" : "visible");
    if (at >= 0) {
      mark(cursor, "x", left(at));
      mark(cursor, "width", step());
    }
    const shown = rows[at] ?? rows[span[0]];
    if (shown) write(said, sentence(shown, count));
  }

  /** @param {number} next */
  function go(next) {
    if (next === at) return;
    at = next;
    point();
    if (document.activeElement === chart && rows[at]) write(voice, sentence(rows[at], count));
  }
  const under = (/** @type {PointerEvent | MouseEvent} */ event) => {
    const x = event.clientX - picture.getBoundingClientRect().left;
    return Math.max(0, Math.min(rows.length - 1, Math.floor((x - LEFT) / step())));
  };
  chart.addEventListener("pointermove", (event) => go(under(event)));
  chart.addEventListener("pointerleave", () => document.activeElement !== chart && go(-1));
  chart.addEventListener("click", (event) => {
    go(under(event));
    wish(chart, { stage: rows[at].stage });
  });
  chart.addEventListener("focus", () => at < 0 && go(network?.stages[stage]?.layers[0] ?? 0));
  chart.addEventListener("blur", () => go(-1));
  chart.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const to = {
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      Home: 0,
      End: rows.length - 1,
    }[event.key];
    if (event.key === "Enter" && rows[at]) wish(chart, { stage: rows[at].stage });
    else if (to === undefined) return;
    else go(Math.max(0, Math.min(rows.length - 1, to)));
    event.preventDefault();
  });

  /** @type {State | null} */
  let last = null;
  function render() {
    if (!last || !width) return;
    lay();
    draw(last);
    point();
  }
  new ResizeObserver(() => {
    width = chart.clientWidth;
    render();
  }).observe(chart);

  return {
    node,
    /**
     * @param {State} state
     * @param {Row[]} next
     */
    update(state, next) {
      last = state;
      if (state.network !== network) at = -1;
      network = state.network;
      rows = next;
      stage = state.stage;
      count = state.measured?.layersCount ?? 0;
      mark(
        node,
        "data-picture",
        `${network?.name}: each layer's share of the MACs, of the time (inspecting plan, ` +
          `median of ${count} frames) and of the parameters, and its GMAC/s.`,
      );
      render();
    },
  };
}
