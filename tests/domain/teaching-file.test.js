import assert from "node:assert/strict";
import { test } from "node:test";
import {
  contentsOfFolders,
  foldersOf,
  manifestOf,
  readManifest,
} from "../../www/domain/teaching-file.js";
import { beginning } from "../../www/domain/teaching.js";
import { zipOf } from "../../www/picture/zip.js";
import { listFiles, unpack } from "../../www/separable/zip.js";

const NAME = "“x.zip”";

/** @param {string[]} names */
const lesson = (names) => ({
  ...beginning(),
  classes: names.map((name, i) => ({ id: 50 + i, name })),
  examples: names.flatMap((_, i) =>
    [0, 1].map((n) => ({
      ...{ id: 100 + 2 * i + n, of: 50 + i, recording: 70 + i, at: 1e12 + n, url: "", bytes: 1 },
    })),
  ),
});

test("every class has a folder that any system takes", () => {
  const hostile = [
    "../../etc",
    "a/b",
    "a\\b",
    "A:B",
    "con",
    "COM1.txt",
    "",
    "...",
    "x\0\u202ey",
    "猫",
    "猫",
  ];
  const folders = foldersOf([...hostile, "n".repeat(500)]);
  assert.equal(new Set(folders.map((folder) => folder.toLowerCase())).size, folders.length);
  for (const folder of folders) {
    assert.match(folder, /^[^\p{C}\\/:*?"<>|]{1,70}$/u);
    assert.doesNotMatch(folder, /^\.|[. ]$|^(con|com1)\b/i);
  }
  assert.ok(folders.includes("猫"), "letters of all scripts stay");
});

test("what is written is read again", () => {
  const teaching = lesson(["cup", "a/b", "none"]);
  teaching.settings = { ridge: 0.25, mirror: true, crop: false, light: true };
  const manifest = manifestOf(teaching);
  const read = readManifest(JSON.stringify(manifest), NAME);
  assert.deepEqual(read.classes, [{ name: "cup" }, { name: "a/b" }, { name: "none" }]);
  assert.deepEqual(read.settings, teaching.settings);
  assert.deepEqual(read.pictures, manifest.pictures);
  assert.deepEqual(
    read.pictures.map(({ of, recording, at }) => [of, recording, at - 1e12]),
    [0, 1, 2].flatMap((i) => [0, 1].map((n) => [i, i, n])),
  );
  assert.equal(new Set(read.pictures.map(({ file }) => file)).size, 6);
});

test("nothing of a list is believed", () => {
  const whole = manifestOf(lesson(["cup", "hand"]));
  const [picture] = whole.pictures;
  for (const [what, broken] of /** @type {[string, any][]} */ ([
    ["no JSON", "{"],
    ["another program's", JSON.stringify({ classes: [], pictures: [] })],
    ["null", "null"],
    ["a list", "[]"],
    ["a newer version", JSON.stringify({ ...whole, version: 2 })],
    ["no classes", JSON.stringify({ ...whole, classes: 3 })],
    ["a class of no name", JSON.stringify({ ...whole, classes: [{ name: 3 }, null] })],
    ["a class that is not there", JSON.stringify({ ...whole, pictures: [{ ...picture, of: 2 }] })],
    ["half a class", JSON.stringify({ ...whole, pictures: [{ ...picture, of: 0.5 }] })],
    ["no file", JSON.stringify({ ...whole, pictures: [{ ...picture, file: 1 }] })],
    [
      "a negative recording",
      JSON.stringify({ ...whole, pictures: [{ ...picture, recording: -1 }] }),
    ],
    ["no time", JSON.stringify({ ...whole, pictures: [{ ...picture, at: null }] })],
    ["too many", JSON.stringify({ ...whole, pictures: Array(2001).fill(picture) })],
    ["too many classes", JSON.stringify({ ...whole, classes: Array(25).fill({ name: "c" }) })],
  ]))
    assert.throws(() => readManifest(broken, NAME), /^Error: “x\.zip” .*[;,].*\.$/, what);
  const { settings } = readManifest(
    JSON.stringify({ ...whole, settings: { ridge: -1, mirror: "yes", crop: 1, light: null } }),
    NAME,
  );
  assert.deepEqual(settings, { ridge: null, mirror: false, crop: false, light: false });
  const alike = { ...whole, classes: [{ name: " cup\n" }, { name: "cup" }] };
  assert.deepEqual(readManifest(JSON.stringify(alike), NAME).classes, [
    { name: "cup" },
    { name: "cup 2" },
  ]);
});

test("folders by themselves are classes, and each picture a recording", () => {
  const paths = [
    "set/cup/1.jpg",
    "set/hand/1.PNG",
    "set/cup/2.webp",
    "readme.txt",
    "set/cup/notes.txt",
  ];
  const { classes, pictures, settings } = contentsOfFolders(paths, NAME);
  assert.deepEqual(classes, [{ name: "cup" }, { name: "hand" }]);
  assert.deepEqual(
    pictures.map(({ of, recording }) => [of, recording]),
    [
      [0, 0],
      [1, 1],
      [0, 2],
    ],
  );
  assert.equal(settings, null);
  assert.throws(() => contentsOfFolders(["1.jpg", "a/b.txt"], NAME), /no folders of pictures/);
});

test("a zip is read by the reader of zips, byte for byte", async () => {
  const files = [
    { name: "猫/0001.png", bytes: Uint8Array.from({ length: 70_000 }, (_, i) => i * 7) },
    { name: "empty", bytes: new Uint8Array() },
  ];
  const zip = new Uint8Array(await zipOf(files).arrayBuffer());
  const entries = listFiles(zip, NAME, 1e6) ?? [];
  assert.deepEqual(
    entries.map(({ name, deflated }) => [name, deflated]),
    [
      ["猫/0001.png", false],
      ["empty", false],
    ],
  );
  for (const [i, entry] of entries.entries())
    assert.deepEqual(await unpack(entry, NAME), files[i].bytes);
});
