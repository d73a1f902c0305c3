import assert from "node:assert/strict";
import { test } from "node:test";
import { createSay } from "../../www/domain/say.js";
import { views } from "../../www/story/de.js";
import { WORDS as cost } from "../../www/views/cost/words.js";
import { WORDS as stage } from "../../www/views/stage/words.js";
import { WORDS as why } from "../../www/views/why/words.js";

const slots = (/** @type {string} */ line) =>
  [...new Set(line.match(/\{\w+\}/g) ?? [])].sort().join(" ");

test("every line of a figure's view is there in German, with the same slots", () => {
  const { save, failed, ...tables } = views;
  assert.ok(save);
  assert.equal(failed.length, 3);
  assert.deepEqual(Object.keys(tables).sort(), ["cost", "stage", "why"]);
  for (const [english, german] of /** @type {const} */ ([
    [cost, tables.cost],
    [stage, tables.stage],
    [why, tables.why],
  ])) {
    assert.deepEqual(Object.keys(german).sort(), Object.keys(english).sort());
    for (const [key, line] of Object.entries(german)) {
      const same = /** @type {Record<string, string>} */ (english)[key];
      assert.equal(slots(line), slots(same), key);
      assert.ok(line.trim(), key);
    }
  }
});

test("numbers in slots have the decimal point of the language, names stay", () => {
  const lines = { line: "{name}: {low} bis {high}" };
  const slots = { name: "V1 0.5", low: "−0.25", high: "1.50" };
  assert.equal(createSay(lines, "de")("line", slots), "V1 0.5: −0,25 bis 1,50");
  assert.equal(createSay(lines)("line", slots), "V1 0.5: −0.25 bis 1.50");
  assert.equal(createSay(lines, "de").number("0.10 × 0.20, 3."), "0,10 × 0,20, 3.");
});
