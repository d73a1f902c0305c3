// The input of a stage's first layer: the picture, or the map that a channel is made from.

import { padOf, windowOf } from "../../domain/geometry.js";
import { shape } from "../../domain/number.js";
import { sourceOf } from "../shared/focus.js";
import { coloursOf, ends, realOf, scopeOf } from "./known.js";
import { createMap, createTile } from "./map.js";

/**
 * @import { Panel } from "../../domain/stages.js"
 * @import { Shown } from "./known.js"
 * @import { Say } from "./words.js"
 */

/**
 * @param {Parameters<typeof createMap>[0]} handlers
 * @param {Say} say
 */
export function createInputTile(handlers, say) {
  const map = createMap(handlers, say);
  const tile = createTile(map.node, "input");

  /**
   * @param {Shown} shown
   * @param {Panel} panel
   */
  function showPicture({ frame }, { layer }) {
    map.picture(frame.square, `${frame.number}`, padOf(layer));
    const grey = layer.input[2] === 1;
    tile.name(
      say("sees"),
      say("picture", { shape: shape(layer.input), colours: say(grey ? "grey" : "rgb") }),
    );
    tile.key(null);
    /** @type {("grey" | "red" | "green" | "blue")[]} */
    const colours = grey ? ["grey"] : ["red", "green", "blue"];
    tile.value(colours.map((colour) => say(colour)).join(", "));
    map.name(say("pictureKeys", { keys: say("keys") }));
  }

  /**
   * @param {Shown} shown
   * @param {Panel} panel
   * @returns {boolean} whether the map is known
   */
  function showMap({ state, focus, frame, known }, { layer }) {
    const before = known(focus.input);
    const c = sourceOf(focus);
    if (!before || c === null || focus.input === null || !state.network) return false;
    const from = state.network.layers[focus.input];
    const { name, palette } = coloursOf(before, from);
    const [low, high] = ends(before, c, state.scale);
    const stamp = `${frame.number} ${c} ${state.scale} ${focus.input}`;
    map.paint(before.map, c, low, high, palette, stamp, padOf(layer));
    const real = realOf(before, say);
    const scope = scopeOf(say, state.scale, c);
    const [h, w] = from.output;
    tile.name(
      say("input", { n: c + 1 }),
      say("inputCaption", {
        ...{ n: c + 1, count: layer.input[2], stage: focus.scene.title, h, w, scope },
        ...{ low: real(low), high: real(high) },
      }),
    );
    tile.key(name, real(low), real(high), say("colours", { scope }));
    tile.value(`${real(before.range.low[c])} … ${real(before.range.high[c])}`);
    map.name(say("inputKeys", { n: c + 1, keys: say("keys") }));
    return true;
  }

  return {
    node: tile.node,
    /**
     * @param {Shown} shown
     * @param {Panel} panel
     */
    show(shown, panel) {
      const { focus, state } = shown;
      if (focus.picture) showPicture(shown, panel);
      else if (!showMap(shown, panel)) return;
      map.focus(windowOf(panel.layer, focus.at), null, !!state.place);
    },
  };
}
