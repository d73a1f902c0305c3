// Against the figures of MobileNetV1 (arXiv 1704.04861) and against counting, not against formulas.

import assert from "node:assert/strict";
import { test } from "node:test";
import { benchmarkOf, priceOf } from "../../www/domain/block-cost.js";
import { costOf, GRID } from "../../www/domain/mobilenet.js";
import { zeros } from "../../www/domain/padding.js";

test("V1 costs what the paper says", () => {
  // Tables 6 and 7: millions of mult-adds and of parameters.
  const rows = [
    [1, 224, 569, 4.2],
    [0.75, 224, 325, 2.6],
    [0.5, 224, 149, 1.3],
    [0.25, 224, 41, 0.5],
    [1, 192, 418, 4.2],
    [1, 160, 290, 4.2],
    [1, 128, 186, 4.2],
  ];
  for (const [alpha, side, millions, params] of rows) {
    const cost = costOf(alpha, side);
    assert.ok(Math.abs(cost.macs / 1e6 - millions) <= 1, `${alpha} ${side}: ${cost.macs} MACs`);
    assert.ok(Math.abs(cost.params / 1e6 - params) < 0.06, `${alpha}: ${cost.params} parameters`);
  }
  assert.equal(GRID.length, 16);
});

test("a block's multiply-accumulates are those that loops would do", () => {
  const form = /** @type {const} */ ([5, 4, 3, 7, 3, 2]);
  const [h, w, inputs, outputs, k, stride] = form;
  const count = { standard: 0, depthwise: 0, pointwise: 0 };
  for (let y = 0; y < h; y += stride)
    for (let x = 0; x < w; x += stride) {
      for (let i = 0; i < inputs; i++) {
        count.depthwise += k * k;
        for (let o = 0; o < outputs; o++) {
          count.pointwise += 1;
          count.standard += k * k;
        }
      }
    }
  const price = priceOf([...form]);
  for (const kind of /** @type {const} */ (["standard", "depthwise", "pointwise"]))
    assert.equal(price[kind].macs, count[kind], kind);
  assert.ok(Math.abs(price.ratio - (1 / outputs + 1 / k ** 2)) < 1e-12);
  assert.deepEqual([price.oh, price.ow], [3, 2]);
});

test("SAME padding puts the odd zero after the input", () => {
  assert.deepEqual(zeros(224, 112, 3, 2), [0, 1]);
  assert.deepEqual(zeros(112, 112, 3, 1), [1, 1]);
  assert.deepEqual(zeros(7, 7, 1, 1), [0, 0]);
  assert.deepEqual(zeros(7, 4, 5, 2), [2, 2]);
});

test("what is timed is known by its shape", () => {
  const spec = benchmarkOf([14, 14, 512, 512, 3, 1]);
  assert.equal(spec.key, "twin 14.14.512.512.3.1");
  assert.deepEqual(
    spec.specs.map((part) => "part" in part && part.part),
    ["standard", "block", "depthwise", "pointwise"],
  );
});
