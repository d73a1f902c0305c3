// One number for each channel as bars: averages, gates.

import { real } from "../../domain/number.js";
import { el, mark, write } from "../shared/dom.js";
import { point } from "./pointing.js";

/** @import { FeatureMap } from "../../domain/state.js" */

const TALL = 96; // CSS pixels

const scheme = matchMedia("(prefers-color-scheme: dark)");

/** @param {(channel: number) => void} pin */
export function createBars(pin) {
  const canvas = el("canvas", { "aria-hidden": "true" });
  const cursor = el("span", { class: "here", "aria-hidden": "true" });
  const strip = el("div", { class: "bars" }, canvas, cursor);
  const name = el("p", { class: "name" });
  const said = el("p", { class: "range" });
  const node = el("figure", { class: "step-bars" }, name, strip, said);
  let [width, count, painted] = [0, 1, ""];
  new ResizeObserver(([{ contentRect }]) => (width = contentRect.width)).observe(strip);
  const at = (/** @type {MouseEvent} */ { clientX }) => {
    const box = strip.getBoundingClientRect();
    const channel = Math.floor(((clientX - box.left) / box.width) * count);
    return channel >= 0 && channel < count ? channel : null;
  };
  point(strip, at, { hover: () => {}, pin });

  /** @param {FeatureMap} map */
  function paint({ data, scale, zeroPoint }) {
    const dpr = devicePixelRatio || 1;
    const [across, down] = [Math.round(width * dpr), TALL * dpr];
    Object.assign(canvas, { width: across, height: down });
    const ctx = canvas.getContext("2d");
    if (!ctx) return;
    const values = Array.from(data, (number) => scale * (number - zeroPoint));
    const most = Math.max(...values, 0);
    const least = Math.min(...values, 0);
    const tall = down / (most - least || 1);
    const step = across / values.length;
    const style = getComputedStyle(canvas);
    values.forEach((value, i) => {
      ctx.fillStyle = style.getPropertyValue(value < 0 ? "--below-ink" : "--above-ink");
      const height = Math.max(1, Math.abs(value) * tall);
      const top = value < 0 ? most * tall : most * tall - height;
      ctx.fillRect(i * step, top, Math.max(1, step > 4 * dpr ? step - dpr : step), height);
    });
  }
  return {
    node,
    /**
     * @param {FeatureMap} map   of one place
     * @param {number} channel
     * @param {number} frame
     * @param {string} title
     */
    show(map, channel, frame, title) {
      count = map.data.length;
      write(name, title);
      cursor.style.setProperty("--at", String((channel + 0.5) / count));
      const values = Array.from(map.data, (number) => map.scale * (number - map.zeroPoint));
      const [least, most] = [Math.min(...values), Math.max(...values)];
      write(
        said,
        `Channel ${channel + 1} of ${count}: ${real(values[channel])}; all from ${real(least)} ` +
          `to ${real(most)}.`,
      );
      mark(node, "data-picture", `${title}: one bar for each of ${count} channels.`);
      const stamp = `${frame} ${map.layer} ${width} ${scheme.matches}`;
      if (!width || painted === stamp) return;
      painted = stamp;
      paint(map);
    },
  };
}
