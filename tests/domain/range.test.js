import assert from "node:assert/strict";
import { test } from "node:test";
import { fromAddress, toAddress } from "../../www/domain/address.js";
import {
  asNormalization,
  IMAGENET,
  inFront,
  inWords,
  normalization,
  rangeOf,
  sentence,
  written,
} from "../../www/domain/range.js";
import { initial } from "../../www/domain/state.js";
import { readRange, tidy } from "../../www/separable/range.js";

/** A range as a network tells it. */
const told = (/** @type {object} */ range, source = "assumed") => ({
  ...{ bytes: false, source },
  ...range,
});
const RGB = { input: [96, 96, 3], layers: [{ kind: "conv" }] };

test("a range in words is an interval wherever channels do not differ", () => {
  for (const [range, words] of /** @type {const} */ ([
    [{ low: -1, high: 1 }, "−1 to 1"],
    [{ low: -0.9960785, high: 1.003922 }, "−1 to 1"],
    [{ low: 0, high: 0.9999999 }, "0 to 1"],
    [{ low: 0, high: 255 }, "0 to 255"],
    [{ low: -128, high: 127 }, "−128 to 127"],
    [{ low: -0.5, high: 0.5 }, "−0.5 to 0.5"],
    [{ low: 1, high: 0 }, "1 to 0"],
    [{ mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5] }, "−1 to 1"],
    [{ mean: [127], std: [128] }, "−1 to 1"],
    [{ mean: [0, 0, 0], std: [255, 255, 255] }, "0 to 1"],
    [{ mean: [0], std: [1] }, "0 to 255"],
    [{ mean: [103.5], std: [57.4] }, "−1.803 to 2.639"],
    [IMAGENET, "(pixel − mean) ÷ deviation, those of ImageNet"],
    [
      { mean: [125.3, 123, 113.9], std: [63, 62.1, 66.7] },
      "(pixel − mean) ÷ deviation of each channel",
    ],
  ]))
    assert.equal(inWords(/** @type {never} */ (told(range))), words);
});

test("a sentence says what pixels stand for, and from where that is known", () => {
  const said = (/** @type {object} */ now, network = RGB, own = now) =>
    sentence(/** @type {never} */ ({ now, own }), network);
  const unit = { low: 0, high: 1, bytes: true };
  const pixels = { low: 0, high: 255, bytes: false };
  for (const [text, expected] of [
    [
      said({ ...unit, source: "assumed" }),
      "RGB pixels stand for 0 to 1: assumed, the file does not say it.",
    ],
    [
      said({ ...unit, source: "file", by: "metadata" }),
      "RGB pixels stand for 0 to 1, by the file's metadata.",
    ],
    [
      said({ ...unit, source: "file", by: "quantization" }),
      "RGB pixels stand for 0 to 1, by the input's scale.",
    ],
    [said({ ...unit, source: "given" }), "RGB pixels stand for 0 to 1, as chosen here."],
    [
      said(
        { ...pixels, source: "network" },
        {
          ...RGB,
          layers: ["quantize", "multiply", "subtract", "conv"].map((kind) => ({ kind })),
        },
      ),
      "RGB pixels stand for 0 to 255, which its first layers scale (QUANTIZE, MUL, SUB).",
    ],
    [
      said(
        { ...pixels, source: "network" },
        { ...RGB, layers: ["pad", "multiply", "conv"].map((kind) => ({ kind })) },
      ),
      "RGB pixels stand for 0 to 255, which its first layer scales (MUL).",
    ],
    [
      said({ ...unit, source: "assumed" }, { ...RGB, input: [32, 32, 1] }),
      "Grey pixels (0.299 red + 0.587 green + 0.114 blue) stand for 0 to 1: assumed, the " +
        "file does not say it.",
    ],
  ])
    assert.equal(text, expected);
  const chosen = { low: 0, high: 255, bytes: false, source: "given" };
  assert.equal(
    said(chosen, RGB, unit),
    "RGB pixels stand for 0 to 255, as chosen here. Its input holds only 0 to 1: the rest is cut " +
      "off.",
  );
  assert.equal(said(chosen, RGB, pixels), "RGB pixels stand for 0 to 255, as chosen here.");
  assert.match(said({ ...IMAGENET, bytes: false, source: "given" }, RGB, unit), /cut off\.$/);
  assert.deepEqual(inFront([], true), []);
});

test("an address keeps a range, and nonsense is left out", () => {
  for (const range of /** @type {const} */ ([
    [-1, 1],
    [0, 255],
    [-0.5, 0.5],
    [1, -1],
    IMAGENET,
    { mean: [127.5], std: [127.5] },
  ])) {
    const word = written(range);
    assert.deepEqual(rangeOf(word), range, word);
    const state = { ...initial(), range };
    assert.deepEqual(fromAddress(toAddress(state)).range, range, toAddress(state));
  }
  assert.equal(toAddress({ ...initial(), range: null }), "#explore");
  // That of a file which the address does not lead to would be another network's.
  assert.equal(toAddress({ ...initial(), model: "dropped-1", range: [0, 1] }), "#explore");
  for (const word of [
    ...["", "1", "1_1", "0_1_2", "0_1*", "*", "a_b", "1e9_2", "0_1*0_1", "1_2_3*1_2", "1*0"],
    ...["1_2_3*1_0_3", "1*2*3", "NaN_1", "Infinity_0", "__proto__", "-_1", "0_12345678"],
  ])
    assert.equal(rangeOf(word), undefined, word);
});

test("means and deviations may come as shares of 255", () => {
  assert.deepEqual(normalization([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]), {
    mean: [123.675, 116.28, 103.53],
    std: [58.395, 57.12, 57.375],
  });
  assert.deepEqual(normalization([0.5], [0.5]), { mean: [127.5], std: [127.5] });
  assert.deepEqual(normalization([0, 0, 0], [1, 1, 1]), { mean: [0, 0, 0], std: [1, 1, 1] });
  assert.deepEqual(normalization([0], [255]), { mean: [0], std: [255] });
  for (const [mean, std] of [
    [[1], [0]],
    [[Number.NaN], [1]],
    [[1], [Number.NaN]],
    [[Infinity], [1]],
    [[1e9], [1]],
  ])
    assert.equal(normalization(mean, std), null);
  assert.deepEqual(asNormalization([-1, 1]), { mean: 127.5, std: 127.5 });
  assert.deepEqual(asNormalization([0, 1]), { mean: 0, std: 255 });
  assert.equal(asNormalization(IMAGENET), IMAGENET);
});

test("a caller's range is read, or told what a range is", () => {
  assert.deepEqual(readRange([-1, 1]), { low: -1, high: 1 });
  assert.deepEqual(readRange({ mean: 127.5, std: [127.5] }), {
    mean: Float32Array.of(127.5),
    std: Float32Array.of(127.5),
  });
  assert.equal(readRange(null), null);
  assert.equal(readRange(undefined), null);
  for (const wrong of [
    "-1 to 1",
    255,
    [0],
    [0, 1, 2],
    ["0", "1"],
    {},
    { mean: 1 },
    { mean: [], std: [] },
    true,
  ])
    assert.throws(
      () => readRange(/** @type {never} */ (wrong)),
      /^Error: A range is \[low, high\]/,
    );
});

test("where a file says a range, both tell it", () => {
  const range = { low: 0, high: 1, mean: null, std: null, bytes: true };
  const of = (/** @type {string} */ source) => {
    const { source: from, by } = tidy(/** @type {never} */ ({ ...range, source }));
    return [from, by];
  };
  assert.deepEqual(of("metadata"), ["file", "metadata"]);
  assert.deepEqual(of("quantization"), ["file", "quantization"]);
  assert.deepEqual(of("assumed"), ["assumed", undefined]);
});
