// An orange rolling a little on a table, half an orange beside it.

import { backdrop, blot, chance, ellipse, linear, radial, still, wave } from "./brush.js";

/** @import { Paint, Part } from "./brush.js" */

const RADIUS = 148;

/** @type {Paint} */
export function orange(ctx, t, size) {
  const light = wave(t, 14);
  const roll = 14 * wave(t, 8);
  const x = 208 + roll;
  table(ctx, size);
  panes(ctx, light);
  fruit(ctx, x, 246, roll / RADIUS, light, size);
  half(ctx, size);
}

const table = still((ctx) => {
  backdrop(ctx, linear(ctx, 0, 0, 0, 330, 0, "#e6e0d3", 1, "#c9bfac"));
  blot(ctx, 110, 60, 330, 260, "255 250 235", 0.7);
  ctx.fillStyle = linear(ctx, 0, 318, 0, 512, 0, "#a87a4c", 0.3, "#b98a58", 1, "#8e6238");
  ctx.fillRect(0, 318, 512, 194);
  for (let i = 0; i < 26; i++) {
    const y = 322 + 190 * (i / 26) ** 1.2;
    ctx.beginPath();
    ctx.moveTo(0, y);
    ctx.bezierCurveTo(170, y + 8 * chance(i) - 4, 340, y + 10 * chance(i + 60) - 5, 512, y);
    ctx.strokeStyle = `rgb(84 48 20 / ${0.08 + 0.16 * chance(i + 30)})`;
    ctx.lineWidth = 1 + 2 * chance(i + 90);
    ctx.stroke();
  }
  blot(ctx, 130, 360, 300, 80, "255 236 200", 0.4);
  ctx.fillStyle = linear(ctx, 0, 306, 0, 320, 0, "rgb(90 60 30 / 0)", 1, "rgb(90 60 30 / .35)");
  ctx.fillRect(0, 306, 512, 13);
});

/** A window's light on the wall, soft at its edges. @type {Part} */
function panes(ctx, light) {
  ctx.fillStyle = "rgb(255 252 236 / .13)";
  for (let i = 0; i < 4; i++) {
    for (const [px, py] of [
      [0, 0],
      [88, 14],
      [0, 120],
      [88, 134],
    ]) {
      const x = 330 + px + 26 * light;
      ctx.beginPath();
      ctx.moveTo(x + i * 2, 16 + py + i * 2);
      ctx.lineTo(x + 76 - i * 2, 28 + py + i * 2);
      ctx.lineTo(x + 76 - i * 2, 132 + py - i * 2);
      ctx.lineTo(x + i * 2, 120 + py - i * 2);
      ctx.fill();
    }
  }
}

/** An orange and its shadow; `turn` is how far it has rolled. @type {Part} */
function fruit(ctx, x, y, turn, light, size) {
  const r = RADIUS;
  const lit = (-0.36 + 0.08 * light) * r;
  ctx.save();
  ctx.translate(x, y);
  blot(ctx, 34, 142, 190, 40, "60 28 4", 0.65);
  blot(ctx, 0, 146, 90, 16, "40 16 0", 0.6);
  ellipse(ctx, 0, 0, r);
  ctx.fillStyle = radial(
    ctx,
    0,
    0,
    r * 1.02,
    lit,
    -0.4 * r,
    0,
    "#ffc261",
    0.25,
    "#ff9f22",
    0.62,
    "#f47c06",
    0.88,
    "#c75503",
    1,
    "#9c3d04",
  );
  ctx.fill();
  ctx.rotate(turn);
  skin(ctx, size);
  stem(ctx, 0.1 * r, -0.86 * r);
  ctx.rotate(-turn);
  blot(ctx, 0.16 * r, 0.74 * r, 0.6 * r, 0.2 * r, "255 190 110", 0.3);
  blot(ctx, lit, -0.45 * r, 0.32 * r, 0.24 * r, "255 255 240", 0.7);
  ctx.restore();
}

/**
 * The pores of the skin, spread evenly over the ball and turned with it: each a dark pit with a
 * light lip.
 */
const skin = still(
  (ctx) => {
    for (let i = 0; i < 500; i++) {
      const z = (i + 0.5) / 500;
      const d = RADIUS * 0.99 * Math.sqrt(1 - z * z);
      const r = (1.9 + 0.8 * chance(i)) * (0.4 + z);
      for (const [shift, colour] of /** @type {const} */ ([
        [0.7, "rgb(255 214 130 / .3)"],
        [-0.7, "rgb(140 54 0 / .28)"],
      ])) {
        ellipse(ctx, d * Math.cos(i * 2.39996) + shift, d * Math.sin(i * 2.39996) + shift, r);
        ctx.fillStyle = colour;
        ctx.fill();
      }
    }
  },
  [-RADIUS, -RADIUS, 2 * RADIUS, 2 * RADIUS],
);

/** @type {Part} */
function stem(ctx, x, y) {
  ctx.save();
  ctx.translate(x, y);
  blot(ctx, 0, 2, 26, 12, "110 50 0", 0.6);
  ctx.beginPath();
  ctx.moveTo(0, 0);
  ctx.bezierCurveTo(30, -62, 96, -66, 138, -34);
  ctx.bezierCurveTo(104, -2, 46, 10, 0, 0);
  ctx.fillStyle = linear(ctx, 20, -60, 60, 10, 0, "#8cc04a", 0.5, "#4f8f28", 1, "#2b5c14");
  ctx.fill();
  ctx.strokeStyle = "rgb(214 240 160 / .5)";
  ctx.lineWidth = 1.4;
  ctx.beginPath();
  ctx.moveTo(0, 0);
  ctx.quadraticCurveTo(60, -42, 134, -34);
  for (let i = 1; i < 5; i++) {
    ctx.moveTo(i * 23, -10 - i * 6 + i * i * 0.4);
    ctx.lineTo(i * 23 + 16, -30 - i * 4 + i * i * 0.6);
    ctx.moveTo(i * 23, -10 - i * 6 + i * i * 0.4);
    ctx.lineTo(i * 23 + 22, -12 - i * 3);
  }
  ctx.stroke();
  ellipse(ctx, 0, 0, 9, 6);
  ctx.fillStyle = "#5b6b22";
  ctx.fill();
  ctx.restore();
}

/** Half an orange, cut side to us. It lies still. */
const half = still((ctx) => {
  const r = 100;
  blot(ctx, 412, 452, 134, 26, "60 28 4", 0.65);
  ctx.translate(396, 362);
  ellipse(ctx, 0, 0, r);
  ctx.fillStyle = radial(ctx, 0, 0, r, 0, 0, 0, "#ffdca0", 0.9, "#ff9a1c", 1, "#d86a04");
  ctx.fill();
  ctx.fillStyle = "#fff1cf";
  ellipse(ctx, 0, 0, r * 0.92);
  ctx.fill();
  for (let i = 0; i < 10; i++) {
    ctx.save();
    ctx.rotate(((i + 0.3) / 10) * 2 * Math.PI);
    segment(ctx, r, i);
    ctx.restore();
  }
  ctx.fillStyle = "#fff1cf";
  ellipse(ctx, 0, 0, r * 0.07);
  ctx.fill();
  blot(ctx, -20, -34, 60, 40, "255 255 240", 0.35);
});

/** @type {Part} */
function segment(ctx, r, i) {
  ctx.beginPath();
  ctx.moveTo(r * 0.1, 0);
  ctx.lineTo(r * 0.78, -r * 0.225);
  ctx.quadraticCurveTo(r * 0.87, -r * 0.18, r * 0.87, 0);
  ctx.quadraticCurveTo(r * 0.87, r * 0.18, r * 0.78, r * 0.225);
  ctx.closePath();
  ctx.fillStyle = linear(ctx, r * 0.1, 0, r * 0.87, 0, 0, "#ffc04a", 0.5, "#ff9c1e", 1, "#f98608");
  ctx.fill();
  ctx.fillStyle = "rgb(255 232 160 / .55)";
  for (let k = 0; k < 9; k++) {
    const d = r * (0.28 + 0.5 * chance(i * 9 + k));
    ellipse(ctx, d, d * 0.24 * (chance(i * 9 + k + 99) * 2 - 1), r * 0.07, r * 0.018);
    ctx.fill();
  }
}
