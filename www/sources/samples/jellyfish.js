// Sea nettles in blue water: a pulsing bell, frilled arms, trailing tentacles.

import { backdrop, blot, chance, ellipse, linear, radial, still, wave } from "./brush.js";

/** @import { Paint, Part } from "./brush.js" */

const TENTACLES = 13;
const STRIPES = 16;

/** @type {Paint} */
export function jellyfish(ctx, t, size) {
  sea(ctx, size);
  light(ctx, t);
  distant(ctx, size, 432 + 6 * wave(t, 13), 118 + 8 * wave(t, 9, 0.2), 1, 0.5, wave(t, 5));
  distant(
    ctx,
    size,
    74 + 6 * wave(t, 15, 0.4),
    330 + 8 * wave(t, 10),
    0.74,
    -0.35,
    wave(t, 5, 0.4),
  );
  ctx.translate(240 + 9 * wave(t, 14), 196 + 10 * wave(t, 4.4, 0.3));
  ctx.rotate(0.3 + 0.05 * wave(t, 9, 0.1));
  ctx.scale(1.1, 1.1);
  nettle(ctx, t, size);
}

const sea = still((ctx) => {
  backdrop(ctx, linear(ctx, 0, 0, 0, 512, 0, "#2a8fdc", 0.4, "#1161b6", 1, "#06256b"));
  blot(ctx, 120, -20, 400, 320, "130 215 255", 0.5);
  blot(ctx, 246, 190, 250, 210, "255 180 110", 0.18);
});

/** Shafts of light from above and motes drifting up in them. @type {Part} */
function light(ctx, t) {
  for (let i = 0; i < 5; i++) {
    const x = 20 + i * 76 + 14 * wave(t, 13, i * 0.23);
    const glow = 0.07 + 0.03 * wave(t, 7, i * 0.37);
    ctx.fillStyle = linear(
      ctx,
      0,
      0,
      0,
      420,
      0,
      `rgb(170 225 255 / ${glow})`,
      1,
      "rgb(170 225 255 / 0)",
    );
    ctx.beginPath();
    ctx.moveTo(x, 0);
    ctx.lineTo(x + 30 + 10 * chance(i), 0);
    ctx.lineTo(x + 150, 430);
    ctx.lineTo(x + 70, 430);
    ctx.fill();
  }
  for (let i = 0; i < 30; i++) {
    const y = 512 - ((chance(i) * 512 + t * (3 + 5 * chance(i + 50))) % 512);
    const x = 512 * chance(i + 100) + 5 * wave(t, 6, chance(i));
    ellipse(ctx, x, y, 0.8 + 1.4 * chance(i + 150));
    ctx.fillStyle = `rgb(210 235 255 / ${0.12 + 0.28 * chance(i + 200)})`;
    ctx.fill();
  }
}

/** The bell is stretched from its size at rest, half its width and its height. */
const WIDTH = 120;
const HEIGHT = 104;

/** @type {Part} */
function nettle(ctx, t, size) {
  const pulse = wave(t, 4.4);
  const w = WIDTH - 9 * pulse;
  tentacles(ctx, t, w, 0);
  arms(ctx, t);
  ctx.save();
  ctx.scale(w / WIDTH, 1 + 0.09 * pulse);
  bell(ctx, size);
  ctx.restore();
  tentacles(ctx, t, w, 1);
}

/** A nettle far off: faint, without movement of its own but for a pulse. @type {Part} */
function distant(ctx, size, x, y, scale, turn, pulse) {
  ctx.save();
  ctx.translate(x, y);
  ctx.rotate(turn);
  ctx.scale(scale * (1 - 0.07 * pulse), scale * (1 + 0.07 * pulse));
  ctx.globalAlpha = 0.5 * scale;
  far(ctx, size);
  ctx.restore();
}

const far = still(
  (ctx) => {
    ctx.scale(0.27, 0.27);
    nettle(ctx, 2, 512);
  },
  [-49, -33, 98, 130],
);

/** Every second tentacle hangs behind the arms, the others before them. @type {Part} */
function tentacles(ctx, t, w, first) {
  ctx.lineCap = "round";
  ctx.strokeStyle = linear(
    ctx,
    0,
    0,
    0,
    330,
    0,
    "rgb(190 70 30 / .9)",
    0.5,
    "rgb(226 120 70 / .6)",
    1,
    "rgb(250 190 150 / 0)",
  );
  ctx.lineWidth = first ? 2 : 1.6;
  ctx.beginPath();
  for (let i = first; i < TENTACLES; i += 2) {
    const side = (i / (TENTACLES - 1)) * 2 - 1;
    const length = 250 + 80 * chance(i);
    const phase = side * 0.12 + 0.15 * chance(i + 20);
    ctx.moveTo(side * w * 0.96, rim(side) + 6);
    for (let s = 1; s <= 14; s++) {
      const d = s / 14;
      const sway = 26 * d * wave(t, 6, phase - d * 1.05);
      ctx.lineTo(side * w * (0.96 - 0.22 * d) + sway, rim(side) + 6 + length * d);
    }
  }
  ctx.stroke();
}

/** Four frilled ribbons, each folding over itself on the way down. @type {Part} */
function arms(ctx, t) {
  for (let i = 0; i < 4; i++) {
    const x = -42 + i * 28;
    const length = 230 + 40 * chance(i + 5);
    const middle = (/** @type {number} */ d) =>
      x * (1 - 0.3 * d) + 24 * d * wave(t, 6, i * 0.1 - d * 0.9);
    const frill = (/** @type {number} */ d, /** @type {number} */ side) =>
      (18 - 12 * d) * (1 + 0.45 * Math.sin(d * 34 + i * 2 + side * 1.3 - t * 0.8));
    ctx.fillStyle = linear(
      ctx,
      0,
      0,
      0,
      length,
      0,
      "rgb(255 205 160 / .85)",
      0.5,
      "rgb(255 222 195 / .6)",
      1,
      "rgb(255 235 220 / 0)",
    );
    for (const narrow of [1, 0.45]) {
      ctx.beginPath();
      for (let s = 0; s <= 30; s++)
        ctx.lineTo(middle(s / 30) - narrow * frill(s / 30, 1), (length * s) / 30);
      for (let s = 30; s >= 0; s--)
        ctx.lineTo(middle(s / 30) + narrow * frill(s / 30, -1), (length * s) / 30);
      ctx.fill();
    }
    ctx.beginPath();
    for (let s = 0; s <= 30; s++) ctx.lineTo(middle(s / 30) + frill(s / 30, -1), (length * s) / 30);
    ctx.strokeStyle = linear(
      ctx,
      0,
      0,
      0,
      length,
      0,
      "rgb(200 90 50 / .6)",
      1,
      "rgb(255 235 220 / 0)",
    );
    ctx.lineWidth = 1.5;
    ctx.stroke();
  }
}

/**
 * How far the rim hangs below the bell's ends, at a place from -1 to 1.
 * @param {number} side
 */
function rim(side) {
  return 6 + 20 * Math.sqrt(Math.max(0, 1 - side * side));
}

const bell = still(
  (ctx) => {
    const w = WIDTH;
    const h = HEIGHT;
    ctx.beginPath();
    ctx.moveTo(-w, 6);
    ctx.bezierCurveTo(-w * 1.1, -h * 0.72, -w * 0.6, -h, 0, -h);
    ctx.bezierCurveTo(w * 0.6, -h, w * 1.1, -h * 0.72, w, 6);
    for (let i = 0; i < STRIPES; i++) {
      const middle = 1 - ((i + 0.5) / STRIPES) * 2;
      const end = 1 - ((i + 1) / STRIPES) * 2;
      ctx.quadraticCurveTo(middle * w, rim(middle) + 11, end * w, rim(end));
    }
    ctx.save();
    ctx.clip();
    ctx.fillStyle = radial(
      ctx,
      0,
      -16,
      w * 1.25,
      -w * 0.25,
      -h * 0.4,
      0,
      "rgb(255 240 214 / .95)",
      0.3,
      "rgb(255 204 144 / .93)",
      0.68,
      "rgb(236 134 70 / .92)",
      1,
      "rgb(178 66 30 / .92)",
    );
    ctx.fillRect(-2 * w, -2 * h, 4 * w, 4 * h);
    // The stripes run from the crown to the rim.
    for (let i = 0; i < STRIPES; i++) {
      const side = Math.sin(((i + 0.5) / STRIPES - 0.5) * Math.PI);
      ctx.beginPath();
      ctx.moveTo(side * 20, -h * 0.86);
      ctx.bezierCurveTo(
        side * w * 0.66,
        -h * 0.8,
        side * w * 1.06,
        -h * 0.4,
        side * w,
        rim(side) + 4,
      );
      ctx.strokeStyle = linear(
        ctx,
        0,
        -h,
        0,
        24,
        0,
        "rgb(160 56 22 / 0)",
        0.35,
        "rgb(160 56 22 / .34)",
        1,
        "rgb(140 44 16 / .5)",
      );
      ctx.lineWidth = 5.5 * Math.sqrt(1 - side * side) + 1;
      ctx.stroke();
    }
    blot(ctx, 0, 22, w * 1.05, 30, "255 226 190", 0.5);
    blot(ctx, -w * 0.34, -h * 0.6, w * 0.5, h * 0.3, "255 255 246", 0.8);
    ctx.restore();
  },
  [-135, -112, 270, 160],
);
