// What can be set: the ridge, by the folds or by hand, and which variations are taught as well.

import { FIRST_RIDGE } from "../../domain/taught.js";
import { el, mark, write } from "../shared/dom.js";

/**
 * @import { Settings, Teaching } from "../../domain/teaching.js"
 * @import { Teach } from "./record.js"
 */

/** Powers of ten that the slider reaches. */
const [LEAST, MOST, STEP] = [-5, 0, 0.25];

/** @type {[key: "mirror" | "crop" | "light", words: string][]} */
const VARIATIONS = [
  ["mirror", "mirrored"],
  ["crop", "cropped"],
  ["light", "darker and brighter"],
];

/**
 * @param {string} text
 * @param {(on: boolean) => void} set
 */
function createCheck(text, set) {
  const input = el("input", { type: "checkbox" });
  input.addEventListener("change", () => set(input.checked));
  return { input, node: el("label", {}, input, " ", text) };
}

/** A ridge with one or two digits that count. @param {number} ridge */
export const ridgeText = (ridge) => ridge.toLocaleString("en", { maximumSignificantDigits: 2 });

/** @param {Teach} teach */
export function createSettings(teach) {
  /** @param {Partial<Settings>} settings */
  const set = (settings) => teach({ do: "set", settings });
  const range = { type: "range", min: LEAST, max: MOST, step: STEP, "aria-label": "Ridge" };
  const slider = el("input", range);
  const value = el("output", { class: "number", "data-metric": "ridge" });
  let ridge = FIRST_RIDGE;
  const folds = createCheck("chosen by the folds", (on) => set({ ridge: on ? null : ridge }));
  slider.addEventListener("input", () => set({ ridge: 10 ** Number(slider.value) }));
  const variations = VARIATIONS.map(([key, words]) =>
    createCheck(words, (on) => set({ [key]: on })),
  );
  const note = el(
    "p",
    { class: "scope" },
    "A larger ridge holds the weights down, so that less is known by heart. Variations are " +
      "taught, but only pictures as you took them are counted.",
  );
  const summary = el("summary", {}, "Ridge and variations");
  const varied = el("fieldset", {}, el("legend", {}, "Teach each picture also"));
  varied.append(...variations.map(({ node }) => node));
  const held = el("div", { class: "ridge" }, el("span", {}, "Ridge "), value, folds.node, slider);
  const node = el("details", { class: "settings" }, summary, held, varied, note);

  return {
    node,
    /** @param {Teaching} teaching */
    update({ settings, report, head }) {
      ridge = settings.ridge ?? report?.ridge ?? head?.ridge ?? FIRST_RIDGE;
      write(value, ridgeText(ridge));
      mark(value, "data-value", ridge);
      folds.input.checked = settings.ridge === null;
      if (document.activeElement !== slider) slider.value = String(Math.log10(ridge));
      slider.disabled = settings.ridge === null;
      variations.forEach(({ input }, i) => (input.checked = settings[VARIATIONS[i][0]]));
    },
  };
}
