// A cup of espresso on a wooden table, steam rising from the crema.

import { backdrop, blot, chance, ellipse, linear, radial, still, wave } from "./brush.js";

/** @import { Paint, Part } from "./brush.js" */

/** @type {Paint} */
export function espresso(ctx, t, size) {
  setting(ctx, size);
  crema(ctx, t);
  steam(ctx, t);
}

const setting = still((ctx) => {
  table(ctx);
  beans(ctx);
  saucer(ctx, 256, 352);
  cup(ctx);
});

/** @type {Part} */
function table(ctx) {
  backdrop(ctx, linear(ctx, 0, 0, 512, 512, 0, "#7a4a28", 0.5, "#5d3519", 1, "#3a1e0c"));
  for (let i = 0; i < 60; i++) {
    const y = i * 9 + 4 * chance(i);
    ctx.beginPath();
    ctx.moveTo(0, y);
    ctx.bezierCurveTo(170, y + 14 * chance(i + 7) - 7, 340, y + 14 * chance(i + 70) - 7, 512, y);
    ctx.strokeStyle = i % 2 ? "rgb(30 12 2 / .22)" : "rgb(190 130 80 / .12)";
    ctx.lineWidth = 1 + 3 * chance(i + 90);
    ctx.stroke();
  }
  blot(ctx, 110, 60, 320, 260, "255 206 150", 0.4);
}

/** @type {Part} */
function beans(ctx) {
  for (let i = 0; i < 16; i++) {
    const a = chance(i + 3) * 6.28;
    ctx.save();
    ctx.translate(
      20 + 470 * chance(i),
      i % 2 ? 24 + 80 * chance(i + 30) : 452 + 50 * chance(i + 30),
    );
    blot(ctx, 4, 8, 26, 16, "0 0 0", 0.5);
    ctx.rotate(a);
    ellipse(ctx, 0, 0, 19, 12);
    ctx.fillStyle = radial(ctx, 0, 0, 19, -6, -4, 0, "#8a5430", 0.6, "#55301a", 1, "#2c1509");
    ctx.fill();
    ctx.beginPath();
    ctx.moveTo(-18, 0);
    ctx.bezierCurveTo(-6, 6, 6, -6, 18, 0);
    ctx.strokeStyle = "#241006";
    ctx.lineWidth = 2.4;
    ctx.stroke();
    ctx.restore();
  }
}

/** @type {Part} */
function saucer(ctx, x, y) {
  blot(ctx, x + 16, y + 40, 270, 120, "10 4 0", 0.75);
  ellipse(ctx, x, y, 214, 96);
  ctx.fillStyle = linear(
    ctx,
    x - 214,
    y - 60,
    x + 214,
    y + 90,
    0,
    "#ffffff",
    0.5,
    "#eee8e0",
    1,
    "#b3a699",
  );
  ctx.fill();
  ellipse(ctx, x, y - 4, 196, 84);
  ctx.fillStyle = linear(
    ctx,
    x - 190,
    y - 60,
    x + 190,
    y + 80,
    0,
    "#e3dbd0",
    0.5,
    "#f6f2ec",
    1,
    "#d8cec2",
  );
  ctx.fill();
  blot(ctx, x + 20, y + 14, 150, 56, "60 36 16", 0.55);
}

/** @type {Part} */
function cup(ctx) {
  ctx.lineCap = "round";
  for (const [width, colour] of /** @type {const} */ ([
    [30, "#b8ab9d"],
    [22, "#f4efe8"],
  ])) {
    ctx.beginPath();
    ctx.moveTo(386, 232);
    ctx.bezierCurveTo(462, 214, 462, 310, 366, 306);
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.stroke();
  }
  ctx.beginPath();
  ctx.moveTo(108, 206);
  ctx.bezierCurveTo(114, 300, 160, 372, 256, 374);
  ctx.bezierCurveTo(352, 372, 398, 300, 404, 206);
  ctx.closePath();
  ctx.fillStyle = linear(
    ctx,
    108,
    0,
    404,
    0,
    0,
    "#e9e2d9",
    0.25,
    "#ffffff",
    0.6,
    "#eee7de",
    1,
    "#a3968a",
  );
  ctx.fill();
  ellipse(ctx, 256, 206, 148, 74);
  ctx.fillStyle = linear(ctx, 108, 180, 404, 230, 0, "#ffffff", 0.6, "#f4eee6", 1, "#cfc4b8");
  ctx.fill();
  ellipse(ctx, 256, 210, 136, 65);
  ctx.fillStyle = linear(ctx, 0, 146, 0, 270, 0, "#a5978a", 1, "#f0e9e0");
  ctx.fill();
}

/** The coffee: golden foam, darker in the middle, turning slowly. @type {Part} */
function crema(ctx, t) {
  ctx.save();
  ellipse(ctx, 256, 220, 127, 56);
  ctx.fillStyle = radial(
    ctx,
    256,
    220,
    130,
    -10,
    0,
    0,
    "#6b3512",
    0.45,
    "#8a4c1c",
    0.8,
    "#b8742f",
    1,
    "#7c431a",
  );
  ctx.fill();
  ctx.clip();
  ctx.translate(256, 220);
  ctx.scale(1, 0.44);
  ctx.rotate(t * 0.09);
  for (let i = 0; i < 7; i++) {
    ctx.beginPath();
    ctx.arc(0, 0, 22 + i * 15, i * 1.9, i * 1.9 + 2.2 + chance(i));
    ctx.strokeStyle = i % 2 ? "rgb(226 160 84 / .55)" : "rgb(66 28 6 / .4)";
    ctx.lineWidth = 8 + 6 * chance(i + 9);
    ctx.lineCap = "round";
    ctx.stroke();
  }
  for (let i = 0; i < 60; i++) {
    const a = chance(i + 20) * 6.28;
    const d = 124 * Math.sqrt(chance(i + 120));
    ellipse(ctx, d * Math.cos(a), d * Math.sin(a), 1.5 + 3.5 * chance(i + 220));
    ctx.fillStyle = "rgb(240 190 120 / .5)";
    ctx.fill();
  }
  ctx.restore();
}

/** @type {Part} */
function steam(ctx, t) {
  for (let i = 0; i < 3; i++) {
    for (let k = 0; k < 9; k++) {
      const d = ((k + t * 0.55 + i * 0.4) % 9) / 9;
      const x = 206 + i * 50 + 18 * d * wave(t, 5, d * 0.8 + i * 0.3);
      const r = 16 + 26 * d;
      blot(ctx, x, 210 - 210 * d, r, r * 1.5, "255 250 240", 0.2 * Math.sin(Math.PI * d));
    }
  }
}
