// One channel enlarged, with its name, its values and the key to its colours.

import { drawLegend, ramp } from "../colour.js";
import { el, mark, write } from "../dom.js";
import { real } from "../number.js";

/** @typedef {import("../../state.js").FeatureMap} FeatureMap */
/** @typedef {import("../paint.js").Range} Range */

const COARSE = 64; // maps up to this wide are shown in sharp pixels

export function createLoupe() {
  const picture = el("canvas", { class: "big", "aria-hidden": "true" });
  const paint = createPicture(picture);
  const name = el("p", { class: "name" });
  const values = el("p", { class: "range number" });
  const flat = el("p", { class: "flat" });
  const legend = el("canvas", { class: "legend", "aria-hidden": "true" });
  const low = el("span", { class: "number" });
  const high = el("span", { class: "number" });
  const scope = el("p", { class: "scope" });
  const key = el("div", { class: "key" }, legend, el("div", { class: "ends" }, low, high), scope);
  const node = el("div", { class: "loupe" }, picture, el("div", { class: "facts" }, name, values, flat, key));

  return {
    node,
    /** @param {import("../colour.js").Ramp} colour */
    dress: (colour) => drawLegend(legend, colour),
    /**
     * @param {FeatureMap} map
     * @param {number} c the channel
     * @param {Range} range
     * @param {{ colour: import("../colour.js").Ramp, scale: "layer" | "channel", called: string | null }} how
     * @returns {string} the channel in a sentence
     */
    show(map, c, range, { colour, scale, called }) {
      const whole = scale === "layer";
      const [least, most] = whole ? [range.min, range.max] : [range.low[c], range.high[c]];
      paint(map, c, least, most, ramp(colour));
      mark(picture, "data-coarse", map.shape[1] <= COARSE);

      const value = (/** @type {number} */ element) => real(map.scale * (element - map.zeroPoint));
      const constant = range.low[c] === range.high[c];
      const label = `${called ? `${called} · class` : "Channel"} ${c + 1} of ${map.shape[2]}`;
      write(name, label);
      write(values, constant ? value(range.low[c]) : `${value(range.low[c])} … ${value(range.high[c])}`);
      write(flat, constant && map.shape[0] > 1 ? "the same everywhere" : "");
      write(low, value(least));
      write(high, value(most));
      write(scope, whole ? "scale: this layer, this frame" : `scale: channel ${c + 1} alone, this frame`);
      return `${label}, ${values.textContent}`;
    },
  };
}

/** One channel alone, a pixel for a place. */
function createPicture(/** @type {HTMLCanvasElement} */ canvas) {
  const ctx = canvas.getContext("2d");
  let image = new ImageData(1, 1);
  let pixels = new Uint32Array(image.data.buffer);
  /**
   * @param {FeatureMap} map @param {number} c @param {number} low @param {number} high @param {Uint32Array} colours
   */
  return ({ data, shape: [h, w, channels] }, c, low, high, colours) => {
    if (image.width !== w || image.height !== h) {
      canvas.width = w;
      canvas.height = h;
      image = new ImageData(w, h);
      pixels = new Uint32Array(image.data.buffer);
    }
    const step = high > low ? 255 / (high - low) : 0;
    for (let i = 0, from = c; i < pixels.length; i++, from += channels)
      pixels[i] = colours[((data[from] - low) * step) | 0];
    ctx?.putImageData(image, 0, 0);
  };
}
