// A computer keyboard on a desk, seen from above: keys go down as if someone typed.

import { backdrop, blot, chance, linear, wave } from "./brush.js";

/** Widths of the keys of each row, in keys. */
const ROWS = [
  [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2],
  [1.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1.5],
  [1.8, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2.2],
  [2.3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2.7],
  [1.3, 1.2, 1.3, 6.2, 1.3, 1.2, 1.2, 1.3],
];
const KEY = 36;

export function keyboard(ctx, t) {
  backdrop(ctx, linear(ctx, 0, 0, 512, 512, 0, "#c9a27a", 1, "#94683f"));
  blot(ctx, 120 + 40 * wave(t, 14), 60, 420, 300, "255 240 214", 0.6);
  ctx.translate(256, 262);
  ctx.rotate(-0.12 + 0.02 * wave(t, 16));
  ctx.translate(-290, -130);
  blot(ctx, 296, 160, 380, 190, "40 20 4", 0.6);
  ctx.beginPath();
  ctx.roundRect(0, 0, 580, 262, 16);
  ctx.fillStyle = linear(ctx, 0, 0, 0, 262, 0, "#eceff2", 1, "#c3c8ce");
  ctx.fill();
  let n = 0;
  ROWS.forEach((row, r) => {
    let x = 14;
    for (const w of row) {
      key(ctx, x, 16 + r * 46, w * (KEY + 0.8) , 42, press(t, n++));
      x += w * (KEY + 0.8);
    }
  });
}

/** How far a key is down, 0 to 1: now and then, each at its own moment. */
function press(t, n) {
  const phase = (t / 6 + chance(n)) % 1;
  return phase < 0.06 ? Math.sin((phase / 0.06) * Math.PI) : 0;
}

function key(ctx, x, y, w, h, down) {
  ctx.fillStyle = "#3a3d42";
  ctx.beginPath();
  ctx.roundRect(x + 1, y + 1, w - 3, h - 2, 6);
  ctx.fill();
  ctx.fillStyle = linear(ctx, x, y, x, y + h, 0, "#70757c", 1, "#4a4e55");
  ctx.beginPath();
  ctx.roundRect(x + 4, y + 2 + 3 * down, w - 9, h - 11, 5);
  ctx.fill();
}
