// Which answers were given for pictures of each class: a table where classes are few, and the pairs
// that were confused most.

import { confusion } from "../../domain/folder.js";
import { exact } from "../../domain/number.js";
import { shortOf } from "../../domain/output.js";
import { el, mark } from "../shared/dom.js";

/**
 * @import { Result } from "../../domain/folder.js"
 * @import { Description } from "../../domain/state.js"
 */

/** Classes of which a table is readable. */
const FEW = 12;
const PAIRS = 12;

/**
 * @param {Description} network
 * @param {ReturnType<typeof confusion>} confused
 */
function createTable(network, { classes, rows }) {
  const name = (/** @type {number} */ index) => shortOf(network, index);
  const heads = [...classes.map(name), "others"].map((text) =>
    el("th", { scope: "col", dir: "auto", title: text }, el("span", {}, text)),
  );
  const body = classes.map((wanted) => {
    const row = rows.get(wanted) ?? new Map();
    const all = [...row.values()].reduce((sum, count) => sum + count, 0);
    const named = classes.map((answer) => row.get(answer) ?? 0);
    const others = all - named.reduce((sum, count) => sum + count, 0);
    const cells = [...named, others].map((count, i) => {
      const cell = el("td", { class: "number" }, count ? exact(count) : "");
      mark(cell, "data-right", classes[i] === wanted);
      mark(cell, "data-count", count);
      cell.style.setProperty("--part", String(all ? count / all : 0));
      return cell;
    });
    const head = el("th", { scope: "row", dir: "auto", title: name(wanted) }, name(wanted));
    return el("tr", { "data-class": wanted }, head, ...cells);
  });
  return el(
    "div",
    { class: "wide", tabindex: 0, role: "region", "aria-label": "Confusion table" },
    el(
      "table",
      { class: "confusion" },
      el("caption", {}, "Rows: what the pictures are. Columns: what the network says."),
      el("thead", {}, el("tr", {}, el("td"), ...heads)),
      el("tbody", {}, ...body),
    ),
  );
}

/**
 * @param {Description} network
 * @param {Result[]} results
 */
export function createConfusion(network, results) {
  const confused = confusion(results);
  const { classes, pairs } = confused;
  if (!classes.length) return [];
  const few = classes.length <= FEW ? [createTable(network, confused)] : [];
  const named = (/** @type {number} */ index) => el("bdi", {}, shortOf(network, index));
  const items = pairs
    .slice(0, PAIRS)
    .map(({ wanted, answer, count }) =>
      el(
        "li",
        { "data-wanted": wanted, "data-answer": answer, "data-count": count },
        el("span", { class: "number" }, `${exact(count)}×`),
        el("span", {}, named(wanted), " taken for ", named(answer)),
      ),
    );
  const more = pairs.length - items.length;
  const rest =
    more > 0 ? [el("p", { class: "label" }, `${exact(more)} more pairs are in the CSV.`)] : [];
  const list = items.length
    ? [el("h4", {}, "Confused most"), el("ol", { class: "pairs" }, ...items)]
    : [];
  return [el("div", { class: "confused" }, ...few, ...list, ...rest)];
}
