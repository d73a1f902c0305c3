// Pictures drawn by code, shown before any camera or file. Each moves gently and depends on
// nothing but the size and the moment, so that a test can hold the model to its label.

import { jellyfish } from "./samples/jellyfish.js";
import { orange } from "./samples/orange.js";
import { fence } from "./samples/fence.js";
import { keyboard } from "./samples/keyboard.js";

/** Side of the square that every picture is painted in; `draw` scales it to the size asked for. */
const SIDE = 512;

/**
 * @typedef {object} Sample
 * @property {string} id
 * @property {string} title
 * @property {string} label   the line of the built-in model's labels.txt that names it
 * @property {(ctx: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D, size: number, seconds: number) => void} draw
 *     paints the whole of a size x size square
 */

/** @returns {Sample} */
function sample(id, title, label, paint) {
  const draw = (ctx, size, seconds) => {
    ctx.save();
    ctx.scale(size / SIDE, size / SIDE);
    paint(ctx, seconds);
    ctx.restore();
  };
  return { id, title, label, draw };
}

export const samples = [
  sample("orange", "Orange", "orange", orange),
  sample("fence", "Picket fence", "picket fence", fence),
  sample("keyboard", "Keyboard", "computer keyboard", keyboard),
  sample("jellyfish", "Jellyfish", "jellyfish", jellyfish),
];
