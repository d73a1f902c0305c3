// Files as one zip, stored as they are: pictures are packed already. (PKWARE's APPNOTE.TXT,
// sections 4.3 and 4.4)

import { crc32 } from "./crc.js";

const VERSION = 20; // 2.0
const UTF8 = 1 << 11; // the flag that says so of names
const FIRST_DAY = 0x21; // 1980-01-01: the same files make the same zip

/**
 * @param {{ name: string, bytes: Uint8Array<ArrayBuffer> }[]} files   names have their folders
 * @returns {Blob}
 */
export function zipOf(files) {
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const parts = [];
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const list = [];
  let at = 0;
  for (const { name, bytes } of files) {
    const named = new TextEncoder().encode(name);
    // What stands both in front of a file and in the list of all.
    const shared = words([
      ...[
        [2, VERSION],
        [2, UTF8],
        [2, 0],
        [2, 0],
        [2, FIRST_DAY],
      ],
      ...[
        [4, crc32(bytes)],
        [4, bytes.length],
        [4, bytes.length],
        [2, named.length],
        [2, 0],
      ],
    ]);
    parts.push(words([[4, 0x04034b50]]), shared, named, bytes);
    const rest = words([
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, at],
    ]);
    list.push(
      words([
        [4, 0x02014b50],
        [2, VERSION],
      ]),
      shared,
      rest,
      named,
    );
    at += 30 + named.length + bytes.length;
  }
  const length = list.reduce((sum, part) => sum + part.length, 0);
  const count = files.length;
  const end = words([
    ...[
      [4, 0x06054b50],
      [2, 0],
      [2, 0],
      [2, count],
      [2, count],
    ],
    ...[
      [4, length],
      [4, at],
      [2, 0],
    ],
  ]);
  return new Blob([...parts, ...list, end], { type: "application/zip" });
}

/** @param {number[][]} fields   bytes and value of each, the least byte first */
function words(fields) {
  const bytes = new Uint8Array(fields.reduce((sum, [size]) => sum + size, 0));
  let at = 0;
  for (const [size, value] of fields)
    for (let i = 0; i < size; i++) bytes[at++] = Math.floor(value / 2 ** (8 * i));
  return bytes;
}
