// The ladder: every stage of the network with its share of the arithmetic and of the time.

import { el, find, mark, wish, write } from "../shared/dom.js";
import { exact, figures, percent, scaled, shape } from "../../domain/number.js";
import { mapsOf, stageName } from "../../domain/stages.js";

/** @import { Description, State } from "../../domain/state.js" */

const KINDS = ["depthwise", "pointwise"];

/** A bar of up to three parts: depthwise, pointwise, everything else. */
function bar() {
  const parts = [...KINDS, "other"].map((kind) => el("span", { class: `part ${kind}` }));
  const node = el("span", { class: "bar", "aria-hidden": "true" }, ...parts);
  return {
    node,
    /** @param {number[]} lengths of 1 */
    draw: (lengths) =>
      lengths.forEach((length, i) => parts[i].style.setProperty("--part", String(length))),
  };
}

/**
 * What the column heads say to the eye.
 * @param {string} text
 */
const aside = (text) => el("span", { class: "sr-only" }, text);

/** @param {HTMLElement} root */
export function create(root) {
  const list = find(root, "ol");
  const count = el("span", { class: "number" }, "–");
  find(root, ".foot").append(
    ...KINDS.map((kind) =>
      el("span", { class: "swatch" }, el("span", { class: `part ${kind}` }), kind),
    ),
    el("span", { class: "sides" }, "Left bar MACs, right bar ms. "),
    "Bars are shares of the costliest stage. MACs are computed; ms are medians of ",
    count,
    " frames with each layer timed alone, and need not add up to the engine’s.",
  );
  /**
   * @type {{ item: HTMLElement, ms: HTMLElement, macsBar: ReturnType<typeof bar>, msBar:
   *   ReturnType<typeof bar> }[]}
   */
  let rungs = [];
  /** @type {Description | null} */
  let network = null;
  /** @type {State["measured"]} */
  let measured = null;

  /** @param {Description} of */
  function build(of) {
    network = of;
    measured = null;
    rungs = of.stages.map((stage, i) => {
      const mapped = of.layers[mapsOf(of, i).at(-1) ?? stage.layers[0]];
      const name = {
        conv: "conv",
        expand: `${stage.block}+`,
        block: String(stage.block),
        average: "avg",
        classifier: "class",
      }[stage.kind];
      const [macs, unit] = scaled(stage.macs);
      const ms = el("span", { class: "number" }, "–");
      const macsBar = bar();
      const msBar = bar();
      const item = el(
        "li",
        { role: "option", "data-stage": i, tabindex: -1, "aria-selected": "false" },
        el("span", { class: "name" }, ...(stage.block ? [aside("Block ")] : []), name),
        el("span", { class: "shape number" }, shape(mapped.output, "")),
        el(
          "span",
          { class: "cell" },
          el("span", { class: "number" }, `${macs}${unit && ` ${unit}`}`),
          aside(" MACs"),
          macsBar.node,
        ),
        el("span", { class: "cell" }, ms, aside(" ms"), msBar.node),
      );
      return { item, ms, macsBar, msBar };
    });
    list.replaceChildren(...rungs.map((rung) => rung.item));
    const top = Math.max(...of.stages.map((stage) => stage.macs));
    of.stages.forEach((stage, i) =>
      rungs[i].macsBar.draw(split(stage.layers, of, (layer) => of.layers[layer].macs / top)),
    );
    of.stages.forEach((_, i) => label(i, null));
  }

  /**
   * @param {number[]} layers
   * @param {Description} of
   * @param {(layer: number) => number} length
   */
  function split(layers, of, length) {
    const parts = [0, 0, 0];
    for (const layer of layers) {
      const kind = KINDS.indexOf(of.layers[layer].kind);
      parts[kind < 0 ? 2 : kind] += length(layer);
    }
    return parts;
  }

  /**
   * @param {number} i
   * @param {number | null} ms
   */
  function label(i, ms) {
    if (!network) return;
    const stage = network.stages[i];
    const time = ms === null ? "" : `, ${figures(ms)} ms`;
    const text =
      `${stageName(stage)}: ${exact(stage.macs)} MACs, ${percent(stage.macs / network.macs)} ` +
      `of all${time}`;
    mark(rungs[i].item, "title", text);
  }

  /** @param {State["measured"]} next */
  function time(next) {
    measured = next;
    const of = network;
    const times = next?.layers;
    if (!of || !times || times.length !== of.layers.length) return;
    const sums = of.stages.map((stage) =>
      stage.layers.reduce((sum, layer) => sum + times[layer], 0),
    );
    const top = Math.max(...sums);
    of.stages.forEach((stage, i) => {
      write(rungs[i].ms, figures(sums[i]));
      rungs[i].msBar.draw(split(stage.layers, of, (layer) => times[layer] / top));
      label(i, sums[i]);
    });
    write(count, String(next?.layersCount));
  }

  root.addEventListener("click", (event) => {
    const item = /** @type {Element} */ (event.target).closest("[data-stage]");
    if (item) wish(root, { stage: Number(item.getAttribute("data-stage")) });
  });
  root.addEventListener("keydown", (event) => {
    const now = rungs.findIndex((rung) => rung.item === document.activeElement);
    if (now < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const to = {
      ArrowDown: now + 1,
      ArrowRight: now + 1,
      ArrowUp: now - 1,
      ArrowLeft: now - 1,
      Home: 0,
      End: rungs.length - 1,
    }[event.key];
    if (event.key === "Enter" || event.key === " ") wish(root, { enter: true });
    else if (to === undefined) return;
    else if (rungs[to]) {
      wish(root, { stage: to });
      rungs[to].item.focus();
    }
    event.preventDefault();
  });

  return {
    /** @param {State} state */
    update(state) {
      if (state.network && state.network !== network) build(state.network);
      if (state.measured !== measured) time(state.measured);
      rungs.forEach(({ item }, i) => {
        const chosen = i === state.stage;
        if (chosen && item.getAttribute("aria-selected") !== "true") reveal(list, item);
        mark(item, "aria-selected", chosen);
        mark(item, "tabindex", chosen ? 0 : -1);
      });
    },
  };
}

/**
 * Brings a rung into sight where the ladder scrolls sideways, without moving the page.
 * @param {HTMLElement} list
 * @param {HTMLElement} item
 */
function reveal(list, item) {
  if (list.scrollWidth > list.clientWidth)
    list.scrollLeft = item.offsetLeft - (list.clientWidth - item.offsetWidth) / 2;
}
