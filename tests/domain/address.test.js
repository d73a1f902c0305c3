import assert from "node:assert/strict";
import { test } from "node:test";
import { fromAddress, toAddress } from "../../www/domain/address.js";
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

test("a state as it begins needs no address, and nonsense is left out", () => {
  assert.equal(toAddress(initial()), "");
  assert.deepEqual(fromAddress("#view=nowhere&stage=many&shape=1.2"), {});
});
