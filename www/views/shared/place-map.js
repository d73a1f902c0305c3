// The class of each place, over the picture: a cell in the colour of its class, the stronger the
// likelier. Background and places without a class stay clear.

import { classColour } from "./colour.js";

/** @import { PlaceMap } from "../../separable.d.ts" */

/**
 * @param {HTMLCanvasElement} canvas of any size; it is cleared
 * @param {PlaceMap} map
 * @param {number} opacity of a certain place, 0 to 1
 */
export function paintPlaces(
  canvas,
  { shape: [h, w], classes, probabilities, background },
  opacity,
) {
  const ctx = canvas.getContext("2d");
  if (!ctx) return;
  const { width, height } = canvas;
  ctx.clearRect(0, 0, width, height);
  const shown = (/** @type {number} */ y, /** @type {number} */ x) => {
    const index = y >= 0 && y < h && x >= 0 && x < w ? classes[y * w + x] : -1;
    return index === background ? -1 : index;
  };
  const line = Math.max(1, Math.round(Math.min(width, height) / 110));
  for (let y = 0; y < h; y++) {
    const [top, bottom] = [y, y + 1].map((at) => Math.round((at * height) / h));
    for (let x = 0; x < w; x++) {
      const index = shown(y, x);
      if (index < 0) continue;
      const [left, right] = [x, x + 1].map((at) => Math.round((at * width) / w));
      const rgb = classColour(index);
      ctx.fillStyle = `rgb(${rgb} / ${(opacity * probabilities[y * w + x]).toFixed(3)})`;
      ctx.fillRect(left, top, right - left, bottom - top);
      // The edge of an area.
      ctx.fillStyle = `rgb(${rgb})`;
      if (shown(y - 1, x) !== index) ctx.fillRect(left, top, right - left, line);
      if (shown(y + 1, x) !== index) ctx.fillRect(left, bottom - line, right - left, line);
      if (shown(y, x - 1) !== index) ctx.fillRect(left, top, line, bottom - top);
      if (shown(y, x + 1) !== index) ctx.fillRect(right - line, top, line, bottom - top);
    }
  }
}
