// A canvas as the network is to see it. One of WebGL or WebGPU has a picture only while its frame
// is drawn; outside of it, it is transparent, which would be taken for white. Whether a canvas is
// such a one can be asked without harm only once something is on it.

import { newCanvas } from "./reading.js";

/** @import { Context } from "./reading.js" */
/** @typedef {HTMLCanvasElement | OffscreenCanvas} Canvas */

const EMPTY =
  "This canvas has nothing on it. If WebGL or WebGPU draws it, its picture is gone once it has " +
  "been shown: ask right after drawing, or make its context with preserveDrawingBuffer: true.";

/** Frames in which it may be drawn again. */
const TRIES = 3;
/** ms to wait for one of them; a hidden page has none. */
const PATIENCE = 100;
/** As large a canvas reveals at once that there is something. */
const SMALL = 32;

/** Canvases with a 2D context, which keep what is drawn. @type {WeakSet<Canvas>} */
const lasting = new WeakSet();

/**
 * The picture of a canvas; null where it can be taken from the canvas at any time.
 * @param {Canvas} canvas
 * @returns {Promise<ImageBitmap | null>}
 */
export async function pictureOf(canvas) {
  if (lasting.has(canvas)) return null;
  let bitmap = await createImageBitmap(canvas);
  for (let tries = 0; !isSeen(bitmap); tries++) {
    bitmap.close();
    if (tries === TRIES) throw new Error(EMPTY);
    bitmap = await inFrame(() => createImageBitmap(canvas));
  }
  // What shows something has its context, so that asking makes none.
  if (isFlat(canvas)) lasting.add(canvas);
  return bitmap;
}

/**
 * Whether it has a 2D context; false for one that belongs to a worker.
 * @param {Canvas} canvas
 */
function isFlat(canvas) {
  try {
    return canvas.getContext("2d") !== null;
  } catch {
    return false;
  }
}

/**
 * Calls `take` in a frame, after what draws the canvas in it.
 * @template T
 * @param {() => Promise<T>} take
 * @returns {Promise<T>}
 */
function inFrame(take) {
  return new Promise((resolve) => {
    let taken = false;
    const now = () => {
      if (!taken) resolve(take());
      taken = true;
    };
    setTimeout(now, PATIENCE);
    globalThis.requestAnimationFrame?.(now);
  });
}

/**
 * Whether a pixel is not transparent.
 * @param {ImageBitmap} bitmap
 */
function isSeen(bitmap) {
  const { width, height } = bitmap;
  return (
    isSeenAt(bitmap, Math.min(width, SMALL), Math.min(height, SMALL)) ||
    isSeenAt(bitmap, width, height)
  );
}

/**
 * @param {ImageBitmap} bitmap
 * @param {number} width
 * @param {number} height
 */
function isSeenAt(bitmap, width, height) {
  const canvas = newCanvas({ width, height });
  const context = /** @type {Context | null} */ (
    canvas.getContext("2d", { willReadFrequently: true })
  );
  if (!context) return true;
  context.drawImage(bitmap, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  return data.some((value, i) => i % 4 === 3 && value > 0);
}
