import assert from "node:assert/strict";
import { test } from "node:test";
import { isWhole } from "../../www/separable/whole.js";

/** Bytes from texts, of one letter each, and numbers. */
const bytes = (/** @type {(string | number)[]} */ ...parts) =>
  Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === "number" ? [part] : Array.from(part, (letter) => letter.charCodeAt(0)),
    ),
  );
const chunk = (/** @type {string} */ name, data = "") =>
  `\0\0\0${String.fromCharCode(data.length)}${name}${data}\0\0\0\0`;

/** The smallest files that have each part; data that looks like markers is among it. */
const FILES = {
  png: bytes(
    "\x89PNG\r\n\x1a\n",
    chunk("IHDR", "0123456789abc"),
    chunk("IDAT", "IEND"),
    chunk("IEND"),
  ),
  // a thumbnail with an end of its own, restarts, stuffed bytes, a second scan
  jpeg: bytes(
    "\xff\xd8\xff\xe1\0\x0a",
    "\xff\xd8\xff\xd9????",
    "\xff\xda\0\x04??",
    "\x12\xff\0\x34\xff\xd0\x56\xff\xff",
    "\xff\xc4\0\x03?",
    "\xff\xda\0\x04??data\xff\xd9",
  ),
  gif: bytes(
    "GIF89a",
    "\x01\0\x01\0\x80\0\0",
    "123456",
    "!\xf9\x04....\0",
    ",....\x01\0\x01\0\0",
    "\x02\x02L\x01\0",
    ";",
  ),
  webp: bytes("RIFF", 12, 0, 0, 0, "WEBPVP8 ", "\0\0\0\0"),
  avif: bytes("\0\0\0\x10ftypavif\0\0\0\0", "\0\0\0\x0cmdatdata"),
};

test("a whole file is whole, also with something behind it", () => {
  for (const [name, file] of Object.entries(FILES)) {
    assert.ok(isWhole(file), name);
    if (name !== "avif") assert.ok(isWhole(bytes(String.fromCharCode(...file), "more")), name);
  }
});

test("a file that is cut short anywhere is not", () => {
  // the mark at the end of a GIF is often left out
  const ends = { png: 4, jpeg: 0, gif: 1, webp: 0, avif: 0 };
  for (const [name, file] of Object.entries(FILES)) {
    const last = file.length - ends[/** @type {keyof typeof ends} */ (name)];
    // between two boxes an AVIF ends like any other
    for (let length = 12; length < last; length++)
      if (name !== "avif" || length !== 16)
        assert.ok(!isWhole(file.subarray(0, length)), `${name} of ${length} bytes`);
  }
});

test("what is no picture is not judged", () => {
  for (const text of ["", "<svg/>", "BM whatever", "text"]) assert.ok(isWhole(bytes(text)));
});
