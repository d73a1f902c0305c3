// The layers of a block with squeeze and excite, as in MobileNetV3 (arXiv 1905.02244, figure 4).

import assert from "node:assert/strict";
import { test } from "node:test";
import { gateOf, isResidual, operandOf, stepName, stepText } from "../../www/domain/steps.js";

/** Kind, role, the layers that it reads, its shape before and after, and whether it multiplies. */
const BLOCK = [
  ["pointwise", "expansion", [-1], [8, 8, 16], [8, 8, 64], 65536],
  ["depthwise", "depthwise", [0], [8, 8, 64], [8, 8, 64], 36864],
  ["pool", "gate", [1], [8, 8, 64], [1, 1, 64], 0],
  ["pointwise", "gate", [2], [1, 1, 64], [1, 1, 16], 1024],
  ["pointwise", "gate", [3], [1, 1, 16], [1, 1, 64], 1024],
  ["multiply", "gate", [1, 4], [8, 8, 64], [8, 8, 64], 0],
  ["pointwise", "projection", [5], [8, 8, 64], [8, 8, 16], 65536],
  ["add", "residual", [-1, 6], [8, 8, 16], [8, 8, 16], 0],
];

const network = /** @type {import("../../www/domain/state.js").Description} */ (
  /** @type {unknown} */ ({
    input: [8, 8, 16],
    layers: BLOCK.map(([kind, role, inputs, input, output, macs]) => {
      const kernel = kind === "depthwise" ? [3, 3] : null;
      return { kind, role, inputs, input, output, macs, kernel, stage: 0 };
    }),
    stages: [{ layers: BLOCK.map((_, index) => index) }],
  })
);

test("each layer of the block is called what the paper calls it", () => {
  const names = BLOCK.map((_, index) => stepName(network, index));
  assert.deepEqual(names, [
    "Expansion",
    "Depthwise",
    "Averages",
    "Squeeze",
    "Excite",
    "× gate",
    "Projection",
    "+ input of the block",
  ]);
});

test("the gate is the operand without places, whichever it is", () => {
  const gate = network.layers[5];
  assert.equal(gateOf(network, gate), 1);
  assert.equal(gateOf(network, { ...gate, inputs: [4, 1] }), 0);
  assert.equal(gateOf(network, { ...gate, inputs: [1, 1] }), -1, "both have places");
  assert.equal(gateOf(network, { ...gate, inputs: [1] }), -1, "a constant");
  assert.equal(gateOf(network, network.layers[7]), -1, "a sum");
});

test("an operand is the network's input, a layer's output or a constant", () => {
  const sum = network.layers[7];
  assert.equal(operandOf(network, sum, 0), network.input);
  assert.equal(operandOf(network, sum, 1), network.layers[6].output);
  assert.equal(operandOf(network, sum, 2), null);
  assert.ok(isResidual(sum) && !isResidual({ ...sum, inputs: [6] }));
});

test("two depthwise layers of a block are told apart, as MobileNetV4 has them", () => {
  const twice = {
    ...network,
    layers: network.layers.map((layer, i) => (i === 0 ? network.layers[1] : layer)),
  };
  assert.deepEqual(
    [stepName(twice, 0), stepName(twice, 1)],
    ["First depthwise", "Second depthwise"],
  );
});

test("every layer is told in a sentence with its own numbers", () => {
  const texts = BLOCK.map((_, index) => stepText(network, index));
  assert.ok(
    texts.every((text) => /^[A-Z0-9].*\.$/.test(text)),
    texts.join("\n"),
  );
  assert.match(texts[3], /^64 averages become 16 numbers, .*fewer/);
  assert.match(texts[4], /^16 averages become 64 numbers, .*one for each map again/);
  assert.match(texts[1], /64 kernels of 3×3, one for each channel\./);
});
