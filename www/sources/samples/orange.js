// An orange rolling a little on a table, half an orange beside it.

import { backdrop, blot, chance, ellipse, linear, radial, wave } from "./brush.js";

export function orange(ctx, t) {
  const light = wave(t, 12);
  table(ctx, light);
  const roll = wave(t, 8);
  const x = 214 + 12 * roll;
  blot(ctx, x + 34, 384, 190, 44, "70 34 6", 0.62);
  fruit(ctx, x, 246, 146, roll * 12 / 146, light);
  blot(ctx, 404, 438, 120, 26, "70 34 6", 0.6);
  half(ctx, 392, 368, 84);
}

function table(ctx, light) {
  backdrop(ctx, linear(ctx, 0, 0, 0, 330, 0, "#e9e4d8", 1, "#cfc7b5"));
  blot(ctx, 110 + 30 * light, 60, 330, 260, "255 250 235", 0.9);
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
  blot(ctx, 120 + 30 * light, 360, 300, 80, "255 236 200", 0.35);
}

function fruit(ctx, x, y, r, turn, light) {
  const lx = (-0.36 + 0.08 * light) * r;
  ellipse(ctx, x, y, r);
  ctx.fillStyle = radial(ctx, x, y, r * 1.02, lx, -0.4 * r,
    0, "#ffc261", 0.25, "#ff9f22", 0.62, "#f47c06", 0.88, "#c75503", 1, "#9c3d04");
  ctx.fill();
  ctx.save();
  ctx.clip();
  // Pores of the skin, spread evenly over the ball and turned with it.
  const c = Math.cos(turn);
  const s = Math.sin(turn);
  for (let i = 0; i < 420; i++) {
    const z = ((i + 0.5) / 420);
    const a = i * 2.39996;
    const d = Math.sqrt(1 - z * z);
    const px = d * Math.cos(a);
    const py = d * Math.sin(a);
    ellipse(ctx, x + r * (px * c - py * s), y + r * (px * s + py * c), 2.1 * (0.4 + z), 2.1 * (0.4 + z));
    ctx.fillStyle = i % 2 ? "rgb(150 60 0 / .22)" : "rgb(255 214 130 / .25)";
    ctx.fill();
  }
  blot(ctx, x + 0.2 * r, y + 0.92 * r, 0.8 * r, 0.24 * r, "255 190 110", 0.4);
  ctx.restore();
  blot(ctx, x + lx, y - 0.45 * r, 0.3 * r, 0.22 * r, "255 255 240", 0.8);
  stem(ctx, x + 0.1 * r * c + 0.86 * r * s, y - 0.86 * r * c, r, turn);
}

function stem(ctx, x, y, r, turn) {
  ctx.save();
  ctx.translate(x, y);
  ctx.rotate(turn);
  blot(ctx, 0, 2, 26, 12, "110 50 0", 0.6);
  ctx.beginPath();
  ctx.moveTo(0, 0);
  ctx.bezierCurveTo(30, -62, 96, -66, 138, -34);
  ctx.bezierCurveTo(104, -2, 46, 10, 0, 0);
  ctx.fillStyle = linear(ctx, 20, -60, 60, 10, 0, "#7fb53f", 0.5, "#4b8a24", 1, "#2b5c14");
  ctx.fill();
  ctx.beginPath();
  ctx.moveTo(0, 0);
  ctx.quadraticCurveTo(60, -42, 134, -34);
  ctx.strokeStyle = "rgb(214 240 160 / .6)";
  ctx.lineWidth = 2;
  ctx.stroke();
  ellipse(ctx, 0, 0, 9, 6);
  ctx.fillStyle = "#5b6b22";
  ctx.fill();
  ctx.restore();
}

function half(ctx, x, y, r) {
  ellipse(ctx, x, y, r);
  ctx.fillStyle = radial(ctx, x, y, r, 0, 0, 0, "#ffdca0", 0.9, "#ff9a1c", 1, "#d86a04");
  ctx.fill();
  ellipse(ctx, x, y, r * 0.92);
  ctx.fillStyle = "#fff1cf";
  ctx.fill();
  for (let i = 0; i < 10; i++) {
    ctx.save();
    ctx.translate(x, y);
    ctx.rotate(((i + 0.3) / 10) * 2 * Math.PI);
    ctx.beginPath();
    ctx.moveTo(r * 0.1, 0);
    ctx.lineTo(r * 0.78, -r * 0.225);
    ctx.quadraticCurveTo(r * 0.87, -r * 0.18, r * 0.87, 0);
    ctx.quadraticCurveTo(r * 0.87, r * 0.18, r * 0.78, r * 0.225);
    ctx.closePath();
    ctx.fillStyle = linear(ctx, r * 0.1, 0, r * 0.87, 0, 0, "#ffc04a", 0.5, "#ff9c1e", 1, "#f98608");
    ctx.fill();
    for (let k = 0; k < 9; k++) {
      const d = r * (0.28 + 0.5 * chance(i * 9 + k));
      ellipse(ctx, d, d * 0.24 * (chance(i * 9 + k + 99) * 2 - 1), r * 0.07, r * 0.018);
      ctx.fillStyle = "rgb(255 232 160 / .55)";
      ctx.fill();
    }
    ctx.restore();
  }
  ellipse(ctx, x, y, r * 0.07);
  ctx.fillStyle = "#fff1cf";
  ctx.fill();
}
