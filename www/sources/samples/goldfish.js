// A goldfish hovering in clear water: fins and tail wave, bubbles rise.

import { backdrop, blot, chance, ellipse, linear, still, wave } from "./brush.js";

/** @import { Context, Paint, Part } from "./brush.js" */

/** @type {Paint} */
export function goldfish(ctx, t, size) {
  pond(ctx, size);
  shafts(ctx, t);
  fish(ctx, t + 2, size, 420 - 9 * wave(t, 15), 112 + 6 * wave(t, 8), 0.34, -0.1);
  bubbles(ctx, t);
  fish(ctx, t, size, 236 + 12 * wave(t, 12), 268 + 8 * wave(t, 6), 1.14, 0.06);
}

const pond = still((ctx) => {
  backdrop(ctx, linear(ctx, 0, 0, 0, 512, 0, "#4fbcc4", 0.45, "#1f8292", 1, "#083f52"));
  blot(ctx, 150, -30, 400, 260, "225 255 245", 0.55);
  // Weeds far behind, out of focus.
  for (let i = 0; i < 26; i++) {
    const left = i % 2;
    const x = left ? 150 * chance(i) - 30 : 400 + 150 * chance(i);
    const y = 300 + 240 * chance(i + 30);
    blot(
      ctx,
      x,
      y,
      22 + 30 * chance(i + 60),
      90 + 60 * chance(i + 90),
      left ? "10 84 66" : "16 104 78",
      0.4,
    );
  }
  for (let i = 0; i < 24; i++)
    blot(
      ctx,
      540 * chance(i + 200) - 14,
      506 + 14 * chance(i + 230),
      60,
      26,
      i % 2 ? "96 120 100" : "24 60 62",
      0.45,
    );
});

/** @type {Part} */
function shafts(ctx, t) {
  for (let i = 0; i < 4; i++) {
    const x = 10 + i * 90 + 16 * wave(t, 14, i * 0.27);
    ctx.fillStyle = linear(
      ctx,
      0,
      0,
      0,
      400,
      0,
      `rgb(230 255 240 / ${0.1 + 0.05 * wave(t, 8, i * 0.3)})`,
      1,
      "rgb(230 255 240 / 0)",
    );
    ctx.beginPath();
    ctx.moveTo(x, 0);
    ctx.lineTo(x + 34, 0);
    ctx.lineTo(x + 170, 400);
    ctx.lineTo(x + 80, 400);
    ctx.fill();
  }
}

/** @type {Part} */
function fish(ctx, t, size, x, y, scale, turn) {
  ctx.save();
  ctx.translate(x, y);
  ctx.rotate(turn + 0.05 * wave(t, 9));
  ctx.scale(scale, scale);
  tail(ctx, t);
  fins(ctx, t);
  body(ctx, size);
  face(ctx, t);
  ctx.restore();
}

/** @type {Part} */
function bubbles(ctx, t) {
  for (let i = 0; i < 14; i++) {
    const y = 512 - ((512 * chance(i) + t * (22 + 16 * chance(i + 20))) % 540);
    const x = 60 + 400 * chance(i + 40) + 6 * wave(t, 3, chance(i + 60));
    const r = 3 + 6 * chance(i + 80);
    ellipse(ctx, x, y, r);
    ctx.fillStyle = "rgb(255 255 255 / .22)";
    ctx.fill();
    ctx.strokeStyle = "rgb(255 255 255 / .6)";
    ctx.lineWidth = 1.2;
    ctx.stroke();
  }
}

/** @param {Context} ctx */
function gold(ctx) {
  return linear(
    ctx,
    90,
    -60,
    240,
    60,
    0,
    "#ff9a2a",
    0.5,
    "rgb(255 150 60 / .9)",
    1,
    "rgb(255 200 130 / .75)",
  );
}

/** @type {Part} */
function ray(ctx, x0, y0, cx, cy, x1, y1) {
  ctx.beginPath();
  ctx.moveTo(x0, y0);
  ctx.quadraticCurveTo(cx, cy, x1, y1);
  ctx.stroke();
}

/** @type {Part} */
function tail(ctx, t) {
  const a = 16 * wave(t, 1.9);
  ctx.fillStyle = gold(ctx);
  for (const side of [-1, 1]) {
    ctx.beginPath();
    ctx.moveTo(96, 0);
    ctx.bezierCurveTo(132, side * 26, 158, side * 92 + a * 0.4, 222, side * 104 + a);
    ctx.bezierCurveTo(244, side * 106 + a, 240, side * 86 + a, 230, side * 74 + a);
    ctx.bezierCurveTo(216, side * 52 + a, 204, side * 34 + a * 0.8, 182, side * 5 + a * 0.5);
    ctx.closePath();
    ctx.fill();
  }
  ctx.strokeStyle = "rgb(190 70 10 / .35)";
  ctx.lineWidth = 1.6;
  for (let i = -5; i <= 5; i++)
    ray(ctx, 104, i, 150, i * 10, 196 + 6 * Math.abs(i), i * 17 + a * 0.9);
}

/** @type {Part} */
function fins(ctx, t) {
  const a = 7 * wave(t, 2.3, 0.2);
  ctx.fillStyle = linear(ctx, 0, -60, 0, -150, 0, "#ff8a1e", 1, "rgb(255 180 90 / .8)");
  ctx.beginPath();
  ctx.moveTo(-52, -62);
  ctx.bezierCurveTo(-40, -120, 0 + a, -140, 40 + a, -126);
  ctx.bezierCurveTo(50 + a, -100, 66, -70, 78, -46);
  ctx.fill();
  ctx.strokeStyle = "rgb(190 70 10 / .4)";
  ctx.lineWidth = 1.6;
  for (let i = 0; i < 7; i++)
    ray(ctx, -44 + i * 18, -58, -36 + i * 15, -90, -22 + i * 10 + a, -124 + 3 * Math.abs(i - 3));
  ctx.fillStyle = linear(ctx, 0, 50, 0, 130, 0, "#ff8a1e", 1, "rgb(255 190 110 / .75)");
  for (const [x, y] of [
    [-36, 62],
    [62, 46],
  ]) {
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.bezierCurveTo(x + 4, y + 40, x + 26 + a, y + 64, x + 58 + a, y + 62);
    ctx.bezierCurveTo(x + 54, y + 34, x + 46, y + 10, x + 40, y - 8);
    ctx.fill();
  }
}

/** @type {Part} */
function outline(ctx) {
  ctx.beginPath();
  ctx.moveTo(-150, 2);
  ctx.bezierCurveTo(-140, -46, -70, -84, -6, -80);
  ctx.bezierCurveTo(50, -76, 84, -36, 122, -20);
  ctx.quadraticCurveTo(132, 0, 122, 20);
  ctx.bezierCurveTo(84, 38, 46, 84, -16, 84);
  ctx.bezierCurveTo(-80, 84, -138, 48, -150, 2);
}

const body = still(
  (ctx) => {
    outline(ctx);
    ctx.save();
    ctx.clip();
    ctx.fillStyle = linear(
      ctx,
      0,
      -84,
      0,
      86,
      0,
      "#e85a08",
      0.35,
      "#ff8a18",
      0.65,
      "#ffb347",
      1,
      "#ffe2a8",
    );
    ctx.fillRect(-160, -90, 300, 180);
    scales(ctx, 0, -1.2, 1.2, "rgb(190 70 0 / .45)");
    scales(ctx, -2.5, -1, 0.4, "rgb(255 232 170 / .45)");
    blot(ctx, -20, -50, 120, 30, "255 250 220", 0.6);
    ctx.restore();
  },
  [-152, -86, 282, 174],
);

/**
 * All the scales' edges in one path: their dark or, a little to the left, their light part.
 * @param {Context} ctx
 * @param {number} dx
 * @param {number} from
 * @param {number} to
 * @param {string} colour
 */
function scales(ctx, dx, from, to, colour) {
  ctx.beginPath();
  for (let row = 0; row < 11; row++) {
    for (let i = 0; i < 13; i++) {
      const x = -62 + i * 15 + (row % 2) * 7.5 + dx;
      const y = -76 + row * 15;
      ctx.moveTo(x + 9.5 * Math.cos(from), y + 9.5 * Math.sin(from));
      ctx.arc(x, y, 9.5, from, to);
    }
  }
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.8;
  ctx.stroke();
}

/** @type {Part} */
function face(ctx, t) {
  ctx.beginPath();
  ctx.arc(-96, 4, 52, -1.1, 1.1);
  ctx.strokeStyle = "rgb(180 60 0 / .6)";
  ctx.lineWidth = 3;
  ctx.stroke();
  ellipse(ctx, -108, -18, 15);
  ctx.fillStyle = "#ffe9b0";
  ctx.fill();
  ellipse(ctx, -109, -18, 10.5);
  ctx.fillStyle = "#17110c";
  ctx.fill();
  ellipse(ctx, -113, -22, 3.4);
  ctx.fillStyle = "#fff";
  ctx.fill();
  const gape = 3 + 2 * wave(t, 2.6);
  ellipse(ctx, -146, 12, 6, gape);
  ctx.fillStyle = "#8a2e00";
  ctx.fill();
  const a = 8 * wave(t, 1.6, 0.4);
  ctx.beginPath();
  ctx.moveTo(-48, 26);
  ctx.bezierCurveTo(-20, 26, 10, 44 + a, 22, 68 + a);
  ctx.bezierCurveTo(-12, 72 + a, -40, 56, -48, 26);
  ctx.fillStyle = "rgb(255 170 80 / .92)";
  ctx.fill();
  ctx.strokeStyle = "rgb(190 70 0 / .4)";
  ctx.lineWidth = 1.4;
  ctx.stroke();
}
