import assert from "node:assert/strict";
import { test } from "node:test";
import { report } from "../../www/app/features/engine-report.js";

const HERE = {
  version: "1.2.3",
  browser: "A browser",
  when: "2026-11-30T12:00:00.000Z",
  framed: true,
  able: { relaxed: false, threads: 1, isolated: false, cores: 8 },
};
const spread = { median: 2, p95: 3, count: 60 };
const NETWORK = {
  id: "dropped-1",
  name: "my-secret.tflite",
  backend: { variant: "simd128", dot: "i16", threads: 1 },
  input: [96, 96, 3],
  layers: [{}, {}],
  macs: 5_000_000,
};

/**
 * @param {object} patch
 * @returns {any} a state, as far as the report reads it
 */
const state = (patch) => ({
  network: NETWORK,
  models: [{ id: "built-in" }],
  measured: null,
  peak: null,
  source: { kind: "camera" },
  verification: null,
  enginePanel: { suited: null, result: null },
  ...patch,
});

test("what is not known yet is said", () => {
  const text = report(state({}), HERE);
  for (const words of [
    "Separable 1.2.3, 2026-11-30",
    "8 cores; no relaxed SIMD; not isolated, in a frame; 1 thread at most",
    "simd128, i16 dot, 1 thread; chosen by hand",
    "Badge: not yet compared",
    "not yet measured",
    "no frame has been measured yet",
  ])
    assert.ok(text.includes(words), `${words}\n${text}`);
  assert.equal(report(state({ network: null }), HERE), "");
});

test("a file of the visitor's is not named, in the benchmark either", () => {
  const measured = Object.fromEntries(
    ["infer", "rest", "capture", "prepare", "inspect", "draw", "frame"].map((key) => [key, spread]),
  );
  const times = { min: 1, median: 2, p95: 3 };
  const result = {
    ...{ model: NETWORK.name, backend: NETWORK.backend, browser: "A browser", when: "now" },
    ...{ runs: 9, peak: { integer: 1e9, float: 1e9 }, share: 0.5, macs: 5e6, whole: times },
    layers: [],
  };
  const text = report(state({ measured, enginePanel: { suited: NETWORK, result } }), HERE);
  assert.ok(!text.includes("secret"), text);
  assert.ok(text.includes("Network: a file of the visitor's, 96×96×3, 2 layers"), text);
  assert.ok(text.includes("whole, fast plan") && !text.includes("by hand"), text);
  assert.match(text, /whole frame +2\.00 +3\.00/);
});
