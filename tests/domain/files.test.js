import assert from "node:assert/strict";
import { test } from "node:test";
import { hand } from "../../www/sources/files.js";

const PNG = "\x89PNG\r\n\x1a\n";
const MP4 = "\0\0\0\x20ftypisom";
const MODEL = "\x1c\0\0\0TFL3";
const latin = (/** @type {string} */ text) =>
  Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const file = (/** @type {string} */ name, bytes = "x", type = "") =>
  new File([latin(bytes)], name, { type });

/** What becomes of files, by their names. */
async function handed(
  /** @type {File[]} */ files,
  /** @type {"models" | "pictures"} */ wanted = "pictures",
) {
  const got = { models: [""], labels: [""], shots: [""], told: "" };
  for (const list of [got.models, got.labels, got.shots]) list.pop();
  await hand(
    files,
    {
      onmodel: ({ models, labels }) => {
        got.models = models.map(({ name }) => name);
        got.labels = labels.map(({ name }) => name);
      },
      onshots: (shots) => (got.shots = shots.map(({ kind, file }) => `${kind} ${file.name}`)),
      onproblem: ({ message }) => (got.told = message),
    },
    wanted,
  );
  return got;
}

test("several pictures and videos are all taken, in their order", async () => {
  const got = await handed([file("a.png", PNG), file("b", MP4), file("c.jpg", "x", "image/jpeg")]);
  assert.deepEqual(got.shots, ["picture a.png", "video b", "picture c.jpg"]);
  assert.equal(got.told, "");
});

test("pictures and videos beside a model are taken with it, whichever was asked for", async () => {
  const files = [file("a.png", PNG), file("m.tflite", MODEL), file("l.txt"), file("b.mp4", MP4)];
  for (const wanted of /** @type {const} */ (["models", "pictures"])) {
    const got = await handed(files, wanted);
    assert.deepEqual(got.models, ["m.tflite"]);
    assert.deepEqual(got.labels, ["l.txt"]);
    assert.deepEqual(got.shots, ["picture a.png", "video b.mp4"]);
    assert.equal(got.told, "");
  }
});

test("what is left out is named", async () => {
  const more = ["1.pdf", "2.pdf", "3.pdf"].map((name) => file(name));
  const model = [file("m.tflite", MODEL), file("old.h5")];
  const one = await handed(model);
  assert.deepEqual(one.models, ["m.tflite"]);
  assert.match(one.told, /^“old.h5” is left out: it is no \.tflite model/);
  assert.match(
    (await handed([...model, ...more])).told,
    /^“old.h5”, “1.pdf”, “2.pdf” and 1 more are left out: they are no/,
  );
  const pair = await handed([file("a.png", PNG), file("1.pdf"), file("2.pdf")]);
  assert.deepEqual(pair.shots, ["picture a.png"]);
  assert.match(pair.told, /^“1.pdf” and “2.pdf” are left out/);
  const labels = await handed([file("a.png", PNG), file("l.txt")]);
  assert.deepEqual(labels.shots, ["picture a.png"]);
  assert.match(labels.told, /^“l.txt” is left out: labels belong to a model/);
});

test("a file of no known kind is read as what was asked for, which tells what it is", async () => {
  assert.deepEqual((await handed([file("x")])).shots, ["picture x"]);
  assert.deepEqual((await handed([file("x")], "models")).models, ["x"]);
  assert.deepEqual((await handed([file("a.png", PNG)], "models")).models, ["a.png"]);
  const two = await handed([file("x"), file("y")]);
  assert.deepEqual(two.shots, ["picture x"]);
  assert.match(two.told, /^“y” is left out/);
});

test("labels alone are labels", async () => {
  const got = await handed([file("l.txt"), file("BMW.txt", "BMW\nAudi")]);
  assert.deepEqual(got.labels, ["l.txt", "BMW.txt"]);
  assert.equal(got.told, "");
});

test("sound is no video, whatever its container", async () => {
  const sounds = [
    file("a.m4a", "\0\0\0\x20ftypM4A "),
    file("b", "ID3\x04"),
    file("c.ogg", "OggS", "audio/ogg"),
    file("d.wav", "RIFF\0\0\0\0WAVEfmt "),
  ];
  for (const sound of sounds) {
    const got = await handed([file("v.mp4", MP4), sound]);
    assert.deepEqual(got.shots, ["video v.mp4"], sound.name);
    assert.match(got.told, /is left out/);
    // Alone it is read as a picture, which tells what it is.
    assert.deepEqual((await handed([sound])).shots, [`picture ${sound.name}`]);
  }
});
