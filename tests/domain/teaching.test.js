import assert from "node:assert/strict";
import { test } from "node:test";
import {
  exportOf,
  isWeak,
  logitsOf,
  needsOf,
  reportOf,
  softmax,
  startFrom,
  exampleSet,
} from "../../www/domain/taught.js";
import {
  FEW,
  beginning,
  missing,
  moved,
  recordingsOf,
  renamed,
  taughtOf,
  tidyName,
  undone,
  withClass,
  without,
  withoutClass,
} from "../../www/domain/teaching.js";

/** @import { Teaching } from "../../www/domain/teaching.js" */

/**
 * A lesson with so many pictures of each class, each recording of three.
 * @param {...number} counts
 * @returns {Teaching}
 */
function lesson(...counts) {
  const teaching = {
    ...beginning(),
    classes: counts.map((_, i) => ({ id: i + 1, name: `C${i}` })),
  };
  let next = 100;
  for (let i = 0; i < Math.max(...counts); i++)
    counts.forEach((count, of) => {
      if (i >= count) return;
      const id = next++;
      const recording = 10 * of + Math.floor(i / 3);
      teaching.examples.push({ id, of: of + 1, recording, at: id, url: `u${id}`, bytes: 9 });
    });
  return { ...teaching, next };
}

/** Features of a picture, that tell it from others. @param {number} id */
const featuresOf = (id) => [Float32Array.of(id, -id, id % 7)];

test("names are one line, not too long and no two alike", () => {
  assert.equal(tidyName("  a\n\tb\0c  ", []), "a b c");
  assert.equal([...tidyName("🐟".repeat(200), [])].length, 80);
  assert.equal(tidyName("cup", ["cup", "cup 2"]), "cup 3");
  const two = beginning();
  assert.equal(renamed(two, 1, "Class 2").classes[0].name, "Class 2 2");
  assert.equal(renamed(two, 1, " \n ").classes[0].name, "Class 1", "a class has a name");
  assert.equal(withClass(two).classes[2].name, "Class 3");
  assert.equal(withClass(two, "Class 1").classes[2].name, "Class 1 2");
});

test("two classes of a few pictures are taught, and what is missing is said", () => {
  assert.equal(
    missing(beginning()),
    "To begin, record 5 pictures of “Class 1” and 5 pictures of “Class 2”.",
  );
  assert.equal(missing(lesson(FEW, 4)), "To begin, record 1 more picture of “C1”.");
  assert.equal(missing({ ...beginning(), classes: [] }), "Two classes make a lesson: add one.");
  assert.equal(missing(lesson(FEW, FEW, 0)), "");
  const names = (/** @type {Teaching} */ teaching) => taughtOf(teaching).map(({ name }) => name);
  assert.deepEqual(names(lesson(FEW, FEW, 4, 9)), ["C0", "C1", "C3"], "one waits for pictures");
  assert.deepEqual(names(lesson(9, 4)), []);
});

test("what is deleted comes back where it was, the last first", () => {
  const before = lesson(6, 6, 6);
  const ids = before.examples.map(({ id }) => id);
  let teaching = { ...before, ...without(before, [ids[3], ids[8]]) };
  assert.equal(teaching.examples.length, 16);
  teaching = { ...teaching, ...withoutClass(teaching, 2) };
  assert.deepEqual(
    teaching.classes.map(({ id }) => id),
    [1, 3],
  );
  teaching = { ...teaching, ...undone(teaching) };
  assert.deepEqual(teaching.classes, before.classes);
  teaching = { ...teaching, ...undone(teaching) };
  assert.deepEqual(teaching.examples, before.examples);
  assert.deepEqual(undone(teaching), {}, "nothing is left to take back");
});

test("a picture of a deleted class does not come back without it", () => {
  const before = lesson(6, 6);
  const [{ id }] = before.examples;
  let teaching = { ...before, ...without(before, [id]) };
  teaching = { ...teaching, ...withoutClass(teaching, 1), removed: teaching.removed };
  teaching = { ...teaching, ...undone(teaching) };
  assert.ok(teaching.examples.every(({ of }) => of === 2));
});

test("a moved picture keeps its place and its recording", () => {
  const before = lesson(6, 6);
  const [{ id }] = before.examples;
  const after = { ...before, ...moved(before, [id], 2) };
  assert.deepEqual(after.examples[0], { ...before.examples[0], of: 2 });
  assert.deepEqual(moved(before, [id], 77), {}, "there is no such class");
  assert.equal(recordingsOf(after.examples), 4);
});

test("a head is taught on every picture and variation of its classes, in their order", () => {
  const teaching = lesson(6, 2, 5);
  const set = exampleSet(teaching, (id) =>
    id % 2 ? featuresOf(id) : [...featuresOf(id), ...featuresOf(-id)],
  );
  assert.ok(set);
  assert.deepEqual(set.of, [1, 3]);
  const own = set.ids.filter((_, row) => set.own[row]);
  assert.deepEqual(
    own,
    teaching.examples.filter(({ of }) => of !== 2).map(({ id }) => id),
  );
  set.ids.forEach((id, row) => {
    const example = teaching.examples.find((one) => one.id === id);
    assert.equal(set.of[set.classes[row]], example?.of);
    assert.equal(set.recordings[row], example?.recording, "a variation has its picture's");
    assert.equal(Math.abs(set.features[row * set.length]), id);
    assert.equal(set.features[row * set.length] < 0, !set.own[row]);
  });
  assert.equal(exampleSet(lesson(6, 4), featuresOf), null);
  assert.equal(
    exampleSet(teaching, (id) => (id < 104 ? featuresOf(id) : undefined)),
    null,
  );
});

test("the later half of a class with one recording counts as another", () => {
  const teaching = lesson(3, 6);
  for (const example of teaching.examples.slice(-3)) example.of = 1;
  const others = { ...lesson(5, 6).examples[0], id: 500, of: 2, recording: 10 };
  const one = teaching.examples
    .filter(({ of }) => of === 1)
    .map((example) => ({ ...example, recording: 7 }));
  const two = teaching.examples.filter(({ of }) => of === 2);
  const set = exampleSet(
    { ...teaching, examples: [...one, ...two, others, { ...others, id: 501, recording: 11 }] },
    (id) => [...featuresOf(id), ...featuresOf(-id)],
  );
  assert.ok(set);
  const numbers = [...set.recordings.slice(0, 12)];
  assert.deepEqual(numbers.slice(0, 6), Array(6).fill(7));
  assert.equal(new Set(numbers.slice(6)).size, 1);
  assert.ok(!set.recordings.includes(numbers[6], 12) && numbers[6] !== 7, "a number of its own");
});

test("training goes on from the rows of the classes that are still there", () => {
  const head = {
    ...{ of: [4, 9, 5], ridge: 1, pictures: 3 },
    weights: Float32Array.of(1, 2, 3, 4, 5, 6),
    bias: Float32Array.of(7, 8, 9),
  };
  assert.deepEqual(startFrom(head, { of: [5, 6, 4], length: 2 }), {
    weights: Float32Array.of(5, 6, 0, 0, 1, 2),
    bias: Float32Array.of(9, 0, 7),
  });
  assert.equal(startFrom(head, { of: [5, 4], length: 3 }), undefined, "another network's features");
  assert.equal(startFrom(null, { of: [5, 4], length: 3 }), undefined);
});

test("stored features and real ones give the same probabilities", () => {
  const head = { weights: Float32Array.of(1, -2, 0.5, 4), bias: Float32Array.of(0.25, -1) };
  const stored = { data: Uint8Array.of(200, 3), scale: 0.5, zeroPoint: 128 };
  const real = stored.data.map((byte) => byte).length && [36, -62.5];
  const expected = [36 * 1 + 62.5 * 2 + 0.25, 36 * 0.5 - 62.5 * 4 - 1];
  assert.deepEqual([...logitsOf(head, stored)], expected);
  assert.deepEqual([...logitsOf(head, { data: /** @type {number[]} */ (real) })], expected);
  const into = new Float64Array(2);
  assert.equal(logitsOf(head, stored, into), into);
  const shares = softmax(Float64Array.of(1000, 1000, 1000 - Math.log(2)));
  [0.4, 0.4, 0.2].forEach((share, i) => assert.ok(Math.abs(shares[i] - share) < 1e-12));
});

/** A report on 4 and 4 pictures, one of which is mistaken; each has a variation, judged wrong. */
function report() {
  const teaching = lesson(4, 4);
  teaching.examples.push(
    ...[1, 2].map((of, i) => ({ ...teaching.examples[0], id: 900 + i, of, recording: 77 })),
  );
  const set = exampleSet(teaching, (id) => [...featuresOf(id), ...featuresOf(-id)]);
  assert.ok(set);
  const probabilities = Float32Array.from(
    set.ids.flatMap((id, row) => {
      const right = set.own[row] && id !== 103;
      const sure = 0.6 + (id % 10) / 100;
      return (set.classes[row] === 0) === right ? [sure, 1 - sure] : [1 - sure, sure];
    }),
  );
  const folds = set.ids.map((id) => (id < 900 ? 0 : 1));
  return { teaching, set, ...reportOf(teaching, set, { ridge: 0.1, probabilities, held: folds }) };
}

test("a report counts pictures by what they are and what was said, and no variations", () => {
  const { pictures, right, confusion, spread, folds, wrong, unsure } = report();
  assert.deepEqual({ pictures, right, folds }, { pictures: 10, right: 9, folds: 2 });
  assert.deepEqual(confusion, [
    [5, 0],
    [1, 4],
  ]);
  assert.deepEqual(spread, [7 / 8, 1]);
  assert.equal(wrong.length, 1);
  assert.deepEqual([wrong[0].id, wrong[0].is, wrong[0].said], [103, 2, 1]);
  assert.ok(Math.abs(wrong[0].sure - 0.63) < 1e-6);
  const sure = unsure.map((held) => held.sure);
  assert.deepEqual(
    sure,
    [...sure].sort((a, b) => a - b),
    "the least sure first",
  );
});

test("what needs more is told by its reason, the worst of them alone", () => {
  const held = {
    ridge: 1,
    pictures: 0,
    right: 0,
    spread: /** @type {[number, number]} */ ([0, 1]),
    folds: 2,
  };
  const told = { ...held, wrong: [], unsure: [] };
  const of = [1, 2, 3, 4];
  const confusion = [
    [40, 0, 0, 0],
    [0, 6, 4, 0],
    [0, 0, 3, 0],
    [1, 0, 0, 9],
  ];
  assert.deepEqual(needsOf({ ...told, of, confusion, single: [3] }), [
    { why: "recording", of: [3] },
    { why: "mistaken", of: [2] },
    { why: "few", of: [4] },
  ]);
  assert.deepEqual(needsOf({ ...told, of: [1], confusion: [[4]], single: [] }), []);
});

test("a network is too weak only where pictures and recordings are enough", () => {
  const told = {
    ...report(),
    confusion: [
      [15, 5],
      [2, 18],
    ],
    pictures: 40,
    single: [],
  };
  assert.equal(isWeak({ ...told, right: 33 }), true);
  assert.equal(isWeak({ ...told, right: 36 }), false);
  assert.equal(isWeak({ ...told, right: 33, single: [1] }), false);
  assert.equal(
    isWeak({
      ...told,
      right: 20,
      confusion: [
        [10, 2],
        [2, 18],
      ],
    }),
    false,
  );
});

test("what a file of it needs: labels in the head's order, and the range of its logits", () => {
  const { teaching, set } = report();
  const head = {
    ...{ of: [2, 1], ridge: 1, pictures: 10 },
    weights: Float32Array.of(1, 0, 0, 0, 1, 0),
    bias: Float32Array.of(0.5, 0),
  };
  const { labels, low, high } = exportOf(teaching, head, set);
  assert.deepEqual(labels, ["C1", "C0"]);
  assert.deepEqual([low, high], [-901, 901.5], "of the pictures, not of their variations");
});
