import assert from "node:assert/strict";
import { test } from "node:test";
import { contentsOf, labelsOf } from "../../www/domain/written.js";

/** @import { Description, Pixels } from "../../www/domain/state.js" */

/** @returns {Description} */
function network(/** @type {object} */ patch = {}) {
  return /** @type {never} */ ({
    input: [128, 128, 3],
    labels: ["a", "b", "c"],
    files: ["model.tflite"],
    layers: [
      { kind: "conv", element: "i8" },
      { kind: "softmax", element: "i8" },
    ],
    output: { kind: "classes", shape: [1, 1, 3] },
    ...patch,
  });
}

/** @returns {Pixels} */
const pixels = (/** @type {object} */ now = { low: -1, high: 1, bytes: true, source: "file" }) =>
  /** @type {never} */ ({ now });

const floats = [{ kind: "conv", element: "f32" }];
const bytes = [{ kind: "conv", element: "u8" }];

const told = (/** @type {object} */ patch, /** @type {object} */ now) =>
  contentsOf(network(patch), 2, pixels(now)).join(" ");

test("a file has labels where there is one for each class", () => {
  assert.deepEqual(labelsOf(network()), ["a", "b", "c"]);
  assert.equal(labelsOf(network({ labels: ["a", "b"] })), null);
  assert.equal(labelsOf(network({ labels: null })), null);
});

test("what is in the file is told", () => {
  assert.match(contentsOf(network(), 1, pixels())[0], /with your change:/);
  assert.match(told(), /your 2 changes.*its 3 labels and that pixels stand for −1 to 1/);
  const own = { mean: [1, 2, 3], std: [60, 50, 70], bytes: false, source: "file" };
  assert.match(told({}, own), /labels and what pixels stand for, \(pixel − mean\)/);
  assert.match(told({ files: ["a", "b"] }), /Body and head become one file/);
});

test("what is left out or changed is told", () => {
  assert.match(told({ labels: null }), /no labels.*one for each class/);
  assert.doesNotMatch(told({ labels: null }), /its .* labels/);
  assert.match(told(), /uint8.*LiteRT\.js/);
  for (const layers of [bytes, floats]) assert.doesNotMatch(told({ layers }), /LiteRT\.js/);
  const given = { low: 0, high: 1, bytes: false, source: "given" };
  assert.match(told({ layers: bytes }, given), /do not use the range/);
  assert.doesNotMatch(told({ layers: floats }, given), /do not use the range/);
  assert.doesNotMatch(told({ layers: bytes }), /do not use the range/);
});

test("what the image classifier cannot read is told", () => {
  assert.match(told({ output: { kind: "map", shape: [4, 4, 3] } }), /no list of classes/);
  assert.match(told({ output: { kind: "features", shape: [1, 1, 3] } }), /no list of classes/);
  assert.match(told({ input: [96, 96, 1] }), /no colours/);
  assert.doesNotMatch(told(), /cannot read/);
});
