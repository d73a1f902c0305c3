import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { openZip, packedLabels } from "../../www/separable/packed.js";
import { begin, listFiles, unpack } from "../../www/separable/zip.js";

const MOST = 2 ** 20;
const bytesOf = (/** @type {string} */ text) => new TextEncoder().encode(text);
const MODEL = bytesOf(`\0\0\0\0TFL3${"weights ".repeat(400)}`);

/** By the definition, bit by bit: independent of the table that is tested. */
function crc32(/** @type {Uint8Array} */ bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return ~sum >>> 0;
}

/**
 * A zip of these files, each with claims of its own.
 * @param {{ name: string, bytes: Uint8Array, deflated?: boolean, size?: number, length?: number,
 *   sum?: number, flags?: number, method?: number, offset?: number }[]} files
 * @param {{ before?: Uint8Array, count?: number, comment?: string, absolute?: boolean }} [how]
 */
function zip(
  files,
  { before = new Uint8Array(), count = files.length, comment = "", absolute } = {},
) {
  const locals = [];
  const headers = [];
  let at = absolute ? before.length : 0;
  for (const file of files) {
    const packed = file.deflated ? deflateRawSync(file.bytes) : file.bytes;
    const name = bytesOf(file.name);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(file.flags ?? 0, 2);
    shared.writeUInt16LE(file.method ?? (file.deflated ? 8 : 0), 4);
    shared.writeUInt32LE(file.sum ?? crc32(file.bytes), 10);
    shared.writeUInt32LE(file.length ?? packed.length, 14);
    shared.writeUInt32LE(file.size ?? file.bytes.length, 18);
    shared.writeUInt16LE(name.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(file.offset ?? at, 10);
    headers.push(bytesOf("PK\x01\x02\x14\0"), shared, tail, name);
    locals.push(bytesOf("PK\x03\x04"), shared, name, packed);
    at += 30 + name.length + packed.length;
  }
  const directory = Buffer.concat(headers);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(count, 4);
  end.writeUInt16LE(count, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(at, 12);
  end.writeUInt16LE(comment.length, 16);
  const parts = [before, ...locals, directory, bytesOf("PK\x05\x06"), end, bytesOf(comment)];
  return new Uint8Array(Buffer.concat(parts));
}

const file = (/** @type {string} */ name, /** @type {string} */ text, more = {}) => ({
  ...{ name, bytes: bytesOf(text), ...more },
});
const model = (name = "model.tflite", more = {}) => ({ name, bytes: MODEL, ...more });

/** What is told of a zip that is refused. */
async function told(/** @type {Uint8Array} */ bytes) {
  try {
    await openZip(bytes, "brought.zip", MOST);
  } catch (error) {
    assert.match(error.message, /^brought\.zip .*; .*\.$/s, "a sentence with what to do");
    return error.message;
  }
  assert.fail("it was opened");
}

test("a network and its labels come out of a zip, stored or deflated", async () => {
  for (const deflated of [false, true])
    for (const folder of ["", "converted_tflite/"]) {
      const files = [
        file("__MACOSX/._model.tflite", "\0\0\0\0TFL3 of another kind"),
        { ...file(folder || "empty/", "") },
        model(`${folder}model_unquant.tflite`, { deflated }),
        file(`${folder}labels.txt`, "0 Cat\n1 Dog\n", { deflated }),
        file(`${folder}README.txt`, "one\ntwo\n", { deflated }),
      ];
      const { parts, lists } = await openZip(zip(files, { comment: "by a tool" }), "z", MOST);
      assert.deepEqual(
        parts.map((part) => part.length),
        [MODEL.length],
      );
      assert.deepEqual(parts[0].join(), MODEL);
      assert.deepEqual(parts[0].join(8), MODEL.slice(0, 8));
      assert.deepEqual(lists, [{ name: "labels.txt", names: ["Cat", "Dog"] }]);
    }
});

test("a model in a zip may have any name, and what only ends like one is none", async () => {
  for (const name of ["ei-face.lite", "trained", "m.tflite.bin"]) {
    const files = [file("weights.bin", "no model at all"), model(name, { deflated: true })];
    const { parts } = await openZip(zip(files), "z", MOST);
    assert.equal(parts.length, 1, name);
  }
});

test("labels lie behind a model, by offsets from the zip or from the file", async () => {
  for (const absolute of [false, true]) {
    const files = [file("labels_de.txt", "Katze\nHund"), file("labels.txt", "cat\ndog\n")];
    const bytes = zip(files, { before: MODEL, absolute });
    const first = async (/** @type {string[]} */ ...named) =>
      (await packedLabels(bytes, named, MOST)).map(({ name, names }) => [name, ...names]);
    assert.deepEqual(await first("labels.txt"), [["labels.txt in the model", "cat", "dog"]]);
    assert.deepEqual((await first())[0], ["labels_de.txt in the model", "Katze", "Hund"]);
    assert.equal((await first("labels.txt", "labels_de.txt")).length, 2);
  }
  assert.deepEqual(await packedLabels(MODEL, [], MOST), []);
  const broken = zip([file("labels.txt", "cat", { sum: 1 })], { before: MODEL });
  const [{ names, problem }] = await packedLabels(broken, [], MOST);
  assert.deepEqual(names, []);
  assert.match(problem ?? "", /^The zip behind this model is a damaged zip: .*checksum[^;]*$/);
});

test("what a zip claims and does not hold is told", async () => {
  const cases = {
    "claims 3 files, but lists 2": zip([model(), file("a", "b")], { count: 3 }),
    "claims more of model.tflite": zip([model("model.tflite", { length: 9999, size: 9999 })]),
    "more of m.tflite": zip([model("m.tflite", { deflated: true, size: 2 ** 19 })]),
    "holds more or less": zip([model("model.tflite", { deflated: true, size: MODEL.length + 1 })]),
    "more or less of": zip([model("model.tflite", { deflated: true, size: MODEL.length - 1 })]),
    checksum: zip([model("model.tflite", { sum: 7 })]),
    "not where it says": zip([model("model.tflite", { offset: 5 })]),
    "was cut off": zip([model()]).slice(0, -4),
    "reaches out of it": zip([model()]).slice(40),
    "method 14": zip([model("model.tflite", { method: 14 })]),
    encrypted: zip([model("model.tflite", { flags: 1 })]),
    "files, and at most 4096": zip([model()], { count: 5000 }),
    ZIP64: zip([model()], { count: 0xffff }),
    "claims to hold 3 MB": zip(
      [1, 2, 3].map((n) => ({ name: `${n}.tflite`, bytes: new Uint8Array(MOST), deflated: true })),
    ),
  };
  for (const [words, bytes] of Object.entries(cases)) {
    const message = await told(bytes);
    assert.ok(message.includes(words), `${words}: ${message}`);
  }
});

test("a path that leads out of a zip is told", async () => {
  for (const name of [
    "../labels.txt",
    "a/../../b",
    "/etc/labels.txt",
    "C:\\a",
    "a\\..\\b",
    "a\0b",
  ]) {
    assert.match(await told(zip([model(), file(name, "x")])), /path leads out of it/, name);
  }
  const sound = zip([model(), file("a..b/c...txt", "cat\ndog")]);
  assert.equal((await openZip(sound, "z", MOST)).lists.length, 1);
});

test("a bomb is not inflated beyond what it claims, and claims are bounded", async () => {
  const bomb = deflateRawSync(new Uint8Array(2 ** 26));
  const files = [{ name: "model", bytes: bomb, method: 8, size: 1000, sum: 0 }];
  const [entry] = listFiles(zip(files), "bomb", MOST) ?? [];
  assert.equal((await begin(entry, 8, "bomb")).length, 8);
  await assert.rejects(unpack(entry, "bomb"), /holds more or less of model than it claims/);
  const claimed = zip([{ ...files[0], size: 2 ** 26 }]);
  assert.throws(() => listFiles(claimed, "bomb", MOST), /claims to hold 64 MB, and at most 1 MB/);
});

test("a zip without a model is called what it is", async () => {
  const cases = {
    "a Keras model": ["keras_model.h5", "labels.txt"],
    "a TensorFlow SavedModel": ["model.savedmodel/saved_model.pb", "labels.txt"],
    "a TensorFlow.js model": ["model.json", "weights.bin", "metadata.json"],
    "a PyTorch model": ["archive/data.pkl", "archive/version"],
    "an ONNX model": ["net.onnx"],
    "a library of Edge Impulse": ["edge-impulse-sdk/README.md", "tflite-model/trained.cpp"],
    "holds another archive": ["inside.zip"],
    "it holds a.png, b.png, c.png and 1 more": ["a.png", "b.png", "c.png", "d.png"],
    "an empty zip": [],
    "3 models": ["a.tflite", "b.tflite", "c.tflite"],
  };
  for (const [words, names] of Object.entries(cases)) {
    const content = (/** @type {string} */ name) =>
      name.endsWith(".tflite") ? model(name) : file(name, "x");
    const message = await told(zip(names.map(content)));
    assert.ok(message.includes(words), `${words}: ${message}`);
  }
});

test("no byte of a zip, changed or cut, does more than tell a sentence", () => {
  const runs = Number(process.env.SEPARABLE_ZIP_RUNS ?? 100_000);
  const files = [model("m.tflite", { deflated: true }), file("labels.txt", "cat\ndog")];
  const sound = [zip(files), zip(files, { before: MODEL.slice(0, 100), comment: "c" })];
  let seed = 1;
  const below = (/** @type {number} */ n) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * n);
  };
  const counts = { listed: 0, none: 0, refused: 0 };
  for (let run = 0; run < runs; run++) {
    const original = sound[run % 2];
    // Where the list of files is, which the reader follows, more often than elsewhere.
    const bytes = original.slice(0, below(9) ? original.length : below(original.length));
    for (let change = below(4); change >= 0; change--) {
      const at = below(3) ? bytes.length - 1 - below(170) : below(bytes.length);
      if (at >= 0) bytes[at] = below(2) ? bytes[at] ^ (1 << below(8)) : [0, 255, 1, 80][below(4)];
    }
    try {
      const found = listFiles(bytes, "z", MOST);
      counts[found ? "listed" : "none"]++;
      for (const { packed, size } of found ?? []) {
        assert.ok(packed.byteOffset + packed.length <= bytes.byteOffset + bytes.length);
        assert.ok(size <= MOST && size <= packed.length * 1032);
      }
    } catch (error) {
      assert.match(`${error.constructor.name}: ${error.message}`, /^Error: z .*; [^;]*\.$/);
      counts.refused++;
    }
  }
  const least = Math.min(...Object.values(counts));
  assert.ok(least > runs / 50, JSON.stringify(counts));
});
