// Standard and separable side by side: five quantities, each with two bars to one scale.

import { el, mark, write } from "../shared/dom.js";
import { bytes, exact, figures, ms, percent, thin } from "../../domain/number.js";

/**
 * @import { Price } from "../../domain/block-cost.js"
 * @import { Timed } from "../../separable.d.ts"
 */

/**
 * Three figures of a share.
 * @param {number} share
 */
export const share = (share) => `${figures(share * 100)}${thin}%`;

/** @param {Timed} timed */
export const speed = ({ macs, median }) => macs / median / 1e6;

/** @param {number} value */
const gmacs = (value) => `${figures(value)}${thin}GMAC/s`;

/**
 * @param {string} name of one of both
 * @param {string[]} kinds
 * @param {string | null} metric
 */
function row(name, kinds, metric) {
  const parts = kinds.map((kind) => el("span", { class: `part ${kind}` }));
  const value = el("span", { class: "number", "data-metric": metric });
  const note = el("td", { class: "note number" });
  const node = el(
    "tr",
    {},
    el("th", { scope: "row" }, name),
    el("td", { class: "track" }, el("span", { class: "bar", "aria-hidden": "true" }, ...parts)),
    el("td", { class: "value" }, value),
    note,
  );
  return {
    node,
    /**
     * @param {number[]} lengths
     * @param {string} text
     * @param {number | null} raw
     * @param {string} [said]
     */
    show(lengths, text, raw, said = "") {
      parts.forEach((part, i) => part.style.setProperty("--part", String(lengths[i] ?? 0)));
      write(value, text);
      if (metric) mark(value, "data-value", raw);
      write(note, said);
    },
  };
}

/**
 * @param {string} title
 * @param {string | null} name in the metrics
 */
function quantity(title, name) {
  const standard = row("standard", ["standard"], name && `standard-${name}`);
  const separable = row("separable", ["depthwise", "pointwise"], name && `separable-${name}`);
  const basis = el("span", { class: "basis" });
  const head = el("tr", { class: "of" }, el("th", { colspan: 4, scope: "rowgroup" }, title, basis));
  return { node: el("tbody", {}, head, standard.node, separable.node), standard, separable, basis };
}

export function createVersus() {
  const macs = quantity("Multiply-accumulates", "macs");
  const params = quantity("Parameters", "params");
  const size = quantity("Bytes", "bytes");
  const time = quantity("Time", "ms");
  const pace = quantity("Speed", "speed");
  const all = [macs, params, size, time, pace];
  const node = el(
    "table",
    { class: "versus" },
    el(
      "caption",
      { class: "sr-only" },
      "The standard convolution and the separable block of the same shape",
    ),
    ...all.map(({ node }) => node),
  );
  for (const { basis } of [macs, params]) basis.textContent = "computed";
  size.basis.textContent = "computed, weights of 8 bits";

  /** @param {Price} price */
  function count(price) {
    for (const [quantity, key, text] of /** @type {const} */ ([
      [macs, "macs", exact],
      [params, "params", exact],
      [size, "bytes", bytes],
    ])) {
      const [most, d, p] = [price.standard[key], price.depthwise[key], price.pointwise[key]];
      const scale = Math.max(most, d + p);
      quantity.standard.show([most / scale], text(most), most);
      quantity.separable.show([d / scale, p / scale], text(d + p), d + p, share((d + p) / most));
    }
  }

  /**
   * @param {Timed[] | null} timed
   * @param {string} basis
   */
  function clock(timed, basis) {
    for (const quantity of [time, pace]) write(quantity.basis, basis);
    if (!timed) {
      for (const { standard, separable } of [time, pace])
        for (const line of [standard, separable]) line.show([], "…", null);
      return;
    }
    const [standard, block, depthwise, pointwise] = timed;
    const longest = Math.max(standard.median, block.median);
    const first = depthwise.median / (depthwise.median + pointwise.median);
    const length = block.median / longest;
    time.standard.show([standard.median / longest], ms(standard.median), standard.median);
    const part = share(block.median / standard.median);
    time.separable.show(
      [length * first, length * (1 - first)],
      ms(block.median),
      block.median,
      part,
    );
    const fastest = Math.max(speed(standard), speed(block));
    pace.standard.show([speed(standard) / fastest], gmacs(speed(standard)), speed(standard));
    const slower = percent(speed(block) / speed(standard));
    const relative = speed(block) / fastest;
    pace.separable.show(
      [relative * first, relative * (1 - first)],
      gmacs(speed(block)),
      speed(block),
      slower,
    );
  }

  return { node, count, clock };
}
