import assert from "node:assert/strict";
import { test } from "node:test";
import { createStore, initial } from "../../www/domain/state.js";

test("a change is told with the state before it", () => {
  const store = createStore(initial());
  const told = [];
  store.watch((state, before) => told.push([before.stage, state.stage]));
  store.set({ stage: 3 });
  store.set({ stage: 5 });
  assert.deepEqual(told, [
    [1, 3],
    [3, 5],
  ]);
});

test("a watcher's change is in the state at once and told to all in order, each once", () => {
  const store = createStore(initial());
  const first = [];
  const last = [];
  store.watch((state, before) => {
    first.push([before.stage, state.stage]);
    if (state.stage === 2) {
      store.set({ stage: 7 });
      assert.equal(store.state.stage, 7);
    }
  });
  store.watch((state, before) => last.push([before.stage, state.stage]));
  store.set({ stage: 2 });
  const all = [
    [1, 2],
    [2, 7],
  ];
  assert.deepEqual(first, all);
  assert.deepEqual(last, all);
});

test("a watcher that throws does not keep later changes from being told", () => {
  const store = createStore(initial());
  const told = [];
  store.watch(({ stage }) => {
    if (stage === 2) throw new Error("a view is broken");
  });
  store.watch(({ stage }) => told.push(stage));
  assert.throws(() => store.set({ stage: 2 }), /broken/);
  store.set({ stage: 4 });
  assert.deepEqual(told, [4]);
});
