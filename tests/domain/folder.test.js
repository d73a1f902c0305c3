import assert from "node:assert/strict";
import { test } from "node:test";
import {
  accuracy,
  asCsv,
  cell,
  classesOfPictures,
  confusion,
  kindOfFile,
  matchNames,
  readList,
  saidOf,
  someOf,
  worst,
} from "../../www/domain/folder.js";

/** @param {string[]} labels @returns {any} */
const network = (labels) => ({ labels, classes: labels.length });

test("pictures, lists and all else are told apart by their names", () => {
  assert.equal(kindOfFile("a/b.JPEG"), "picture");
  assert.equal(kindOfFile("a/b", "image/png"), "picture");
  assert.equal(kindOfFile("a/labels.csv"), "list");
  assert.equal(kindOfFile("a/readme.md", "text/markdown"), "other");
});

test("a list is read with any mark, with quotes, or by spaces", () => {
  assert.deepEqual(readList("file,class\r\na.jpg,cat\n\n"), [
    ["file", "class"],
    ["a.jpg", "cat"],
  ]);
  assert.deepEqual(readList('a.jpg;"sea lion; big"\n'), [["a.jpg", "sea lion; big"]]);
  assert.deepEqual(readList('"a ""b"", c.jpg",cat,0.5'), [['a "b", c.jpg', "cat"]]);
  assert.deepEqual(readList("a b.jpg\tblack bear\n"), [["a b.jpg", "black bear"]]);
  assert.deepEqual(readList("ILSVRC2012_val_00000001.JPEG 65\n"), [
    ["ILSVRC2012_val_00000001.JPEG", "65"],
  ]);
});

test("a picture's class is that of its folder, or of a list beside it", () => {
  const paths = ["set/cat/1.jpg", "set/dog/2.jpg"];
  assert.deepEqual(classesOfPictures(paths, []).pictures, [
    { path: paths[0], className: "cat" },
    { path: paths[1], className: "dog" },
  ]);
  const flat = ["set/one.jpg", "set/two.png", "set/three.jpg"];
  const { pictures, missing } = classesOfPictures(flat, [
    "notes about, nothing\n",
    "file,class\none.jpg,cat\ntwo,dog\nfour.jpg,fox\n",
  ]);
  assert.deepEqual(
    pictures.map(({ className }) => className),
    ["cat", "dog", ""],
  );
  assert.equal(missing, 1);
  const deep = classesOfPictures(["s/a/1.jpg", "s/b/1.jpg"], ["b/1.jpg,bus\na\\1.jpg,ant"]);
  assert.deepEqual(
    deep.pictures.map(({ className }) => className),
    ["ant", "bus"],
  );
});

test("names mean classes by label, synonym or number, and what means none is told", () => {
  const labels = ["background", "tench, Tinca tinca", "goldfish", "crane", "crane"];
  const by = (/** @type {string[]} */ ...names) => matchNames(names, network(labels));
  const named = by("goldfish", "tinca_tinca", "n01440764 tench", "unicorn", "crane");
  assert.deepEqual([...named.classes.values()], [2, 1, 1]);
  assert.deepEqual([named.unmatched, named.ambiguous], [["unicorn"], ["crane"]]);
  const numbers = by("1", "002");
  assert.deepEqual([[...numbers.classes.values()], numbers.by], [[1, 2], "numbers"]);
  const shifted = by("0", "1", "9");
  assert.deepEqual([[...shifted.classes.values()], shifted.by], [[1, 2], "shifted"]);
  assert.deepEqual(shifted.unmatched, ["9"]);
  const ids = by("n04", "n00000003", "n00000001");
  assert.deepEqual(ids.unmatched, ["n04", "n00000003", "n00000001"]);
  const whole = by("n00000002", "n00000004", "n00000001", "n00000003");
  assert.deepEqual([[...whole.classes.values()], whole.by], [[2, 4, 1, 3], "ids"]);
});

/**
 * @param {string} path
 * @param {number} wanted
 * @param {number[]} answers
 * @param {number} [probability]
 * @returns {any}
 */
const result = (path, wanted, answers, probability = 0.5) => ({
  ...{ path, className: String(wanted) },
  a: saidOf(
    answers.map((index) => ({ index, probability })),
    wanted,
  ),
  b: null,
});
const RESULTS = [
  result("right", 1, [1, 2]),
  result("second", 1, [2, 1], 0.9),
  result("none", 2, [1, 3, 4, 5, 6], 0.4),
  result("again", 1, [2, 3, 1], 0.6),
  result("uncounted", -1, [1]),
];

test("accuracy counts the pictures that have a class", () => {
  assert.deepEqual(accuracy(RESULTS), { counted: 4, first: 1, five: 3 });
  assert.deepEqual(accuracy(RESULTS, "b"), { counted: 0, first: 0, five: 0 });
});

test("what is confused most comes first, and the most certain mistake", () => {
  const { classes, rows, pairs } = confusion(RESULTS);
  assert.deepEqual(classes, [1, 2]);
  assert.equal(rows.get(1)?.get(2), 2);
  assert.deepEqual(pairs, [
    { wanted: 1, answer: 2, count: 2 },
    { wanted: 2, answer: 1, count: 1 },
  ]);
  assert.deepEqual(worst(RESULTS), [1, 3, 2]);
});

test("a saved table has no cell that a spreadsheet takes for a formula", () => {
  assert.equal(cell("=1+1"), "'=1+1");
  assert.equal(cell(" @cmd"), "' @cmd");
  assert.equal(cell('-2,"x"'), '"\'-2,""x"""');
  assert.equal(cell(-2), "-2");
  assert.equal(cell("a\nb"), '"a\nb"');
  const names = (/** @type {number} */ i) => ["zero", "=one", "two"][i];
  const both = { ...RESULTS[0], b: saidOf([{ index: 2, probability: 0.25 }], 1) };
  assert.equal(
    asCsv([RESULTS[0], RESULTS[4]], names, null, () => null),
    "file,class,answer,probability,right\r\nright,1,'=one,0.500000,yes\r\n" +
      "uncounted,'-1,'=one,0.500000,\r\n",
  );
  assert.equal(
    asCsv([both], names, names, () => false).split("\r\n")[1],
    "right,1,'=one,0.500000,yes,two,0.250000,no,no",
  );
});

test("many names are the first of them and a number", () => {
  assert.equal(someOf(["a"]), "“a”");
  assert.equal(someOf(["a", "b", "c"]), "“a”, “b” and “c”");
  assert.equal(someOf(["a", "b", "c"], 2), "“a”, “b” and 1 more");
});
