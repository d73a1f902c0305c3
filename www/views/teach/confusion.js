// The confusion table: what the pictures are, by what was said of them.

import { nameOf } from "../../domain/teaching.js";
import { el, mark } from "../shared/dom.js";

/**
 * @import { Report } from "../../domain/taught.js"
 * @import { Teaching } from "../../domain/teaching.js"
 */

export function createConfusion() {
  const table = el("table");
  const caption =
    "Rows: what a picture is. Columns: what was said of it, by the numbers of the rows.";
  const scroll = el("div", { class: "scroll", tabindex: 0, role: "region" }, table);
  mark(scroll, "aria-label", "Confusion table");
  const node = el("section", { class: "confusion", "aria-label": "Confusion" });
  node.append(el("h4", {}, "What is taken for what"), scroll, el("p", { class: "scope" }, caption));
  return {
    node,
    /**
     * @param {Teaching} teaching
     * @param {Report} report
     */
    update(teaching, { of, confusion }) {
      const head = el(
        "tr",
        {},
        el("td"),
        ...of.map((_, i) => el("th", { scope: "col" }, `${i + 1}`)),
      );
      const rows = confusion.map((counts, is) => {
        const all = counts.reduce((sum, count) => sum + count, 0);
        const cells = counts.map((count, said) => {
          const cell = el("td", { class: "number", "data-right": is === said }, String(count));
          mark(cell, "data-some", count > 0);
          cell.style.setProperty("--share", (count / Math.max(1, all)).toFixed(3));
          return cell;
        });
        const name = el("bdi", {}, nameOf(teaching, of[is]));
        return el("tr", {}, el("th", { scope: "row" }, `${is + 1} `, name), ...cells);
      });
      table.replaceChildren(el("thead", {}, head), el("tbody", {}, ...rows));
    },
  };
}
