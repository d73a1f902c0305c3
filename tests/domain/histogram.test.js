import assert from "node:assert/strict";
import { test } from "node:test";
import { bars, histogramOf, summary } from "../../www/domain/histogram.js";

test("bytes are counted each by itself", () => {
  const signed = histogramOf(Int8Array.of(-128, 127, 0, 0));
  assert.deepEqual([signed.low, signed.high, signed.counts.length], [-128, 127, 256]);
  assert.deepEqual(
    [0, 128, 255].map((i) => signed.counts[i]),
    [1, 2, 1],
  );
  const unsigned = histogramOf(Uint8Array.of(0, 255, 255));
  assert.deepEqual([unsigned.low, unsigned.counts[0], unsigned.counts[255]], [0, 1, 2]);
});

test("floats are counted in 64 equal parts, the largest in the last", () => {
  const { low, high, counts } = histogramOf(Float32Array.of(-1, -1, 0, 1));
  assert.deepEqual([low, high, counts.length], [-1, 1, 64]);
  assert.deepEqual([counts[0], counts[32], counts[63]], [2, 1, 1]);
  const alike = histogramOf(new Float32Array(5));
  assert.deepEqual([alike.low, alike.high, alike.counts[0]], [0, 0, 5]);
});

test("what a histogram comes to", () => {
  const found = summary(histogramOf(Int8Array.of(-5, -5, 3, 0)), 0);
  assert.deepEqual(found, { all: 4, least: -5, most: 3, different: 3, share: 0.25 });
  const floats = summary(histogramOf(Float32Array.of(0, 2)), 0);
  assert.deepEqual(floats, { all: 2, least: 0, most: 2, different: null, share: null });
});

test("bars go with the logarithm, and none stands for nothing", () => {
  const path = bars({ low: 0, high: 2, counts: [0, 1, 3] });
  assert.equal(path, "M1 1h1v-0.5h-1zM2 1h1v-1h-1z");
});
