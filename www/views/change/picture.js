// One channel of a layer, enlarged.

import { ramp } from "../shared/colour.js";
import { el, mark } from "../shared/dom.js";

/**
 * @import { FeatureMap } from "../../domain/state.js"
 * @import { Ramp } from "../shared/colour.js"
 * @import { Range } from "../shared/paint.js"
 */

const COARSE = 64; // maps up to this wide are shown in sharp pixels

/** @param {string} caption */
export function createPicture(caption) {
  const canvas = el("canvas", { "aria-hidden": "true" });
  const node = el("figure", {}, canvas, el("figcaption", { class: "label" }, caption));
  return {
    node,
    /**
     * @param {FeatureMap} map
     * @param {number} c
     * @param {Range} range
     * @param {Ramp} colour
     */
    show({ data, shape: [h, w, channels] }, c, range, colour) {
      if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
      mark(canvas, "data-coarse", w <= COARSE);
      const image = new ImageData(w, h);
      const pixels = new Uint32Array(image.data.buffer);
      const colours = ramp(colour);
      const step = range.max > range.min ? 255 / (range.max - range.min) : 0;
      for (let i = 0, from = c; i < pixels.length; i++, from += channels)
        pixels[i] = colours[((data[from] - range.min) * step) | 0];
      canvas.getContext("2d")?.putImageData(image, 0, 0);
    },
  };
}
