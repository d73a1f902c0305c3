// One step of a stage, opened: what goes in, the weights, what comes out, and all maps of it.

import { cellOver, padding, padOf, windowOf } from "../../domain/geometry.js";
import { exact, percent, real, shape, short } from "../../domain/number.js";
import { ramp, rampOf } from "../shared/colour.js";
import { dispatch, el, mark, write } from "../shared/dom.js";
import { signedRamp } from "../shared/signed-colour.js";
import { CHANNEL, keyOf, mixes, OUTPUT, sourceOf } from "../shared/focus.js";
import { createGallery } from "./gallery.js";
import { createMap, createTile } from "./map.js";
import { createRow } from "./row.js";
import { createTaps } from "./taps.js";

/**
 * @import { Panel } from "../../domain/stages.js"
 * @import { FeatureMap, Frame, Layer, State, Reply } from "../../domain/state.js"
 * @import { Range } from "../shared/paint.js"
 * @import { createCell } from "./cell.js"
 * @import { createClips } from "./clips.js"
 * @import { Focus } from "../shared/focus.js"
 */

/**
 * @typedef {object} Known   of a layer of the frame
 * @property {FeatureMap} map
 * @property {Range} range
 * @property {Range} span   of its colours
 * @property {boolean} negative   whether it has values below zero, and their colours
 */

/**
 * @typedef {object} Shown   what the panels show of one frame
 * @property {State} state
 * @property {Frame} frame
 * @property {Focus} focus
 * @property {(layer: number | null | undefined) => Known | null} known
 * @property {(name: string, layer: number) => Reply | null} told   what was asked of that layer
 * @property {typeof import("./more.js") | null} more
 * @property {number | null} filled   cells that are there while the kernel slides
 */

/**
 * The real value of a map's cell.
 * @param {Known["map"]} map
 * @param {number} y
 * @param {number} x
 * @param {number} c
 */
const valueAt = ({ data, shape: [, w, channels], scale, zeroPoint }, y, x, c) =>
  scale * (data[(y * w + x) * channels + c] - zeroPoint);

/**
 * The ends of the colours.
 * @param {Known} known
 * @param {number} c
 * @param {"layer" | "channel"} scale
 */
const ends = ({ span }, c, scale) =>
  scale === "layer" ? [span.min, span.max] : [span.low[c], span.high[c]];

/**
 * @param {Known} known
 * @param {Layer} layer
 */
const coloursOf = ({ negative }, layer) =>
  negative
    ? /** @type {const} */ ({ name: "signed", palette: signedRamp() })
    : { name: rampOf(layer.kind), palette: ramp(rampOf(layer.kind)) };

/** @param {{ over: (at: [number, number] | null) => void }} tells */
export function createPanel(tells) {
  const title = el("h3");
  const price = el("p", { class: "paid number" });
  const text = el("p", { class: "text" });
  const zeros = el("p", { class: "zeros" });
  const chain = el("div", { class: "chain" });
  const cellSlot = el("div", { class: "slot", hidden: true });
  const clipsSlot = el("div", { class: "slot", hidden: true });
  const which = ["its maps", "input maps"].map((name, i) => {
    const button = el(
      "button",
      { type: "button", class: "tab-of-maps", "aria-pressed": i === 0 ? "true" : "false" },
      name,
    );
    button.addEventListener("click", () => {
      inputs = i === 1;
      if (shown && panel) show(shown, panel);
    });
    return button;
  });
  const all = el("p", { class: "all" });
  const pick = el("span", { class: "pick" }, ...which);
  const head = el("div", { class: "grid-head" }, all, pick);
  /** @type {Panel | null} */
  let panel = null;
  /** @type {Shown | null} */
  let shown = null;
  let inputs = false; // whether the grid shows what goes in
  /** @type {ReturnType<typeof createCell> | null} */
  let cell = null;
  /** @type {ReturnType<typeof createClips> | null} */
  let clips = null;
  /** @type {Float32Array | null} */
  let weights = null;

  const input = createMap({
    hover: (at) => tells.over(at && panel && cellOver(panel.layer, at)),
    pin: (at) => panel && dispatch(node, { type: "set", place: cellOver(panel.layer, at) }),
    move,
  });
  const inputTile = createTile(input.node, "input");
  const taps = createTaps();
  const mean = el(
    "figure",
    { class: "tile mean" },
    el("p", { class: "name" }),
    el("p", { class: "operator" }, "mean"),
  );
  const row = createRow({
    hover: (channel) =>
      dispatch(node, { type: "set", hover: channel === null ? null : { panel: CHANNEL, channel } }),
    pin: (channel) => dispatch(node, { type: "pin", pin: "channel", channel }),
    sort: () => shown && dispatch(node, { type: "set", sorted: !shown.state.sorted }),
  });
  const output = createMap({
    hover: tells.over,
    pin: (place) => dispatch(node, { type: "set", place }),
    move,
  });
  const number = el("p", { class: "alone number" });
  const outputTile = createTile(el("div", { class: "made" }, output.node, number), "output");
  const gallery = createGallery({
    hover: (channel) =>
      dispatch(node, {
        type: "set",
        hover: channel === null ? null : { panel: hoverOf(), channel },
      }),
    pin: (channel) =>
      panel &&
      dispatch(node, { type: "pin", pin: inputs ? "channel" : keyOf(panel.layer), channel }),
    enter() {
      if (!shown) return;
      dispatch(node, { type: "set", place: shown.focus.at });
      output.node.focus();
    },
  });
  const node = el(
    "section",
    { class: "panel" },
    el("header", {}, title, price),
    el("div", { class: "about" }, text, zeros),
    chain,
    cellSlot,
    clipsSlot,
    head,
    gallery.node,
  );

  const hoverOf = () => (panel && !inputs && mixes(panel.layer) ? OUTPUT : CHANNEL);

  /**
   * @param {number} rows
   * @param {number} columns
   */
  function move(rows, columns) {
    if (!shown) return;
    const { state, focus } = shown;
    const [y, x] = state.place ?? focus.at;
    const within = (/** @type {number} */ at, /** @type {number} */ count) =>
      Math.min(count - 1, Math.max(0, at));
    dispatch(node, {
      type: "set",
      place: [within(y + rows, focus.size[0]), within(x + columns, focus.size[1])],
      over: null,
    });
  }

  /**
   * @param {Panel} next
   * @param {Shown} of
   */
  function introduce(next, { state, focus }) {
    panel = next;
    weights = null;
    inputs = false;
    const { layer } = next;
    mark(node, "data-kind", rampOf(layer.kind));
    write(title, next.title);
    write(text, next.text);
    write(zeros, layer.stride && layer.stride[0] > 1 ? padding(layer) : "");
    const share = percent(layer.macs / (state.network?.macs ?? layer.macs));
    const params = layer.params ? short(layer.params) : "no";
    write(price, `${short(layer.macs)} MACs, ${share} · ${params} params`);
    price.title =
      `Computed: ${exact(layer.macs)} MACs, ${share} of all, ${exact(layer.params)} weights ` +
      "and biases";
    const tapped = layer.kind === "depthwise" || (layer.kind === "conv" && layer.input[2] === 3);
    const alone = next === focus.scene.panels[0];
    const arrow = () => el("span", { class: "arrow", "aria-hidden": "true" });
    const parts = [
      ...(alone && (focus.picture || focus.input !== null) && layer.kind !== "classifier"
        ? [inputTile.node]
        : []),
      ...(tapped ? [taps.node] : layer.kind === "pool" ? [mean] : mixes(layer) ? [row.node] : []),
      outputTile.node,
    ];
    chain.replaceChildren(...parts.flatMap((part, i) => (i ? [arrow(), part] : [part])));
    mark(chain, "data-parts", parts.length);
    mark(chain, "data-colours", tapped && focus.picture);
    mark(node, "data-flat", layer.output[0] * layer.output[1] === 1);
    write(
      /** @type {Element} */ (mean.firstElementChild),
      `of ${layer.input[0] * layer.input[1]} places`,
    );
    pick.hidden = !alone || focus.input === null;
    cell = clips = null;
    cellSlot.replaceChildren();
    clipsSlot.replaceChildren();
  }

  /**
   * What goes into the first step.
   * @param {Shown} of
   * @param {Panel} next
   */
  function showInput({ state, focus, frame, known }, { layer }) {
    const pad = padOf(layer);
    const area = windowOf(layer, focus.at);
    if (focus.picture) {
      input.picture(frame.square, `${frame.number}`, pad);
      inputTile.name(
        "What the model sees",
        `What the model sees: ${shape(layer.input)} numbers, red, green and blue.`,
      );
      inputTile.key(null);
      inputTile.value("red, green, blue");
      input.name("The picture. Arrow keys move the cell in focus, Enter opens its arithmetic.");
    } else {
      const before = known(focus.input);
      const c = sourceOf(focus);
      if (!before || c === null || focus.input === null || !state.network) return;
      const from = state.network.layers[focus.input];
      const { name, palette } = coloursOf(before, from);
      const [low, high] = ends(before, c, state.scale);
      input.paint(
        before.map,
        c,
        low,
        high,
        palette,
        `${frame.number} ${c} ${state.scale} ${focus.input}`,
        pad,
      );
      const real = realOf(before);
      inputTile.name(
        `Input map ${c + 1}`,
        `Input map ${c + 1} of ${layer.input[2]} of ${focus.scene.title}, ${from.output[0]} × ` +
          `${from.output[1]}; ${scopeOf(state.scale, c)}, ${real(low)} to ${real(high)}.`,
      );
      inputTile.key(name, real(low), real(high), `Colours: ${scopeOf(state.scale, c)}`);
      inputTile.value(`${real(before.range.low[c])} … ${real(before.range.high[c])}`);
      input.name(
        `Input map ${c + 1}. Arrow keys move the cell in focus, Enter opens its arithmetic.`,
      );
    }
    input.focus(area, null, !!state.place);
  }

  /**
   * @param {Shown} of
   * @param {Panel} next
   */
  function showTaps({ state, focus, frame, known }, { layer }) {
    if (!layer.kernel || !focus.channel) return;
    const area = windowOf(layer, focus.at);
    const [h, w] = layer.input;
    const place = (/** @type {number} */ tap) => {
      const y = area.y + Math.floor(tap / area.w);
      const x = area.x + (tap % area.w);
      return y >= 0 && y < h && x >= 0 && x < w ? [y, x] : null;
    };
    const before = known(focus.input);
    const c = sourceOf(focus) ?? 0;
    const [low, high] = before ? ends(before, c, state.scale) : [0, 0];
    const colours =
      before && state.network && focus.input !== null
        ? coloursOf(before, state.network.layers[focus.input]).palette
        : null;
    const { data, size } = frame.square;
    taps.show({
      kernel: layer.kernel,
      groups: focus.picture ? 3 : 1,
      name: `× kernel ${focus.channel.now + 1}`,
      weights,
      input(tap, group) {
        const at = place(tap);
        if (!at) return null;
        if (focus.picture) {
          const byte = data[(at[0] * size + at[1]) * 4 + group];
          const only = [0, 1, 2].map((i) => (i === group ? byte : 0));
          return {
            text: String(byte),
            colour: `rgb(${only.join(" ")})`,
            dark: group !== 1 || byte < 150,
          };
        }
        if (!before || !colours) return { text: "", colour: "transparent", dark: false };
        const value = valueAt(before.map, at[0], at[1], c);
        const level =
          high > low
            ? ((before.map.data[(at[0] * w + at[1]) * layer.input[2] + c] - low) * 255) /
              (high - low)
            : 0;
        const pixel = colours[level | 0];
        const colour = `rgb(${pixel & 255} ${(pixel >> 8) & 255} ${(pixel >> 16) & 255})`;
        return {
          text: real(value),
          colour,
          dark: before.negative ? Math.abs(level - 127) > 70 : level < 140,
        };
      },
    });
  }

  /**
   * @param {Shown} of
   * @param {Panel} next
   */
  function showOutput({ state, focus, frame, known, filled }, next) {
    const { layer, index } = next;
    const now = known(index);
    const of = mixes(layer) ? focus.output : focus.channel;
    if (!now || !of) return;
    const c = of.now;
    const [y, x] = focus.at;
    const real = realOf(now);
    const flat = layer.output[0] * layer.output[1] === 1;
    const { name, palette } = coloursOf(now, layer);
    // A map of one place has no range of its own to be scaled to.
    const scale = flat ? "layer" : state.scale;
    const [low, high] = ends(now, c, scale);
    const called = layer.kind === "classifier" ? (state.network?.labels?.[c] ?? null) : null;
    const label = called
      ? `${called} · class ${c + 1} of ${of.count}`
      : `Channel ${c + 1} of ${of.count}`;
    const values = flat ? "" : `${real(now.range.low[c])} … ${real(now.range.high[c])}`;
    const caption =
      `${next.title}, ${label.toLowerCase()}, of ${focus.scene.title}, ${layer.output[0]} × ` +
      `${layer.output[1]}; colours: ${scopeOf(scale, c)}, ${real(low)} to ${real(high)}.`;
    outputTile.name(label, caption);
    outputTile.value(
      flat ? "" : now.range.low[c] === now.range.high[c] ? `${real(low)} everywhere` : values,
    );
    outputTile.key(flat ? null : name, real(low), real(high), `Colours: ${scopeOf(scale, c)}`);
    output.node.hidden = flat;
    number.hidden = !flat;
    if (flat) write(number, real(now.map.data[c]));
    else {
      output.paint(now.map, c, low, high, palette, `${frame.number} ${c} ${scale} ${index}`);
      output.focus({ y, x, h: 1, w: 1 }, filled, !!state.place);
      output.name(
        `${next.title}, ${label}: ${layer.output[0]} by ${layer.output[1]} cells. Arrow keys ` +
          "move, Enter opens the arithmetic of a cell, Escape closes it.",
      );
    }
  }

  /**
   * @param {Shown} of
   * @param {Panel} next
   */
  function showGallery({ state, focus, frame, known }, { layer, index, title }) {
    const from = inputs ? focus.input : index;
    const maps = known(from);
    const of = inputs || !mixes(layer) ? focus.channel : focus.output;
    if (!maps || !of || from === null || !state.network) return;
    const { output: made } = state.network.layers[from];
    const { palette } = coloursOf(maps, state.network.layers[from]);
    const flat = made[0] * made[1] === 1;
    const [now, pinned] = inputs
      ? [sourceOf(focus) ?? 0, sourceOf(focus) ?? 0]
      : [of.now, of.pinned];
    const scale = flat ? "layer" : state.scale;
    const what = inputs ? "Input maps" : title;
    gallery.show(
      { map: maps.map, range: maps.span, palette, scale, frame: frame.number, now, pinned },
      `${what}: ${made[2]} channels. Arrow keys move from one to the next, Enter goes into ` +
        "its map.",
      `${what} of ${focus.scene.title}: all ${made[2]} channels, ${made[0]} × ${made[1]} ` +
        "each; colours: " +
        `${scale === "layer" ? "one scale for the whole layer" : "each channel by itself"}.`,
    );
    write(
      all,
      flat ? `All ${exact(made[2])}` : `All ${exact(made[2])}, ${shape(made.slice(0, 2))} each`,
    );
    which.forEach((button, i) =>
      mark(button, "aria-pressed", (i === 1) === inputs ? "true" : "false"),
    );
  }

  /**
   * @param {Shown} of
   * @param {Panel} next
   */
  function show(of, next) {
    shown = of;
    if (next !== panel) introduce(next, of);
    const { state, focus, more } = of;
    const { layer, index } = next;
    mark(node, "data-lit", state.lit === rampOf(layer.kind) || null);
    const role = mixes(layer) ? "mix" : "look";
    weights = of.told(`${role}Weights`, index)?.answer?.data ?? weights;
    if (inputTile.node.parentNode) showInput(of, next);
    if (taps.node.parentNode) showTaps(of, next);
    const made = focus.output;
    if (row.node.parentNode && weights && focus.channel && made)
      row.show({
        weights,
        output: made.now,
        outputs: made.count,
        channel: focus.channel.now,
        sorted: state.sorted,
        called: `Weights of ${layer.kind === "classifier" ? "class" : "output"} ${made.now + 1}`,
        caption:
          `${next.title} weights of output ${made.now + 1} of ${focus.scene.title} over its ` +
          `${weights.length} inputs, ` +
          `${state.sorted ? "the largest first" : "in the order of the channels"}; green ` +
          "above zero, violet below.",
      });
    showOutput(of, next);
    showGallery(of, next);

    const opened = !!state.place && layer.kind !== "pool" && !!more;
    cellSlot.hidden = !opened;
    if (opened && more) {
      if (!cell) cellSlot.replaceChildren((cell = more.createCell(layer)).node);
      const told = of.told(`${role}Cell`, index);
      if (told)
        cell.show(told, {
          called: (c) => dispatch(node, { type: "pin", pin: "channel", channel: c }),
        });
    }
    const counted = state.unfolded.includes("clips") && layer.kind !== "pool" && !!more;
    clipsSlot.hidden = !counted;
    if (counted && more) {
      if (!clips) clipsSlot.replaceChildren((clips = more.createClips()).node);
      const told = of.told(`${role}Clipped`, index);
      const channel = mixes(layer) ? focus.output : focus.channel;
      if (told && channel)
        clips.show(told, { layer, channel: channel.now, map: of.known(index)?.map ?? null });
    }
  }
  for (const [event, lit] of /** @type {const} */ ([
    ["pointerenter", true],
    ["pointerleave", false],
  ]))
    node.addEventListener(event, () =>
      dispatch(node, { type: "set", lit: lit && panel ? rampOf(panel.layer.kind) : null }),
    );

  return {
    node,
    /**
     * @param {Shown | null} of
     * @param {Panel | null} next
     */
    update(of, next) {
      node.hidden = !next;
      if (of && next) show(of, next);
    },
    /** The channel in focus in a sentence. */
    sentence: () =>
      outputTile.node.querySelector(".name")?.textContent +
      ", " +
      outputTile.node.querySelector(".range")?.textContent,
  };
}

/**
 * @param {Known} known
 * @returns {(element: number) => string}
 */
const realOf =
  ({ map }) =>
  (element) =>
    real(map.scale * (element - map.zeroPoint));

/**
 * @param {"layer" | "channel"} scale
 * @param {number} c
 */
const scopeOf = (scale, c) =>
  scale === "layer" ? "this layer, this frame" : `channel ${c + 1} alone, this frame`;
