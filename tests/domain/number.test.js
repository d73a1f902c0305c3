import assert from "node:assert/strict";
import { test } from "node:test";
import { typed, written } from "../../www/domain/localized-numbers.js";
import { bytes, clamp, exact, figures, percent, shape, short } from "../../www/domain/number.js";

const plain = (/** @type {string} */ text) => text.replace(/[\u202f\u00a0]/g, " ");

test("numbers have three figures and a unit", () => {
  assert.equal(plain(exact(568741376)), "568 741 376");
  assert.equal(plain(short(568741376)), "569 M");
  assert.equal(figures(9.996), "10.0");
  assert.equal(figures(NaN), "–");
  assert.equal(plain(percent(0.00001)), "< 0.1 %");
  assert.equal(plain(percent(0.119)), "12 %");
  assert.equal(plain(bytes(4276352)), "4.28 MB");
  assert.equal(plain(shape([1, 1, 1000])), "1000");
  assert.deepEqual([clamp(-1, 0, 5), clamp(9, 0, 5), clamp(3, 0, 5)], [0, 5, 3]);
});

test("each language reads what it writes", () => {
  assert.equal(written({ as: "plain", value: 0.5 }, "de"), "0,5");
  assert.equal(typed("1.000.000", "de"), 1e6);
  assert.equal(typed("1,000,000", "en"), 1e6);
  assert.equal(typed("0,5", "de"), 0.5);
  assert.equal(typed("3 × 3 × 32", "en"), 288);
  for (const text of ["1.464 billion", "1464 million", "1.464e9", "1,464,000,000", "1.464G"])
    assert.equal(typed(text, "en"), 1.464e9, text);
  for (const text of ["1,464 Milliarden", "1464 Millionen", "1,464e9"])
    assert.equal(typed(text, "de"), 1.464e9, text);
  assert.equal(typed("256/8", "en"), 32);
  assert.equal(typed("78 %", "en"), 78);
  assert.equal(typed("9x64", "en"), 576);
  assert.ok(Number.isNaN(typed("million", "en")));
  assert.ok(Number.isNaN(typed("many", "en")));
});
