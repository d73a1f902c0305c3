import assert from "node:assert/strict";
import { test } from "node:test";
import { isolate } from "../../www/domain/bidi.js";

test("names from right to left are isolated, and others are as they were", () => {
  for (const name of ["goldfish", "Möwe “€”", "猫", "👩‍👩‍👧‍👦", ""])
    assert.equal(isolate(name), name);
  for (const name of ["דג זהב", "قطة 12", "a\u202eb"])
    assert.equal(isolate(name), `\u2068${name}\u2069`);
});
