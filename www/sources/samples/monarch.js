// A monarch on a purple flower, opening and closing its wings in the sun.

import { backdrop, blot, chance, ellipse, linear, radial, still, wave } from "./brush.js";

/** @import { Context, Paint, Part } from "./brush.js" */

/** @type {Paint} */
export function monarch(ctx, t, size) {
  meadow(ctx, size);
  const sway = wave(t, 7);
  ctx.save();
  ctx.translate(256 + 5 * sway, 512);
  ctx.rotate(0.014 * sway);
  ctx.translate(0, -512);
  flower(ctx, size);
  ctx.translate(0, 250);
  ctx.rotate(0.2 + 0.03 * wave(t, 9, 0.2));
  const open = 0.9 + 0.1 * wave(t, 5);
  for (const side of [-1, 1]) {
    ctx.save();
    ctx.scale(side * open * (side < 0 ? 0.97 : 1), 1);
    wings(ctx, size);
    ctx.restore();
  }
  body(ctx, t);
  ctx.restore();
}

const meadow = still((ctx) => {
  backdrop(ctx, linear(ctx, 0, 0, 512, 512, 0, "#b9d98a", 0.5, "#6fae56", 1, "#2f6f3a"));
  for (let i = 0; i < 34; i++) {
    const r = 34 + 70 * chance(i);
    const rgb = ["226 240 160", "60 130 60", "150 200 110", "36 96 50", "200 150 210"][i % 5];
    blot(ctx, 540 * chance(i + 40), 540 * chance(i + 80), r, r, rgb, 0.55);
  }
});

const flower = still(
  (ctx) => {
    const x = 0;
    const y = 372;
    ctx.strokeStyle = linear(ctx, x - 8, 0, x + 8, 0, 0, "#6fa84a", 1, "#35682c");
    ctx.lineWidth = 12;
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.quadraticCurveTo(x + 14, y + 80, x, 530);
    ctx.stroke();
    for (let ring = 0; ring < 2; ring++) {
      for (let i = 0; i < 22; i++) {
        const a = ((i + ring / 2) / 22) * 2 * Math.PI;
        ctx.save();
        ctx.translate(x, y);
        ctx.scale(1, 0.55);
        ctx.rotate(a);
        ellipse(ctx, 96 - ring * 22, 0, 62 - ring * 8, 15);
        const light = 0.5 - 0.5 * Math.sin(a);
        ctx.fillStyle =
          `rgb(${150 + 60 * light + 20 * ring} ${84 + 60 * light + 20 * ring} ` +
          `${190 + 40 * light})`;
        ctx.fill();
        ctx.strokeStyle = "rgb(90 40 130 / .35)";
        ctx.lineWidth = 1.5;
        ctx.stroke();
        ctx.restore();
      }
    }
    for (let i = 0; i < 150; i++) {
      const d = 46 * Math.sqrt(i / 150);
      const a = i * 2.39996;
      ellipse(ctx, x + d * Math.cos(a), y - 10 + 0.6 * d * Math.sin(a), 4.2);
      ctx.fillStyle = ["#f5b631", "#d98612", "#ffd560"][i % 3];
      ctx.fill();
    }
  },
  [-165, 270, 330, 262],
);

/** @type {Part} */
function foreEdge(ctx) {
  ctx.beginPath();
  ctx.moveTo(4, -36);
  ctx.bezierCurveTo(40, -96, 118, -160, 196, -172);
  ctx.bezierCurveTo(226, -174, 224, -146, 208, -120);
  ctx.bezierCurveTo(190, -86, 188, -62, 176, -30);
  ctx.bezierCurveTo(168, -8, 150, 4, 120, 2);
  ctx.bezierCurveTo(80, 0, 30, -4, 6, -10);
  ctx.closePath();
}

/** @type {Part} */
function hindEdge(ctx) {
  ctx.beginPath();
  ctx.moveTo(6, -16);
  ctx.bezierCurveTo(60, -22, 130, -10, 150, 22);
  ctx.bezierCurveTo(166, 52, 148, 96, 112, 116);
  ctx.bezierCurveTo(84, 132, 52, 122, 38, 96);
  ctx.bezierCurveTo(22, 68, 10, 40, 6, 12);
  ctx.closePath();
}

/** Twice the width of the black border, the outer half of which is cut off. */
const BORDER = 34;

/**
 * A wing: orange inside, black veins, a black border with white dots.
 * @param {Context} ctx
 * @param {Part} edge
 * @param {number[][]} veins from x, y, by a point, to x, y
 * @param {number[][]} dots x, y, radius
 */
function wing(ctx, edge, veins, dots) {
  edge(ctx);
  ctx.save();
  ctx.clip();
  ctx.fillStyle = radial(
    ctx,
    0,
    -20,
    230,
    30,
    0,
    0,
    "#ffb347",
    0.4,
    "#f98a1d",
    0.8,
    "#e8670c",
    1,
    "#c94f06",
  );
  ctx.fillRect(0, -190, 240, 330);
  edge(ctx);
  ctx.strokeStyle = "#17110e";
  ctx.lineWidth = BORDER;
  ctx.stroke();
  ctx.lineWidth = 4;
  for (const [x0, y0, cx, cy, x1, y1] of veins) {
    ctx.beginPath();
    ctx.moveTo(x0, y0);
    ctx.quadraticCurveTo(cx, cy, x1, y1);
    ctx.stroke();
  }
  ctx.restore();
  ctx.fillStyle = "#fffaf0";
  for (const [x, y, r] of dots) {
    ellipse(ctx, x, y, r);
    ctx.fill();
  }
}

const FORE_VEINS = [
  [4, -30, 60, -86, 150, -130],
  [4, -26, 90, -70, 196, -104],
  [4, -24, 90, -52, 186, -66],
  [4, -20, 80, -34, 176, -34],
  [4, -16, 70, -18, 140, -4],
  [92, -94, 112, -80, 110, -52],
];
const HIND_VEINS = [
  [6, -8, 70, 4, 150, 24],
  [6, -4, 70, 20, 150, 56],
  [6, 0, 64, 34, 134, 92],
  [6, 4, 50, 44, 104, 114],
  [6, 8, 34, 52, 68, 122],
  [62, 6, 76, 22, 62, 38],
];
const FORE_DOTS = [
  [206, -158, 4],
  [212, -144, 3.6],
  [206, -128, 3.6],
  [198, -112, 3.4],
  [191, -96, 3.4],
  [187, -80, 3.2],
  [183, -64, 3.2],
  [178, -48, 3.2],
  [173, -32, 3.2],
  [166, -16, 3],
  [152, -6, 3],
  [188, -150, 5],
  [176, -134, 5.5],
  [190, -132, 4.5],
  [166, -142, 5],
  [150, -138, 4],
  [178, -116, 4],
  [134, -126, 3.4],
];
const HIND_DOTS = [
  [147, 28, 3],
  [153, 42, 3],
  [153, 56, 3],
  [149, 70, 3],
  [142, 84, 3],
  [132, 96, 3],
  [120, 106, 3],
  [106, 114, 3],
  [90, 119, 3],
  [74, 118, 3],
  [60, 112, 3],
  [143, 46, 2.4],
  [141, 66, 2.4],
  [130, 86, 2.4],
  [112, 101, 2.4],
  [90, 109, 2.4],
  [68, 106, 2.4],
];

/** The wings of the right side. */
const wings = still(
  (ctx) => {
    wing(ctx, hindEdge, HIND_VEINS, HIND_DOTS);
    wing(ctx, foreEdge, FORE_VEINS, FORE_DOTS);
  },
  [0, -180, 222, 306],
);

/** @type {Part} */
function body(ctx, t) {
  ctx.fillStyle = linear(ctx, -9, 0, 9, 0, 0, "#3a322e", 0.4, "#5a4f48", 1, "#0f0c0b");
  ellipse(ctx, 0, 34, 7, 44);
  ctx.fill();
  ellipse(ctx, 0, -22, 11, 24);
  ctx.fill();
  ellipse(ctx, 0, -50, 8, 8);
  ctx.fill();
  ctx.fillStyle = "#fff";
  for (const [x, y] of [
    [-4, -52],
    [4, -52],
    [-6, -36],
    [6, -36],
    [-5, -24],
    [5, -24],
    [0, -40],
  ]) {
    ellipse(ctx, x, y, 1.7);
    ctx.fill();
  }
  ctx.strokeStyle = "#17110e";
  ctx.lineWidth = 2.2;
  ctx.lineCap = "round";
  for (const side of [-1, 1]) {
    const x = side * (34 + 2 * wave(t, 3, side * 0.1));
    ctx.beginPath();
    ctx.moveTo(side * 3, -56);
    ctx.quadraticCurveTo(side * 10, -90, x, -108);
    ctx.stroke();
    ellipse(ctx, x, -109, 3.2);
    ctx.fillStyle = "#17110e";
    ctx.fill();
  }
}
