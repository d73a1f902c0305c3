// How pixels are read from a canvas, and whether this browser reads them truly: some put noise on
// them, so that a page cannot tell its visitors apart.

/**
 * @typedef {"canvas" | "frame" | "noise" | "none"} Reading from the canvas itself, from a
 *   `VideoFrame` of it, as other pixels than were drawn, or not at all
 */
/** @typedef {{ x: number, y: number, width: number, height: number }} Area in whole pixels */
/** @typedef {{ width: number, height: number }} Size */
/** @typedef {Size & { data: Uint8ClampedArray<ArrayBuffer> }} Pixels RGBA */
/** @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context */

export const NO_CANVAS =
  "This browser gives the page no canvas to read pixels from; use another browser.";
export const NOISE =
  "This browser puts noise on the pixels that a page reads (against fingerprinting), and the " +
  "network would see that noise. Let this page read canvases (by the icon in the address bar, or " +
  "the browser's settings of privacy), or use another browser.";

/** The known picture: cells of colours that all differ. */
const CELLS = 16;
const CELL = 4;

/** @type {Context | null} */
let context = null;
/** @type {Promise<Reading> | null} */
let known = null;

/**
 * @param {Size} size
 * @returns {HTMLCanvasElement | OffscreenCanvas}
 */
export const newCanvas = ({ width, height }) =>
  globalThis.document
    ? Object.assign(document.createElement("canvas"), { width, height })
    : new OffscreenCanvas(width, height);

/**
 * The one canvas for drawing, at this size; null where the browser has none.
 * @param {Size} size
 */
function contextOf({ width, height }) {
  if (!context) {
    const able = globalThis.document || globalThis.OffscreenCanvas;
    const canvas = able && newCanvas({ width, height });
    context = /** @type {Context | null} */ (
      canvas?.getContext("2d", { alpha: false, willReadFrequently: true }) ?? null
    );
  }
  const canvas = context?.canvas;
  if (canvas && canvas.width !== width) canvas.width = width;
  if (canvas && canvas.height !== height) canvas.height = height;
  return context;
}

/** The way that is true here, tried once. */
export const reading = () => (known ??= tried());

/** @returns {Promise<Reading>} */
async function tried() {
  const side = CELLS * CELL;
  const to = contextOf({ width: side, height: side });
  if (!to) return "none";
  const colour = (/** @type {number} */ x, /** @type {number} */ y) => [
    x * 16 + y,
    y * 13 + 9,
    251 - x * 14,
  ];
  for (let y = 0; y < CELLS; y++)
    for (let x = 0; x < CELLS; x++) {
      to.fillStyle = `rgb(${colour(x, y).join()})`;
      to.fillRect(x * CELL, y * CELL, CELL, CELL);
    }
  const isTrue = (/** @type {ArrayLike<number>} */ rgba) => {
    for (let i = 0; i < side * side; i++) {
      const [x, y] = [i % side, Math.floor(i / side)].map((at) => Math.floor(at / CELL));
      if (colour(x, y).some((value, channel) => rgba[4 * i + channel] !== value)) return false;
    }
    return true;
  };
  for (const way of /** @type {const} */ (["canvas", "frame"])) {
    const rgba = await readAs(way, to).catch(() => []);
    if (rgba.length && isTrue(rgba)) return way;
  }
  return "noise";
}

/**
 * All pixels of a canvas.
 * @param {"canvas" | "frame"} way
 * @param {Context} from
 */
async function readAs(way, from) {
  const { width, height } = from.canvas;
  if (way === "canvas") return from.getImageData(0, 0, width, height).data;
  const frame = new VideoFrame(from.canvas, { timestamp: 0, alpha: "discard" });
  const rgba = new Uint8ClampedArray(width * height * 4);
  await frame.copyTo(rgba, { format: "RGBA" }).finally(() => frame.close());
  return rgba;
}

/**
 * The pixels of an area, on white where it is transparent.
 * @param {CanvasImageSource} image
 * @param {Area} area
 * @returns {Promise<Pixels>}
 */
export async function draw(image, { x, y, width, height }) {
  const way = await reading();
  if (way === "noise") throw new Error(NOISE);
  const to = contextOf({ width, height });
  if (!to || way === "none") throw new Error(NO_CANVAS);
  to.fillStyle = "#fff";
  to.fillRect(0, 0, width, height);
  to.drawImage(image, x, y, width, height, 0, 0, width, height);
  return { data: await readAs(way, to), width, height };
}
