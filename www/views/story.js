// The story beside the picture: standard, depthwise, pointwise, and what the difference is worth,
// told with the numbers of the block in focus.

import { el, find, mark, wish, write } from "./dom.js";
import { figureOf } from "./figure.js";
import { exact, percent } from "./number.js";
import { sceneOf } from "./words.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Description} Description */
/** @typedef {import("./words.js").Twin} Twin */

/**
 * The chapters. In braces stand numbers of the block, filled in by `numbers`.
 * @type {{ about: string, title: string, text: string[] }[]}
 */
const CHAPTERS = [
  { about: "standard", title: "A standard convolution does two jobs at once", text: [
    "It looks around, and it mixes channels. For one number of one output map it reads a {k}×{k} window in all {M} input maps: {k}·{k}·{M} = {standardEach} multiplications.",
    "With {N} output maps of {h}×{w} that makes {standardMacs}.",
  ] },
  { about: "depthwise", title: "Depthwise: only look around", text: [
    "Every channel gets a single {k}×{k} kernel of its own and is looked at alone: {kk} multiplications a number, {depthwiseMacs} in all. Edges, spots and gradients appear, but no channel knows of another.",
  ] },
  { about: "pointwise", title: "Pointwise: only mix", text: [
    "Then, in each place by itself, {N} weighted sums over all {M} channels: {M} multiplications a number, {pointwiseMacs} in all. Here the features are made.",
  ] },
  { about: "saving", title: "What separating saves", text: [
    "The two steps cost {depthwiseShare} and {pointwiseShare} of the standard convolution: together {ratio}. In letters 1/N + 1/Dₖ², here 1/{N} + 1/{kk}.",
    "It is a sum of two fractions, not one over a sum, as it is sometimes told. For large N the second term rules: with 3×3 kernels no block gets below one ninth.",
  ] },
  { about: "time", title: "Multiplications are not time", text: [
    "In this network depthwise layers do {depthwiseOfMacs} of the multiplications. On this machine, just now, they take {depthwiseOfTime} of the time of all layers: they read much for the little that they compute. The ladder shows both, stage by stage.",
  ] },
];

/** @param {Twin} of @returns {Record<string, string>} */
const numbers = of => ({
  k: String(of.kernel), kk: String(of.kernel ** 2), M: String(of.inputs), N: String(of.outputs), h: String(of.height), w: String(of.width),
  standardEach: exact(of.kernel ** 2 * of.inputs), standardMacs: exact(of.standard.macs),
  depthwiseMacs: exact(of.depthwise.macs), pointwiseMacs: exact(of.pointwise.macs),
  depthwiseShare: percent(of.depthwise.macs / of.standard.macs), pointwiseShare: percent(of.pointwise.macs / of.standard.macs),
  ratio: `${(of.ratio * 100).toFixed(1)}\u202f%`,
});

/** @param {Description} network @param {(layer: number) => number} weight of a layer, the share of depthwise layers in it is wanted */
function depthwiseShare(network, weight) {
  let own = 0, all = 0;
  network.layers.forEach((layer, i) => {
    all += weight(i);
    if (layer.kind === "depthwise") own += weight(i);
  });
  return percent(own / all);
}

/** @param {HTMLElement} root */
export function create(root) {
  /** @type {Record<string, HTMLElement[]>} */
  const slots = {};
  const whose = el("p", { class: "whose" });
  const chapters = CHAPTERS.map(({ about, title, text }, i) => {
    const paragraphs = text.map(line => el("p", {}, ...line.split(/(\{\w+\})/).map(piece => {
      const key = /^\{(\w+)\}$/.exec(piece)?.[1];
      if (!key) return piece;
      const slot = el("span", { class: "number slot" }, "–");
      (slots[key] ??= []).push(slot);
      return slot;
    })));
    const picture = figureOf(about);
    const node = el("section", { class: `chapter ${about}` }, el("h3", {}, el("span", { class: "label" }, String(i + 1)), title), ...(picture ? [picture] : []), ...paragraphs);
    node.addEventListener("pointerenter", () => wish(node, { lit: about }));
    node.addEventListener("pointerleave", () => wish(node, { lit: null }));
    return { about, node };
  });
  root.replaceChildren(el("h2", { class: "label" }, "Depthwise separable, step by step"), whose, ...chapters.map(chapter => chapter.node));

  /** @param {Record<string, string>} values */
  function fill(values) {
    for (const [key, value] of Object.entries(values)) {
      for (const slot of slots[key] ?? []) {
        if (slot.textContent === value) continue;
        write(slot, value);
        slot.getAnimations().forEach(animation => animation.cancel());
        slot.animate({ backgroundColor: ["var(--flash)", "transparent"] }, { duration: 900, easing: "ease-out" });
      }
    }
  }

  const fold = find(document, '[data-action="story"]');
  let told = "";
  /** @type {State["measured"]} */
  let measured = null;
  return {
    /** @param {State} state */
    update(state) {
      root.hidden = !state.story;
      mark(fold, "aria-expanded", state.story);
      const { network } = state;
      if (!network || !state.story) return;
      for (const { about, node } of chapters) mark(node, "data-lit", about === state.lit || null);

      const focus = sceneOf(network, state.frame?.model === network.id ? state.frame.stage : state.stage);
      const block = focus.twin ? focus : network.stages.map((_, i) => sceneOf(network, i)).find(scene => scene.twin);
      if (block?.twin && told !== `${network.id} ${block.title}`) {
        told = `${network.id} ${block.title}`;
        write(whose, focus.twin ? `With the numbers of ${block.title.toLowerCase()}, the one in focus.` : `With the numbers of ${block.title.toLowerCase()}, since ${focus.title.toLowerCase()} is no separable block.`);
        fill(numbers(block.twin));
        fill({ depthwiseOfMacs: depthwiseShare(network, i => network.layers[i].macs) });
      }
      if (state.measured?.layers && state.measured !== measured && state.measured.layers.length === network.layers.length) {
        measured = state.measured;
        const times = state.measured.layers;
        const share = depthwiseShare(network, i => times[i]);
        for (const slot of slots.depthwiseOfTime) write(slot, share);
      }
    },
  };
}
