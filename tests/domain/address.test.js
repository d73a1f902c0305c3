import assert from "node:assert/strict";
import { test } from "node:test";
import { fromAddress, toAddress, wayOf } from "../../www/domain/address.js";
import { initial } from "../../www/domain/state.js";

test("an address leads to the state that it was made of", () => {
  const state = {
    ...initial(),
    ...{ view: "twin", stage: 4, shape: [14, 14, 512, 512, 3, 1], mirror: true },
    ...{ model: "v1-1.0-224", changes: [{ layer: 3, channel: 7 }], hide: ["story"] },
  };
  const address = toAddress(state);
  const back = { ...initial(), ...fromAddress(address) };
  for (const key of ["view", "stage", "shape", "mirror", "model", "changes", "hide"])
    assert.deepEqual(back[key], state[key], key);
  assert.equal(toAddress(back), address);
});

test("an address has the second network, unless it is a file of the visitor's", () => {
  const state = { ...initial(), view: /** @type {const} */ ("networks"), with: "v2-1.0-224" };
  assert.equal(toAddress(state), "#view=networks&with=v2-1.0-224");
  assert.equal(fromAddress("#view=networks&with=v2-1.0-224").with, "v2-1.0-224");
  assert.equal(toAddress({ ...state, with: "dropped-1" }), "#view=networks");
  assert.equal(fromAddress("#view=cost&model=v1").with, undefined);
});

test("a state as it begins has its way alone as address, and nonsense is left out", () => {
  assert.equal(toAddress(initial()), "#explore");
  assert.equal(toAddress({ ...initial(), way: "read", model: "v1" }), "#read&model=v1");
  assert.deepEqual(fromAddress("#view=nowhere&stage=many&shape=1.2"), { way: "explore" });
});

test("an address that names a part of the workshop leads there", () => {
  for (const [address, way] of [
    ["", null],
    ["#model=v1-1.0-224&sample=bus&at=1&lang=de", null],
    ["#read", "read"],
    ["#model=v1&read&stage=3", "read"],
    ["#explore", "explore"],
    ["#stage=3", "explore"],
    ["#view=cost&alpha=0.25", "explore"],
    ["#hide=story.price", "explore"],
    ["#story=0", "explore"],
  ])
    assert.equal(wayOf(address), way, address);
});
