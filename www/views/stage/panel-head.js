// The heading of a panel: the layer's name, its cost, what it does, and its padding.

import { padOf } from "../../domain/geometry.js";
import { exact, percent, short } from "../../domain/number.js";
import { el, write } from "../shared/dom.js";

/**
 * @import { Panel } from "../../domain/stages.js"
 * @import { Description, Layer } from "../../domain/state.js"
 * @import { Say } from "./words.js"
 */

/**
 * The padding in a sentence; empty if there is none.
 * @param {Layer} layer
 * @param {Say} say
 */
function padding(layer, say) {
  const { top, right, bottom, left } = padOf(layer);
  if (top + right + bottom + left === 0) return "";
  if (top === bottom && left === right && top === left)
    return say(top === 1 ? "zerosAround1" : "zerosAround", { n: top });
  const sides = /** @type {const} */ ([
    ["above", top],
    ["below", bottom],
    ["left", left],
    ["right", right],
  ]).flatMap(([side, n]) => (n ? [say(n === 1 ? `${side}1` : side, { n })] : []));
  const half = Math.floor(((layer.kernel?.[0] ?? 1) - 1) / 2);
  return say(half === 1 ? "zeros1" : "zeros", { sides: sides.join(say("and")), n: half });
}

/** @param {Say} say */
export function createPanelHead(say) {
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
      write(zeros, layer.stride && layer.stride[0] > 1 ? padding(layer, say) : "");
      const share = percent(layer.macs / (network?.macs ?? layer.macs));
      const params = layer.params ? short(layer.params) : say("none");
      write(cost, say("cost", { macs: short(layer.macs), share, params }));
      cost.title = say("computed", {
        ...{ macs: exact(layer.macs), share, params: exact(layer.params) },
      });
    },
  };
}
