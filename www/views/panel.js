// All maps of one layer as a grid, and the channel under the pointer or the cursor enlarged beside its name and its values.

import { drawLegend, ramp, rampOf } from "./colour.js";
import { el, mark, wish, write } from "./dom.js";
import { exact, percent, real, shape, short } from "./number.js";
import { createLoupe, createPainter, rangeOf } from "./paint.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").FeatureMap} FeatureMap */
/** @typedef {import("./words.js").Panel} Panel */

const TALL = 1.02; // height of the box of a grid, in widths

/** Which part of the state holds a panel's pinned channel. @param {Panel} panel */
export const keyOf = panel => panel.layer.kind === "pointwise" ? "output" : "channel";

/** The channel to begin with: the one that tells most places apart. @param {import("./paint.js").Range} range */
function liveliest({ low, high }) {
  let best = 0;
  for (let c = 1; c < low.length; c++) if (high[c] - low[c] > high[best] - low[best]) best = c;
  return best;
}

/** @param {number} index */
export function createPanel(index) {
  const title = el("h3"), size = el("span", { class: "size number" }), text = el("p", { class: "text" }), price = el("p", { class: "paid number" });
  const canvas = el("canvas", { "aria-hidden": "true" }), cursor = el("span", { class: "cursor", "aria-hidden": "true" });
  const grid = el("div", { class: "grid", role: "application", tabindex: 0, "aria-roledescription": "grid of maps" }, canvas, cursor);
  const big = el("canvas", { class: "big", "aria-hidden": "true" }), drawBig = createLoupe(big);
  const name = el("p", { class: "name" }), range = el("p", { class: "range number" }), silent = el("p", { class: "silent" });
  const low = el("span", { class: "number" }), high = el("span", { class: "number" }), scope = el("p", { class: "scope" });
  const legend = el("canvas", { class: "legend", "aria-hidden": "true" });
  const voice = el("p", { class: "sr-only", "aria-live": "polite" });
  const node = el("section", { class: "panel" },
    el("header", {}, title, size), price, text, grid,
    el("div", { class: "loupe" }, big, el("div", { class: "facts" }, name, range, silent, el("div", { class: "key" }, legend, el("div", { class: "ends" }, low, high), scope))),
    voice);

  /** @type {Panel | null} */
  let panel = null;
  /** @type {ReturnType<typeof createPainter> | null} */
  let painter = null;
  /** @type {State | null} */
  let state = null;
  /** @type {import("./paint.js").Range | null} */
  let bytes = null;
  /** @type {FeatureMap | null} */
  let map = null;
  let width = 0, painted = "", said = "", lively = 0;

  new ResizeObserver(([{ contentRect }]) => {
    if (Math.abs(contentRect.width - width) < 1) return;
    width = contentRect.width;
    painter = null;
    painted = "";
    if (state && panel) draw(state, panel);
  }).observe(grid);

  const chosen = (/** @type {State} */ of, /** @type {Panel} */ shown) => {
    const last = shown.layer.output[2] - 1;
    const pinned = Math.min(of[keyOf(shown)] ?? lively, last);
    return { pinned, now: of.hover?.panel === index ? Math.min(of.hover.channel, last) : pinned };
  };

  /** @param {Panel} next @param {State} of */
  function introduce(next, of) {
    panel = next;
    painter = null;
    map = null;
    const { layer } = next, colour = rampOf(layer.kind);
    mark(node, "data-kind", colour);
    write(title, next.title);
    write(size, shape(layer.output));
    write(text, next.text);
    write(price, `${short(layer.macs)} MACs · ${layer.params ? short(layer.params) : "no"} parameters`);
    price.title = `Computed: ${exact(layer.macs)} MACs, ${exact(layer.params)} parameters with biases, ${percent(layer.macs / (of.network?.macs ?? 1))} of the network’s MACs`;
    grid.setAttribute("aria-label", `${next.title}: ${layer.output[2]} channels. Arrow keys move from one to the next.`);
    drawLegend(legend, colour);
  }

  /** @param {State} of @param {Panel} shown */
  function draw(of, shown) {
    if (!map || !bytes || !width) return;
    if (!painter) {
      const many = shown.layer.output[2] > 200;
      painter = createPainter(canvas, shown.layer.output, { width, height: width * TALL, gap: many ? 1 : 2, dpr: devicePixelRatio || 1 });
      grid.style.minHeight = `${width * 0.5}px`;
    }
    const colours = ramp(rampOf(shown.layer.kind));
    const stamp = `${of.frame?.number} ${of.scale}`;
    if (painted !== stamp) {
      painted = stamp;
      painter.paint(map.data, bytes, of.scale, colours);
    }
    enlarge(of, shown, map, bytes, colours);
  }

  /** @param {State} of @param {Panel} shown @param {FeatureMap} from @param {import("./paint.js").Range} span @param {Uint32Array} colours */
  function enlarge(of, shown, from, span, colours) {
    const { now } = chosen(of, shown), whole = of.scale === "layer";
    const place = painter?.place(now);
    if (place) {
      cursor.style.transform = `translate(${place.left}px, ${place.top}px)`;
      cursor.style.width = `${place.width}px`;
      cursor.style.height = `${place.height}px`;
    }
    const [least, most] = whole ? [span.min, span.max] : [span.low[now], span.high[now]];
    drawBig(from, now, least, most, colours);
    mark(big, "data-coarse", from.shape[1] <= 64);
    const value = (/** @type {number} */ byte) => real(from.scale * (byte - from.zeroPoint));
    const called = shown.layer.kind === "classifier" ? of.network?.labels?.[now] : null;
    const label = `${called ? `${called} · class` : "Channel"} ${now + 1} of ${from.shape[2]}`;
    write(name, label);
    write(range, span.low[now] === span.high[now] ? value(span.low[now]) : `${value(span.low[now])} … ${value(span.high[now])}`);
    write(low, value(least));
    write(high, value(most));
    write(scope, whole ? "scale: this layer, this frame" : `scale: channel ${now + 1} alone, this frame`);
    write(silent, span.high[now] === span.low[now] && from.shape[0] > 1 ? "the same everywhere" : "");
    said = `${label}, ${range.textContent}`;
  }

  /** @param {PointerEvent | MouseEvent} event */
  function under(event) {
    const box = canvas.getBoundingClientRect();
    return painter?.at(event.clientX - box.left, event.clientY - box.top) ?? null;
  }
  grid.addEventListener("pointermove", event => {
    const channel = under(event);
    if (channel !== null && (state?.hover?.panel !== index || state.hover.channel !== channel)) wish(grid, { hover: { panel: index, channel } });
  });
  grid.addEventListener("pointerleave", () => wish(grid, { hover: null }));
  grid.addEventListener("click", event => {
    const channel = under(event);
    if (channel !== null && panel) wish(grid, { pin: keyOf(panel), channel });
  });
  grid.addEventListener("keydown", event => {
    if (!painter || !panel || !state || event.altKey || event.ctrlKey || event.metaKey) return;
    const { pinned } = chosen(state, panel), last = panel.layer.output[2] - 1;
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -painter.columns, ArrowDown: painter.columns, Home: -pinned, End: last - pinned }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const to = pinned + step;
    if (to < 0 || to > last) return;
    wish(grid, { pin: keyOf(panel), channel: to });
    write(voice, said);
  });
  for (const [event, lit] of /** @type {const} */ ([["pointerenter", true], ["pointerleave", false]])) {
    node.addEventListener(event, () => wish(node, { lit: lit && panel ? rampOf(panel.layer.kind) : null }));
  }

  return {
    node,
    /** @param {State} next @param {Panel | null} shown */
    update(next, shown) {
      state = next;
      node.hidden = !shown;
      if (!shown) return;
      if (shown !== panel) introduce(shown, next);
      mark(node, "data-lit", next.lit === rampOf(shown.layer.kind) || null);
      const fresh = next.frame?.maps.find(({ layer }) => layer === shown.index) ?? null;
      if (fresh && next.frame?.model === next.network?.id && fresh !== map) {
        bytes = rangeOf(fresh, bytes);
        if (!map) lively = liveliest(bytes);
        map = fresh;
      }
      draw(next, shown);
    },
  };
}
