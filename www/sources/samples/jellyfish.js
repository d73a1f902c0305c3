// A sea nettle in blue water: a pulsing bell, frilled arms, trailing tentacles.

import { backdrop, blot, chance, ellipse, linear, radial, wave } from "./brush.js";

const TENTACLES = 14;

export function jellyfish(ctx, t) {
  water(ctx, t);
  ctx.translate(262 + 10 * wave(t, 11), 178 + 9 * wave(t, 4.2, 0.3));
  ctx.rotate(0.16 + 0.06 * wave(t, 9, 0.1));
  const pulse = wave(t, 4.2);
  const w = 128 - 7 * pulse;
  const h = 112 + 7 * pulse;
  blot(ctx, 0, -20, 230, 200, "255 170 90", 0.16);
  tentacles(ctx, t, w);
  arms(ctx, t);
  bell(ctx, w, h);
}

function water(ctx, t) {
  backdrop(ctx, linear(ctx, 0, 0, 0, 512, 0, "#1d7fd0", 0.45, "#0d57a8", 1, "#06276a"));
  blot(ctx, 120 + 12 * wave(t, 17), -20, 380, 300, "120 205 255", 0.5);
  ctx.globalCompositeOperation = "lighter";
  for (let i = 0; i < 5; i++) {
    const x = 40 + i * 70 + 14 * wave(t, 13, i * 0.23);
    const light = 0.05 + 0.025 * wave(t, 7, i * 0.37);
    ctx.fillStyle = linear(ctx, 0, 0, 0, 420, 0, `rgb(150 215 255 / ${light})`, 1, "rgb(150 215 255 / 0)");
    ctx.beginPath();
    ctx.moveTo(x, 0);
    ctx.lineTo(x + 30 + 10 * chance(i), 0);
    ctx.lineTo(x + 150, 430);
    ctx.lineTo(x + 70, 430);
    ctx.fill();
  }
  ctx.globalCompositeOperation = "source-over";
  for (let i = 0; i < 26; i++) {
    const y = 512 - ((chance(i) * 512 + t * (3 + 5 * chance(i + 50))) % 512);
    const x = 512 * chance(i + 100) + 5 * wave(t, 6, chance(i));
    ellipse(ctx, x, y, 0.8 + 1.3 * chance(i + 150));
    ctx.fillStyle = `rgb(200 230 255 / ${0.12 + 0.25 * chance(i + 200)})`;
    ctx.fill();
  }
}

/** A line hanging from (x, y) that sways more the further down it is. */
function hanging(ctx, x, y, length, sway, spread, t, phase) {
  ctx.beginPath();
  ctx.moveTo(x, y);
  for (let s = 1; s <= 16; s++) {
    const d = s / 16;
    ctx.lineTo(x + spread * d + sway * d * wave(t, 5.5, phase - d * 1.1), y + length * d);
  }
}

function tentacles(ctx, t, w) {
  ctx.lineCap = "round";
  for (let i = 0; i < TENTACLES; i++) {
    const side = (i / (TENTACLES - 1)) * 2 - 1;
    hanging(ctx, side * w * 0.93, 14 - 12 * side * side, 250 + 70 * chance(i), 20, -side * 34, t, i * 0.31);
    ctx.strokeStyle = linear(ctx, 0, 0, 0, 310, 0, "rgb(214 92 40 / .95)", 0.6, "rgb(226 120 70 / .6)", 1, "rgb(240 160 110 / 0)");
    ctx.lineWidth = 2.6;
    ctx.stroke();
  }
}

/** The frilled arms: ribbons of overlapping folds, light in the middle. */
function arms(ctx, t) {
  for (let i = 0; i < 4; i++) {
    const x = -39 + i * 26;
    for (let s = 0; s < 34; s++) {
      const d = s / 34;
      const px = x * (1 - 0.35 * d) + 15 * d * wave(t, 5.5, i * 0.17 - d * 0.9) + 7 * Math.sin(s * 1.7 + i * 2);
      const r = (15 - 10 * d) * (0.75 + 0.35 * chance(s + 40 * i));
      ellipse(ctx, px, 4 + 225 * d, r, r * 0.72, Math.sin(s * 2.1 + i));
      ctx.fillStyle = s % 2 ? `rgb(255 226 196 / ${0.42 * (1 - d)})` : `rgb(240 160 110 / ${0.5 * (1 - d)})`;
      ctx.fill();
    }
  }
}

function bell(ctx, w, h) {
  ctx.beginPath();
  ctx.moveTo(-w, 6);
  ctx.bezierCurveTo(-w * 1.06, -h * 0.72, -w * 0.58, -h * 1.06, 0, -h * 1.06);
  ctx.bezierCurveTo(w * 0.58, -h * 1.06, w * 1.06, -h * 0.72, w, 6);
  const lobes = 12;
  for (let i = 0; i < lobes; i++) {
    const x1 = w * (1 - ((i + 1) / lobes) * 2);
    const xm = w * (1 - ((i + 0.5) / lobes) * 2);
    const sag = (x) => 6 + 18 * Math.sqrt(Math.max(0, 1 - (x / w) ** 2));
    ctx.quadraticCurveTo(xm, sag(xm) + 13, x1, sag(x1));
  }
  ctx.fillStyle = radial(ctx, 0, -20, w * 1.2, -w * 0.3, -h * 0.45,
    0, "rgb(255 236 205 / .97)", 0.3, "rgb(255 196 128 / .94)", 0.7, "rgb(232 122 58 / .92)", 1, "rgb(176 62 26 / .92)");
  ctx.fill();
  ctx.save();
  ctx.clip();
  // Sixteen stripes run from the crown to the rim.
  for (let i = 0; i < 16; i++) {
    const a = ((i + 0.5) / 16) * Math.PI - Math.PI / 2;
    const x = Math.sin(a) * w;
    ctx.beginPath();
    ctx.moveTo(Math.sin(a) * 16, -h * 0.93);
    ctx.bezierCurveTo(x * 0.62, -h * 0.9, x * 1.02, -h * 0.5, x, 20);
    ctx.strokeStyle = "rgb(150 50 20 / .34)";
    ctx.lineWidth = 5 * Math.cos(a) + 1.5;
    ctx.stroke();
  }
  blot(ctx, 0, 26, w, 34, "255 214 170", 0.55);
  blot(ctx, -w * 0.36, -h * 0.62, w * 0.44, h * 0.26, "255 255 245", 0.75);
  ctx.restore();
  ctx.strokeStyle = "rgb(255 226 190 / .55)";
  ctx.lineWidth = 1.6;
  ctx.stroke();
}
