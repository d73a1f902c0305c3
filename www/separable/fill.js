// In the worker: the pixels of a frame, copied to the engine's memory.

import { draw, reading } from "./reading.js";

/**
 * @import { Abilities, Frame } from "./capture.js"
 * @import { Area } from "./reading.js"
 */

/**
 * The ways in which this worker can read pixels: with a canvas of its own, and with `copyTo`.
 * @param {boolean} shared whether the pixels go into shared memory
 * @returns {Promise<Abilities>}
 */
export async function abilities(shared) {
  return { canvas: await reading(), frames: await copiesRgba(shared).catch(() => false) };
}

/**
 * Whether `copyTo` converts to RGBA: some browsers lack it, some ignore the format, and some may
 * not write into shared memory.
 * @param {boolean} shared
 */
async function copiesRgba(shared) {
  const blue = new Uint8Array([255, 0, 0, 255]);
  const frame = new VideoFrame(blue, {
    format: "BGRA",
    codedWidth: 1,
    codedHeight: 1,
    timestamp: 0,
  });
  const pixel = new Uint8Array(shared ? new SharedArrayBuffer(4) : new ArrayBuffer(4));
  await frame.copyTo(pixel, { format: "RGBA" }).finally(() => frame.close());
  return pixel[0] === 0 && pixel[2] === 255;
}

/**
 * Copies an area of a frame to the memory that `pixels` returns.
 * @param {Frame} frame
 * @param {Area} area
 * @param {() => Uint8Array} pixels of the size of the area
 */
export async function fill(frame, area, pixels) {
  if ("data" in frame) return pixels().set(frame.data);
  try {
    const copied =
      "copyTo" in frame &&
      (await copy(frame, area, pixels()).then(
        () => true,
        () => false,
      )); // a frame on the graphics card may have no format to copy from
    if (copied) return;
    const { data } = await draw(frame, area);
    pixels().set(data);
  } finally {
    frame.close();
  }
}

/**
 * In formats with one colour for two by two pixels, a copy has to start at an even position.
 * @param {VideoFrame} frame
 * @param {Area} area
 * @param {Uint8Array} to
 */
function copy(frame, { x, y, width, height }, to) {
  const from = /** @type {DOMRectReadOnly} */ (frame.visibleRect);
  const rect = { x: from.x + (x & ~1), y: from.y + (y & ~1), width, height };
  return frame.copyTo(to, { rect, format: "RGBA" });
}
