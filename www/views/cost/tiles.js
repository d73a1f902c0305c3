// The network's cost in five large numbers.

import { exact, figures, percent, scaled, thin } from "../../domain/number.js";
import { el, mark, write } from "../shared/dom.js";
import { peakOf } from "./rows.js";

/** @import { State } from "../../domain/state.js" */

/**
 * @param {string} metric
 * @param {string} name
 */
function createTile(metric, name) {
  const value = el("b", { class: "number", "data-metric": metric }, "–");
  const unit = el("span", { class: "unit" });
  const basis = el("span", { class: "basis" });
  return {
    node: el("p", {}, el("span", {}, value, unit), el("span", {}, name), basis),
    /**
     * @param {number | null} raw
     * @param {string} text
     * @param {string} unitText
     * @param {string} basisText
     */
    show(raw, text, unitText, basisText) {
      mark(value, "data-value", raw);
      write(value, text);
      write(unit, unitText);
      write(basis, basisText);
    },
  };
}

export function createTiles() {
  const macs = createTile("cost-macs", "MACs");
  const params = createTile("cost-params", "parameters");
  const ms = createTile("cost-ms", "inference");
  const speed = createTile("cost-gmacs", "GMAC/s");
  const peak = createTile("cost-peak", "of the peak");
  const lead = el("p", { class: "lead" });
  const node = el("div", { class: "tiles" });
  node.append(...[macs, params, ms, speed, peak].map((tile) => tile.node));
  return {
    node,
    lead,
    /** @param {State} state */
    update(state) {
      const { network, measured } = state;
      if (!network) return;
      const most = peakOf(state);
      const { threads } = network.backend;
      const other = network.layers.reduce((sum, { operations }) => sum + operations, 0);
      macs.show(network.macs, ...scaled(network.macs), "computed");
      params.show(network.params, ...scaled(network.params), "computed");
      const time = measured?.infer.count ? measured.infer.median : null;
      const reached = time && network.macs / time / 1e6;
      const count = `median of ${measured?.infer.count}, fast plan`;
      if (time) ms.show(time, figures(time), "ms", count);
      else ms.show(null, "–", "", "measuring …");
      const what = reached ? "the network's MACs per second" : "";
      speed.show(reached, reached ? figures(reached) : "–", "", what);
      const share = reached && most ? (reached * 1e9) / most : null;
      const by = threads === 1 ? "one thread" : `${threads} threads`;
      const measuredPeak = most && `${figures(most / 1e9)}${thin}GMAC/s on ${by}, measured`;
      peak.show(share, share ? percent(share) : "–", "", measuredPeak || "measuring …");
      write(
        lead,
        `${network.name}: ${exact(network.macs)} multiply-accumulates per frame. If time ` +
          "depended only on MACs, every layer would run at the same speed. They do not." +
          (other
            ? ` What layers without weights compute comes on top: ${exact(other)} operations.`
            : ""),
      );
    },
  };
}
