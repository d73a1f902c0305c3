// A white picket fence on a summer day: clouds drift, grass and flowers sway.

import { backdrop, blot, chance, ellipse, linear, still, wave } from "./brush.js";

/** @import { Paint, Part } from "./brush.js" */

const PICKETS = 9;
const STEP = 62;

/** @type {Paint} */
export function fence(ctx, t, size) {
  garden(ctx, size);
  clouds(ctx, t);
  grass(ctx, t);
  flowers(ctx, t);
}

const garden = still((ctx) => {
  backdrop(ctx, linear(ctx, 0, 0, 0, 260, 0, "#4a9be6", 1, "#d3eafa"));
  for (let i = 0; i < 40; i++) {
    const r = 30 + 30 * chance(i + 3);
    const rgb = ["46 100 40", "72 130 52", "104 158 66"][i % 3];
    blot(ctx, 540 * chance(i + 60) - 14, 236 - 54 * chance(i), r, r * 0.9, rgb, 0.95);
  }
  ctx.fillStyle = linear(ctx, 0, 230, 0, 512, 0, "#5c9a3c", 0.6, "#4d8a30", 1, "#2f6420");
  ctx.fillRect(0, 244, 512, 268);
  rail(ctx, 250);
  rail(ctx, 388);
  for (let i = 0; i < PICKETS; i++) picket(ctx, -16 + i * STEP);
});

/** @type {Part} */
function clouds(ctx, t) {
  for (let i = 0; i < 3; i++) {
    const x = ((i * 250 + t * (4 + i)) % 720) - 100;
    for (let k = 0; k < 7; k++) {
      const bulge = Math.sin(((k + 0.5) / 7) * Math.PI);
      blot(
        ctx,
        x + k * 22 - 66,
        46 + 26 * i - 12 * bulge * chance(i * 7 + k),
        26 + 22 * bulge,
        12 + 12 * bulge,
        "255 255 255",
        0.6,
      );
    }
  }
}

/** @type {Part} */
function rail(ctx, y) {
  ctx.fillStyle = linear(ctx, 0, y, 0, y + 30, 0, "#f2f3f2", 0.6, "#d9dde2", 1, "#a6afbb");
  ctx.fillRect(0, y, 512, 30);
}

/** @type {Part} */
function picket(ctx, x) {
  ctx.fillStyle = "rgb(50 70 100 / .17)";
  ctx.fillRect(x + 42, 250, 9, 30);
  ctx.fillRect(x + 42, 388, 9, 30);
  ctx.beginPath();
  ctx.moveTo(x, 500);
  ctx.lineTo(x, 190);
  ctx.lineTo(x + 21, 142);
  ctx.lineTo(x + 42, 190);
  ctx.lineTo(x + 42, 500);
  ctx.closePath();
  ctx.fillStyle = linear(ctx, x, 0, x + 42, 0, 0, "#ffffff", 0.75, "#f1f3f5", 1, "#c3cad4");
  ctx.fill();
  ctx.fillStyle = linear(ctx, 0, 380, 0, 500, 0, "rgb(96 140 80 / 0)", 1, "rgb(96 140 80 / .45)");
  ctx.fill();
  ctx.strokeStyle = "rgb(90 105 130 / .45)";
  ctx.lineWidth = 1.5;
  ctx.stroke();
  for (const y of [265, 403]) {
    ellipse(ctx, x + 21, y, 2.2);
    ctx.fillStyle = "rgb(90 100 115 / .7)";
    ctx.fill();
  }
}

/** @type {Part} */
function grass(ctx, t) {
  for (let i = 0; i < 150; i++) {
    const x = (i / 150) * 530 - 8;
    const h = 34 + 60 * chance(i);
    const lean = 16 * (chance(i + 300) - 0.5) + 8 * wave(t, 4, x / 512 + 0.2 * chance(i));
    ctx.beginPath();
    ctx.moveTo(x - 4, 514);
    ctx.quadraticCurveTo(x, 514 - h * 0.6, x + lean, 514 - h);
    ctx.quadraticCurveTo(x + 5, 514 - h * 0.5, x + 5, 514);
    ctx.fillStyle = ["#3d7a26", "#569a34", "#74b545", "#2f6a20"][i % 4];
    ctx.fill();
  }
}

const COLOURS = ["#e8414f", "#ffffff", "#f7a8c4", "#ffcf3f"];

/** @type {Part} */
function flowers(ctx, t) {
  for (let i = 0; i < 18; i++) {
    const x = 14 + i * 28.5 + 12 * (chance(i + 11) - 0.5);
    const h = 50 + 44 * chance(i + 500);
    const tip = x + 9 * wave(t, 4, x / 512 + 0.1);
    ctx.beginPath();
    ctx.moveTo(x, 514);
    ctx.quadraticCurveTo(x, 514 - h * 0.6, tip, 514 - h);
    ctx.strokeStyle = "#3a7226";
    ctx.lineWidth = 2.5;
    ctx.stroke();
    const r = 5.5 + 3 * chance(i + 70);
    ctx.fillStyle = COLOURS[i % COLOURS.length];
    ctx.beginPath();
    for (let k = 0; k < 6; k++) {
      const a = (k / 6) * 2 * Math.PI + i;
      ctx.moveTo(tip, 514 - h);
      ctx.arc(tip + r * Math.cos(a), 514 - h + r * Math.sin(a), r * 0.68, 0, 2 * Math.PI);
    }
    ctx.fill();
    ellipse(ctx, tip, 514 - h, r * 0.6);
    ctx.fillStyle = i % 4 === 3 ? "#b5681a" : "#f6c12f";
    ctx.fill();
  }
}
