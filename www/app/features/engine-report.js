// A report to send on: what this browser, this machine and the engine do here. It names no picture,
// no file and no address.

import { asText } from "./engine-benchmark.js";

/** @import { Measured, State } from "../../domain/state.js" */

/**
 * What a browser can do.
 * @typedef {{ relaxed: boolean, threads: number, isolated: boolean, cores: number }} Able
 */
/**
 * @typedef {{ version: string, browser: string, when: string, framed: boolean, able: Able }} Here
 */

/** What a frame's time is made of. */
const TIMES = /** @type {const} */ ([
  ["infer", "inference"],
  ["rest", "all else to the answer"],
  ["capture", "of that, capture"],
  ["prepare", "of that, prepare"],
  ["inspect", "maps"],
  ["draw", "drawing"],
  ["frame", "whole frame"],
]);

/** @param {number} value */
const number = (value) => value.toFixed(2).padStart(9);

/** @param {Measured | null} measured */
function timesOf(measured) {
  if (!measured) return ["Times: no frame has been measured yet"];
  const head = `Times in ms, the last ${measured.frame.count} frames:`;
  const rows = TIMES.map(
    ([key, name]) =>
      `  ${name.padEnd(24)}${number(measured[key].median)}${number(measured[key].p95)}`,
  );
  return [`${head.padEnd(26)}   median      p95`, ...rows];
}

/**
 * @param {State} state
 * @param {Here} here
 */
export function report(state, { version, browser, when, framed, able }) {
  const { network, measured, peak, source, verification, enginePanel } = state;
  if (!network) return "";
  const { variant, dot, threads } = network.backend;
  const isPublished = state.models.some(({ id }) => id === network.id);
  const model = isPublished ? network.name : "a file of the visitor's";
  const giga = (/** @type {number} */ macs) => `${(macs / 1e9).toFixed(1)} GMAC/s`;
  const most = peak
    ? `${giga(peak.integer)} quantised, ${giga(peak.float)} float`
    : "not yet measured";
  return [
    `Separable ${version}, ${when}`,
    `Browser: ${browser}`,
    `Machine: ${able.cores} cores; ${able.relaxed ? "" : "no "}relaxed SIMD; ` +
      `${able.isolated ? "" : "not "}isolated${framed ? ", in a frame" : ""}; ` +
      `${able.threads} thread${able.threads === 1 ? "" : "s"} at most`,
    `Engine: ${variant}, ${dot} dot, ${threads} thread${threads === 1 ? "" : "s"}` +
      (enginePanel.suited === network ? "" : "; chosen by hand"),
    `Network: ${model}, ${network.input.join("×")}, ` +
      `${network.layers.length} layers, ${network.macs} MACs`,
    `Source: ${source.kind}`,
    `Badge: ${verification ? `${verification.text}. ${verification.title}` : "not yet compared"}`,
    `Peak of one thread: ${most}`,
    ...timesOf(measured),
    "",
    ...(enginePanel.result ? [asText({ ...enginePanel.result, model })] : []),
  ].join("\n");
}
