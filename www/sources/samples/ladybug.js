// A ladybug walking round on a leaf.

import { backdrop, blot, chance, ellipse, linear, radial, still, wave } from "./brush.js";

/** @import { Paint, Part } from "./brush.js" */

/** Seconds that it takes for one round. */
const ROUND = 48;

/** @type {Paint} */
export function ladybug(ctx, t, size) {
  leaf(ctx, size);
  const turn = (t / ROUND) * 2 * Math.PI;
  ctx.translate(262 + 46 * Math.sin(turn - 0.8), 250 - 46 * Math.cos(turn - 0.8));
  ctx.scale(0.8, 0.8);
  blot(ctx, 20, 34, 176, 170, "16 40 0", 0.7);
  ctx.rotate(turn + 0.77);
  legs(ctx, t * 0.9);
  head(ctx, t);
  shell(ctx, turn + 0.77);
}

/** A leaf across the picture, light falling through the leaves behind it. */
const leaf = still((ctx) => {
  backdrop(ctx, linear(ctx, 0, 0, 512, 512, 0, "#5f8f3a", 0.5, "#2f5f2a", 1, "#12351c"));
  for (let i = 0; i < 22; i++) {
    const r = 30 + 60 * chance(i);
    blot(
      ctx,
      540 * chance(i + 30),
      540 * chance(i + 60),
      r,
      r,
      ["190 220 110", "30 80 30", "120 170 70"][i % 3],
      0.5,
    );
  }
  ctx.beginPath();
  ctx.moveTo(-40, 540);
  ctx.bezierCurveTo(-60, 300, 120, 90, 540, 10);
  ctx.bezierCurveTo(560, 260, 420, 470, 120, 540);
  ctx.fillStyle = linear(ctx, 120, 120, 400, 470, 0, "#b5d75a", 0.5, "#8fc043", 1, "#5f9a30");
  ctx.fill();
  ctx.save();
  ctx.clip();
  for (let i = 0; i < 8; i++) {
    const d = 0.08 + i * 0.115;
    const x = -10 + 540 * d;
    const y = 520 - 500 * d;
    for (const side of [-1, 1]) {
      ctx.beginPath();
      ctx.moveTo(x, y);
      ctx.quadraticCurveTo(
        x + 50 + side * 30,
        y - 40 + side * 45,
        x + 120 + side * 60,
        y - 90 + side * 90,
      );
      ctx.strokeStyle = "rgb(220 240 150 / .35)";
      ctx.lineWidth = 3;
      ctx.stroke();
    }
  }
  ctx.beginPath();
  ctx.moveTo(-20, 530);
  ctx.quadraticCurveTo(240, 300, 540, 10);
  ctx.strokeStyle = "rgb(226 244 160 / .7)";
  ctx.lineWidth = 7;
  ctx.stroke();
  ctx.restore();
});

/** @type {Part} */
function legs(ctx, step) {
  ctx.strokeStyle = "#15100f";
  ctx.lineWidth = 10;
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
  for (let i = 0; i < 6; i++) {
    const side = i % 2 ? 1 : -1;
    const row = Math.floor(i / 2);
    const swing = 9 * wave(step, 1, (i % 4 < 2 ? 0 : 0.5) + (side > 0 ? 0.5 : 0));
    const y = -70 + row * 66;
    ctx.beginPath();
    ctx.moveTo(side * 92, y);
    ctx.lineTo(side * 142, y - 18 + row * 18 + swing);
    ctx.lineTo(side * 158, y - 40 + row * 44 + swing * 1.6);
    ctx.stroke();
  }
}

/** @type {Part} */
function head(ctx, t) {
  ctx.strokeStyle = "#15100f";
  ctx.lineWidth = 6;
  for (const side of [-1, 1]) {
    ctx.beginPath();
    ctx.moveTo(side * 24, -170);
    ctx.quadraticCurveTo(side * 34, -200, side * 58 + 4 * wave(t, 2.3, side * 0.2), -206);
    ctx.stroke();
  }
  ellipse(ctx, 0, -152, 52, 36);
  ctx.fillStyle = "#171211";
  ctx.fill();
  ellipse(ctx, 0, -122, 88, 46);
  ctx.fillStyle = radial(ctx, 0, -122, 90, -26, -24, 0, "#4d4745", 0.5, "#1d1817", 1, "#0b0908");
  ctx.fill();
  ctx.fillStyle = "#f6efe0";
  for (const side of [-1, 1]) {
    ellipse(ctx, side * 62, -128, 17, 22, side * 0.5);
    ctx.fill();
    ellipse(ctx, side * 24, -170, 8, 6, side * 0.4);
    ctx.fill();
  }
}

/** The light comes from the upper left, whichever way the shell is turned. @type {Part} */
function shell(ctx, turn) {
  const c = Math.cos(turn);
  const s = Math.sin(turn);
  /** @type {(x: number, y: number) => [number, number]} */
  const lit = (x, y) => [x * c + y * s, y * c - x * s];
  ellipse(ctx, 0, 22, 128, 146);
  ctx.fillStyle = radial(
    ctx,
    0,
    22,
    150,
    ...lit(-56, -52),
    0,
    "#ff7a5c",
    0.25,
    "#ee3a22",
    0.65,
    "#cf1c12",
    1,
    "#7c0806",
  );
  ctx.fill();
  ctx.save();
  ctx.clip();
  ctx.fillStyle = "#120d0c";
  const spots = [
    [0, -94, 34, 28],
    [-66, -38, 26, 30],
    [66, -38, 26, 30],
    [-44, 46, 28, 32],
    [44, 46, 28, 32],
    [-84, 78, 18, 26],
    [84, 78, 18, 26],
    [-34, 122, 16, 18],
    [34, 122, 16, 18],
  ];
  for (const [x, y, rx, ry] of spots) {
    ellipse(ctx, x, y, rx, ry);
    ctx.fill();
  }
  ctx.beginPath();
  ctx.moveTo(0, -124);
  ctx.lineTo(0, 170);
  ctx.strokeStyle = "rgb(60 4 2 / .8)";
  ctx.lineWidth = 3;
  ctx.stroke();
  const [x, y] = lit(-62, -62);
  blot(ctx, x, 22 + y, 54, 54, "255 255 255", 0.75);
  blot(ctx, -x * 1.2, 22 - y * 1.2, 60, 60, "255 150 110", 0.3);
  ctx.restore();
}
