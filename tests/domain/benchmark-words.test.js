import assert from "node:assert/strict";
import { test } from "node:test";
import { layerName, overPeak } from "../../www/domain/benchmark-words.js";

test("layers are named by their blocks", () => {
  assert.equal(layerName({ kind: "pointwise", block: 3 }), "block 3 pointwise");
  assert.equal(layerName({ kind: "softmax", block: null }), "softmax");
});

test("no share over 100 % stands without a reason", () => {
  assert.equal(overPeak([0.4, 1, 1.004]), "", "what is written as 100 %");
  assert.match(overPeak([0.4, 1.006]), /clock/);
  assert.equal(overPeak([]), "");
});
