import assert from "node:assert/strict";
import { test } from "node:test";
import { fit, parseLabels } from "../../www/separable/labels.js";

/** The names in a file of this text, or of these bytes. */
const names = async (/** @type {string | Uint8Array} */ content, name = "labels.txt") => {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return (await parseLabels(bytes, name)).names;
};
const CATS = ["cat", "dog"];

test("one name per line, however lines and the file end", async () => {
  for (const text of ["cat\ndog", "cat\r\ndog\r\n", "cat\rdog\r\r\r", "\ufeffcat \n\tdog\n\n \n"])
    assert.deepEqual(await names(text), CATS, JSON.stringify(text));
  assert.deepEqual(await names("tailed frog, ranidae\n<b>3</b>"), [
    "tailed frog, ranidae",
    "<b>3</b>",
  ]);
  assert.deepEqual(await names("only"), ["only"]);
});

test("a number is taken off where every line begins with its own", async () => {
  for (const text of [
    ...["0 cat\n1 dog\n", "0  cat\n1  dog", "0:cat\n1:dog", "0: cat\n1: dog", "0,cat\n1,dog"],
    ...["0\tcat\n1\tdog", "0;cat\n1;dog", "0. cat\n1. dog", "0) cat\n1) dog", "0=cat\n1=dog"],
  ])
    assert.deepEqual(await names(text), CATS, JSON.stringify(text));
  assert.deepEqual(await names("0 0\n1 1\n2 2"), ["0", "1", "2"], "names that are numbers");
  const crane = Array.from({ length: 9 }, (_, i) => (i % 4 ? `bird ${i}` : "crane"));
  const numbered = crane.map((name, i) => `${i} ${name}`).join("\n");
  assert.deepEqual(await names(numbered), crane, "some names come twice");
});

test("lines may be counted from 1", async () => {
  for (const text of ["1. cat\n2. dog", "1: cat\n2: dog", "1\tcat\n2\tdog", "01) cat\n02) dog\n"])
    assert.deepEqual(await names(text), CATS, JSON.stringify(text));
  assert.deepEqual(await names("1 cat\n2 dog\n3 bird"), [...CATS, "bird"]);
});

test("a number that is part of the name stays", async () => {
  for (const lines of [
    ["1 person", "2 persons", "3 persons"],
    ["0 persons", "1 person", "2 persons"],
    ["0 cat", "1 dog", "3 bird"],
    ["1 cat", "2 dog"],
    ["1 cat", "0 dog"],
    ["1 Euro", "2 Euro"],
    ["0 Euro", "1 Euro", "2 Euro"],
    ["0 cat", "dog"],
    ["0 cat", "2 dog"],
    ["0.5 mm", "1.5 mm"],
    ["0,5 kg", "1,5 kg"],
    ["0", "1", "2"],
    ["7up", "cola"],
  ])
    assert.deepEqual(await names(lines.join("\n")), lines);
});

test("text is read as it was encoded", async () => {
  const animals = ["Möwe", "Hündin"];
  const text = `${animals.join("\r\n")}\r\n`;
  const swapped = Buffer.from(text, "utf16le").swap16();
  const mark = (/** @type {number[]} */ bytes, /** @type {Buffer} */ rest) =>
    new Uint8Array(Buffer.concat([Buffer.from(bytes), rest]));
  for (const bytes of [
    mark([], Buffer.from(text, "utf8")),
    mark([0xef, 0xbb, 0xbf], Buffer.from(text, "utf8")),
    mark([0xff, 0xfe], Buffer.from(text, "utf16le")),
    mark([], Buffer.from(text, "utf16le")),
    mark([0xfe, 0xff], swapped),
    mark([], swapped),
    mark([], Buffer.from(text, "latin1")),
  ])
    assert.deepEqual(await names(bytes), animals, String(bytes.slice(0, 4)));
});

test("JSON: lists, indices to names, names to indices", async () => {
  for (const value of [
    CATS,
    { 0: "cat", 1: "dog" },
    { 1: "dog", 0: "cat" },
    { dog: 1, cat: 0 },
    { labels: CATS },
    { version: 2, labels: CATS, imageSize: 224 },
    { names: { 0: "cat", 1: "dog" } },
    { id2label: { 0: "cat", 1: "dog" }, label2id: { cat: 0, dog: 1 } },
    { 0: ["n02123045", "cat"], 1: ["n02084071", "dog"] },
    CATS.map((name, id) => ({ id, name })),
    { 1: "cat", 2: "dog" },
    { 0: { name: "cat" }, 1: { name: "dog" } },
    { class_indices: { cat: 0, dog: 1 } },
    { cat: 1, dog: 2 },
  ])
    assert.deepEqual(await names(JSON.stringify(value, null, 1), "labels.json"), CATS);
  assert.deepEqual(await names('{"0": "cat", "2": "dog"}'), ["cat", "", "dog"], "a gap");
  assert.deepEqual(await names("[cat]\n[dog]"), ["[cat]", "[dog]"], "no JSON");
  for (const value of [
    ...[{ modelTopology: {} }, [], {}, { labels: 3 }, { 0: "cat", 4000000000: "dog" }],
    ...[{ width: 224, height: 224 }, { "-1": "cat", 0: "dog" }, { 0.5: "cat" }],
  ])
    assert.match(
      (await parseLabels(Buffer.from(JSON.stringify(value)), "m.json")).problem ?? "",
      /m\.json/,
    );
});

test("CSV: a column of names, in the order of a column of indices", async () => {
  for (const text of [
    ...["cat\ndog\n", "label\ncat\ndog", "0,cat\n1,dog", "cat,0\ndog,1", "1,dog\n0,cat"],
    ...[
      "index,label\n0,cat\n1,dog",
      "id;name\r\n1;dog\r\n0;cat",
      "index\tdisplay_name\n0\tcat\n1\tdog",
    ],
    ...['"cat"\n"dog"', "mid,index,name\n/m/1,1,dog\n/m/0,0,cat", "id,label\n1,cat\n2,dog"],
    ...["id,label\n2,dog\n1,cat", "2,dog\n1,cat", "\ufeffid,label\r\n0,cat\r\n1,dog\r\n\r\n"],
  ])
    assert.deepEqual(await names(text, "labels.csv"), CATS, JSON.stringify(text));
  assert.deepEqual(await names('0,"cat, tabby"\n1,"the ""dog"""', "a.csv"), [
    "cat, tabby",
    'the "dog"',
  ]);
  assert.deepEqual(await names("cat, tabby\ndog", "a.csv"), ["cat, tabby", "dog"], "no table");
  assert.deepEqual(
    await names("name,index\n7,0\n3,1", "a.csv"),
    ["7", "3"],
    "names that are numbers",
  );
});

test("what is no list of names is called so", async () => {
  const page = "<!DOCTYPE html>\n<html><title>404</title>";
  const rtf = "{\\rtf1\\ansi\ncat\\\ndog}";
  const lfs = "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 3\n";
  for (const content of [
    Uint8Array.of(0x89, 0x50, 0, 1, 2, 3, 0, 9),
    new Uint8Array(),
    lfs,
    page,
    rtf,
  ]) {
    const bytes = typeof content === "string" ? Buffer.from(content) : content;
    const { names, problem } = await parseLabels(bytes, "few.txt");
    assert.deepEqual([names, problem], [[], "few.txt is no list of names"]);
  }
});

test("the first list that fits names the classes, and what does not fit is told", () => {
  const list = (/** @type {string} */ name, /** @type {string[]} */ ...names) => ({ name, names });
  const own = list("own.txt", "a", "b", "c");
  const few = list("few.txt", "a", "b");
  assert.deepEqual(fit([own], 3), { labels: own.names, note: "" });
  assert.deepEqual(fit([], 3), { labels: null, note: "" });
  assert.deepEqual(fit([own, few], 3), { labels: own.names, note: "" });
  assert.deepEqual(fit([few, own], 3), {
    labels: own.names,
    note: "few.txt has 2 names, but this network has 3 classes; the names are from own.txt.",
  });
  assert.deepEqual(fit([few], 1000), {
    labels: null,
    note:
      "few.txt has 2 names, but this network has 1000 classes: they are numbered; give the label " +
      "file that belongs to it.",
  });
  assert.match(
    fit([few, own], 5).note,
    /^few\.txt has 2 names, .* nor does another of 2 lists fit/,
  );
  assert.deepEqual(fit([list("gaps.txt", "a", "", "b")], 2).labels, ["a", "b"]);
});

test("a first name for the background is left out where it is one too many", () => {
  for (const first of ["background", "Background", "_background_", "__background__", "???"]) {
    const { labels, note } = fit([{ name: "l.txt", names: [first, "a", "b"] }], 2);
    assert.deepEqual(labels, ["a", "b"]);
    assert.ok(note.includes(`“${first}”`) && note.includes("left out"), note);
  }
  assert.equal(fit([{ name: "l.txt", names: ["tench", "a", "b"] }], 2).labels, null);
  assert.deepEqual(fit([{ name: "l.txt", names: ["background", "a"] }], 2).labels, [
    "background",
    "a",
  ]);
});
