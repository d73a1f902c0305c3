// A benchmark of the network that runs: one fixed input again and again, all times kept.

import { layerName, overPeak } from "../../domain/benchmark-words.js";
import { lcg } from "../../domain/lcg.js";
import { median, quantile } from "../frames/statistics.js";

/**
 * @import { Network } from "../../separable.d.ts"
 * @import { EngineBenchmark, Times } from "../../domain/state.js"
 */

const WARM_MS = 700;
const CALIBRATIONS = 2;

/**
 * @param {Network} network
 * @param {string} model its name
 * @param {number} ms how long
 * @param {(share: number) => void} tell how far it is
 * @param {AbortSignal} signal
 * @returns {Promise<EngineBenchmark>}
 */
export async function benchmark(network, model, ms, tell, signal) {
  const {
    layers,
    input: [h, w, c],
    macs,
    backend,
  } = network;
  const input = new Uint8Array(h * w * c).map(lcg(5));
  /** @type {number[]} */
  const whole = [];
  /** @type {number[][]} */
  const each = layers.map(() => []);
  const peak = { integer: 0, float: 0 };
  const began = performance.now();
  const passed = () => performance.now() - began;
  const round = async () => {
    signal.throwIfAborted();
    await network.run(input);
    tell(Math.min(passed() / ms, 1));
    return network.timings();
  };

  while (passed() < WARM_MS) await round();
  for (let i = 0; i < CALIBRATIONS; i++) {
    const { integer, float } = await network.calibrate();
    peak.integer = Math.max(peak.integer, integer);
    peak.float = Math.max(peak.float, float);
  }
  do {
    const times = await round();
    whole.push(times.whole);
    times.layers.forEach((ms, i) => each[i].push(ms));
  } while (passed() < ms);

  const most = (layers[0].element === "f32" ? peak.float : peak.integer) * backend.threads;
  const fast = (/** @type {number} */ macs, /** @type {Times} */ { min }) =>
    min > 0 ? (macs / min) * 1000 : 0;
  const all = times(whole);
  return {
    model,
    backend,
    browser: navigator.userAgent,
    when: new Date().toISOString(),
    runs: whole.length,
    peak,
    share: fast(macs, all) / most,
    macs,
    whole: all,
    layers: layers.map(({ kind, block, input, output, macs }, i) => {
      const ms = times(each[i]);
      const speed = fast(macs, ms);
      return {
        kind,
        block,
        input: input.join("×"),
        output: output.join("×"),
        macs,
        ms,
        gmacs: speed / 1e9,
        share: speed / most,
      };
    }),
  };
}

/**
 * @param {number[]} list
 * @returns {Times}
 */
function times(list) {
  const sorted = Float64Array.from(list).sort();
  return { min: sorted[0], median: median(sorted), p95: quantile(sorted, 0.95) };
}

/** @param {EngineBenchmark} result */
export function asJson(result) {
  return JSON.stringify(result, null, 2);
}

/** @param {EngineBenchmark} result */
export function asText({ model, backend, browser, when, runs, peak, share, macs, whole, layers }) {
  const { variant, dot, threads } = backend;
  const number = (/** @type {number} */ value, digits = 3) => value.toFixed(digits).padStart(9);
  const line = (
    /** @type {Times} */ ms,
    /** @type {number} */ gmacs,
    /** @type {number} */ share,
  ) =>
    number(ms.min) +
    number(ms.median) +
    number(ms.p95) +
    (gmacs ? number(gmacs, 1) + `${(share * 100).toFixed(0)} %`.padStart(8) : "");
  return [
    `Separable: ${model}`,
    `${variant}, ${dot} dot, ${threads} thread${threads === 1 ? "" : "s"}; ${runs} runs of ` +
      "one input",
    `Peak of one thread: ${(peak.integer / 1e9).toFixed(1)} GMAC/s quantised, ` +
      `${(peak.float / 1e9).toFixed(1)} GMAC/s float`,
    `${browser}, ${when}`,
    "",
    " ".repeat(56) + "   ms min   median      p95   GMAC/s of peak",
    "whole, fast plan".padEnd(56) + line(whole, macs / whole.min / 1e6, share),
    ...layers.map(
      ({ input, output, ms, gmacs, share, ...layer }, i) =>
        `${String(i).padStart(3)} ${layerName(layer).padEnd(21)}` +
        `${input.padEnd(16)}${output.padEnd(16)}${line(ms, gmacs, share)}`,
    ),
    overPeak([share, ...layers.map(({ share }) => share)]),
    "",
  ].join("\n");
}
