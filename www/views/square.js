// The exact square that the model sees.

import { find, write } from "./dom.js";
import { shape } from "./number.js";

/** @typedef {import("../state.js").State} State */

/** @param {HTMLElement} root */
export function create(root) {
  /** @type {HTMLCanvasElement} */
  const canvas = find(root, "canvas");
  const ctx = canvas.getContext("2d");
  const size = find(root, ".size");
  let image = new ImageData(1, 1);
  /** @type {State["frame"]} */
  let shown = null;
  return {
    /** @param {State} state */
    update({ frame }) {
      if (!frame || frame === shown) return;
      shown = frame;
      const side = frame.square.size;
      if (image.width !== side) {
        image = new ImageData(side, side);
        canvas.width = canvas.height = side;
        write(size, shape([side, side]));
      }
      image.data.set(frame.square.data);
      ctx?.putImageData(image, 0, 0);
    },
  };
}
