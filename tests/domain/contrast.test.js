import assert from "node:assert/strict";
import { test } from "node:test";
import { isDark } from "../../www/domain/contrast.js";

/** @param {number[]} rgb */
function luminance(rgb) {
  const [r, g, b] = rgb.map((byte) =>
    byte <= 10.31475 ? byte / 3294.6 : ((byte / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

test("of black and white the one that contrasts more is chosen, and it is at least 4.5 : 1", () => {
  for (let r = 0; r < 256; r += 15)
    for (let g = 0; g < 256; g += 1)
      for (let b = 0; b < 256; b += 51) {
        const light = luminance([r, g, b]);
        const [white, black] = [1.05 / (light + 0.05), (light + 0.05) / 0.05];
        const [chosen, other] = isDark(r, g, b) ? [white, black] : [black, white];
        assert.ok(chosen >= other - 1e-9 && chosen >= 4.5, `${[r, g, b]}: ${chosen}, ${other}`);
      }
});
