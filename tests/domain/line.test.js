import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { inLine, Line } from "../../www/separable/line.js";
import { watch } from "../../www/separable/timeouts.js";

// A clock that a test turns: what is due rings when time has come, or later where all have slept.

const real = { setTimeout, clearTimeout };
const { performance } = globalThis;
let now = 0;
/** @type {Map<number, { due: number, ring: () => void }>} */
const timers = new Map();
let made = 0;

beforeEach(() => {
  now = 0;
  timers.clear();
  Object.assign(globalThis, {
    setTimeout: (/** @type {() => void} */ ring, /** @type {number} */ ms) => {
      timers.set(++made, { due: now + ms, ring });
      return made;
    },
    clearTimeout: (/** @type {number} */ id) => timers.delete(id),
  });
  Object.defineProperty(globalThis, "performance", {
    value: { now: () => now },
    configurable: true,
  });
});
afterEach(() => {
  Object.assign(globalThis, real);
  Object.defineProperty(globalThis, "performance", {
    value: performance,
    configurable: true,
  });
});

/** Time goes by; `asleep`: in one piece, after which everything rings at once. */
function pass(/** @type {number} */ seconds, asleep = false) {
  const end = now + seconds * 1000;
  if (asleep) now = end;
  for (;;) {
    const next = [...timers]
      .filter(([, { due }]) => due <= end)
      .sort((a, b) => a[1].due - b[1].due);
    if (!next.length) break;
    const [id, { due, ring }] = next[0];
    timers.delete(id);
    now = Math.max(now, due);
    ring();
  }
  now = end;
}

test("a watch rings after twenty seconds in which nothing came", () => {
  let late = 0;
  const { came } = watch(() => late++);
  pass(19);
  came();
  pass(19);
  assert.equal(late, 0);
  pass(2);
  assert.equal(late, 1);
});

test("a watch that slept is wound anew", () => {
  let late = 0;
  watch(() => late++);
  pass(5);
  pass(22, true);
  assert.equal(late, 0);
  pass(19);
  assert.equal(late, 0);
  pass(2);
  assert.equal(late, 1);
});

/** @param {Line} line */
function waiting(line, op = "run", id = ++made, bytes = 0) {
  /** @type {Promise<never>} */
  const promise = new Promise((resolve, reject) =>
    line.join(id, { op: /** @type {never} */ (op), bytes, resolve, reject }),
  );
  promise.catch(() => {});
  return { id, promise };
}

test("the clock runs for the call that is its turn", () => {
  let late = 0;
  const line = new Line(() => late++);
  const calls = Array.from({ length: 100 }, () => waiting(line));
  for (const { id } of calls) {
    pass(1); // a hundred seconds for all of them
    line.leave(id);
    line.alive();
  }
  pass(100);
  assert.equal(late, 0, "it stops when nothing waits");
  waiting(line);
  pass(21);
  assert.equal(late, 1);
});

test("no clock runs for what loads, nor for a benchmark, but for what takes turns with it", () => {
  let late = 0;
  const line = new Line(() => late++);
  const { id } = waiting(line, "start");
  waiting(line);
  pass(60);
  assert.equal(late, 0);
  line.leave(id);
  line.alive();
  pass(21);
  assert.equal(late, 1);

  const other = new Line(() => late++);
  waiting(other, "time");
  pass(60);
  assert.equal(late, 1);
  waiting(other);
  other.alive();
  pass(21);
  assert.equal(late, 2);
});

test("a line of too many bytes is refused, one of one call is not", async () => {
  const line = new Line(() => {});
  const large = waiting(line, "run", 1, 2 ** 30);
  await assert.rejects(waiting(line, "run", 2, 1).promise, /wait for answers/);
  line.leave(large.id);
  const next = waiting(line, "run", 3, 1);
  line.end(new Error("over"));
  await assert.rejects(next.promise, /over/);
});

/** A frame in line until `done` is called. @param {object} source */
function frame(source) {
  /** @type {(value: string) => void} */
  let done = () => {};
  const task = () => new Promise((resolve) => (done = resolve));
  const promise = inLine(source, task);
  promise.catch(() => {});
  return { promise, done: () => done("seen") };
}

test("a further frame of a live source is dropped, and what stands still waits", async () => {
  const playing = { videoWidth: 1, paused: false };
  const frames = [frame(playing), frame(playing), frame(playing)];
  await assert.rejects(frames[2].promise, { name: "AbortError", message: /dropped/ });
  frames[0].done();
  assert.equal(await frames[0].promise, "seen");
  const next = frame(playing);
  next.done();
  frames[1].done();
  assert.deepEqual(await Promise.all([frames[1].promise, next.promise]), ["seen", "seen"]);

  for (const still of [{ videoWidth: 1, paused: true }, { naturalWidth: 1 }, { data: [] }]) {
    const all = Array.from({ length: 100 }, () => frame(still));
    for (const { done } of all) done();
    await Promise.all(all.map(({ promise }) => promise));
  }
});
