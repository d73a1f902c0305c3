// What the drawings share. All lengths are in units of a square of 512.

/** The same number in [0, 1) for the same n, on every machine. */
export function chance(n) {
  let h = Math.imul(n ^ 0x9e3779b9, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

/** A wave of the given period in seconds, from -1 to 1. */
export function wave(seconds, period, phase = 0) {
  return Math.sin((seconds / period + phase) * 2 * Math.PI);
}

function stops(gradient, colours) {
  for (let i = 0; i < colours.length; i += 2) gradient.addColorStop(colours[i], colours[i + 1]);
  return gradient;
}

/** Linear gradient; colours are place, colour, place, colour, ... */
export function linear(ctx, x0, y0, x1, y1, ...colours) {
  return stops(ctx.createLinearGradient(x0, y0, x1, y1), colours);
}

/** Radial gradient round (x, y), its light at (x + dx, y + dy). */
export function radial(ctx, x, y, r, dx, dy, ...colours) {
  return stops(ctx.createRadialGradient(x + dx, y + dy, 0, x, y, r), colours);
}

/** Fills the whole square. */
export function backdrop(ctx, fill) {
  ctx.fillStyle = fill;
  ctx.fillRect(0, 0, 512, 512);
}

/** A soft ellipse that fades to nothing at its edge: a shadow, a glow, a blurred thing far away. */
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

/** Path of an ellipse. */
export function ellipse(ctx, x, y, rx, ry = rx, turn = 0) {
  ctx.beginPath();
  ctx.ellipse(x, y, rx, ry, turn, 0, 2 * Math.PI);
}

/**
 * Paints what keeps its look once for each size and copies it from then on, wherever it is moved or
 * stretched to: gradients and clips are what costs time where the browser draws without a graphics
 * card. Without `box` (left, top, width, height) it is the whole square, and that stays where it
 * is; a box may be turned, so it is kept twice as fine, or its edges would be jagged.
 */
export function still(paint, box) {
  const kept = new Map();
  const [x, y, w, h] = box ?? [0, 0, 512, 512];
  return (ctx, size) => {
    if (!kept.has(size)) {
      if (kept.size === 2) kept.delete(kept.keys().next().value);
      kept.set(size, picture(paint, x, y, w, h, ((box ? 2 : 1) * size) / 512));
    }
    ctx.drawImage(kept.get(size), x, y, w, h);
  };
}

function picture(paint, x, y, w, h, scale) {
  const canvas = new OffscreenCanvas(Math.ceil(w * scale), Math.ceil(h * scale));
  const ctx = canvas.getContext("2d");
  ctx.scale(canvas.width / w, canvas.height / h);
  ctx.translate(-x, -y);
  paint(ctx);
  return canvas.transferToImageBitmap();
}
