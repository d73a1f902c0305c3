// The heading of a panel: the layer's name, its cost, what it does, and its padding.

import { padding } from "../../domain/geometry.js";
import { exact, percent, short } from "../../domain/number.js";
import { el, write } from "../shared/dom.js";

/**
 * @import { Panel } from "../../domain/stages.js"
 * @import { Description } from "../../domain/state.js"
 */

export function createPanelHead() {
  const title = el("h3");
  const cost = el("p", { class: "paid number" });
  const text = el("p", { class: "text" });
  const zeros = el("p", { class: "zeros" });

  return {
    nodes: [el("header", {}, title, cost), el("div", { class: "about" }, text, zeros)],
    /**
     * @param {Panel} panel
     * @param {Description | null} network
     */
    show(panel, network) {
      const { layer } = panel;
      write(title, panel.title);
      write(text, panel.text);
      write(zeros, layer.stride && layer.stride[0] > 1 ? padding(layer) : "");
      const share = percent(layer.macs / (network?.macs ?? layer.macs));
      const params = layer.params ? short(layer.params) : "no";
      write(cost, `${short(layer.macs)} MACs, ${share} · ${params} params`);
      cost.title =
        `Computed: ${exact(layer.macs)} MACs, ${share} of the network's; ${exact(layer.params)} ` +
        "weights and biases";
    },
  };
}
