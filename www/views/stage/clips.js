// What the activation cuts off: of the channel in focus as a share of its map, and of all channels
// as a strip.

import { el, mark, write } from "../shared/dom.js";
import { percent, real } from "../../domain/number.js";

/** @import { FeatureMap, Layer, Reply } from "../../domain/state.js" */

const scheme = matchMedia("(prefers-color-scheme: dark)");
const TALL = 44; // CSS pixels of the strip

export function createClips() {
  const title = el("h4");
  const low = el("span", { class: "number", "data-metric": "clipped-low" });
  const high = el("span", { class: "number", "data-metric": "clipped-high" });
  const text = el("p", {}, low, ", ", high, ".");
  const about = el("p", { class: "range" });
  const canvas = el("canvas", { "aria-hidden": "true" });
  const cursor = el("span", { class: "here", "aria-hidden": "true" });
  const strip = el("div", { class: "strip-of-clips" }, canvas, cursor);
  const problem = el("p", { class: "problem" });
  const node = el("div", { class: "clips" }, title, text, strip, about, problem);
  let width = 0;
  let painted = "";
  let frames = 0;
  /** @type {unknown} */
  let last = null;
  new ResizeObserver(([{ contentRect }]) => (width = contentRect.width)).observe(strip);

  return {
    node,
    /**
     * @param {Reply} told
     * @param {{ layer: Layer, channel: number, map: FeatureMap | null }} of
     */
    show({ answer, problem: why }, { layer, channel, map }) {
      write(problem, why);
      write(title, `Clipped by the activation: map ${channel + 1}`);
      text.hidden = strip.hidden = !answer;
      if (!answer) return;
      const [h, w, channels] = layer.output;
      const places = h * w;
      const ends = clamps(answer, map);
      for (const [node, counts, end, name] of /** @type {const} */ ([
        [low, answer.low, ends.low, "at the lower end"],
        [high, answer.high, ends.high, "at the upper end"],
      ])) {
        const count = counts[channel];
        write(node, `${percent(count / places)} ${end === null ? name : `at ${real(end)}`}`);
        mark(node, "data-value", count);
        mark(node, "title", `${count} of ${places} cells`);
      }
      write(
        about,
        `All ${channels} maps of this layer side by side, full height is a whole map: grey ` +
          "from below is cut off at the lower end, colour from above at the upper end.",
      );
      mark(
        strip,
        "data-picture",
        `Share of each of the ${channels} maps of this layer that the activation cuts off: ` +
          "from below at the lower end, from above at the upper end.",
      );
      cursor.style.setProperty("--at", String((channel + 0.5) / channels));
      if (answer !== last) frames++;
      last = answer;
      const stamp = `${frames} ${width} ${scheme.matches}`;
      if (!width || painted === stamp) return;
      painted = stamp;
      const dpr = devicePixelRatio || 1;
      const [across, down] = [Math.round(width * dpr), TALL * dpr];
      if (canvas.width !== across || canvas.height !== down)
        Object.assign(canvas, { width: across, height: down });
      const ctx = canvas.getContext("2d");
      if (!ctx) return;
      const style = getComputedStyle(strip);
      const step = across / channels;
      ctx.clearRect(0, 0, across, down);
      for (const [counts, colour, top] of /** @type {const} */ ([
        [answer.low, "--low", false],
        [answer.high, "--high", true],
      ])) {
        ctx.fillStyle = style.getPropertyValue(colour);
        for (let c = 0; c < channels; c++) {
          const tall = (counts[c] / places) * down;
          ctx.fillRect(
            c * step,
            top ? 0 : down - tall,
            Math.max(1, step > 4 * dpr ? step - dpr : step),
            tall,
          );
        }
      }
    },
  };
}

/**
 * The real values at which the map is cut off, as far as some cell shows them.
 * @param {{ low: Uint32Array, high: Uint32Array }} counts
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
