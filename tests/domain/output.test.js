import assert from "node:assert/strict";
import { test } from "node:test";
import { firstSynonym, hasLongNames, shortOf, wholeOf } from "../../www/domain/output.js";
import { meaning, notesOf } from "../../www/separable/other-outputs.js";
import {
  bestOf,
  largest,
  outputOf,
  readScores,
  realOf,
  toProbabilities,
} from "../../www/separable/output.js";

/**
 * @import { Scores, Shape } from "../../www/separable.d.ts"
 * @import { Description } from "../../www/separable/wasm.d.ts"
 */

/** A network that ends so. */
const ending = (/** @type {Description["scores"]} */ scores, /** @type {Shape} */ ...output) => ({
  scores,
  output,
  layers: /** @type {Description["layers"]} */ ([]),
});
const floats = (/** @type {number[]} */ ...list) => Float64Array.from(list);
const CATS = ["cat", "dog"];
const near = (/** @type {number} */ a, /** @type {number} */ b) =>
  assert.ok(Math.abs(a - b) < 1e-12, `${a} is not ${b}`);

test("an output is told by its end, and by labels that fit", () => {
  /** @type {[ReturnType<typeof ending>, string[] | null, string, Scores, string][]} */
  const cases = [
    [ending("softmax", 1, 1, 4), null, "classes", "softmax", "network"],
    [ending("logistic", 1, 1, 4), null, "classes", "logistic", "network"],
    [ending("logits", 1, 1, 4), null, "classes", "softmax", "assumed"],
    [ending("logistic", 1, 1, 1), CATS, "one", "logistic", "network"],
    [ending("logits", 1, 1, 1), null, "one", "logistic", "assumed"],
    [ending("softmax", 1, 1, 1), CATS, "features", "none", "network"],
    [ending("softmax", 12, 12, 2), null, "map", "softmax", "network"],
    [ending("logistic", 12, 12, 1), null, "map", "logistic", "network"],
    [ending("features", 1, 1, 1280), null, "features", "none", "assumed"],
    [ending("features", 1, 1, 2), CATS, "classes", "softmax", "assumed"],
    [ending("features", 7, 7, 2), CATS, "map", "softmax", "assumed"],
  ];
  for (const [network, labels, kind, scores, source] of cases) {
    const output = outputOf(network, labels, null);
    assert.deepEqual(output, { kind, scores, source, shape: network.output });
  }
});

test("how scores are read may be chosen where the network leaves it open", () => {
  const logits = ending("logits", 1, 1, 3);
  assert.equal(outputOf(logits, null, "logistic").scores, "logistic");
  assert.equal(outputOf(logits, CATS, "none").kind, "features");
  assert.equal(outputOf(ending("features", 1, 1, 9), null, "softmax").kind, "classes");
  assert.equal(readScores(undefined, logits), null);
  assert.equal(readScores("none", logits), "none");
  assert.throws(() => readScores("sigmoid", logits), /"softmax", "logistic" or "none"/);
  assert.throws(() => readScores("none", ending("logistic", 1, 1, 3)), /itself, by a sigmoid/);
  assert.throws(() => readScores("softmax", ending("logits", 1, 1, 1)), /always 1/);
});

test("raw numbers become real ones by scale and zero point", () => {
  const bytes = Uint8Array.of(0, 127, 128, 255);
  const real = (/** @type {"u8" | "i8"} */ element, /** @type {number} */ zeroPoint) => [
    ...realOf(bytes.buffer, { element, scale: 0.5, zeroPoint }),
  ];
  assert.deepEqual(real("u8", 100), [-50, 13.5, 14, 77.5]);
  assert.deepEqual(real("i8", -128), [64, 127.5, 0, 63.5]);
  const single = { element: /** @type {const} */ ("f32"), scale: 1, zeroPoint: 0 };
  assert.deepEqual([...realOf(Float32Array.of(0.25, -3).buffer, single)], [0.25, -3]);
});

test("a softmax and a sigmoid are added to logits, each place by itself", () => {
  const two = outputOf(ending("logits", 1, 2, 2), null, "softmax");
  const made = toProbabilities(floats(1, 3, 800, 800), two);
  near(made[0], 1 / (1 + Math.exp(2)));
  near(made[0] + made[1], 1);
  near(made[2], 0.5);
  const sigmoids = toProbabilities(
    floats(0, 2, -800),
    outputOf(ending("logits", 1, 1, 3), null, "logistic"),
  );
  near(sigmoids[0], 0.5);
  near(sigmoids[1], Math.exp(2) / (1 + Math.exp(2)));
  assert.equal(sigmoids[2], 0);
  const own = outputOf(ending("softmax", 1, 1, 2), null, null);
  assert.deepEqual([...toProbabilities(floats(0.25, 0.75), own)], [0.25, 0.75]);
});

test("the largest come first, equal ones in their order, and what is no number last", () => {
  const values = [0.1, 0.5, Number.NaN, 0.5, -1, 0.2];
  for (const k of [3, 100])
    assert.deepEqual(largest(values, k), [1, 3, 5, 0, 4, 2].slice(0, k), `${k}`);
  const many = Array.from({ length: 999 }, (_, i) => (i * 7919) % 97);
  const sorted = many.map((_, i) => i).sort((a, b) => many[b] - many[a] || a - b);
  assert.deepEqual(largest(many, 7), sorted.slice(0, 7));
});

test("one number tells two labels apart: it is the second's", () => {
  const one = outputOf(ending("logistic", 1, 1, 1), CATS, null);
  assert.deepEqual(bestOf(floats(0.8), one, CATS, 5), [
    { className: "dog", probability: 0.8, index: 1 },
    { className: "cat", probability: 1 - 0.8, index: 0 },
  ]);
  assert.equal(bestOf(floats(0.25), one, CATS, 5)[0].className, "cat");
  assert.deepEqual(bestOf(floats(0.25), one, ["dog"], 5), [
    { className: "dog", probability: 0.25, index: 0 },
  ]);
  assert.equal(bestOf(floats(0.25), one, null, 5)[0].className, "class 1");
});

/** A map, one letter for a place: a capital is certain of its class, a small letter less so. */
function drawn(/** @type {string[]} */ rows, /** @type {string} */ classes) {
  const real = rows.join("").split("");
  return Float64Array.from(
    real.flatMap((letter) => {
      const index = classes.indexOf(letter.toLowerCase());
      const sure = letter === letter.toLowerCase() ? 0.6 : 0.9;
      return [...classes].map((_, i) => (i === index ? sure : (1 - sure) / (classes.length - 1)));
    }),
  );
}

test("a map is told by its areas, each by its strongest place", () => {
  const labels = ["background", "gull", "tern", "crow"];
  const rows = ["BBBBB", "BgBBt", "BBGBB", "BBBBB", "gBBBB"];
  const numbers = drawn(rows, "bgtc");
  const map = outputOf(ending("softmax", 5, 5, 4), labels, null);
  const seen = meaning(numbers, map, labels, 10);
  const told = seen.answers.map(({ className, probability, place }) =>
    [className, probability.toFixed(2), place?.y, place?.x, place?.count].join(" "),
  );
  assert.deepEqual(told, [
    "gull 0.90 2 2 2",
    "tern 0.60 1 4 1",
    "gull 0.60 4 0 1",
    "crow 0.13 1 1 0",
  ]);
  assert.equal(seen.map?.background, 0);
  assert.equal(seen.map?.classes[6], 1);
  assert.equal(meaning(numbers, map, labels, 2).answers.length, 2);
  const unnamed = meaning(numbers, map, null, 10).answers[0];
  assert.deepEqual([unnamed.className, unnamed.place?.count], ["class 0", 21]);
});

test("a map of sigmoids has places without a class", () => {
  const mask = outputOf(ending("logistic", 2, 2, 1), null, null);
  const { answers, map } = meaning(floats(0.2, 0.7, 0.6, 0.1), mask, null, 5);
  assert.deepEqual([...(map?.classes ?? [])], [-1, 0, 0, -1]);
  assert.deepEqual(answers, [
    { className: "class 1", probability: 0.7, index: 0, place: { y: 0, x: 1, count: 2 } },
  ]);
  const none = meaning(floats(0.2, 0.3, 0.1, 0.1), mask, ["road"], 5).answers;
  assert.deepEqual(none, [
    { className: "road", probability: 0.3, index: 0, place: { y: 0, x: 1, count: 0 } },
  ]);
});

test("features are told by length, norm and largest entries", () => {
  const output = outputOf(ending("features", 1, 1, 4), null, null);
  const { answers, features } = meaning(floats(3, 0, -4, 0), output, null, 2);
  assert.deepEqual(answers, []);
  assert.deepEqual(features, {
    length: 4,
    norm: 5,
    largest: [
      { index: 2, value: -4 },
      { index: 0, value: 3 },
    ],
  });
});

test("what is assumed is told", () => {
  const told = (
    /** @type {ReturnType<typeof ending>} */ network,
    /** @type {string[] | null} */ labels,
  ) => notesOf(network, outputOf(network, labels, null), labels).join(" ");
  assert.match(told(ending("logits", 1, 1, 4), null), /a softmax is added/);
  assert.match(told(ending("logistic", 1, 1, 4), null), /need not add up to 100/);
  assert.match(told(ending("logistic", 1, 1, 1), CATS), /second label, “dog”; “cat” has the rest/);
  assert.match(told(ending("logistic", 1, 1, 1), null), /“class 1”; give the labels/);
  assert.match(
    told(ending("logits", 1, 1, 1), ["dog"]),
    /a sigmoid is added.*probability of “dog”/,
  );
  assert.match(told(ending("softmax", 1, 1, 1), null), /1 whatever it sees/);
  assert.match(told(ending("softmax", 6, 6, 2), null), /each of 6 × 6 places/);
  assert.match(told(ending("features", 1, 1, 9), null), /its 9 numbers are shown as they are/);
  assert.match(told(ending("features", 1, 1, 2), CATS), /a label for each of its numbers/);
});

test("the first synonym of a label stands for it", () => {
  assert.equal(firstSynonym("great white shark, white shark, man-eater"), "great white shark");
  assert.equal(firstSynonym("monarch"), "monarch");
  assert.equal(firstSynonym(""), "");
  assert.equal(firstSynonym("1,000 things"), "1,000 things");
  assert.equal(firstSynonym(", odd"), ", odd");
});

test("no two classes have one short name", () => {
  // Those of ImageNet that share their first synonym, and what only looks like them.
  const labels = [
    ...["crane", "great white shark, white shark, man-eater", "crane", "maillot"],
    ...["maillot, tank suit", "Cardigan, Cardigan Welsh corgi", "cardigan", "", "a, b", "a, b"],
    ...["a, c", "1,000 things"],
  ];
  const network = { labels, output: outputOf(ending("softmax", 1, 1, 12), labels, null) };
  const said = (/** @type {typeof shortOf} */ nameOf) => labels.map((_, i) => nameOf(network, i));
  assert.deepEqual(said(shortOf), [
    ...["crane (class 0)", "great white shark", "crane (class 2)", "maillot (class 3)"],
    ...["maillot, tank suit", "Cardigan, Cardigan Welsh corgi", "cardigan (class 6)", "class 7"],
    ...["a (class 8)", "a (class 9)", "a, c", "1,000 things"],
  ]);
  assert.deepEqual(
    [0, 1, 3, 4].map((i) => wholeOf(network, i)),
    ["crane (class 0)", labels[1], "maillot (class 3)", labels[4]],
  );
  assert.equal(new Set(said(shortOf)).size, labels.length);
  assert.equal(new Set(said(wholeOf)).size, labels.length);
  assert.equal(hasLongNames(network), true);
  assert.equal(hasLongNames({ labels: ["cat", "dog"] }), false);
  assert.equal(hasLongNames({ labels: null }), false);
});
