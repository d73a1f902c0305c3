// Pictures drawn by code, shown before any camera or file. Each moves gently and depends only on
// size and time, so that a test can compare the model's answer with its label.

import { bus } from "./samples/bus.js";
import { espresso } from "./samples/espresso.js";
import { fence } from "./samples/fence.js";
import { goldfish } from "./samples/goldfish.js";
import { jellyfish } from "./samples/jellyfish.js";
import { keyboard } from "./samples/keyboard.js";
import { ladybug } from "./samples/ladybug.js";
import { monarch } from "./samples/monarch.js";
import { orange } from "./samples/orange.js";

/** @import { Context, Paint } from "./samples/brush.js" */

/** Side of the square that every picture is painted in; `draw` scales it to the size asked for. */
const SIDE = 512;

/**
 * @typedef {object} Sample
 * @property {string} id
 * @property {string} title
 * @property {string} label   the line of the built-in model's labels.txt that names it
 * @property {(ctx: Context, size: number, seconds: number) => void} draw
 *   paints the whole of a size x size square
 */

/**
 * @param {string} id
 * @param {string} title
 * @param {string} label
 * @param {Paint} paint
 * @returns {Sample}
 */
function sample(id, title, label, paint) {
  /** @type {Sample["draw"]} */
  const draw = (ctx, size, seconds) => {
    ctx.save();
    ctx.scale(size / SIDE, size / SIDE);
    paint(ctx, seconds, size);
    ctx.restore();
  };
  return { id, title, label, draw };
}

export const samples = [
  sample("monarch", "Monarch", "monarch", monarch),
  sample("jellyfish", "Jellyfish", "jellyfish", jellyfish),
  sample("espresso", "Espresso", "espresso", espresso),
  sample("goldfish", "Goldfish", "goldfish", goldfish),
  sample("orange", "Orange", "orange", orange),
  sample("ladybug", "Ladybug", "ladybug", ladybug),
  sample("bus", "School bus", "school bus", bus),
  sample("fence", "Picket fence", "picket fence", fence),
  sample("keyboard", "Keyboard", "computer keyboard", keyboard),
];
