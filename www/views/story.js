// The story beside the picture: standard, depthwise, pointwise, and what the difference is worth,
// told with the numbers of the block in focus.

import { CHAPTERS } from "./chapters.js";
import { el, find, mark, wish, write } from "./dom.js";
import { figureOf } from "./figure.js";
import { exact, percent } from "./number.js";
import { sceneOf } from "./words.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Description} Description */
/** @typedef {import("./words.js").Twin} Twin */

/** @param {Twin} of @returns {Record<string, string>} */
const numbers = (of) => ({
  k: String(of.kernel),
  kk: String(of.kernel ** 2),
  M: String(of.inputs),
  N: String(of.outputs),
  h: String(of.height),
  w: String(of.width),
  standardEach: exact(of.kernel ** 2 * of.inputs),
  standardMacs: exact(of.standard.macs),
  depthwiseMacs: exact(of.depthwise.macs),
  pointwiseMacs: exact(of.pointwise.macs),
  depthwiseShare: percent(of.depthwise.macs / of.standard.macs),
  pointwiseShare: percent(of.pointwise.macs / of.standard.macs),
  ratio: `${(of.ratio * 100).toFixed(1)}\u202f%`,
});

/**
 * The share of the depthwise layers in something that every layer has.
 * @param {Description} network
 * @param {(layer: number) => number} weight
 */
function depthwiseShare(network, weight) {
  let own = 0;
  let all = 0;
  network.layers.forEach((layer, i) => {
    all += weight(i);
    if (layer.kind === "depthwise") own += weight(i);
  });
  return percent(own / all);
}

/** How a number that has changed lights up. */
const FLASH = { duration: 900, easing: "ease-out" };

/** @param {HTMLElement} root */
export function create(root) {
  /** @type {Record<string, HTMLElement[]>} */
  const slots = {};
  const whose = el("p", { class: "whose" });

  /** A line's words, and a slot for each number in it. @param {string} line */
  const pieces = (line) =>
    line.split(/(\{\w+\})/).map((piece) => {
      const key = /^\{(\w+)\}$/.exec(piece)?.[1];
      if (!key) return piece;
      const slot = el("span", { class: "number slot" }, "–");
      (slots[key] ??= []).push(slot);
      return slot;
    });

  const chapters = CHAPTERS.map(({ about, title, text }, i) => {
    const paragraphs = text.map((line) => el("p", {}, ...pieces(line)));
    const picture = figureOf(about);
    const node = el(
      "section",
      { class: `chapter ${about}` },
      el("h3", {}, el("span", { class: "label" }, String(i + 1)), title),
      ...(picture ? [picture] : []),
      ...paragraphs,
    );
    node.addEventListener("pointerenter", () => wish(node, { lit: about }));
    node.addEventListener("pointerleave", () => wish(node, { lit: null }));
    return { about, node };
  });
  root.replaceChildren(
    el("h2", { class: "label" }, "Depthwise separable, step by step"),
    whose,
    ...chapters.map((chapter) => chapter.node),
  );

  /** @param {Record<string, string>} values */
  function fill(values) {
    for (const [key, value] of Object.entries(values)) {
      for (const slot of slots[key] ?? []) {
        if (slot.textContent === value) continue;
        write(slot, value);
        slot.animate({ backgroundColor: ["var(--flash)", "transparent"] }, FLASH);
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
      const block = focus.twin
        ? focus
        : network.stages.map((_, i) => sceneOf(network, i)).find((scene) => scene.twin);
      const tale = `${network.id} ${focus.title}`;
      if (block?.twin && told !== tale) {
        told = tale;
        const numbered = `With the numbers of ${block.title.toLowerCase()}`;
        write(
          whose,
          focus.twin ? `${numbered}, the one in focus.` : `${numbered}, since what is in focus is no block.`,
        );
        fill(numbers(block.twin));
        fill({ depthwiseOfMacs: depthwiseShare(network, (i) => network.layers[i].macs) });
      }
      const times = state.measured?.layers;
      if (state.measured !== measured && times?.length === network.layers.length) {
        measured = state.measured;
        const share = depthwiseShare(network, (i) => times[i]);
        for (const slot of slots.depthwiseOfTime) write(slot, share);
      }
    },
  };
}
