// How long the network took over the last minute.

import { el, mark, write } from "../shared/dom.js";
import { ms } from "../../domain/number.js";
import { svg } from "../shared/svg.js";

/** @import { State } from "../../domain/state.js" */

const WIDE = 600;
const HIGH = 70;
const SPAN = 60_000;

export function createMinute() {
  const line = svg("path", { class: "spark" });
  const middle = svg("path", { class: "spark-median" });
  const picture = svg(
    "svg",
    { viewBox: `0 0 ${WIDE} ${HIGH}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    middle,
    line,
  );
  const top = el("span", { class: "number" });
  const text = el("p", { class: "number" });
  const node = el(
    "div",
    {
      class: "minute",
      "data-picture": "Milliseconds that the network took by its fast plan, over the last minute.",
    },
    el(
      "div",
      { class: "plot" },
      top,
      picture,
      el("span", {}, "0"),
      el("span", {}, "a minute ago"),
      el("span", {}, "now"),
    ),
    text,
  );
  return {
    node,
    /** @param {State} state */
    update({ measured }) {
      const moments = measured?.minute ?? [];
      const last = moments.at(-1);
      if (!measured || !last) return;
      const sorted = moments.map(({ ms }) => ms).sort((a, b) => a - b);
      const median = sorted[sorted.length >> 1];
      // A few that are very slow, as the first ones are, would press all others flat.
      const most = Math.min(sorted[sorted.length - 1] * 1.1, median * 4);
      const x = (/** @type {number} */ at) => (WIDE * (1 - (last.at - at) / SPAN)).toFixed(1);
      const y = (/** @type {number} */ ms) => (HIGH * (1 - Math.min(ms / most, 1.05))).toFixed(1);
      // A gap of more than two seconds is no time that was taken.
      const path = moments.map(
        ({ at, ms }, i) => `${i && at - moments[i - 1].at < 2000 ? "L" : "M"}${x(at)} ${y(ms)}`,
      );
      mark(line, "d", path.join(""));
      mark(middle, "d", `M0 ${y(median)}H${WIDE}`);
      write(top, ms(most));
      const slow = sorted[Math.floor(sorted.length * 0.95)];
      const higher = sorted.filter((ms) => ms > most).length;
      write(
        text,
        `Median ${ms(median)}, p95 ${ms(slow)} over ${sorted.length} quarter ` +
          `seconds${higher ? `; ${higher} beyond the top of the chart` : ""}.`,
      );
      mark(text, "data-metric", "minute-ms");
      mark(text, "data-value", median);
    },
  };
}
