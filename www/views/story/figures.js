// The story's pictures that are not of one window: networks by their price, blocks by their shape.

import { written } from "../../domain/localized-numbers.js";
import { NETWORKS } from "../../domain/published.js";
import { el, write } from "../shared/dom.js";
import { svg } from "../shared/svg.js";

/**
 * @import { Text } from "../../story/en.js"
 * @import { Writer } from "./words.js"
 */

/** @typedef {Text["chapters"]} Chapters */
/** @typedef {{ node: Element, update?(writer: Writer): void }} Figure */

/**
 * Bars to one scale.
 * @param {string} alt
 * @param {{ name: string, kinds: string[] }[]} lines
 */
export function createBars(alt, lines) {
  const rows = lines.map(({ name, kinds }) => {
    const parts = kinds.map((kind) => el("span", { class: `part ${kind}` }));
    const value = el("span", { class: "number" });
    const bar = el("span", { class: "bar", "aria-hidden": "true" }, ...parts);
    return { parts, value, node: el("li", {}, el("span", { class: "name" }, name), value, bar) };
  });
  return {
    node: el("ul", { class: "bars", "aria-label": alt }, ...rows.map((row) => row.node)),
    /**
     * @param {number} i
     * @param {number[]} lengths shares of the whole width
     * @param {string} text
     */
    show(i, lengths, text) {
      lengths.forEach((length, part) =>
        rows[i].parts[part].style.setProperty("--part", String(length)),
      );
      write(rows[i].value, text);
    },
  };
}

/**
 * @param {Chapters["why"]["figures"]["prices"]} text
 * @returns {Figure}
 */
export function createPrices(text) {
  const lines = [
    ...NETWORKS.map(({ name }) => ({ name, kinds: ["standard"] })),
    { name: text.this, kinds: ["own"] },
  ];
  const bars = createBars(text.alt, lines);
  return {
    node: el("figure", { class: "figure" }, bars.node, el("figcaption", {}, text.caption)),
    update({ facts, language }) {
      const most = NETWORKS[0].macs;
      const all = [...NETWORKS.map(({ macs }) => macs), facts.macs?.value ?? NaN];
      all.forEach((macs, i) =>
        bars.show(
          i,
          [Number.isFinite(macs) ? macs / most : 0],
          written({ as: "big", value: macs }, language),
        ),
      );
    },
  };
}

const MIDDLE = 45;

/**
 * A step from so many channels to so many, as a shape that widens or narrows.
 * @param {string} kind
 * @param {number} x
 * @param {number} from
 * @param {number} to
 * @param {string} name
 */
function step(kind, x, from, to, name) {
  const wide = 62;
  const points =
    `${x},${MIDDLE - from} ${x + wide},${MIDDLE - to} ${x + wide},${MIDDLE + to} ` +
    `${x},${MIDDLE + from}`;
  return svg(
    "g",
    { class: `step ${kind}`, "data-lights": kind },
    svg("polygon", { points }),
    svg("text", { x: x + wide / 2, y: 94 }, name),
  );
}

/**
 * A block's steps from the left to the right.
 * @param {string} name
 * @param {Element[]} children
 */
const row = (name, ...children) =>
  svg(
    "svg",
    { viewBox: "0 0 300 100", "aria-hidden": "true" },
    svg("text", { class: "version", x: 0, y: 49 }, name),
    ...children,
  );

/**
 * @param {Chapters["blocks"]["figures"]["blocks"]} text
 * @returns {Figure}
 */
export function createBlocks(text) {
  const by = `M48 ${MIDDLE}V8H286V${MIDDLE - 8}`;
  return {
    node: el(
      "figure",
      { class: "figure blocks", role: "img", "aria-label": text.alt },
      row(
        text.v1,
        svg("path", { class: "flow", d: `M38 ${MIDDLE}H292` }),
        step("depthwise", 84, 16, 16, text.depthwise),
        step("pointwise", 176, 16, 30, text.pointwise),
      ),
      row(
        text.v2,
        svg("path", { class: "flow", d: `M38 ${MIDDLE}H298` }),
        svg("path", { class: "flow by", d: by }),
        svg("text", { x: 167, y: 5 }, text.residual),
        step("pointwise", 58, 8, 31, text.expand),
        step("depthwise", 132, 31, 31, text.depthwise),
        step("pointwise", 206, 31, 8, text.project),
        svg("circle", { class: "sum", cx: 286, cy: MIDDLE, r: 7 }),
        svg("path", { class: "flow", d: `M282 ${MIDDLE}h8m-4-4v8` }),
      ),
    ),
  };
}
