import assert from "node:assert/strict";
import { test } from "node:test";
import { patchOf } from "../../www/domain/action.js";
import { initial } from "../../www/domain/state.js";

test("only what differs, and only what a view may set, changes", () => {
  const state = { ...initial(), view: "cost" };
  assert.deepEqual(patchOf(state, { type: "set", view: "cost" }), {});
  assert.deepEqual(patchOf(state, { type: "set", view: "lab", model: "mine" }), { view: "lab" });
});

test("another stage takes the selection of the one before with it", () => {
  const state = { ...initial(), channel: 4, output: 2, place: [1, 1] };
  const patch = patchOf(state, { type: "set", stage: 5 });
  assert.deepEqual(patch, {
    ...{ stage: 5, hover: null, channel: null, output: null, place: null, over: null, step: null },
  });
  assert.equal(patchOf(state, { type: "set", stage: 5, channel: 9 }).channel, 9);
});
