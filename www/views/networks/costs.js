// What both networks cost: counted and measured.

import { bytes, exact, figures, ms, shape, short } from "../../domain/number.js";
import { el, mark, write } from "../shared/dom.js";

/** @import { Description, Measured, State } from "../../domain/state.js" */

/** @typedef {{ text: string, value: number | null }} Value */

/**
 * @typedef {object} Line
 * @property {string} key
 * @property {string} name
 * @property {(network: Description, measured: Measured | null) => Value} of
 */

/** @param {number} value @param {string} text @returns {Value} */
const known = (value, text) => ({ value, text });

/** @type {Line[]} */
const LINES = [
  { key: "ms", name: "Time of a frame", of: (_, measured) => timeOf(measured) },
  { key: "macs", name: "MACs", of: ({ macs }) => known(macs, short(macs)) },
  { key: "params", name: "Parameters", of: ({ params }) => known(params, short(params)) },
  { key: "bytes", name: "Files", of: ({ bytes: count }) => known(count, bytes(count)) },
];

/** @param {Measured | null} measured @returns {Value} */
function timeOf(measured) {
  const { median = NaN, count = 0 } = measured?.infer ?? {};
  return count ? known(median, ms(median)) : { value: null, text: "–" };
}

export function createCosts() {
  const heads = [el("th", { scope: "col" }), el("th", { scope: "col" })];
  const rows = LINES.map(({ key, name }) => {
    const cells = [0, 1, 2].map(() => el("td", { class: "number" }));
    ["a", "b"].forEach((side, i) => mark(cells[i], "data-metric", `${side}-${key}`));
    return { node: el("tr", {}, el("th", { scope: "row" }, name), ...cells), cells };
  });
  const input = [el("td", { class: "number" }), el("td", { class: "number" })];
  const table = el(
    "table",
    {},
    el("caption", { class: "sr-only" }, "What both networks cost"),
    el("thead", {}, el("tr", {}, el("td"), ...heads, el("th", { scope: "col" }, "ratio"))),
    el(
      "tbody",
      {},
      ...rows.map(({ node }) => node),
      el("tr", {}, el("th", { scope: "row" }, "Input"), ...input, el("td")),
    ),
  );
  const note = el("p", { class: "label" });
  const frame = el("div", { class: "wide", tabindex: 0, role: "region" }, table);
  mark(frame, "aria-label", "What both networks cost");
  return {
    node: el("section", { class: "prices" }, el("h3", {}, "Cost"), frame, note),
    /**
     * @param {State} state
     * @param {Description} a
     * @param {Description} b
     */
    show({ measured, pair }, a, b) {
      [a, b].forEach((network, i) => {
        write(heads[i], network.name);
        write(input[i], shape(network.input, " "));
      });
      LINES.forEach(({ of }, i) => {
        const both = [of(a, measured), of(b, pair?.measured ?? null)];
        both.forEach(({ text, value }, side) => {
          write(rows[i].cells[side], text);
          mark(rows[i].cells[side], "data-value", value);
          mark(rows[i].cells[side], "title", value && i ? exact(value) : null);
        });
        const [left, right] = both.map(({ value }) => value);
        write(rows[i].cells[2], left && right ? `${figures(right / left)}×` : "");
      });
      const counts = [measured, pair?.measured].map((times) => times?.infer.count ?? 0);
      const { variant, threads } = b.backend;
      write(
        note,
        `Time: medians of ${counts[0]} and ${counts[1]} frames by the fast plan, one network ` +
          `after the other, each with the ${variant} build on ` +
          `${threads === 1 ? "one thread" : `${threads} threads`}. All else is counted. Ratio: ` +
          "second over first.",
      );
    },
  };
}
