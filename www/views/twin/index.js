// The twin: a separable block beside the standard convolution of its shape, counted, derived, and
// both run here.

import { benchmarkOf, blocksOf, formOf, keyOf, legal, priceOf } from "../../domain/block-cost.js";
import { figures, thin } from "../../domain/number.js";
import { stageName } from "../../domain/stages.js";
import { dispatch, el, mark, sheet, write } from "../shared/dom.js";
import { drawAreas } from "./areas.js";
import { createBlocks } from "./blocks.js";
import { derive } from "./derive.js";
import { createSliders } from "./sliders.js";
import { createVersus, share, speed } from "./versus.js";

/**
 * @import { Form } from "../../domain/block-cost.js"
 * @import { Description, State, Wants } from "../../domain/state.js"
 * @import { Timed } from "../../separable.d.ts"
 */

/**
 * A shape to start from where the stage has none: that of a block in the middle of V1 1.0, 224.
 * @type {Form}
 */
const USUAL = [14, 14, 512, 512, 3, 1];

/**
 * @param {string} title
 * @param {string} caption
 * @param {...Node} children
 */
const section = (title, caption, ...children) =>
  el("section", caption ? { "data-picture": caption } : {}, el("h3", {}, title), ...children);

/**
 * The shape on show: the visitor's own, or that of the stage.
 * @param {Description} network
 * @param {number} stage
 * @param {State["shape"]} shape
 */
const formShown = (network, stage, shape) =>
  shape && legal(shape) ? shape : formOf(network, stage);

/**
 * @param {State} state
 * @returns {Wants}
 */
export function wants({ network, stage, shape }) {
  const form = network && formShown(network, stage, shape);
  return form ? { benchmarks: [benchmarkOf(form)] } : {};
}

/** @param {HTMLElement} root */
export function create(root) {
  const body = el("div", { class: "twins", hidden: true });
  root.replaceChildren(body);

  const kicker = el("p", { class: "label" });
  const title = el("h2");
  const lead = el("p", { class: "lead" });
  const other = el("button", { class: "button", type: "button" }, "Set a shape of your own");
  const back = el("button", { class: "button", type: "button" });
  const nearest = el("button", { class: "button", type: "button" });
  const sliders = createSliders((shape) => dispatch(root, { type: "set", shape }));
  const settings = el(
    "div",
    { class: "settings", role: "group", "aria-label": "A shape of your own" },
    ...sliders.nodes,
  );
  other.addEventListener("click", () => {
    if (!state) return;
    dispatch(root, { type: "set", shape: form ?? suggestion(state) ?? USUAL });
    settings.querySelector("input")?.focus();
  });
  back.addEventListener("click", () => {
    dispatch(root, { type: "set", shape: null });
    other.focus();
  });

  const ratio = el("b", { class: "number", "data-metric": "ratio" });
  const fewer = el("span");
  const timeRatio = el("b", { class: "number", "data-metric": "time-ratio" }, "…");
  const faster = el("span");
  const verdict = el(
    "div",
    { class: "verdict" },
    el("p", {}, ratio, el("span", { class: "what" }, "of the multiply-accumulates"), fewer),
    el("p", {}, timeRatio, el("span", { class: "what" }, "of the time on this machine"), faster),
  );
  const versus = createVersus();
  const why = el("p", { class: "note" });
  const label = el("p", { class: "label" });
  const again = el("button", { class: "button", type: "button" }, "Measure again");
  again.addEventListener(
    "click",
    () =>
      form &&
      !again.ariaDisabled &&
      dispatch(root, { type: "benchmark", specs: [benchmarkOf(form)], again: true }),
  );
  const beside = section(
    "Side by side",
    "",
    versus.node,
    why,
    el("div", { class: "do" }, again, label),
  );
  const areas = el("div", { class: "areas" });
  const fractions = section(
    "The saving as areas",
    "",
    el(
      "p",
      { class: "label" },
      "Multiplications for one input channel at one place: a row for each output, a column " +
        "for each weight of a kernel. Separating keeps one row and one column of them.",
    ),
    areas,
  );
  const derivation = el("div", { class: "steps" });
  const derived = section("Why: step by step", "", derivation);
  const blocks = createBlocks(() => {
    const all = new Map(blocks.forms().map((form) => [keyOf(form), benchmarkOf(form)]));
    const again = blocks.timed(/** @type {State} */ (state));
    dispatch(root, { type: "benchmark", specs: [...all.values()], again });
  });
  const voice = el("p", { class: "sr-only", "aria-live": "polite" });
  body.append(
    el(
      "header",
      { class: "opening" },
      el("div", { class: "words" }, kicker, title, lead),
      el("div", { class: "do" }, nearest, other, back),
    ),
    settings,
    verdict,
    el("div", { class: "pair" }, beside, fractions),
    derived,
    blocks.node,
    voice,
  );
  nearest.addEventListener("click", () => {
    const to = state?.network && near(state.network, state.stage);
    if (to) dispatch(root, { type: "set", stage: to.stage, shape: null });
  });
  const parts = [verdict, beside, fractions, derived];

  /** @type {State | null} */
  let state = null;
  /** @type {Form | null} */
  let form = null;
  let own = false;
  let shown = "";
  /** @type {State["benchmarks"][string] | undefined | null} */
  let race = null;

  /** @param {State} now */
  function choose({ network, stage, shape }) {
    if (!network) return;
    own = shape !== null && legal(shape);
    form = formShown(network, stage, shape);
    const key = [network.id, stage, own, form].join(" ");
    if (key === shown) return;
    shown = key;
    race = null;
    describe(network, stage);
    for (const part of parts) part.hidden = !form;
    settings.hidden = !own;
    if (!form) return;
    if (own) sliders.show(form);
    count(form);
  }

  /**
   * @param {Description} network
   * @param {number} stage
   */
  function describe(network, stage) {
    const name = stageName(network.stages[stage]);
    const closest = near(network, stage);
    other.hidden = own;
    back.hidden = !own;
    nearest.hidden = !!form || !closest;
    write(nearest, closest ? `To block ${closest.block}, the nearest` : "");
    write(
      back,
      "Back to " +
        (form && !formOf(network, stage)
          ? name.toLowerCase()
          : `this stage: ${name.toLowerCase()}`),
    );
    write(kicker, own ? "A shape of your own" : `Stage ${stage + 1} of ${network.stages.length}`);
    if (!form) {
      write(title, `${name} has no twin`);
      return write(lead, without(network, stage));
    }
    const [h, w, m, n, k, s] = form;
    const { oh, ow } = priceOf(form);
    write(title, own ? `${k}×${k}, from ${m} to ${n} channels` : `${name} and its twin`);
    const moved = s > 1 ? `, moved ${s} places at a time` : "";
    write(
      lead,
      `Two ways from ${h}×${w}×${m} to ${oh}×${ow}×${n}: a standard ${k}×${k} ` +
        `convolution${moved}, or a depthwise ${k}×${k} and a pointwise step after it. ` +
        "The same shapes in and out, not the same numbers." +
        (!own && network.stages[stage - 1]?.kind === "expand"
          ? " The expansion before it is a layer of its own and not counted here."
          : ""),
    );
  }

  /** @param {Form} of */
  function count(of) {
    const price = priceOf(of);
    const left = share(price.ratio);
    mark(ratio, "data-value", price.ratio);
    write(ratio, left);
    write(
      fewer,
      price.ratio < 1
        ? `computed: ${figures(1 / price.ratio)} times fewer`
        : "computed: separating saves nothing here",
    );
    versus.count(price);
    areas.replaceChildren(...drawAreas(of));
    const [, , , n, k] = of;
    mark(
      fractions,
      "data-picture",
      `What separating leaves of a standard ${k}×${k} convolution with ${n} outputs: one row, ` +
        `1/${n}, and one column, 1/${k * k}; together ${left}.`,
    );
    mark(
      beside,
      "data-picture",
      `A standard ${k}×${k} convolution from ${of[2]} to ${n} channels on ${of[0]}×${of[1]} ` +
        "places, beside the separable block of the same shape: computed, and timed on this " +
        "machine.",
    );
    derivation.replaceChildren(...derive(of));
  }

  /** @param {State} now */
  function clock({ benchmarks, network }) {
    if (!form) return;
    const next = benchmarks[keyOf(form)];
    if (next === race) return;
    race = next;
    const timed = next?.timed ?? null;
    const threads = network?.backend.threads ?? 1;
    const other =
      network?.layers[0].element === "f32" ? " (the network on show computes in floats)" : "";
    const how =
      `8-bit integers${other}, random weights of the right shape, ${threads} ` +
      `thread${threads > 1 ? "s" : ""}`;
    versus.clock(
      timed,
      timed ? `measured, median of ${timed[0].count}` : next?.problem ? "not known" : "measuring …",
    );
    mark(again, "aria-disabled", !!next && !timed && !next.problem);
    if (!timed) {
      write(timeRatio, next?.problem ? "–" : "…");
      mark(timeRatio, "data-value", null);
      write(faster, next?.problem ? "not measured" : "measuring …");
      write(
        label,
        next?.problem
          ? `They could not be timed: ${next.problem}`
          : `Both run in this engine: ${how}.`,
      );
      return write(why, "");
    }
    const [standard, block, depthwise, pointwise] = timed;
    const of = block.median / standard.median;
    mark(timeRatio, "data-value", of);
    write(timeRatio, share(of));
    write(
      faster,
      `median of ${block.count}: ${of < 1 ? `${figures(1 / of)} times faster` : "no faster"}`,
    );
    write(
      label,
      `Both run in this engine, in turn: ${how}. The bars of time and speed are split as both ` +
        "steps take it when timed alone.",
    );
    const counted = priceOf(form).ratio;
    const alone =
      `Alone, the depthwise step takes ${figures(depthwise.median)}${thin}ms at ` +
      `${figures(speed(depthwise))}${thin}GMAC/s, the pointwise step ` +
      `${figures(pointwise.median)}${thin}ms at ${figures(speed(pointwise))}.`;
    write(
      why,
      of > counted * 1.15
        ? `Time saved is less than arithmetic saved. ${alone} A standard convolution uses ` +
            `each number that it loads for all ${form[3]} outputs; a depthwise kernel uses it ` +
            `for ${form[4] ** 2} products at most, so more of its time goes into fetching and ` +
            "storing."
        : of < counted / 1.15
          ? "Time saved is even more than arithmetic saved: here the standard convolution is " +
            `the slower one for each product. ${alone}`
          : `Here time follows the arithmetic. ${alone}`,
    );
    say(of);
  }

  /** @param {number} time */
  function say(time) {
    if (!form) return;
    const { ratio } = priceOf(form);
    const name = own ? "The block" : title.textContent?.replace(" and its twin", "");
    write(
      voice,
      `${name} takes ${share(ratio)} of the standard convolution's multiply-accumulates, ` +
        `1/${form[3]} plus 1/${form[4] ** 2}, and ${share(time)} of its time here.`,
    );
  }

  sheet("twin").then(() => (body.hidden = false));
  return {
    /** @param {State} next */
    update(next) {
      state = next;
      choose(next);
      clock(next);
      blocks.update(next, own || !form);
      mark(root, "data-lit", next.lit);
    },
  };
}

/**
 * @param {Description} network
 * @param {number} stage
 */
function near(network, stage) {
  const all = blocksOf(network);
  const closest = Math.min(...all.map((block) => Math.abs(block.stage - stage)));
  return all.find((block) => Math.abs(block.stage - stage) === closest) ?? null;
}

/**
 * Why a stage has no twin.
 * @param {Description} network
 * @param {number} stage
 */
function without(network, stage) {
  const { kind } = network.stages[stage];
  const why = {
    conv:
      stage === 0
        ? "It is a standard convolution itself, the one that MobileNet keeps: with so few " +
          "inputs there is little to save."
        : "It is a 1×1 convolution by itself; only what looks around with a kernel can be " +
          "separated.",
    expand:
      "It is a 1×1 convolution by itself: it makes more channels for the depthwise kernels of " +
      "its block, and replaces nothing.",
    average: "It multiplies nothing: it averages each map.",
    classifier: "It is one weighted sum for each class, without a kernel that looks around.",
    block:
      "It is not built of one square depthwise kernel and one pointwise layer, as the blocks " +
      "that can be compared here.",
  }[kind];
  return (
    `${why} A block is a depthwise and a pointwise step in the place of one standard ` +
    "convolution."
  );
}

/**
 * The standard convolution in focus, as a shape to be separated.
 * @param {State} state
 * @returns {Form | null}
 */
function suggestion({ network, stage }) {
  const layer = network?.stages[stage].layers
    .map((i) => network.layers[i])
    .find(({ kind }) => kind === "conv");
  if (!layer?.kernel || !layer.stride) return null;
  const [h, w, m] = layer.input;
  /** @type {Form} */
  const form = [h, w, m, layer.output[2], layer.kernel[0], layer.stride[0]];
  return legal(form) ? form : null;
}
