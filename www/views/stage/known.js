// What is known of the layers of the frame on show: their maps, the ranges of these, and colours.

import { chooseFirstChannel } from "../shared/first-channel.js";
import { ramp, rampOf } from "../shared/colour.js";
import { real } from "../../domain/number.js";
import { rangeOf } from "../shared/paint.js";
import { signedRamp } from "../shared/signed-colour.js";

/**
 * @import { Description, FeatureMap, Frame, Layer, Reply, State } from "../../domain/state.js"
 * @import { Range } from "../shared/paint.js"
 * @import { Focus } from "../shared/focus.js"
 * @import { Say } from "./words.js"
 */

/**
 * @typedef {object} Known   of a layer of the frame
 * @property {FeatureMap} map
 * @property {Range} range   of its values, as they are stored
 * @property {Range} span    of its colours
 * @property {boolean} negative   whether it has values below zero, and their colours
 */

/**
 * @typedef {object} Shown   what the panels show of one frame
 * @property {State} state
 * @property {Frame} frame
 * @property {Focus} focus
 * @property {(layer: number | null | undefined) => Known | null} known
 * @property {(name: string, layer: number) => Reply | null} replyOf   to a question about a layer
 * @property {typeof import("./more.js") | null} more
 * @property {Say} say
 * @property {number | null} filled   cells that are shown while the kernel slides
 */

/**
 * The same reach below and above zero.
 * @param {Range} range
 * @param {number} zero
 * @returns {Range}
 */
function centred({ low, high, min, max }, zero) {
  const reach = (/** @type {number} */ a, /** @type {number} */ b) => Math.max(zero - a, b - zero);
  const each = low.map((least, c) => reach(least, high[c]));
  const whole = reach(min, max);
  return {
    low: each.map((r) => zero - r),
    high: each.map((r) => zero + r),
    min: zero - whole,
    max: zero + whole,
  };
}

/** The layers of the stage on show. */
export function createKnown() {
  /** @type {Map<number, Known>} */
  const layers = new Map();
  return {
    clear: () => layers.clear(),
    /** @param {number | null | undefined} layer */
    get: (layer) => layers.get(layer ?? -1) ?? null,
    /**
     * Takes in the maps of a frame.
     * @param {Description} network
     * @param {FeatureMap[]} maps
     */
    learn(network, maps) {
      for (const map of maps) {
        const old = layers.get(map.layer);
        if (old?.map === map) continue;
        const range = rangeOf(map, old?.range ?? null);
        chooseFirstChannel(network, map.layer, range);
        // A layer that has been negative once keeps colours with zero in the middle.
        const negative = !!old?.negative || range.min < map.zeroPoint;
        const span = negative ? centred(range, map.zeroPoint) : range;
        layers.set(map.layer, { map, range, span, negative });
      }
    },
  };
}

/**
 * The real value of a map's cell.
 * @param {FeatureMap} map
 * @param {number} y
 * @param {number} x
 * @param {number} c
 */
export const valueAt = ({ data, shape: [, w, channels], scale, zeroPoint }, y, x, c) =>
  scale * (data[(y * w + x) * channels + c] - zeroPoint);

/**
 * Writes a stored number of a layer as a real value.
 * @param {Known} known
 * @param {Say} say
 * @returns {(element: number) => string}
 */
export const realOf =
  ({ map }, say) =>
  (element) =>
    say.number(real(map.scale * (element - map.zeroPoint)));

/**
 * The ends of the colours, as stored numbers.
 * @param {Known} known
 * @param {number} c
 * @param {"layer" | "channel"} scale
 */
export const ends = ({ span }, c, scale) =>
  scale === "layer" ? [span.min, span.max] : [span.low[c], span.high[c]];

/**
 * @param {Known} known
 * @param {Layer} layer
 */
export const coloursOf = ({ negative }, layer) =>
  negative
    ? /** @type {const} */ ({ name: "signed", palette: signedRamp() })
    : { name: rampOf(layer.kind), palette: ramp(rampOf(layer.kind)) };

/**
 * What the colours are scaled to, in words.
 * @param {Say} say
 * @param {"layer" | "channel"} scale
 * @param {number} c
 */
export const scopeOf = (say, scale, c) =>
  scale === "layer" ? say("ofLayer") : say("ofChannel", { n: c + 1 });

/**
 * Whether each map of a layer has one cell.
 * @param {Pick<Layer, "output">} layer
 */
export const isFlat = ({ output }) => output[0] * output[1] === 1;
