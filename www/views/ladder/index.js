// The ladder: every stage of the network with its share of the arithmetic and of the time.

import { hasModifier, moveInGrid } from "../shared/keys.js";
import { exact, figures, percent, scaled, shape } from "../../domain/number.js";
import { mapsOf, shortName, stageName } from "../../domain/stages.js";
import { dispatch, el, find, mark, write } from "../shared/dom.js";

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

/**
 * The sums of some layers' lengths by the bar's parts.
 * @param {number[]} layers
 * @param {Description} network
 * @param {(layer: number) => number} length
 */
function split(layers, network, length) {
  const parts = [0, 0, 0];
  for (const layer of layers) {
    const kind = KINDS.indexOf(network.layers[layer].kind);
    parts[kind < 0 ? 2 : kind] += length(layer);
  }
  return parts;
}

/**
 * @param {Description} network
 * @param {number} i
 */
function createRung(network, i) {
  const stage = network.stages[i];
  const mapped = network.layers[mapsOf(network, i).at(-1) ?? stage.layers[0]];
  const [macs, unit] = scaled(stage.macs);
  const ms = el("span", { class: "number" }, "–");
  const [macsBar, msBar] = [bar(), bar()];
  const item = el(
    "li",
    { role: "option", "data-stage": i, tabindex: -1, "aria-selected": "false" },
    el("span", { class: "name" }, ...(stage.block ? [aside("Block ")] : []), shortName(stage)),
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
}

class Ladder {
  #root;
  #list;
  #fold = el("button", { class: "link fold", type: "button" });
  #folded = false;
  /** Frames behind the times. */
  #count = el("span", { class: "number" }, "–");
  /** @type {ReturnType<typeof createRung>[]} */
  #rungs = [];
  /** @type {Description | null} */
  #network = null;
  /** @type {State["measured"]} */
  #measured = null;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    this.#list = find(root, "ol");
    this.#fold.addEventListener("click", () =>
      dispatch(root, { type: "set", folded: !this.#folded }),
    );
    find(root, ".head").prepend(this.#fold);
    find(root, ".foot").append(
      ...KINDS.map((kind) =>
        el("span", { class: "swatch" }, el("span", { class: `part ${kind}` }), kind),
      ),
      el("span", { class: "sides" }, "Left bar MACs, right bar ms. "),
      "Bars are shares of the costliest stage. MACs are computed; ms are medians of ",
      this.#count,
      " frames with each layer timed alone, and need not add up to the inference time.",
    );
    root.addEventListener("click", (event) => {
      const item = /** @type {Element} */ (event.target).closest("[data-stage]");
      if (item) dispatch(root, { type: "set", stage: Number(item.getAttribute("data-stage")) });
    });
    root.addEventListener("keydown", (event) => this.#move(event));
  }

  /** @param {State} state */
  update(state) {
    this.#folded = state.folded;
    mark(this.#root, "data-folded", state.folded);
    mark(this.#fold, "aria-expanded", String(!state.folded));
    write(this.#fold, state.folded ? "Unfold" : "Fold");
    if (state.network && state.network !== this.#network) this.#build(state.network);
    if (state.measured !== this.#measured) this.#time(state.measured);
    this.#rungs.forEach(({ item }, i) => {
      const chosen = i === state.stage;
      if (chosen && item.getAttribute("aria-selected") !== "true") reveal(this.#list, item);
      mark(item, "aria-selected", chosen);
      mark(item, "tabindex", chosen ? 0 : -1);
    });
  }

  /** @param {Description} network */
  #build(network) {
    this.#network = network;
    this.#measured = null;
    const { stages, layers } = network;
    this.#rungs = stages.map((_, i) => createRung(network, i));
    this.#list.replaceChildren(...this.#rungs.map(({ item }) => item));
    const top = Math.max(...stages.map(({ macs }) => macs));
    stages.forEach((stage, i) => {
      const parts = split(stage.layers, network, (layer) => layers[layer].macs / top);
      this.#rungs[i].macsBar.draw(parts);
      this.#label(network, i, null);
    });
  }

  /**
   * @param {Description} network
   * @param {number} i
   * @param {number | null} ms
   */
  #label(network, i, ms) {
    const { stages, macs } = network;
    const stage = stages[i];
    const time = ms === null ? "" : `, ${figures(ms)} ms`;
    const cost = `${exact(stage.macs)} MACs, ${percent(stage.macs / macs)} of all`;
    mark(this.#rungs[i].item, "title", `${stageName(network, stage)}: ${cost}${time}`);
  }

  /** @param {State["measured"]} measured */
  #time(measured) {
    this.#measured = measured;
    const network = this.#network;
    const times = measured?.layers;
    if (!network || !times || times.length !== network.layers.length) return;
    const sums = network.stages.map(({ layers }) =>
      layers.reduce((sum, layer) => sum + times[layer], 0),
    );
    const top = Math.max(...sums);
    network.stages.forEach((stage, i) => {
      write(this.#rungs[i].ms, figures(sums[i]));
      this.#rungs[i].msBar.draw(split(stage.layers, network, (layer) => times[layer] / top));
      this.#label(network, i, sums[i]);
    });
    write(this.#count, String(measured?.layersCount));
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const from = this.#rungs.findIndex(({ item }) => item === document.activeElement);
    if (from < 0 || hasModifier(event)) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return dispatch(this.#root, { type: "enter" });
    }
    moveInGrid(event, { from, count: this.#rungs.length, columns: 1 }, (stage) => {
      dispatch(this.#root, { type: "set", stage });
      this.#rungs[stage].item.focus();
    });
  }
}

/** @param {HTMLElement} root */
export const create = (root) => new Ladder(root);

/**
 * Brings a rung into sight where the ladder scrolls sideways, without moving the page.
 * @param {HTMLElement} list
 * @param {HTMLElement} item
 */
function reveal(list, item) {
  if (list.scrollWidth > list.clientWidth)
    list.scrollLeft = item.offsetLeft - (list.clientWidth - item.offsetWidth) / 2;
}
