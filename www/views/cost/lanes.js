// The geometry of the layers' chart: four lanes one above the other, a column for each layer.

/** @import { Row } from "./rows.js" */

/** The scales' numbers stand left of this. In pixels, as all lengths here. */
export const LEFT = 44;
export const HEIGHT = 464;

/**
 * Top and height of each lane.
 * @type {Record<"macs" | "time" | "params" | "gmacs", { top: number, height: number }>}
 */
export const LANES = {
  macs: { top: 18, height: 100 },
  time: { top: 136, height: 100 },
  params: { top: 284, height: 54 },
  gmacs: { top: 370, height: 84 },
};

/** @param {{ top: number, height: number }} lane */
const bottom = ({ top, height }) => top + height;

/** Each lane's title, with the height of its line. */
export const TITLES = [
  { y: LANES.macs.top - 6, text: "share of the MACs, upwards" },
  { y: bottom(LANES.time) + 12, text: "share of the time, downwards" },
  { y: LANES.params.top - 6, text: "share of the parameters" },
  { y: LANES.gmacs.top - 6, text: "GMAC/s" },
];

/** Where each lane is zero. MACs and time are mirrored. */
export const BASES = [
  bottom(LANES.macs),
  LANES.time.top,
  bottom(LANES.params),
  bottom(LANES.gmacs),
];

/** Where each scale's number stands: at the end that is not zero. */
export const SCALE_ENDS = {
  macs: LANES.macs.top + 9,
  time: bottom(LANES.time),
  params: LANES.params.top + 9,
  gmacs: LANES.gmacs.top + 9,
};

/**
 * @typedef {object} Columns
 * @property {number} step     from one column to the next
 * @property {number} bar      width of a bar
 * @property {number} radius   of a dot
 */

/**
 * @param {number} width of the chart
 * @param {number} count of layers
 * @returns {Columns}
 */
export function columns(width, count) {
  const step = (width - LEFT) / Math.max(count, 1);
  return {
    step,
    bar: Math.max(1, step - (step > 5 ? 1.5 : 0.5)),
    radius: Math.min(4, Math.max(2, step / 3)),
  };
}

/**
 * The largest values of the lanes.
 * @typedef {{ share: number, params: number, gmacs: number }} Tops
 */

/**
 * Where a layer's marks stand.
 * @param {Row} row
 * @param {Tops} tops
 */
export function marksOf({ macs, time, params, gmacs }, tops) {
  const bar = {
    macs: macs / tops.share,
    time: (time ?? 0) / tops.share,
    params: params / tops.params,
  };
  const up = (/** @type {"macs" | "params"} */ lane) => {
    const height = bar[lane] * LANES[lane].height;
    return { y: bottom(LANES[lane]) - height, height };
  };
  return {
    macs: up("macs"),
    time: { y: LANES.time.top, height: bar.time * LANES.time.height },
    params: up("params"),
    dot: heightOf(gmacs ?? 0, tops),
  };
}

/**
 * @param {number} gmacs
 * @param {Tops} tops
 * @returns {number} the height of its line in the lane of GMAC/s
 */
export const heightOf = (gmacs, tops) =>
  bottom(LANES.gmacs) - (gmacs / tops.gmacs) * LANES.gmacs.height;

/** @param {number} value the next number above it that is good to read */
function above(value) {
  const steps = [0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1];
  return steps.find((step) => step >= value) ?? 1;
}

/**
 * The top of a scale. It stays while the values fit it and do not get lost in it, because times
 * change with every frame.
 * @returns {(most: number) => number}
 */
export function steadyTop() {
  let top = 0;
  return (most) => {
    if (most > top || most < top * 0.55) top = above(most * 1.04);
    return top;
  };
}
