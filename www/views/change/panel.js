// One layer's channels as a grid to choose from, and what can be done with the one in focus.

import { real, shape } from "../../domain/number.js";
import { stageName } from "../../domain/stages.js";
import { ramp, rampOf } from "../shared/colour.js";
import { dispatch, el, mark, write } from "../shared/dom.js";
import { createPainter, rangeOf } from "../shared/paint.js";
import { found, withChange, without } from "./edits.js";
import { createKernel } from "./kernel.js";
import { createPicture } from "./picture.js";
import { createRanking } from "./ranking.js";

/**
 * @import { Panel } from "../../domain/stages.js"
 * @import { FeatureMap, State } from "../../domain/state.js"
 * @import { Change } from "../../separable.d.ts"
 * @import { Range } from "../shared/paint.js"
 */

const TALL = 0.72; // height of the box of a grid, in widths

/** @param {Panel} panel */
const keyOf = ({ layer }) => (layer.kind === "pointwise" ? "output" : "channel");

/**
 * The channel that tells most places apart.
 * @param {Range} range
 */
function liveliest({ low, high }) {
  let best = 0;
  for (let c = 1; c < low.length; c++) if (high[c] - low[c] > high[best] - low[best]) best = c;
  return best;
}

/**
 * @param {number} index
 * @param {{ set: (changes: Change[], edit?: string) => void }} tells
 */
export function createPanel(index, { set }) {
  const title = el("h3");
  const size = el("span", { class: "size number" });
  const canvas = el("canvas", { "aria-hidden": "true" });
  const cursor = el("span", { class: "cursor", "aria-hidden": "true" });
  const marks = el("div", { class: "marks", "aria-hidden": "true" });
  const role = { role: "application", tabindex: 0, "aria-roledescription": "grid of channels" };
  const grid = el("div", { class: "grid", ...role }, canvas, marks, cursor);
  const scope = el("p", { class: "scope" });
  const name = el("p", { class: "name" });
  const mute = el("button", { class: "button", type: "button", "data-mute": "" });
  const input = createPicture("its input");
  const output = createPicture("its map");
  const kernel = createKernel({
    set: (weights, channel) => channel === focus() && edit({ ...at(), kernel: weights }),
    original: () => state && set(without(state.changes, at())),
  });
  const ranking = createRanking({
    choose: (channel) => panel && dispatch(grid, { type: "pin", pin: keyOf(panel), channel }),
    mute(channel) {
      if (!panel || !state) return;
      set(withChange(state.changes, { layer: panel.index, channel }));
      dispatch(grid, { type: "pin", pin: keyOf(panel), channel });
    },
  });
  const bench = el("div", { class: "bench" }, input.node, kernel.node, output.node);
  const voice = el("p", { class: "sr-only", "aria-live": "polite" });
  const node = el(
    "section",
    { class: "panel" },
    el("header", {}, title, size),
    el("div", {}, grid, scope),
    el("div", { class: "chosen" }, name, mute),
    bench,
    ranking.node,
    voice,
  );

  /** @type {Panel | null} */
  let panel = null;
  /** @type {State | null} */
  let state = null;
  /** @type {ReturnType<typeof createPainter> | null} */
  let painter = null;
  /** @type {Range | null} */
  let range = null;
  /** @type {FeatureMap | null} */
  let map = null;
  /** @type {Range | null} */
  let inputRange = null;
  let width = 0;
  let painted = "";
  let marked = "";
  let spoken = "";

  new ResizeObserver(([{ contentRect }]) => {
    if (Math.abs(contentRect.width - width) < 1) return;
    width = contentRect.width;
    painter = null;
    painted = "";
    if (state && panel) draw(state, panel);
  }).observe(grid);

  /** The channel in focus. */
  function focus() {
    if (!state || !panel) return 0;
    const channel = state.hover?.panel === index ? state.hover.channel : (state[keyOf(panel)] ?? 0);
    return Math.min(channel, panel.layer.output[2] - 1);
  }
  const at = () => ({ layer: panel?.index ?? 0, channel: focus() });
  /** @param {Change} change */
  function edit(change) {
    if (state)
      set(withChange(state.changes, change), change.kernel && `${change.layer}.${change.channel}`);
  }
  mute.addEventListener("click", () => {
    if (!state) return;
    const change = found(state.changes, at());
    const muted = change && !change.kernel;
    set(muted ? without(state.changes, at()) : withChange(state.changes, at()));
  });

  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || document.activeElement === grid) return;
    event.preventDefault();
    grid.focus();
  });

  /** @param {PointerEvent | MouseEvent} event */
  function under(event) {
    const box = canvas.getBoundingClientRect();
    return painter?.at(event.clientX - box.left, event.clientY - box.top) ?? null;
  }
  grid.addEventListener("pointermove", (event) => {
    const channel = under(event);
    const known = state?.hover?.panel === index && state.hover.channel === channel;
    if (event.pointerType !== "touch" && channel !== null && !known)
      dispatch(grid, { type: "set", hover: { panel: index, channel } });
  });
  grid.addEventListener("pointerleave", () => dispatch(grid, { type: "set", hover: null }));
  grid.addEventListener("click", (event) => {
    const channel = under(event);
    if (channel !== null && panel) dispatch(grid, { type: "pin", pin: keyOf(panel), channel });
  });
  grid.addEventListener("keydown", (event) => {
    if (!painter || !panel || event.altKey || event.ctrlKey || event.metaKey) return;
    const now = focus();
    const last = panel.layer.output[2] - 1;
    const step = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -painter.columns,
      ArrowDown: painter.columns,
      Home: -now,
      End: last - now,
    }[event.key];
    if (event.key === "Enter" || event.key === " " || event.key === "Delete") {
      event.preventDefault();
      mute.click();
    }
    if (step === undefined) return;
    event.preventDefault();
    if (now + step < 0 || now + step > last) return;
    dispatch(grid, { type: "pin", pin: keyOf(panel), channel: now + step });
    write(voice, spoken);
  });

  /**
   * @param {State} of
   * @param {Panel} shown
   */
  function draw(of, shown) {
    if (!map || !range || !width) return;
    const [, , channels] = shown.layer.output;
    painter ??= createPainter(canvas, shown.layer.output, {
      ...{ width, height: width * TALL },
      ...{ gap: channels > 200 ? 1 : 2, dpr: devicePixelRatio || 1 },
    });
    const stamp = `${of.frame?.number}`;
    if (painted !== stamp) {
      painted = stamp;
      painter.paint(map.data, range, "layer", ramp(rampOf(shown.layer.kind)));
    }
    const now = focus();
    put(cursor, now);
    const changed = of.changes.filter(({ layer }) => layer === shown.index);
    const key =
      `${width} ` + changed.map(({ channel, kernel }) => `${channel}${kernel ? "k" : "m"}`);
    if (marked !== key) {
      marked = key;
      marks.replaceChildren(
        ...changed.map(({ channel, kernel }) => {
          const sign = el("span", { class: kernel ? "replaced" : "muted" });
          put(sign, channel);
          return sign;
        }),
      );
    }
    tell(of, shown, map, range, now);
  }

  /**
   * What is known of the channel in focus.
   * @param {State} of
   * @param {Panel} shown
   * @param {FeatureMap} of_
   * @param {Range} in_
   * @param {number} now
   */
  function tell(of, shown, of_, in_, now) {
    const change = found(of.changes, { layer: shown.index, channel: now });
    const kind = change ? (change.kernel ? "replaced" : "muted") : "own";
    const words = { own: "", muted: ", muted", replaced: ", with another kernel" }[kind];
    const value = (/** @type {number} */ element) => real(of_.scale * (element - of_.zeroPoint));
    write(
      scope,
      `Colours: all of this layer, this frame; dark ${value(in_.min)}, light ${value(in_.max)}.`,
    );
    write(name, `Channel ${now + 1} of ${shown.layer.output[2]}${words}`);
    spoken = `${name.textContent}: ${value(in_.low[now])} to ${value(in_.high[now])}`;
    write(mute, kind === "muted" ? "Give it back" : "Mute this channel");
    mark(mute, "aria-pressed", kind === "muted" ? "true" : "false");
    output.show(of_, now, in_, rampOf(shown.layer.kind));
    const told = of.frame?.replies;
    const before = of.frame?.maps.find(({ layer }) => layer === shown.index - 1) ?? null;
    const weights = told?.weights;
    const own = told?.own;
    const known =
      weights?.answer && own?.answer && weights.args[0] === shown.index && weights.args[1] === now;
    bench.hidden = false;
    kernel.node.hidden = input.node.hidden = shown.layer.kind !== "depthwise";
    if (shown.layer.kind !== "depthwise") return;
    if (before) {
      inputRange = rangeOf(before, inputRange);
      input.show(before, now, inputRange, "other");
    }
    input.node.hidden = !before;
    if (!known || !shown.layer.kernel) return;
    kernel.show({
      size: shown.layer.kernel,
      weights: Array.from(weights.answer.data),
      wanted: Array.from(change?.kernel ?? weights.answer.data),
      own: Array.from(own.answer.data),
      channel: now,
      state: kind,
    });
  }

  /**
   * @param {HTMLElement} over
   * @param {number} c
   */
  function put(over, c) {
    const place = painter?.place(c);
    if (!place) return;
    over.style.transform = `translate(${place.left}px, ${place.top}px)`;
    over.style.width = `${place.width}px`;
    over.style.height = `${place.height}px`;
  }

  return {
    node,
    /**
     * @param {State} next
     * @param {Panel | null} shown
     */
    update(next, shown) {
      state = next;
      node.hidden = !shown;
      if (!shown) return;
      if (shown !== panel) {
        panel = shown;
        painter = map = null;
        marked = "";
        mark(node, "data-kind", rampOf(shown.layer.kind));
        write(title, shown.title);
        write(size, shape(shown.layer.output));
        const { name = "", stages } = next.network ?? { stages: [] };
        const stage = stages.find(({ layers }) => layers.includes(shown.index));
        const where = stage ? `${stageName(stage)} of ${name}` : name;
        mark(
          grid,
          "data-picture",
          `${where}, ${shown.title.toLowerCase()}: all ${shown.layer.output[2]} channels with ` +
            "the changes on show, on one scale of colours; what is muted is struck out.",
        );
        mark(
          grid,
          "aria-label",
          `${shown.title}: ${shown.layer.output[2]} channels. Arrow keys move, Enter mutes.`,
        );
      }
      const fresh =
        next.frame?.model === next.network?.id
          ? next.frame?.maps.find(({ layer }) => layer === shown.index)
          : null;
      if (fresh && fresh !== map) {
        range = rangeOf(fresh, range);
        map = fresh;
        if (next[keyOf(shown)] === null)
          return dispatch(node, { type: "pin", pin: keyOf(shown), channel: liveliest(range) });
      }
      draw(next, shown);
      ranking.update(next, shown.index);
    },
  };
}
