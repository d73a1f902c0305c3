// A white picket fence on a summer day: clouds drift, grass and flowers sway.

import { backdrop, blot, chance, ellipse, linear, wave } from "./brush.js";

const PICKETS = 9;
const STEP = 62;

export function fence(ctx, t) {
  sky(ctx, t);
  garden(ctx, t);
  rail(ctx, 250);
  rail(ctx, 388);
  for (let i = 0; i < PICKETS; i++) picket(ctx, -16 + i * STEP, t);
  grass(ctx, t);
}

function sky(ctx, t) {
  backdrop(ctx, linear(ctx, 0, 0, 0, 300, 0, "#4f9ee6", 1, "#cfe8fa"));
  for (let i = 0; i < 4; i++) {
    const x = ((chance(i + 7) * 700 + t * (3 + i)) % 760) - 120;
    const y = 34 + 34 * i;
    for (let k = 0; k < 6; k++) blot(ctx, x + k * 24 - 40, y - 10 * chance(i * 6 + k), 46, 22, "255 255 255", 0.55);
  }
}

function garden(ctx, t) {
  for (let i = 0; i < 16; i++) {
    const x = i * 36 - 10 + 3 * wave(t, 7, chance(i));
    const r = 52 + 34 * chance(i + 3);
    blot(ctx, x, 226 - 26 * chance(i), r, r * 0.95, i % 2 ? "46 100 40" : "72 130 52", 1);
  }
  ctx.fillStyle = linear(ctx, 0, 230, 0, 512, 0, "#5c9a3c", 0.6, "#4d8a30", 1, "#2f6420");
  ctx.fillRect(0, 236, 512, 276);
}

function rail(ctx, y) {
  ctx.fillStyle = linear(ctx, 0, y, 0, y + 30, 0, "#f2f3f2", 0.6, "#d9dde2", 1, "#a6afbb");
  ctx.fillRect(0, y, 512, 30);
}

function picket(ctx, x, t) {
  const shade = 0.16 + 0.03 * wave(t, 15);
  ctx.fillStyle = `rgb(50 70 100 / ${shade})`;
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
  ctx.strokeStyle = "rgb(90 105 130 / .45)";
  ctx.lineWidth = 1.5;
  ctx.stroke();
  for (const y of [265, 403]) {
    ellipse(ctx, x + 21, y, 2.2);
    ctx.fillStyle = "rgb(90 100 115 / .7)";
    ctx.fill();
  }
}

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
