// How much the activation cuts off: of the channel in focus as a share of its map, of all channels
// as a strip.

import { el, mark, write } from "../shared/dom.js";
import { percent, real } from "../../domain/number.js";

/** @import { FeatureMap, Layer, Reply } from "../../domain/state.js" */

/**
 * @typedef {object} Counts   cells of each channel that are cut off
 * @property {Uint32Array} low
 * @property {Uint32Array} high
 */

const scheme = matchMedia("(prefers-color-scheme: dark)");
const TALL = 44; // CSS pixels of the strip

/**
 * Draws the cut-off share of each map as a bar, from below at the lower end, from above at the
 * upper end.
 * @param {HTMLCanvasElement} canvas
 * @param {Counts} counts   of each channel
 * @param {number} cells of a map
 * @param {number} width in CSS pixels
 */
function drawStrip(canvas, { low, high }, cells, width) {
  const dpr = devicePixelRatio || 1;
  const [across, down] = [Math.round(width * dpr), TALL * dpr];
  if (canvas.width !== across || canvas.height !== down)
    Object.assign(canvas, { width: across, height: down });
  const ctx = canvas.getContext("2d");
  if (!ctx) return;
  const style = getComputedStyle(canvas);
  const step = across / low.length;
  const wide = Math.max(1, step > 4 * dpr ? step - dpr : step);
  ctx.clearRect(0, 0, across, down);
  for (const [counts, colour, above] of /** @type {const} */ ([
    [low, "--low", false],
    [high, "--high", true],
  ])) {
    ctx.fillStyle = style.getPropertyValue(colour);
    counts.forEach((count, c) => {
      const tall = (count / cells) * down;
      ctx.fillRect(c * step, above ? 0 : down - tall, wide, tall);
    });
  }
}

/** The strip of all channels, painted for each new answer. */
function createStrip() {
  const canvas = el("canvas", { "aria-hidden": "true" });
  const cursor = el("span", { class: "here", "aria-hidden": "true" });
  const node = el("div", { class: "strip-of-clips" }, canvas, cursor);
  let width = 0;
  let painted = "";
  let answers = 0;
  /** @type {Counts | null} */
  let last = null;
  new ResizeObserver(([{ contentRect }]) => (width = contentRect.width)).observe(node);
  return {
    node,
    /**
     * @param {Counts} answer
     * @param {number} cells of a map
     * @param {number} channel in focus
     */
    show(answer, cells, channel) {
      const channels = answer.low.length;
      mark(
        node,
        "data-picture",
        `Share of each of the ${channels} maps of this layer that the activation cuts off: ` +
          "from below at the lower end, from above at the upper end.",
      );
      cursor.style.setProperty("--at", String((channel + 0.5) / channels));
      if (answer !== last) answers++;
      last = answer;
      const stamp = `${answers} ${width} ${scheme.matches}`;
      if (!width || painted === stamp) return;
      painted = stamp;
      drawStrip(canvas, answer, cells, width);
    },
  };
}

export function createClips() {
  const title = el("h4");
  const low = el("span", { class: "number", "data-metric": "clipped-low" });
  const high = el("span", { class: "number", "data-metric": "clipped-high" });
  const text = el("p", {}, low, ", ", high, ".");
  const about = el("p", { class: "range" });
  const strip = createStrip();
  const problem = el("p", { class: "problem" });
  const node = el("div", { class: "clips" }, title, text, strip.node, about, problem);

  return {
    node,
    /**
     * @param {Reply} reply
     * @param {{ layer: Layer, channel: number, map: FeatureMap | null }} shown
     */
    show({ answer, problem: reason }, { layer, channel, map }) {
      write(problem, reason);
      write(title, `Cut off by the activation: map ${channel + 1}`);
      text.hidden = strip.node.hidden = !answer;
      if (!answer) return;
      const [h, w, channels] = layer.output;
      const cells = h * w;
      const ends = clamps(answer, map);
      for (const [node, counts, end, name] of /** @type {const} */ ([
        [low, answer.low, ends.low, "at the lower end"],
        [high, answer.high, ends.high, "at the upper end"],
      ])) {
        const count = counts[channel];
        write(node, `${percent(count / cells)} ${end === null ? name : `at ${real(end)}`}`);
        mark(node, "data-value", count);
        mark(node, "title", `${count} of ${cells} cells`);
      }
      write(
        about,
        `All ${channels} maps of this layer side by side; full height is a whole map. Grey ` +
          "from below is cut off at the lower end, colour from above at the upper end.",
      );
      strip.show(answer, cells, channel);
    },
  };
}

/**
 * The real values at which the map is cut off, as far as some cell shows them.
 * @param {Counts} counts
 * @param {FeatureMap | null} map
 */
function clamps({ low, high }, map) {
  if (!map) return { low: null, high: null };
  const { data, shape, scale, zeroPoint } = map;
  const end = (
    /** @type {Uint32Array} */ counts,
    /** @type {(a: number, b: number) => number} */ pick,
  ) => {
    const c = counts.findIndex((count) => count > 0);
    if (c < 0) return null;
    let found = data[c];
    for (let i = c; i < data.length; i += shape[2]) found = pick(found, data[i]);
    return scale * (found - zeroPoint);
  };
  return { low: end(low, Math.min), high: end(high, Math.max) };
}
