import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, orAborted, readOptions } from "../../www/separable/choice.js";
import { coded, codedNow } from "../../www/separable/failure.js";

const LABELS = ["tabby", "tiger cat", "goldfish", "tabby"];
const ANSWERS = [0.5, 0.25, 0.15, 0.1].map((probability, index) => {
  return { className: LABELS[index], probability, index };
});
const names = (/** @type {object} */ options) =>
  choose(ANSWERS, readOptions(options, undefined), LABELS).map(({ index }) => index);

test("answers are chosen by number, probability, name and index", () => {
  assert.deepEqual(names({}), [0, 1, 2, 3]);
  assert.deepEqual(names({ k: 2 }), [0, 1]);
  assert.deepEqual(names({ threshold: 0.15 }), [0, 1, 2]);
  assert.deepEqual(names({ allow: ["goldfish", 1] }), [1, 2]);
  assert.deepEqual(names({ deny: ["tabby"] }), [1, 2], "both classes of that name");
  assert.deepEqual(names({ allow: ["tabby"], deny: [0], k: 5 }), [3]);
  assert.deepEqual(names({ allow: [] }), []);
});

test("a number is how many, with a crop behind it", () => {
  assert.equal(readOptions(3, undefined).k, 3);
  assert.equal(readOptions(undefined, undefined).k, 5);
  assert.deepEqual(readOptions(2, { crop: { x: 1, y: 2, side: 3 } }).crop, { x: 1, y: 2, side: 3 });
});

test("what cannot be meant is refused", () => {
  for (const [options, word] of /** @type {const} */ ([
    [{ threshold: 2 }, "threshold"],
    [{ threshold: Number.NaN }, "threshold"],
    [{ fit: "cover" }, "fit"],
    [{ allow: "tabby" }, "lists"],
    [{ deny: ["dog"] }, "“dog”"],
  ]))
    assert.throws(() => names(options), new RegExp(word));
});

test("a signal ends the wait, before and meanwhile", async () => {
  const never = new Promise(() => {});
  const reason = new Error("enough");
  await assert.rejects(orAborted(never, AbortSignal.abort(reason)), reason);
  const later = new AbortController();
  const waiting = orAborted(never, later.signal);
  later.abort(reason);
  await assert.rejects(waiting, reason);
  assert.equal(await orAborted(Promise.resolve(1), new AbortController().signal), 1);
});

test("a failure has the first code that it gets", async () => {
  const failed = Promise.reject(new Error("no"));
  const inner = coded("source", failed);
  await assert.rejects(coded("engine", inner), { message: "no", code: "source" });
  assert.throws(() => codedNow("option", () => assert.fail(new Error("odd"))), { code: "option" });
  const ended = Promise.reject(new DOMException("ended", "AbortError"));
  await assert.rejects(coded("engine", ended), { name: "AbortError", code: 20 });
});
