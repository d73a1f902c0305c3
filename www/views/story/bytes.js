// A byte of a map and the real number that it stands for, there and back, with the scale and the
// zero point of a layer of the network that runs.

import { pointed } from "../../domain/localized-numbers.js";
import { sceneOf } from "../../domain/stages.js";
import { clamp, figures } from "../../domain/number.js";
import { el, write } from "../shared/dom.js";
import { filled } from "./words.js";

/**
 * @import { FeatureMap, State, Wants } from "../../domain/state.js"
 * @import { Text } from "../../story/en.js"
 * @import { Writer } from "./words.js"
 */

/** @typedef {Text["chapters"]["bytes"]["figures"]["bytes"]} Words */

/**
 * The layer whose bytes are read: the last of the stage.
 * @param {State} state
 */
const layerOf = ({ network, stage }) =>
  (network && sceneOf(network, stage).panels.at(-1)?.index) ?? null;

/**
 * @param {State} state
 * @returns {Wants}
 */
export function wants(state) {
  const layer = layerOf(state);
  return layer === null ? {} : { maps: [layer] };
}

/**
 * @param {HTMLElement} root
 * @param {Words} words
 * @param {Writer} writer
 */
export function create(root, words, { language }) {
  const range = el("input", { type: "range", step: 1, "aria-label": words.byte });
  const byteSaid = el("output", { class: "number" });
  const real = el("input", { type: "number", step: "any", "aria-label": words.real });
  const there = el("p", { class: "number" });
  const back = el("p", { class: "number" });
  const none = el("p", { class: "label" }, words.none);
  const controls = el(
    "div",
    { class: "reading-bytes", hidden: true },
    el("p", { class: "label" }, words.layer),
    el("label", {}, el("span", {}, words.byte), range, byteSaid),
    there,
    el("label", {}, el("span", {}, words.real), real),
    back,
  );
  none.hidden = true;
  root.replaceChildren(controls, none);
  /** @type {FeatureMap | null} */
  let map = null;
  /** Four digits, below zero in brackets, for it stands in a formula. @param {number} value */
  function say(value) {
    const text = pointed(String(Math.abs(Number(value.toPrecision(4)))), language);
    return value < 0 ? `(−${text})` : text;
  }

  /** @param {number} byte */
  function read(byte) {
    if (!map) return;
    const { scale, zeroPoint } = map;
    const value = scale * (byte - zeroPoint);
    write(byteSaid, String(byte));
    const slots = { scale: say(scale), zero: say(zeroPoint), byte: say(byte) };
    write(there, filled(words.there, { ...slots, real: say(value) }));
  }
  /** @param {number} value */
  function store(value) {
    if (!map || !Number.isFinite(value)) return write(back, "");
    const { scale, zeroPoint } = map;
    const exact = value / scale + zeroPoint;
    const byte = clamp(Math.round(exact), Number(range.min), Number(range.max));
    const slots = { scale: say(scale), zero: say(zeroPoint), byte: say(byte) };
    write(back, filled(words.back, { ...slots, real: say(value), exact: say(exact) }));
  }
  range.addEventListener("input", () => read(Number(range.value)));
  real.addEventListener("input", () => store(Number(real.value)));

  return {
    /** @param {State} state */
    update(state) {
      const layer = layerOf(state);
      const found = state.frame?.maps.find((map) => map.layer === layer);
      if (!found || (map && found.scale === map.scale && found.zeroPoint === map.zeroPoint)) return;
      const floats = found.data instanceof Float32Array;
      controls.hidden = floats;
      none.hidden = !floats;
      if (floats) return;
      map = found;
      const least = found.data instanceof Int8Array ? -128 : 0;
      range.min = String(least);
      range.max = String(least + 255);
      range.value = String(least + 200);
      real.value = String(Number(figures(found.scale * 100)));
      read(Number(range.value));
      store(Number(real.value));
    },
  };
}
