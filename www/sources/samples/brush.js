// Shared by the drawings. All lengths are in units of a square of 512.

/** @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context */
/** @typedef {(ctx: Context, seconds: number, size: number) => void} Paint a whole drawing */
/** @typedef {(ctx: Context, ...numbers: number[]) => void} Part a part of one */
/** @typedef {string | CanvasGradient} Fill */
/** @typedef {(string | number)[]} Stops place, colour, place, colour, ... */

/**
 * The same number in [0, 1) for the same n, on every machine.
 * @param {number} n
 */
export function chance(n) {
  let h = Math.imul(n ^ 0x9e3779b9, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

/**
 * A wave of the given period in seconds, from -1 to 1.
 * @param {number} seconds
 * @param {number} period
 */
export function wave(seconds, period, phase = 0) {
  return Math.sin((seconds / period + phase) * 2 * Math.PI);
}

/**
 * @param {CanvasGradient} gradient
 * @param {Stops} colours
 */
function stops(gradient, colours) {
  for (let i = 0; i < colours.length; i += 2)
    gradient.addColorStop(Number(colours[i]), String(colours[i + 1]));
  return gradient;
}

/**
 * Linear gradient.
 * @param {Context} ctx
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 * @param {Stops} colours
 */
export function linear(ctx, x0, y0, x1, y1, ...colours) {
  return stops(ctx.createLinearGradient(x0, y0, x1, y1), colours);
}

/**
 * Radial gradient round (x, y), its light at (x + dx, y + dy).
 * @param {Context} ctx
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @param {number} dx
 * @param {number} dy
 * @param {Stops} colours
 */
export function radial(ctx, x, y, r, dx, dy, ...colours) {
  return stops(ctx.createRadialGradient(x + dx, y + dy, 0, x, y, r), colours);
}

/**
 * Fills the whole square.
 * @param {Context} ctx
 * @param {Fill} fill
 */
export function backdrop(ctx, fill) {
  ctx.fillStyle = fill;
  ctx.fillRect(0, 0, 512, 512);
}

/**
 * A soft ellipse that fades to nothing at its edge: a shadow, a glow, a blurred thing far away.
 * @param {Context} ctx
 * @param {number} x
 * @param {number} y
 * @param {number} rx
 * @param {number} ry
 * @param {string} rgb
 * @param {number} alpha
 */
export function blot(ctx, x, y, rx, ry, rgb, alpha) {
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(1, ry / rx);
  ctx.fillStyle = radial(
    ctx,
    0,
    0,
    rx,
    0,
    0,
    0,
    `rgb(${rgb} / ${alpha})`,
    0.5,
    `rgb(${rgb} / ${alpha * 0.6})`,
    1,
    `rgb(${rgb} / 0)`,
  );
  ctx.fillRect(-rx, -rx, 2 * rx, 2 * rx);
  ctx.restore();
}

/** Path of an ellipse. @type {Part} */
export function ellipse(ctx, x, y, rx, ry = rx, turn = 0) {
  ctx.beginPath();
  ctx.ellipse(x, y, rx, ry, turn, 0, 2 * Math.PI);
}

/**
 * Paints an unchanging part once for each size and copies it from then on, moved or stretched:
 * gradients and clips are slow where the browser draws without a graphics card. Without `box`
 * (left, top, width, height) the part is the whole square and does not move. A box may be turned,
 * so it is painted at twice the resolution, or its edges would be jagged.
 * @param {(ctx: Context) => void} paint
 * @param {number[]} [box]
 * @returns {Part} takes the size of the square
 */
export function still(paint, box) {
  /** @type {Map<number, ImageBitmap>} */
  const kept = new Map();
  const [x, y, w, h] = box ?? [0, 0, 512, 512];
  return (ctx, size) => {
    let bitmap = kept.get(size);
    if (!bitmap) {
      const [oldest] = kept.keys();
      if (kept.size === 2) kept.delete(oldest);
      bitmap = picture(paint, x, y, w, h, ((box ? 2 : 1) * size) / 512);
      kept.set(size, bitmap);
    }
    ctx.drawImage(bitmap, x, y, w, h);
  };
}

/**
 * @param {(ctx: Context) => void} paint
 * @param {number} x
 * @param {number} y
 * @param {number} w
 * @param {number} h
 * @param {number} scale
 */
function picture(paint, x, y, w, h, scale) {
  const canvas = new OffscreenCanvas(Math.ceil(w * scale), Math.ceil(h * scale));
  const ctx = canvas.getContext("2d");
  if (!ctx) throw new Error("This browser has no canvas to draw the sample on.");
  ctx.scale(canvas.width / w, canvas.height / h);
  ctx.translate(-x, -y);
  paint(ctx);
  return canvas.transferToImageBitmap();
}
