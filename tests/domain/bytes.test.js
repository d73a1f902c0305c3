// A model's bytes in the chunks in which they came, and whether a zip may lie behind them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { mayEndInZip, readModel } from "../../www/separable/bytes.js";

const END = "PK\x05\x06";

/**
 * A model of so many bytes with the mark of a zip's end at a place, in chunks of Node's own.
 * @param {number} length
 * @param {number} [mark]
 */
function model(length, mark) {
  const bytes = Buffer.from(Array.from({ length }, (_, i) => (i * 7) % 64));
  bytes.write("TFL3", 4);
  if (mark !== undefined) bytes.write(END, mark, "latin1");
  return bytes;
}

/** @param {Buffer<ArrayBuffer>} bytes */
async function read(bytes) {
  const { signal } = new AbortController();
  const { parts } = await readModel([new Blob([bytes])], signal);
  return parts[0];
}

test("any run of bytes is copied out of the chunks", async () => {
  const bytes = model(200_000);
  const { join } = await read(bytes);
  for (const [most, from] of [
    [8, 0],
    [1, 65_535],
    [2, 65_535],
    [70_000, 65_536],
    [150_000, 30_000],
    [10, 199_995],
    [10, 200_000],
  ]) {
    assert.deepEqual(Buffer.from(join(most, from)), bytes.subarray(from, from + most));
  }
  assert.deepEqual(Buffer.from(join()), bytes);
});

test("a zip is looked for where its end may be", async () => {
  const length = 200_000;
  for (const [mark, may] of /** @type {const} */ ([
    [undefined, false],
    [length - 22, true],
    [3 * 65_536 - 2, true], // in two chunks
    [length - 22 - 65_535, true], // the longest comment
    [length - 22 - 65_536, false],
  ])) {
    assert.equal(mayEndInZip(await read(model(length, mark))), may, `a mark at ${mark}`);
  }
  assert.equal(mayEndInZip(await read(model(30))), false, "a short file");
});
