// The output map of a panel's layer; one number, where each map has one cell.

import { classOf, nameOf, shortOf, wholeOf } from "../../domain/output.js";
import { el, write } from "../shared/dom.js";
import { mixes } from "../shared/first-channel.js";
import { coloursOf, ends, isFlat, realOf, scopeOf } from "./known.js";
import { createMap, createTile } from "./map.js";

/**
 * @import { Panel } from "../../domain/stages.js"
 * @import { Channel } from "../shared/focus.js"
 * @import { Shown } from "./known.js"
 * @import { Say } from "./words.js"
 */

/**
 * What the channel on show is called.
 * @param {Shown} shown
 * @param {Panel} panel
 * @param {Channel} channel
 */
function titleOf({ state, say }, { layer }, { now, count }) {
  const { network } = state;
  return layer.kind === "classifier" && network?.labels?.[classOf(network, now)]
    ? say("class", { name: nameOf(network, classOf(network, now)), n: now + 1, count })
    : say("channel", { n: now + 1, count });
}

/**
 * All names of the class on show, where it has more than one.
 * @param {Shown} shown
 * @param {Panel} panel
 * @param {Channel} channel
 */
function otherNames({ state: { network } }, { layer }, { now }) {
  if (layer.kind !== "classifier" || !network) return "";
  const index = classOf(network, now);
  const whole = wholeOf(network, index);
  return whole === shortOf(network, index) ? "" : whole;
}

/**
 * @param {Parameters<typeof createMap>[0]} handlers
 * @param {Say} say
 */
export function createOutputTile(handlers, say) {
  const map = createMap(handlers, say);
  const number = el("p", { class: "alone number" });
  const tile = createTile(el("div", { class: "made" }, map.node, number), "output");

  return {
    node: tile.node,
    focus: () => map.node.focus(),
    /** The channel on show and its range, in a sentence. */
    sentence: () => tile.sentence(),
    /**
     * @param {Shown} shown
     * @param {Panel} panel
     */
    show(shown, panel) {
      const { state, focus, frame, known, filled } = shown;
      const { layer, index, title } = panel;
      const now = known(index);
      const channel = mixes(layer) ? focus.output : focus.channel;
      if (!now || !channel) return;
      const c = channel.now;
      const flat = isFlat(layer);
      // A map of one cell has no range of its own to be scaled to.
      const scale = flat ? "layer" : state.scale;
      const [low, high] = ends(now, c, scale);
      const { name, palette } = coloursOf(now, layer);
      const real = realOf(now, say);
      const label = titleOf(shown, panel, channel);
      const scope = scopeOf(say, scale, c);
      const [h, w] = layer.output;
      const drawn = { stage: focus.scene.title, scope, low: real(low), high: real(high) };
      tile.name(label, say("outputCaption", { title, label, h, w, ...drawn }));
      tile.key(flat ? null : name, real(low), real(high), say("colours", { scope }));
      map.node.hidden = flat;
      number.hidden = !flat;
      if (flat) {
        write(number, real(now.map.data[c]));
        return tile.value(otherNames(shown, panel, channel));
      }
      const [least, most] = [now.range.low[c], now.range.high[c]];
      const span = `${real(least)} … ${real(most)}`;
      tile.value(least === most ? say("everywhere", { value: real(low) }) : span);
      map.paint(now.map, c, low, high, palette, `${frame.number} ${c} ${scale} ${index}`);
      const [y, x] = focus.at;
      map.focus({ y, x, h: 1, w: 1 }, filled, !!state.place);
      map.name(say("outputKeys", { title, label, h, w }));
    },
  };
}
