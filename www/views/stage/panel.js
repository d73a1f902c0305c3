// All maps of one layer as a grid; the channel under the pointer or the cursor goes to the loupe.

import { ramp, rampOf } from "../colour.js";
import { el, mark, wish, write } from "../dom.js";
import { createLoupe } from "./loupe.js";
import { exact, percent, shape, short } from "../number.js";
import { createPainter, rangeOf } from "../paint.js";

/** @typedef {import("../../state.js").State} State */
/** @typedef {import("../../state.js").FeatureMap} FeatureMap */
/** @typedef {import("../words.js").Panel} Panel */

const TALL = 1.02; // height of the box of a grid, in widths

/** Which part of the state holds a panel's pinned channel. @param {Panel} panel */
export const keyOf = (panel) => (panel.layer.kind === "pointwise" ? "output" : "channel");

/** The channel to begin with: the one that tells most places apart. @param {import("../paint.js").Range} range */
function liveliest({ low, high }) {
  let best = 0;
  for (let c = 1; c < low.length; c++) if (high[c] - low[c] > high[best] - low[best]) best = c;
  return best;
}

/** @param {number} index */
export function createPanel(index) {
  const title = el("h3");
  const size = el("span", { class: "size number" });
  const price = el("p", { class: "paid number" });
  const text = el("p", { class: "text" });
  const canvas = el("canvas", { "aria-hidden": "true" });
  const cursor = el("span", { class: "cursor", "aria-hidden": "true" });
  const role = { role: "application", tabindex: 0, "aria-roledescription": "grid of maps" };
  const grid = el("div", { class: "grid", ...role }, canvas, cursor);
  const loupe = createLoupe();
  const voice = el("p", { class: "sr-only", "aria-live": "polite" });
  const header = el("header", {}, title, size);
  const node = el("section", { class: "panel" }, header, price, text, grid, loupe.node, voice);

  /** @type {Panel | null} */
  let panel = null;
  /** @type {ReturnType<typeof createPainter> | null} */
  let painter = null;
  /** @type {State | null} */
  let state = null;
  /** @type {import("../paint.js").Range | null} */
  let bytes = null;
  /** @type {FeatureMap | null} */
  let map = null;
  let width = 0;
  let painted = "";
  let said = "";
  let lively = 0;

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
    const { layer } = next;
    const colour = rampOf(layer.kind);
    mark(node, "data-kind", colour);
    write(title, next.title);
    write(size, shape(layer.output));
    write(text, next.text);
    const share = percent(layer.macs / (of.network?.macs ?? layer.macs));
    const params = layer.params ? short(layer.params) : "no";
    write(price, `${short(layer.macs)} MACs, ${share} of all · ${params} parameters`);
    price.title = `Computed: ${exact(layer.macs)} MACs, ${exact(layer.params)} parameters with biases`;
    grid.setAttribute(
      "aria-label",
      `${next.title}: ${layer.output[2]} channels. Arrow keys move from one to the next.`,
    );
    loupe.dress(colour);
  }

  /** @param {State} of @param {Panel} shown */
  function draw(of, shown) {
    if (!map || !bytes || !width) return;
    if (!painter) {
      const many = shown.layer.output[2] > 200;
      painter = createPainter(canvas, shown.layer.output, {
        width,
        height: width * TALL,
        gap: many ? 1 : 2,
        dpr: devicePixelRatio || 1,
      });
      grid.style.minHeight = `${width * 0.5}px`;
    }
    const colour = rampOf(shown.layer.kind);
    // A map of one place has no range of its own to be scaled to.
    const scale = map.shape[0] * map.shape[1] === 1 ? "layer" : of.scale;
    const stamp = `${of.frame?.number} ${scale}`;
    if (painted !== stamp) {
      painted = stamp;
      painter.paint(map.data, bytes, scale, ramp(colour));
    }
    const { now } = chosen(of, shown);
    point(now);
    const called = shown.layer.kind === "classifier" ? (of.network?.labels?.[now] ?? null) : null;
    said = loupe.show(map, now, bytes, { colour, scale, called });
  }

  /** @param {number} c */
  function point(c) {
    const place = painter?.place(c);
    if (!place) return;
    cursor.style.transform = `translate(${place.left}px, ${place.top}px)`;
    cursor.style.width = `${place.width}px`;
    cursor.style.height = `${place.height}px`;
  }

  /** @param {PointerEvent | MouseEvent} event */
  function under(event) {
    const box = canvas.getBoundingClientRect();
    return painter?.at(event.clientX - box.left, event.clientY - box.top) ?? null;
  }
  grid.addEventListener("pointermove", (event) => {
    const channel = under(event);
    const known = state?.hover?.panel === index && state.hover.channel === channel;
    if (channel !== null && !known) wish(grid, { hover: { panel: index, channel } });
  });
  grid.addEventListener("pointerleave", () => wish(grid, { hover: null }));
  grid.addEventListener("click", (event) => {
    const channel = under(event);
    if (channel !== null && panel) wish(grid, { pin: keyOf(panel), channel });
  });
  grid.addEventListener("keydown", (event) => {
    if (!painter || !panel || !state || event.altKey || event.ctrlKey || event.metaKey) return;
    const { pinned } = chosen(state, panel);
    const last = panel.layer.output[2] - 1;
    const step = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -painter.columns,
      ArrowDown: painter.columns,
      Home: -pinned,
      End: last - pinned,
    }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const to = pinned + step;
    if (to < 0 || to > last) return;
    wish(grid, { pin: keyOf(panel), channel: to });
    write(voice, said);
  });
  for (const [event, lit] of /** @type {const} */ ([
    ["pointerenter", true],
    ["pointerleave", false],
  ])) {
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
