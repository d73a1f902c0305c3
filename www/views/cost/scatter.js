// The geometry of the chart of sixteen networks: top-1 accuracy over MACs or over time.

import { costOf, GRID, timesOf } from "../../domain/mobilenet.js";
import { TOP1 } from "../../domain/published.js";
import { linear, logarithmic } from "../shared/scale.js";

/** @import { State } from "../../domain/state.js" */

/** @typedef {"macs" | "ms"} Across  what stands along the horizontal axis */

/**
 * A network in the chart.
 * @typedef {object} Point
 * @property {number} alpha
 * @property {number} side  in pixels
 * @property {number} macs
 * @property {number | null} ms  measured here
 * @property {number} top1  published, in percent
 */

/** In pixels. */
export const HEIGHT = 320;
export const MARGIN = { left: 38, right: 40, top: 14, bottom: 34 };
/** Of the vertical axis, in percent. */
export const TOP1_RANGE = /** @type {[number, number]} */ ([40, 75]);
/** Radius of a network that has not been timed. */
const UNTIMED = 4;

/**
 * @param {State["benchmarks"]} benchmarks
 * @returns {Point[]}
 */
export const pointsOf = (benchmarks) =>
  GRID.map(({ alpha, side }) => {
    const ms = timesOf(benchmarks, alpha, side).separable?.median ?? null;
    return { alpha, side, macs: costOf(alpha, side).macs, ms, top1: TOP1[alpha][side] };
  });

/**
 * @typedef {object} Scales
 * @property {[number, number]} range of the horizontal axis, in millions of MACs or in milliseconds
 * @property {(point: { macs: number, ms: number | null }) => number | null} x pixels; null: not
 *   timed
 * @property {(value: number) => number} at  pixels of a value of the horizontal axis
 * @property {(top1: number) => number} y  pixels
 * @property {(ms: number | null) => number} radius  of a network's dot: its area is the time
 */

/**
 * @param {{ macs: number, ms: number | null }[]} points
 * @param {Across} across
 * @param {number} width
 * @returns {Scales}
 */
export function scalesOf(points, across, width) {
  const value = (/** @type {{ macs: number, ms: number | null }} */ { macs, ms }) =>
    across === "macs" ? macs / 1e6 : ms;
  const known = points.flatMap((point) => value(point) ?? []);
  /** @type {[number, number]} */
  const range =
    known.length > 1 ? [Math.min(...known) / 1.35, Math.max(...known) * 1.25] : [0.5, 200];
  const at = logarithmic(range, [MARGIN.left, width - MARGIN.right]);
  const longest = Math.max(...points.map(({ ms }) => ms ?? 0));
  return {
    range,
    at,
    x(point) {
      const known = value(point);
      return known === null ? null : at(known);
    },
    y: linear(TOP1_RANGE, [HEIGHT - MARGIN.bottom, MARGIN.top]),
    radius: (ms) =>
      ms && across === "macs" ? Math.max(2.5, 26 * Math.sqrt(ms / longest)) : UNTIMED,
  };
}
