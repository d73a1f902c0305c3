// A computer keyboard on a desk, seen from above: keys go down as if someone typed.

import { backdrop, blot, chance, linear, still, wave } from "./brush.js";

/** @import { Context, Paint, Part } from "./brush.js" */

/** Widths of the keys of each row, in keys. */
const ROWS = [
  [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2],
  [1.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1.5],
  [1.8, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2.2],
  [2.3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2.7],
  [1.3, 1.2, 1.3, 6.2, 1.3, 1.2, 1.2, 1.3],
];
const WIDTH = 36.8;
const HEIGHT = 46;

const KEYS = ROWS.flatMap((row, r) => {
  let x = 14;
  return row.map((keys) => {
    const key = { x, y: 16 + r * HEIGHT, w: keys * WIDTH, wide: keys > 1 };
    x += key.w;
    return key;
  });
});

/** @type {Paint} */
export function keyboard(ctx, t, size) {
  desk(ctx, size);
  ctx.save();
  place(ctx);
  KEYS.forEach((key, n) => {
    const down = press(t, n);
    if (down > 0) cap(ctx, key, n, down);
  });
  ctx.restore();
  gleam(ctx, t);
}

/** Moves the origin to the keyboard's upper left corner. @type {Part} */
function place(ctx) {
  ctx.translate(256, 258);
  ctx.rotate(-0.12);
  ctx.translate(-290, -130);
}

const desk = still((ctx) => {
  backdrop(ctx, linear(ctx, 0, 0, 512, 512, 0, "#c9a27a", 1, "#8d6039"));
  for (let i = 0; i < 70; i++) {
    const y = i * 7.6;
    ctx.beginPath();
    ctx.moveTo(0, y);
    ctx.bezierCurveTo(
      170,
      y + 10 * chance(i + 7) - 5,
      340,
      y + 10 * chance(i + 70) - 5,
      512,
      y - 6,
    );
    ctx.strokeStyle = `rgb(90 50 20 / ${0.05 + 0.1 * chance(i)})`;
    ctx.lineWidth = 1 + 2 * chance(i + 90);
    ctx.stroke();
  }
  blot(ctx, 110, 40, 400, 280, "255 240 214", 0.6);
  place(ctx);
  blot(ctx, 300, 180, 420, 200, "40 20 4", 0.75);
  ctx.beginPath();
  ctx.roundRect(0, 6, 580, 262, 16);
  ctx.fillStyle = "#8f959d";
  ctx.fill();
  ctx.beginPath();
  ctx.roundRect(0, 0, 580, 262, 16);
  ctx.fillStyle = linear(ctx, 0, 0, 0, 262, 0, "#f1f3f5", 1, "#c6cbd1");
  ctx.fill();
  KEYS.forEach((key, n) => cap(ctx, key, n, 0));
});

/**
 * How far a key is down, 0 to 1: now and then, each at its own moment.
 * @param {number} t
 * @param {number} n
 */
function press(t, n) {
  const phase = (t / 7 + chance(n)) % 1;
  return phase < 0.06 ? Math.sin((phase / 0.06) * Math.PI) : 0;
}

/**
 * A key: its well, its cap and, in place of letters, a small light mark.
 * @param {Context} ctx
 * @param {typeof KEYS[number]} key
 * @param {number} n
 * @param {number} down
 */
function cap(ctx, { x, y, w, wide }, n, down) {
  ctx.fillStyle = "#2e3136";
  ctx.beginPath();
  ctx.roundRect(x + 1, y + 1, w - 3, HEIGHT - 6, 6);
  ctx.fill();
  const top = y + 2 + 3.5 * down;
  ctx.fillStyle = linear(ctx, x, y, x, y + HEIGHT, 0, down ? "#666b72" : "#767b83", 1, "#474b52");
  ctx.beginPath();
  ctx.roundRect(x + 4, top, w - 9, HEIGHT - 15, 5);
  ctx.fill();
  ctx.fillStyle = "rgb(255 255 255 / .18)";
  ctx.fillRect(x + 8, top + 1, w - 17, 1.5);
  if (w > 5 * WIDTH) return;
  ctx.strokeStyle = "rgb(240 244 248 / .75)";
  ctx.lineWidth = 1.6;
  ctx.beginPath();
  if (wide) {
    ctx.moveTo(x + 11, top + 22);
    ctx.lineTo(x + 26, top + 22);
  } else {
    ctx.arc(x + 13, top + 12, 4, 6.28 * chance(n), 6.28 * chance(n) + 2.5 + 2.6 * chance(n + 99));
    if (n % 3) ctx.lineTo(x + 17, top + 16);
  }
  ctx.stroke();
}

/** Light from a window, wandering over desk and keys. @type {Part} */
function gleam(ctx, t) {
  const x = 150 + 130 * wave(t, 20);
  ctx.fillStyle = "rgb(255 246 224 / .045)";
  for (let i = 0; i < 4; i++) {
    for (const pane of [0, 130]) {
      ctx.beginPath();
      ctx.moveTo(x + pane + i * 5, -5);
      ctx.lineTo(x + pane + 112 - i * 5, -5);
      ctx.lineTo(x + pane - 88 - i * 5, 517);
      ctx.lineTo(x + pane - 200 + i * 5, 517);
      ctx.fill();
    }
  }
}
