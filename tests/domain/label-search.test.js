import assert from "node:assert/strict";
import { test } from "node:test";
import { searchLabels, synonymFound } from "../../www/domain/label-search.js";

const LABELS = [
  "bullfrog, Rana catesbeiana",
  "oystercatcher, oyster catcher",
  "tabby, tabby cat",
  "tiger cat",
  "Siamese cat, Siamese",
  "cougar, puma, catamount",
  "polecat, fitch",
  "catamaran",
  "oscilloscope, scope, cathode-ray oscilloscope",
];
const names = (/** @type {string} */ typed, labels = LABELS) =>
  searchLabels(labels, typed).map((i) => labels[i]);

test("whole words, then beginnings, then the rest; first synonyms before others", () => {
  assert.deepEqual(names("cat"), [
    "tiger cat",
    "Siamese cat, Siamese",
    "tabby, tabby cat",
    "catamaran",
    "bullfrog, Rana catesbeiana",
    "oystercatcher, oyster catcher",
    "cougar, puma, catamount",
    "oscilloscope, scope, cathode-ray oscilloscope",
    "polecat, fitch",
  ]);
});

test("a whole synonym stands before one that only has the word", () => {
  assert.deepEqual(names("tabby cat", ["big tabby cat", "tabby cat"]), [
    "tabby cat",
    "big tabby cat",
  ]);
  assert.equal(names("siamese")[0], "Siamese cat, Siamese");
  assert.deepEqual(names("  TABBY,  tabby "), ["tabby, tabby cat"]);
});

test("a later place of a word may be the better one", () => {
  assert.deepEqual(names("cat", ["scattered", "catalogue cat", "cats"]), [
    "catalogue cat",
    "cats",
    "scattered",
  ]);
});

test("letters of every script are letters of words, and accents do not matter", () => {
  assert.deepEqual(names("epee", ["épéeiste", "Épée"]), ["Épée", "épéeiste"]);
  assert.deepEqual(names("кот", ["который", "рыжий кот"]), ["рыжий кот", "который"]);
  assert.deepEqual(names("🐱", ["dog", "🐱🐱 cat"]), ["🐱🐱 cat"]);
  assert.deepEqual(names("cat", ["c++ (cat)", "cat5"]), ["c++ (cat)", "cat5"]);
});

test("a number finds its class, and nothing finds all or none", () => {
  assert.deepEqual(searchLabels(["8", "a 1", "b", "1 c"], "2"), [2]);
  assert.deepEqual(searchLabels(["8", "a 1", "b", "1 c"], "1"), [1, 3]);
  assert.deepEqual(searchLabels(["a", "b"], "  "), [0, 1]);
  assert.deepEqual(searchLabels(["a", "b"], "x"), []);
});

test("every synonym is found, and it is told which", () => {
  const shark =
    "great white shark, white shark, man-eater, man-eating shark, Carcharodon carcharias";
  for (const synonym of shark.split(", ")) {
    assert.deepEqual(names(synonym.toUpperCase(), [...LABELS, shark]), [shark]);
    assert.ok(synonymFound(shark, synonym.toUpperCase()).includes(synonym), synonym);
  }
  assert.equal(synonymFound(shark, "eat"), "man-eater", "a beginning before the middle of “great”");
  assert.equal(synonymFound(shark, "eating"), "man-eating shark", "a whole word before a part");
  assert.equal(synonymFound(shark, "carcha"), "Carcharodon carcharias");
  assert.equal(synonymFound("épée,  foil ", "FOIL"), "foil");
  assert.equal(synonymFound(shark, ""), "");
  assert.equal(synonymFound(shark, "3"), "", "by its number");
});
