import assert from "node:assert/strict";
import { test } from "node:test";
import { qr } from "../../www/domain/qr.js";

// Figures of the standard (ISO/IEC 18004). That whole codes are read, with modules damaged, too, is
// tested by a decoder of others, in tests/browser.

/** Most bytes of versions 1 to 20. */
const CAPACITY = {
  L: [
    ...[17, 32, 53, 78, 106, 134, 154, 192, 230, 271],
    ...[321, 367, 425, 458, 520, 586, 644, 718, 792, 858],
  ],
  M: [
    ...[14, 26, 42, 62, 84, 106, 122, 152, 180, 213],
    ...[251, 287, 331, 362, 412, 450, 504, 560, 624, 666],
  ],
};

/** The 15 bits that name level and mask, for masks 0 to 7. */
const FORMATS = {
  L: [
    ...["111011111000100", "111001011110011", "111110110101010", "111100010011101"],
    ...["110011000101111", "110001100011000", "110110001000001", "110100101110110"],
  ],
  M: [
    ...["101010000010010", "101000100100101", "101111001111100", "101101101001011"],
    ...["100010111111001", "100000011001110", "100111110010111", "100101010100000"],
  ],
};

/** The 18 bits that name versions 7 to 20. */
const VERSIONS = [
  ...["000111110010010100", "001000010110111100", "001001101010011001", "001010010011010011"],
  ...["001011101111110110", "001100011101100010", "001101100001000111", "001110011000001101"],
  ...["001111100100101000", "010000101101111000", "010001010001011101", "010010101000010111"],
  ...["010011010100110010", "010100100110100110"],
];

const { keys } = Object;

test("each version holds as many bytes as the standard says, and not one more", () => {
  for (const level of keys(CAPACITY))
    CAPACITY[level].forEach((most, i) => {
      const full = qr("x".repeat(most), { level, mask: 0 });
      assert.deepEqual([full.version, full.level], [i + 1, level]);
      const more = qr("x".repeat(most + 1), { level, mask: 0 });
      assert.equal(more?.version, i < 19 ? i + 2 : undefined);
    });
});

test("level M is taken where it costs no larger code", () => {
  const level = (bytes) => qr("x".repeat(bytes)).level;
  assert.deepEqual([14, 15, 17, 18, 26, 27, 84, 85, 600].map(level), [..."MLLMMLMLL"]);
});

test("letters of several bytes count as their bytes", () => {
  assert.equal(qr("é".repeat(16)).version, 2);
  assert.equal(qr("é".repeat(17)).version, 3);
});

test("both names of level and mask are the standard's", () => {
  for (const level of keys(FORMATS))
    FORMATS[level].forEach((bits, mask) => {
      const { size, modules } = qr("x", { level, mask });
      const at = (y, x) => modules[y * size + x];
      // From the most significant bit on: along row 8 from the left, then up column 8.
      const corner = [
        ...[0, 1, 2, 3, 4, 5, 7, 8].map((x) => at(8, x)),
        ...[7, 5, 4, 3, 2, 1, 0].map((y) => at(y, 8)),
      ];
      const others = [
        ...[1, 2, 3, 4, 5, 6, 7].map((up) => at(size - up, 8)),
        ...[8, 7, 6, 5, 4, 3, 2, 1].map((left) => at(8, size - left)),
      ];
      assert.equal(corner.join(""), bits, `${level} ${mask}`);
      assert.equal(others.join(""), bits, `${level} ${mask}`);
      assert.equal(at(size - 8, 8), 1, "the module that is always dark");
    });
});

test("both names of a version are the standard's", () => {
  VERSIONS.forEach((bits, i) => {
    const { size, modules } = qr("x", { version: i + 7, mask: 0 });
    const places = Array.from(bits, (_, bit) => [
      Math.floor((17 - bit) / 3),
      size - 11 + ((17 - bit) % 3),
    ]);
    assert.equal(places.map(([y, x]) => modules[y * size + x]).join(""), bits);
    assert.equal(places.map(([y, x]) => modules[x * size + y]).join(""), bits);
  });
});

test("the mask is chosen for each text", () => {
  const masks = Array.from({ length: 40 }, (_, i) => qr(`https://example.org/#stage=${i}`).mask);
  assert.ok(new Set(masks).size > 3, masks.join(" "));
});
