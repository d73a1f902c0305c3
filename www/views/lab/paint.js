// The lab's colours, and a grid of numbers painted on a canvas: values, zeros around them, taps.

export { tapColour } from "../shared/tap-colour.js";

/**
 * @typedef {object} Sheet   what a grid shows
 * @property {number} h
 * @property {number} w
 * @property {(y: number, x: number) => number} at
 * @property {[number, number, number, number]} pad rows and columns of zeros: above, right, below,
 *   left
 * @property {boolean} signed   numbers below zero and above it in two colours; else light and dark
 * @property {number} most      the largest magnitude: full colour
 * @property {(y: number, x: number) => boolean} [later]   not computed yet
 * @property {{ y: number, x: number, colour: string }[]} [taps]   cells in the colour of their tap
 * @property {{ y: number, x: number }[]} [marks]   cells that are only marked
 */

const NAMES = ["card", "sunk", "ink", "soft", "line", "line-strong", "above", "below", "on-above"];
/** @type {Record<string, string> | null} */
let palette = null;
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => (palette = null));

/** @param {Element} node within the lab */
function colours(node) {
  if (palette) return palette;
  const style = getComputedStyle(node);
  const read = Object.fromEntries(
    NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
  );
  if (read.above) palette = read; // not before the style sheet is there
  return read;
}

const MINUS = "\u2212";

/**
 * A number with few decimals.
 * @param {number} value
 * @param {number} [digits] after the point, at most
 */
export function brief(value, digits = 2) {
  const rounded = Number(value.toFixed(digits));
  return (rounded < 0 ? MINUS : "") + Math.abs(rounded);
}

// CSS pixels of a cell that has room for its number, and for a decimal of it beside larger ones
const LEAST_TEXT = 17;
const LEAST_DECIMAL = 26;

/**
 * @param {HTMLCanvasElement} canvas of `scale` device pixels a CSS pixel
 * @param {Sheet} sheet
 * @param {number} width
 * @param {number} scale
 */
export function paint(canvas, sheet, width, scale) {
  const { h, w, pad, most, signed } = sheet;
  const [above, right, below, left] = pad;
  const side = (width * scale) / (w + left + right);
  const [across, down] = [Math.round(width * scale), Math.round(side * (h + above + below))];
  if (canvas.width !== across || canvas.height !== down)
    Object.assign(canvas, { width: across, height: down });
  const ctx = canvas.getContext("2d");
  if (!ctx) return;
  const colour = colours(canvas);
  ctx.clearRect(0, 0, across, down);
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  const gap = side > 9 * scale ? Math.max(1, Math.round(scale)) : 0;
  const shown = side / scale >= LEAST_TEXT;
  const edges = (/** @type {number} */ n) => Math.round(n * side);
  const decimals = most < 10 || side / scale >= LEAST_DECIMAL;
  const cellText = (/** @type {number} */ value) =>
    brief(value, decimals && Math.abs(value) < 9.95 ? 1 : 0);
  let longest = 1;
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) longest = Math.max(longest, cellText(sheet.at(y, x)).length);
  const size = Math.min(0.44, 1.35 / longest) * side; // one for all, so that none looks smaller
  ctx.font = `${size}px system-ui, sans-serif`;

  for (let y = -above; y < h + below; y++) {
    for (let x = -left; x < w + right; x++) {
      const [x0, y0] = [edges(x + left), edges(y + above)];
      const [wide, high] = [edges(x + left + 1) - x0 - gap, edges(y + above + 1) - y0 - gap];
      const inside = y >= 0 && y < h && x >= 0 && x < w;
      const later = inside && sheet.later?.(y, x);
      if (!inside || later) {
        ctx.setLineDash(later ? [] : [2 * scale, 2 * scale]);
        ctx.lineWidth = scale;
        ctx.strokeStyle = colour[later ? "line" : "line-strong"];
        ctx.strokeRect(x0 + scale / 2, y0 + scale / 2, wide - scale, high - scale);
        if (later) continue;
      }
      const value = inside ? sheet.at(y, x) : 0;
      let ink = colour.soft;
      if (inside && signed) {
        const part = most ? Math.min(1, Math.abs(value) / most) : 0;
        ctx.fillStyle = colour.sunk;
        ctx.fillRect(x0, y0, wide, high);
        ctx.globalAlpha = part;
        ctx.fillStyle = value < 0 ? colour.below : colour.above;
        ctx.fillRect(x0, y0, wide, high);
        ctx.globalAlpha = 1;
        ink = value === 0 ? colour.soft : colour.ink;
      } else if (inside) {
        const light = 8 + (88 * Math.max(0, value)) / (most || 1);
        ctx.fillStyle = `hsl(220 8% ${light}%)`;
        ctx.fillRect(x0, y0, wide, high);
        ink = light > 52 ? "#10141a" : "#f2f4f7";
      }
      if (!shown) continue;
      ctx.fillStyle = ink;
      ctx.fillText(cellText(value), x0 + wide / 2, y0 + high / 2 + size * 0.06);
    }
  }
  ctx.setLineDash([]);
  const ring = (
    /** @type {{ y: number, x: number }} */ { y, x },
    /** @type {string} */ stroke,
    /** @type {number} */ thick,
  ) => {
    const [x0, y0] = [edges(x + left), edges(y + above)];
    ctx.lineWidth = thick;
    ctx.strokeStyle = stroke;
    ctx.strokeRect(
      x0 + thick / 2,
      y0 + thick / 2,
      edges(x + left + 1) - x0 - gap - thick,
      edges(y + above + 1) - y0 - gap - thick,
    );
  };
  const thick = Math.max(2, Math.min(3.5, side / scale / 8)) * scale;
  for (const mark of sheet.marks ?? []) ring(mark, colour.ink, thick / 1.6);
  for (const tap of sheet.taps ?? []) ring(tap, tap.colour, thick);
}
