// A school bus driving along a road lined with trees.

import { backdrop, blot, chance, ellipse, linear, radial, still, wave } from "./brush.js";

/** @import { Paint, Part } from "./brush.js" */

/** @type {Paint} */
export function bus(ctx, t, size) {
  street(ctx, size);
  trees(ctx, t);
  stripes(ctx, t);
  ctx.translate(0, 1.5 * wave(t, 0.9) + wave(t, 0.37));
  coach(ctx, size);
  gleam(ctx, t);
  for (const x of [128, 384]) wheel(ctx, x, 384, t);
}

const street = still((ctx) => {
  backdrop(ctx, linear(ctx, 0, 0, 0, 300, 0, "#63aceb", 1, "#dcedf8"));
  for (let i = 0; i < 12; i++)
    blot(ctx, 512 * chance(i), 30 + 70 * chance(i + 20), 80, 26, "255 255 255", 0.55);
  ctx.fillStyle = linear(ctx, 0, 280, 0, 370, 0, "#8cbf5c", 1, "#568f38");
  ctx.fillRect(0, 280, 512, 90);
  ctx.fillStyle = linear(ctx, 0, 362, 0, 512, 0, "#77797e", 1, "#4b4d53");
  ctx.fillRect(0, 362, 512, 150);
  ctx.fillStyle = "#c9c6bd";
  ctx.fillRect(0, 356, 512, 8);
});

/**
 * What lies at x now, moving left and coming back after `span`.
 * @param {number} x
 * @param {number} span
 */
function passing(x, span) {
  return (((x % span) + span) % span) - 128;
}

/** @type {Part} */
function trees(ctx, t) {
  for (let i = 0; i < 9; i++) {
    const x = passing(i * 86 - t * 26, 774);
    const r = 62 + 34 * chance(i);
    ctx.fillStyle = "#5a4130";
    ctx.fillRect(x - 6, 226, 12, 78);
    for (let k = 0; k < 6; k++) {
      ellipse(
        ctx,
        x + r * (chance(i * 6 + k) - 0.5),
        206 + 60 * (chance(i * 6 + k + 54) - 0.6),
        r * 0.46,
      );
      ctx.fillStyle = ["#2f6830", "#3d7a36", "#478a3c", "#4f9442", "#5da54c", "#6db356"][k];
      ctx.fill();
    }
  }
}

/** The broken line on the road. @type {Part} */
function stripes(ctx, t) {
  ctx.fillStyle = "#efe9d2";
  for (let i = 0; i < 6; i++) {
    const x = passing(i * 128 - t * 120, 768);
    ctx.beginPath();
    ctx.moveTo(x, 458);
    ctx.lineTo(x + 70, 458);
    ctx.lineTo(x + 64, 468);
    ctx.lineTo(x - 8, 468);
    ctx.fill();
  }
}

/** The bus without its wheels. */
const coach = still((ctx) => {
  blot(ctx, 262, 408, 270, 26, "20 20 24", 0.75);
  body(ctx);
  for (let i = 0; i < 7; i++) pane(ctx, 46 + i * 44, 172, 38, 66);
  pane(ctx, 362, 168, 42, 84);
  ctx.strokeStyle = "#1c1b1a";
  ctx.lineWidth = 3;
  ctx.strokeRect(356, 160, 54, 208);
  stop(ctx, 334, 278);
  ctx.fillStyle = "#1c1b1a";
  ctx.fillRect(424, 222, 10, 26);
  ctx.fillRect(416, 232, 8, 3);
});

/** @type {Part} */
function body(ctx) {
  ctx.beginPath();
  ctx.moveTo(30, 384);
  ctx.lineTo(30, 168);
  ctx.quadraticCurveTo(32, 138, 66, 136);
  ctx.lineTo(380, 136);
  ctx.quadraticCurveTo(404, 138, 410, 168);
  ctx.lineTo(420, 258);
  ctx.lineTo(474, 268);
  ctx.quadraticCurveTo(488, 272, 488, 300);
  ctx.lineTo(490, 384);
  ctx.closePath();
  ctx.fillStyle = linear(
    ctx,
    0,
    136,
    0,
    390,
    0,
    "#ffe27a",
    0.1,
    "#ffc423",
    0.7,
    "#f7ac0a",
    1,
    "#c77d02",
  );
  ctx.fill();
  ctx.fillStyle = "#1c1b1a";
  for (const [y, h] of [
    [256, 5],
    [300, 8],
    [338, 6],
  ])
    ctx.fillRect(30, y, y > 290 ? 458 : 388, h);
  ctx.fillRect(20, 372, 476, 14);
  ctx.fillStyle = "rgb(255 255 255 / .5)";
  ctx.fillRect(66, 141, 312, 5);
  ctx.fillStyle = "#d22a1e";
  ctx.fillRect(46, 146, 20, 11);
  ctx.fillRect(374, 146, 20, 11);
  ellipse(ctx, 480, 322, 10, 13);
  ctx.fillStyle = radial(ctx, 480, 322, 13, -3, -4, 0, "#ffffff", 1, "#f3e2a0");
  ctx.fill();
  ctx.strokeStyle = "#3a3a3a";
  ctx.lineWidth = 3;
  ctx.stroke();
}

/** The stop sign folded against the side. @type {Part} */
function stop(ctx, x, y) {
  ctx.beginPath();
  for (let i = 0; i < 8; i++) {
    const a = ((i + 0.5) / 8) * 2 * Math.PI;
    ctx.lineTo(x + 15 * Math.cos(a), y + 15 * Math.sin(a));
  }
  ctx.closePath();
  ctx.fillStyle = "#cf2418";
  ctx.fill();
  ctx.strokeStyle = "#fff";
  ctx.lineWidth = 2;
  ctx.stroke();
}

/** A reflection running over the panes. @type {Part} */
function gleam(ctx, t) {
  ctx.save();
  ctx.beginPath();
  for (let i = 0; i < 7; i++) ctx.rect(48 + i * 44, 174, 34, 62);
  ctx.rect(364, 170, 38, 80);
  ctx.clip();
  const x = ((t * 60) % 700) - 100;
  ctx.beginPath();
  ctx.moveTo(x, 260);
  ctx.lineTo(x + 60, 160);
  ctx.lineTo(x + 100, 160);
  ctx.lineTo(x + 40, 260);
  ctx.fillStyle = "rgb(255 255 255 / .25)";
  ctx.fill();
  ctx.restore();
}

/** @type {Part} */
function pane(ctx, x, y, w, h) {
  ctx.fillStyle = linear(ctx, 0, y, 0, y + h, 0, "#9fb9c9", 0.5, "#4e6474", 1, "#2b3a46");
  ctx.beginPath();
  ctx.roundRect(x, y, w, h, 5);
  ctx.fill();
  ctx.strokeStyle = "#1c1b1a";
  ctx.lineWidth = 3;
  ctx.stroke();
  ctx.fillStyle = "#1c1b1a";
  ctx.fillRect(x, y + h / 2, w, 3);
}

/** @type {Part} */
function wheel(ctx, x, y, t) {
  ctx.fillStyle = "#17171a";
  ellipse(ctx, x, y - 2, 50);
  ctx.fill();
  ellipse(ctx, x, y, 43);
  ctx.fillStyle = radial(ctx, x, y, 43, 0, 0, 0, "#34343a", 0.8, "#26262b", 1, "#0c0c0e");
  ctx.fill();
  ellipse(ctx, x, y, 24);
  ctx.fillStyle = "#d7d3c8";
  ctx.fill();
  ctx.fillStyle = "#55534e";
  for (let i = 0; i < 8; i++) {
    const a = (i / 8) * 2 * Math.PI + t * 2.8;
    ellipse(ctx, x + 17 * Math.cos(a), y + 17 * Math.sin(a), 3.2);
    ctx.fill();
  }
  ellipse(ctx, x, y, 9);
  ctx.fill();
}
