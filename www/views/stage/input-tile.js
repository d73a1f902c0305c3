// The input of a stage's first layer: the picture, or the map that a channel is made from.

import { padOf, windowOf } from "../../domain/geometry.js";
import { shape } from "../../domain/number.js";
import { sourceOf } from "../shared/focus.js";
import { coloursOf, ends, realOf, scopeOf } from "./known.js";
import { createMap, createTile } from "./map.js";

/**
 * @import { Panel } from "../../domain/stages.js"
 * @import { Shown } from "./known.js"
 */

const KEYS = "Arrow keys move the cell in focus, Enter opens its arithmetic.";

/** @param {Parameters<typeof createMap>[0]} handlers */
export function createInputTile(handlers) {
  const map = createMap(handlers);
  const tile = createTile(map.node, "input");

  /**
   * @param {Shown} shown
   * @param {Panel} panel
   */
  function showPicture({ frame }, { layer }) {
    map.picture(frame.square, `${frame.number}`, padOf(layer));
    const grey = layer.input[2] === 1;
    tile.name(
      "What the model sees",
      `What the model sees: ${shape(layer.input)} numbers, ` +
        `${grey ? "grey" : "red, green and blue"}.`,
    );
    tile.key(null);
    tile.value(grey ? "grey" : "red, green, blue");
    map.name(`The picture. ${KEYS}`);
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
    const real = realOf(before);
    tile.name(
      `Input map ${c + 1}`,
      `Input map ${c + 1} of ${layer.input[2]} of ${focus.scene.title}, ${from.output[0]} × ` +
        `${from.output[1]}; ${scopeOf(state.scale, c)}, ${real(low)} to ${real(high)}.`,
    );
    tile.key(name, real(low), real(high), `Colours: ${scopeOf(state.scale, c)}`);
    tile.value(`${real(before.range.low[c])} … ${real(before.range.high[c])}`);
    map.name(`Input map ${c + 1}. ${KEYS}`);
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
