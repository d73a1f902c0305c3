// The numbers under a kernel for the cell in focus, with their colours.

import { isDark } from "../../domain/contrast.js";
import { windowOf } from "../../domain/geometry.js";
import { real } from "../../domain/number.js";
import { sourceOf } from "../shared/focus.js";
import { coloursOf, ends, valueAt } from "./known.js";

/**
 * @import { Area } from "../../domain/geometry.js"
 * @import { Panel } from "../../domain/stages.js"
 * @import { Layer } from "../../domain/state.js"
 * @import { Shown } from "./known.js"
 * @import { TapInput, Taps } from "./taps.js"
 */

const GREY = -1;
const UNKNOWN = { text: "", colour: "transparent", dark: false };

/**
 * The position of the input under a tap; null: padding.
 * @param {Area} area
 * @param {Layer} layer
 * @param {number} tap
 * @returns {[number, number] | null}
 */
function positionOf(area, { input: [h, w] }, tap) {
  const y = area.y + Math.floor(tap / area.w);
  const x = area.x + (tap % area.w);
  return y >= 0 && y < h && x >= 0 && x < w ? [y, x] : null;
}

/**
 * A byte of the picture, in its own colour.
 * @param {number} byte
 * @param {number} group   red, green or blue, or `GREY`
 * @returns {TapInput}
 */
const ofPicture = (byte, group) =>
  painted(
    String(byte),
    [0, 1, 2].map((i) => (i === group || group === GREY ? byte : 0)),
  );

/**
 * @param {string} text
 * @param {number[]} rgb
 * @returns {TapInput}
 */
const painted = (text, [r, g, b]) => ({
  text,
  colour: `rgb(${r} ${g} ${b})`,
  dark: isDark(r, g, b),
});

/**
 * The numbers of the input map under the window, each in its colour on the map.
 * @param {Shown} shown
 * @param {Layer} layer
 * @returns {(y: number, x: number) => TapInput}
 */
function ofMap({ state, focus, known, say }, layer) {
  const before = known(focus.input);
  if (!before || !state.network || focus.input === null) return () => UNKNOWN;
  const [, w, channels] = layer.input;
  const c = sourceOf(focus) ?? 0;
  const [low, high] = ends(before, c, state.scale);
  const { palette } = coloursOf(before, state.network.layers[focus.input]);
  return (y, x) => {
    const stored = before.map.data[(y * w + x) * channels + c];
    const level = high > low ? ((stored - low) * 255) / (high - low) : 0;
    const pixel = palette[level | 0];
    const rgb = [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
    return painted(say.number(real(valueAt(before.map, y, x, c))), rgb);
  };
}

/**
 * @param {Shown} shown
 * @param {Panel} panel
 * @param {Float32Array | null} weights
 * @returns {Taps | null} null: the channel is not known yet
 */
export function tapsOf(shown, { layer }, weights) {
  const { focus, frame, say } = shown;
  if (!layer.kernel || !focus.channel) return null;
  const area = windowOf(layer, focus.at);
  const { data, width } = frame.square;
  const inMap = ofMap(shown, layer);
  return {
    kernel: layer.kernel,
    groups: focus.picture ? layer.input[2] : 1,
    name: say("kernel", { n: focus.channel.now + 1 }),
    weights,
    input(tap, group) {
      const at = positionOf(area, layer, tap);
      if (!at) return null;
      const [y, x] = at;
      if (!focus.picture) return inMap(y, x);
      return ofPicture(data[(y * width + x) * 4 + group], layer.input[2] === 1 ? GREY : group);
    },
  };
}
