import assert from "node:assert/strict";
import { test } from "node:test";
import {
  Minute,
  agree,
  classesOf,
  costOfStage,
  growth,
  layersBeside,
  namesOf,
  relativeError,
  stagesBeside,
} from "../../www/domain/pair.js";

/** @param {string[] | null} labels @param {number} [classes] @returns {any} */
const named = (labels, classes = labels?.length ?? 0) => ({ labels, classes });

/** @param {number} index */
const answer = (index) => ({ index });

test("classes of two lists are the same by list, by name or by number, or not at all", () => {
  const list = ["background", "tench, Tinca tinca", "goldfish, Carassius auratus"];
  const same = classesOf(named(list), named([...list]));
  assert.deepEqual([same.by, [...same.to], same.shared], ["list", [0, 1, 2], 3]);
  const other = classesOf(named(list), named(["Goldfish", "Tinca-tinca", "bus"]));
  assert.deepEqual([other.by, [...other.to], other.shared], ["name", [-1, 1, 0], 2]);
  const none = classesOf(named(["a", "b"]), named(["c", "d"]));
  assert.equal(none.by, "");
  assert.equal(agree(none, answer(0), answer(0)), null);
  const numbers = classesOf(named(null, 3), named(null, 3));
  assert.deepEqual([numbers.by, agree(numbers, answer(2), answer(2))], ["number", true]);
  assert.equal(classesOf(named(null, 3), named(null, 4)).by, "");
  assert.equal(classesOf(named(list), named(null, 3)).by, "number");
  assert.equal(classesOf(named(list), named(null, 4)).by, "");
});

test("top answers agree by their names", () => {
  const classes = classesOf(named(["cat", "dog"]), named(["dog", "cat", "fox"]));
  assert.equal(agree(classes, answer(0), answer(1)), true);
  assert.equal(agree(classes, answer(0), answer(0)), false);
  assert.equal(agree(classes, answer(1), answer(2)), false);
  assert.equal(agree(classes, undefined, answer(2)), null);
});

test("a name is a class as it is written, else without case; one of several is told", () => {
  const find = namesOf(["Cardigan, Cardigan Welsh corgi", "cardigan", "crane", "crane", "T-shirt"]);
  assert.equal(find("Cardigan"), 0);
  assert.equal(find("cardigan"), 1);
  assert.equal(find("cardigan_welsh_corgi"), 0);
  assert.equal(find("crane"), -2);
  assert.equal(find("t shirt"), 4);
  assert.equal(find("bus"), -1);
});

test("the last minute counts each frame once", () => {
  const minute = new Minute();
  minute.add(0, true, true);
  minute.add(10, false, false); // the same frame again
  minute.add(1000, true, true);
  minute.add(2000, null, true);
  assert.deepEqual([minute.frames, minute.same], [2, 1]);
  assert.deepEqual(minute.parts(59_000, 2), [0.5, null]);
  minute.add(60_500, true, true);
  assert.deepEqual([minute.frames, minute.same], [2, 2]);
});

/**
 * @param {[kind: string, height: number, macs: number][]} stages
 * @returns {any}
 */
const network = (stages) => ({
  input: [224, 224, 3],
  layers: stages.map(([kind, height, macs]) => ({
    ...{ kind: kind === "block" ? "pointwise" : kind, macs },
    ...{ input: [1, 1, 1], output: [height, height, 8] },
  })),
  stages: stages.map(([kind], i) => ({ kind, layers: [i] })),
});

test("blocks stand beside blocks of the same scale", () => {
  const a = network([
    ...[/** @type {[string, number, number]} */ (["conv", 112, 5]), ["block", 112, 1]],
    ...[
      ["block", 56, 1],
      ["average", 1, 0],
      ["classifier", 1, 2],
    ],
  ]);
  const b = network([
    ...[/** @type {[string, number, number]} */ (["conv", 112, 5]), ["block", 112, 1]],
    ...[
      ["block", 56, 1],
      ["block", 56, 1],
      ["conv", 7, 3],
      ["average", 1, 0],
    ],
    ["classifier", 1, 2],
  ]);
  assert.deepEqual(
    stagesBeside(a, b).map(({ a, b }) => [a, b]),
    [
      ...[
        [0, 0],
        [1, 1],
        [2, 2],
        [null, 3],
      ],
      ...[
        [null, 4],
        [3, 5],
        [4, 6],
      ],
    ],
  );
  assert.deepEqual(costOfStage(a, 0, [4, 0, 0, 0, 0]), { output: [112, 112, 8], macs: 5, ms: 4 });
  assert.equal(costOfStage(a, 0, [4]).ms, null);
});

test("layers stand beside each other where both have one structure", () => {
  const layer = (/** @type {string} */ kind, size = 4) => ({
    ...{ kind, input: [size, size, 3], output: [size, size, 8] },
  });
  const layers = (/** @type {any[]} */ ...layers) => /** @type {any} */ ({ layers });
  const float = layers(layer("conv"), layer("depthwise"), layer("softmax"));
  const whole = layers(layer("quantize"), layer("conv"), layer("depthwise"), layer("softmax"));
  assert.deepEqual(layersBeside(float, whole), [
    ...[
      [0, 1],
      [1, 2],
    ],
    [2, 3],
  ]);
  assert.equal(layersBeside(float, layers(layer("conv"), layer("depthwise", 2))), null);
  assert.equal(layersBeside(float, layers(layer("conv"))), null);
});

test("the error is relative, in real values, and grows where it grows most", () => {
  const stored = (/** @type {number[]} */ data, scale = 1, zeroPoint = 0) => ({
    ...{ data, scale, zeroPoint },
  });
  assert.equal(relativeError(stored([1, 2, 2]), stored([5, 7, 7], 0.5, 3)), 0);
  assert.equal(relativeError(stored([3, 4]), stored([0, 0])), 1);
  assert.ok(Math.abs(relativeError(stored([3, 4]), stored([3, 3])) - 0.2) < 1e-12);
  assert.ok(Number.isNaN(relativeError(stored([0]), stored([1]))));
  assert.equal(relativeError(stored([0]), stored([0])), 0);
  assert.deepEqual(growth([0.1, 0.2, 0.6, 0.5])?.at, 2);
  assert.equal(growth([0, 0]), null);
});
