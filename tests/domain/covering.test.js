// Squares that cover a picture, against pixels counted one by one.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fallsOf, rasterOf, squareAt, squaresOf } from "../../www/domain/covering.js";

const SIZES = [
  [224, 224],
  [128, 128],
  [96, 96],
  [32, 32],
  [5, 7],
  [1, 1],
  [160, 120],
];

test("squares lie inside, have one size, and cover every pixel", () => {
  for (const [height, width] of SIZES) {
    const covered = new Uint8Array(height * width);
    const { side, rows, columns } = rasterOf(height, width);
    const squares = squaresOf(height, width);
    assert.equal(squares.length, rows * columns);
    for (const { top, left, bottom, right } of squares) {
      assert.ok(top >= 0 && left >= 0 && bottom <= height && right <= width);
      assert.deepEqual([bottom - top, right - left], [side, side]);
      for (let y = top; y < bottom; y++) covered.fill(1, y * width + left, y * width + right);
    }
    assert.ok(covered.every(Boolean), `${height} x ${width}`);
    assert.equal(new Set(squares.map((square) => JSON.stringify(square))).size, squares.length);
  }
  assert.deepEqual(rasterOf(224, 224), { cell: 8, side: 32, rows: 25, columns: 25 });
  assert.deepEqual(rasterOf(128, 128), { cell: 4, side: 16, rows: 29, columns: 29 });
});

test("a cell has the mean fall of the squares that cover its middle", () => {
  for (const [height, width] of SIZES) {
    const squares = squaresOf(height, width);
    const after = squares.map((_, i) => ((i * 37) % 100) / 100);
    const { cell } = rasterOf(height, width);
    for (const tried of [after, after.slice(0, Math.ceil(after.length / 3)), []]) {
      const { data, shape } = fallsOf(height, width, 0.9, tried);
      for (let y = 0; y < shape[0]; y++)
        for (let x = 0; x < shape[1]; x++) {
          const [my, mx] = [(y + 0.5) * cell, (x + 0.5) * cell];
          const over = tried.filter((_, i) => {
            const { top, left, bottom, right } = squares[i];
            return top <= my && my < bottom && left <= mx && mx < right;
          });
          const mean = over.reduce((sum, it) => sum + 0.9 - it, 0) / over.length || 0;
          assert.ok(Math.abs(data[y * shape[1] + x] - mean) < 1e-12, `${height} ${y} ${x}`);
        }
    }
  }
});

test("a square about a place stays inside", () => {
  assert.deepEqual(squareAt(50, 60, 20, 100, 100), { top: 40, left: 50, bottom: 60, right: 70 });
  assert.deepEqual(squareAt(0, 99, 20, 100, 100), { top: 0, left: 80, bottom: 20, right: 100 });
});
