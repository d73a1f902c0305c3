// The cost of a MobileNet V1 of any width and input size, by formulas, without making the network.

import { SIDES, WIDTHS } from "./published.js";

/**
 * @import { Timeable } from "../separable.d.ts"
 * @import { State } from "./state.js"
 */

/** @typedef {{ macs: number, params: number }} Cost */

/**
 * Output channels and stride of its blocks at alpha 1 (arXiv 1704.04861, table 1; the last with
 * stride 1).
 */
const BLOCKS = [
  ...[
    [64, 1],
    [128, 2],
    [128, 1],
    [256, 2],
    [256, 1],
    [512, 2],
  ],
  ...[
    [512, 1],
    [512, 1],
    [512, 1],
    [512, 1],
    [512, 1],
    [1024, 2],
    [1024, 1],
  ],
];
const CLASSES = 1000;

/**
 * @param {number} alpha
 * @param {number} side of the input
 * @param {boolean} [standard] with standard convolutions for its blocks
 * @returns {Cost}
 */
export function costOf(alpha, side, standard = false) {
  const width = (/** @type {number} */ channels) =>
    Math.max(8, Math.floor(channels * alpha + 1e-9));
  let macs = 0;
  let params = 0;
  const layer = (
    /** @type {number} */ weights,
    /** @type {number} */ outputs,
    /** @type {number} */ places,
  ) => {
    macs += places * weights;
    params += weights + outputs;
  };
  let at = Math.ceil(side / 2);
  let inputs = width(32);
  layer(27 * inputs, inputs, at * at);
  for (const [channels, stride] of BLOCKS) {
    const outputs = width(channels);
    at = Math.ceil(at / stride);
    if (standard) layer(9 * inputs * outputs, outputs, at * at);
    else {
      layer(9 * inputs, inputs, at * at);
      layer(inputs * outputs, outputs, at * at);
    }
    inputs = outputs;
  }
  layer(inputs * CLASSES, CLASSES, 1);
  return { macs, params };
}

/** The paper's sixteen networks, the widest and largest first. */
export const GRID = WIDTHS.toReversed().flatMap((alpha) =>
  SIDES.toReversed().map((side) => ({ alpha, side })),
);

/**
 * The network of the controls: as the visitor set them, or the running network.
 * @param {State} state
 */
export function chosen({ alpha, rho, network }) {
  const family = network?.family?.version === "V1" ? network.family : { alpha: 1, rho: 1 };
  const nearest = (/** @type {number[]} */ list, /** @type {number} */ to) =>
    list.reduce((best, value) => (Math.abs(value - to) < Math.abs(best - to) ? value : best));
  return {
    alpha: nearest(WIDTHS, alpha ?? family.alpha),
    side: nearest(SIDES, (rho ?? family.rho) * 224),
  };
}

/**
 * @param {number} alpha
 * @param {number} side
 * @returns {Timeable}
 */
const net = (alpha, side, standard = false) => ({
  net: "V1",
  alpha,
  size: side,
  classes: CLASSES,
  standard,
});

/**
 * @param {number} alpha
 * @param {number} side
 */
export const alone = (alpha, side) => ({
  key: `net ${alpha} ${side}`,
  specs: [net(alpha, side)],
  rounds: 9,
});

/**
 * With its equivalent of standard convolutions.
 * @param {number} alpha
 * @param {number} side
 */
export const both = (alpha, side) => ({
  key: `nets ${alpha} ${side}`,
  specs: [net(alpha, side), net(alpha, side, true)],
  rounds: 7,
});

/**
 * Its measured times, as far as known: its own, and its standard equivalent's.
 * @param {State["benchmarks"]} benchmarks
 * @param {number} alpha
 * @param {number} side
 */
export function timesOf(benchmarks, alpha, side) {
  const pair = benchmarks[both(alpha, side).key]?.timed;
  return {
    separable: pair?.[0] ?? benchmarks[alone(alpha, side).key]?.timed?.[0] ?? null,
    standard: pair?.[1] ?? null,
  };
}
