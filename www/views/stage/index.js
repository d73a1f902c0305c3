// The stage in focus, a real block, live: what goes in, its kernels and rows, what comes out, and
// one cell of it to the last bit.

import { percent } from "../../domain/number.js";
import { soon } from "../../separable/timeouts.js";
import { dispatch, el, mark, sheet, write } from "../shared/dom.js";
import { focusOf, meet, wantsOf } from "../shared/focus.js";
import { rangeOf } from "../shared/paint.js";
import { createPanel } from "./panel.js";
import { createPlayer } from "./player.js";

/**
 * @import { State } from "../../domain/state.js"
 * @import { Range } from "../shared/paint.js"
 * @import { Known, Shown } from "./panel.js"
 * @import { createSees } from "./sees.js"
 */

export const wants = wantsOf;

const FAILED = "This part could not be loaded; check the connection, then open it again.";

/**
 * The same reach below and above zero.
 * @param {Range} range
 * @param {number} zero
 * @returns {Range}
 */
function centred({ low, high, min, max }, zero) {
  const reach = (/** @type {number} */ a, /** @type {number} */ b) => Math.max(zero - a, b - zero);
  const each = low.map((least, c) => reach(least, high[c]));
  const whole = reach(min, max);
  return {
    low: each.map((r) => zero - r),
    high: each.map((r) => zero + r),
    min: zero - whole,
    max: zero + whole,
  };
}

/** @param {HTMLElement} root */
export function create(root) {
  const kicker = el("p", { class: "label" });
  const title = el("h2");
  const lead = el("p", { class: "lead" });
  const ratio = el("span", { class: "ratio" });
  const scales = /** @type {const} */ (["layer", "channel"]).map((scale) => {
    const input = el("input", { type: "radio", name: "scale", value: scale });
    input.addEventListener("change", () => dispatch(root, { type: "set", scale }));
    return input;
  });
  const scale = el(
    "fieldset",
    { class: "scale" },
    el("legend", { class: "label" }, "Colour scale of"),
    el("label", {}, scales[0], el("span", {}, "the whole layer")),
    el("label", {}, scales[1], el("span", {}, "each channel")),
  );
  const player = createPlayer(root);
  const toggles = /** @type {const} */ ([
    ["sum", "Arithmetic", "The cell in focus, to the last bit"],
    ["sees", "What it sees", "Which pixels of the picture this cell depends on"],
    ["clips", "Clipped", "How much of each map the activation cuts off"],
  ]).map(([name, text, about]) => {
    const button = el(
      "button",
      { class: "button toggle", type: "button", "data-part": name, title: about },
      text,
    );
    button.addEventListener("click", () => toggle(name));
    return button;
  });
  const note = el("p", { class: "failed", role: "status" });
  const voice = el("p", { class: "sr-only", "aria-live": "polite", id: "cell-voice" });
  const seesSlot = el("div", { class: "slot", hidden: true });
  const panels = [createPanel({ over }), createPanel({ over })];
  root.replaceChildren(
    el("header", { class: "opening" }, el("div", { class: "words" }, title, kicker), scale, lead),
    el("div", { class: "bar-of-tools" }, player.node, el("div", { class: "toggles" }, ...toggles)),
    note,
    seesSlot,
    el("div", { class: "panels" }, ...panels.map((panel) => panel.node)),
    voice,
  );

  /** @type {State | null} */
  let state = null;
  let shown = "";
  /** What is known of each layer of the frame on show. @type {Map<number, Known>} */
  const layers = new Map();
  /**
   * The parts that are loaded when they are first opened.
   * @type {typeof import("./more.js") | null}
   */
  let more = null;
  let loading = false;
  /** @type {ReturnType<typeof createSees> | null} */
  let sees = null;
  let said = "";
  /** @type {State["place"]} */
  let pinned = null;

  function load() {
    if (more || loading) return;
    loading = true;
    soon(Promise.all([import("./more.js"), sheet("cell")])).then(
      ([module]) => {
        more = module;
        write(note, "");
        if (state?.view === "stage") update(state);
      },
      () => {
        loading = false;
        write(note, FAILED);
      },
    );
  }

  /**
   * The pointer is over a cell, or has left.
   * @param {[number, number] | null} at
   */
  function over(at) {
    if (player.hold(!!at) || !at)
      return dispatch(root, { type: "set", over: at ?? (player.playing ? player.place() : null) });
    player.rest();
    dispatch(root, { type: "set", over: at });
  }

  /** @param {"sum" | "sees" | "clips"} name */
  function toggle(name) {
    if (!state) return;
    const focus = focusOf(state, state.stage);
    if (name === "sum")
      return dispatch(root, {
        type: "set",
        place: state.place ? null : (focus?.at ?? null),
        over: null,
      });
    const open = state.unfolded;
    dispatch(root, {
      type: "set",
      unfolded: open.includes(name) ? open.filter((part) => part !== name) : [...open, name],
    });
  }
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !state) return;
    player.rest();
    update(state);
  });

  /** @param {State} next */
  function update(next) {
    const { network, frame, place } = next;
    state = next;
    if (place || next.unfolded.length) load();
    if (!network) return;
    // The stage of the frame that is drawn, so that words and maps change together.
    const stage = frame?.model === network.id && frame.view === "stage" ? frame.stage : next.stage;
    const wanted = `${network.id} ${stage}`;
    const first = focusOf(next, stage);
    const {
      title: name,
      lead: about,
      twin,
      panels: steps,
    } = first?.scene ?? { title: "", lead: "", twin: null, panels: [] };
    if (shown !== wanted) {
      shown = wanted;
      layers.clear();
      player.rest();
      write(kicker, `Stage ${stage + 1} of ${network.stages.length}`);
      write(title, name);
      lead.replaceChildren(about, ratio);
      write(
        ratio,
        twin
          ? ` ${percent(twin.ratio)} of the multiply-accumulates of the standard convolution ` +
              `that it replaces: 1/${twin.outputs} + 1/${twin.kernel}².`
          : "",
      );
      mark(root, "data-panels", steps.length);
    }
    for (const input of scales) input.checked = input.value === next.scale;
    if (frame?.model === network.id && frame.view === "stage" && frame.stage === stage)
      for (const map of frame.maps) {
        const old = layers.get(map.layer);
        if (old?.map === map) continue;
        const range = rangeOf(map, old?.range ?? null);
        meet(network, map.layer, range);
        // What has been negative once has its own colours, with zero in the middle.
        const negative = !!old?.negative || range.min < map.zeroPoint;
        const span = negative ? centred(range, map.zeroPoint) : range;
        layers.set(map.layer, { map, range, span, negative });
      }
    const focus = focusOf(next, stage);
    if (!focus || !frame) return;
    if (place !== pinned && player.taken) player.rest(); // a click while it plays
    pinned = place;
    player.show(focus.size, focus.at);
    const pool = focus.look?.layer.kind === "pool";
    toggles.forEach((button) => {
      const part = button.dataset.part ?? "";
      button.hidden = pool && part !== "sees";
      mark(
        button,
        "aria-pressed",
        (part === "sum" ? !!place : next.unfolded.includes(part)) ? "true" : "false",
      );
    });
    /** @type {Shown} */
    const of = {
      state: next,
      frame,
      focus,
      known: (layer) => layers.get(layer ?? -1) ?? null,
      told: (question, layer) =>
        frame.replies[question]?.args[0] === layer ? frame.replies[question] : null,
      more,
      filled: player.filled,
    };
    panels.forEach((panel, i) => panel.update(of, focus.scene.panels[i] ?? null));
    const open = next.unfolded.includes("sees") && !!more;
    seesSlot.hidden = !open;
    if (open && more) {
      if (!sees)
        seesSlot.replaceChildren(
          (sees = more.createSees({
            pin: (at) => dispatch(root, { type: "set", place: at, over: null }),
          })).node,
        );
      sees.show(of, stage);
    }
    speak(of);
  }

  /**
   * What has been chosen, in a sentence, as soon as it is known.
   * @param {Shown} of
   */
  function speak({ state, focus, frame }) {
    const chosen = JSON.stringify([shown, state.place, state.channel, state.output]);
    if (chosen === said) return;
    if (!root.contains(document.activeElement) || player.playing) return;
    if (!state.place) {
      said = chosen;
      const panel = panels.find(({ node }) => node.contains(document.activeElement));
      return write(voice, panel?.sentence() ?? "");
    }
    const sentence =
      state.network && more?.sentenceOf(frame, focus, state.place, state.network.input);
    if (!sentence) return; // not answered yet
    said = chosen;
    write(voice, sentence);
  }

  return { update };
}
