// How a picture becomes a frame for the worker, on the page; `fill.js` takes it there.

import { pictureOf as pictureOfCanvas } from "./canvas.js";
import { pictureOf as pictureOfImage } from "./image.js";
import { kindOf } from "./kind.js";
import { NO_CANVAS, NOISE, draw, newCanvas, reading } from "./reading.js";

/**
 * @import { ClassifyOptions, Crop, Source as Any } from "../separable.d.ts"
 * @import { Area, Context, Pixels, Reading, Size } from "./reading.js"
 */

/** @typedef {ClassifyOptions["fit"]} Fit */
/** @typedef {Exclude<Any, string | URL | Blob>} Source files are opened before */

/** An area of more pixels (a square of 1414) is reduced before it is sent ... */
const LARGEST = 1414 ** 2;
/** ... to about those of a square with this side. */
const REDUCED_SIDE = 1024;

const NO_PICTURE =
  "This is no picture; give a video, img, canvas, ImageBitmap, ImageData or VideoFrame.";

/**
 * @typedef {VideoFrame | ImageBitmap | Pixels} Frame a picture that is transferred to the worker
 */
/** @typedef {Size & { data: Uint8Array | Uint8ClampedArray }} Readable RGBA that somebody gives */
/**
 * @typedef {{ canvas: Reading, frames: boolean }} Abilities how the worker can read pixels, and
 *   whether it can read frames of videos
 */

/**
 * Turns a source into one frame for the worker, and leaves the source as it was.
 *
 * Video frames of moderate size are sent whole, of all others only the area.
 * @param {Source} source
 * @param {Abilities} able
 * @param {Size} ratio that of the area: the network's input
 * @param {Crop} [wanted] the largest area in the middle without it
 * @param {Fit} [fit] what becomes of a picture of another ratio
 * @returns {Promise<{ frame: Frame, area: Area }>} `area` is what counts of `frame`
 */
export async function capture(source, able, ratio, wanted, fit) {
  if (Object(source) !== source) throw new Error(NO_PICTURE);
  const pixels = pixelsOf(source);
  if (pixels) return whole(cut(pixels, areaOf(pixels, ratio, wanted, fit)));
  const picture = await pictureOf(source, ratio);
  try {
    const size = picture ?? sizeOf(source);
    // a crop counts the image's natural pixels
    const scale = picture && "naturalWidth" in source ? size.width / source.naturalWidth : 1;
    const area = areaOf(size, ratio, wanted && scaled(wanted, scale), fit);
    const large = area.width * area.height > LARGEST;
    const frame = !picture && !large && able.frames ? frameOf(source, size) : null;
    if (frame) return { frame, area };
    return whole(await read(picture ?? source, area, large, able));
  } finally {
    picture?.close();
  }
}

/**
 * A picture of sources that need care; null for others.
 * @param {Source} source
 * @param {Size} ratio
 * @returns {Promise<ImageBitmap | null>}
 */
async function pictureOf(source, ratio) {
  if ("naturalWidth" in source) return pictureOfImage(source, ratio);
  if (!("getContext" in source)) return null;
  sizeOf(source);
  return pictureOfCanvas(source);
}

/**
 * @param {Crop} crop
 * @param {number} by
 * @returns {Crop}
 */
const scaled = ({ x, y, side }, by) => ({ x: x * by, y: y * by, side: side * by });

/** @param {ImageBitmap | Pixels} frame */
function whole(frame) {
  return { frame, area: { x: 0, y: 0, width: frame.width, height: frame.height } };
}

/**
 * An area of a picture, as pixels where the worker has no canvas.
 * @param {Source} source
 * @param {Area} area
 * @param {boolean} large
 * @param {Abilities} able
 */
async function read(source, area, large, able) {
  if (able.canvas === "noise") throw new Error(NOISE);
  const bitmap = await crop(source, area, large).catch((cause) => {
    throw new Error(
      "The browser cannot read this picture; it may be broken or too large. Try another one.",
      { cause },
    );
  });
  if (able.canvas !== "none") return bitmap;
  if ((await reading()) === "none") throw new Error(NO_CANVAS);
  return draw(bitmap, whole(bitmap).area).finally(() => bitmap.close());
}

/**
 * @param {Source} source
 * @param {Area} area
 * @param {boolean} large
 */
async function crop(source, area, large) {
  const { x, y, width, height } = area;
  const options = large ? reduced(area) : {};
  if (!("displayWidth" in source || "videoWidth" in source))
    return createImageBitmap(
      /** @type {ImageBitmapSource} */ (source),
      x,
      y,
      width,
      height,
      options,
    );
  // Some browsers crop frames at the wrong place, and make bitmaps of videos without their rotation
  // and the ratio of their pixels; what they draw whole is right.
  const size = sizeOf(source);
  const canvas = newCanvas(area);
  const context = /** @type {Context | null} */ (canvas.getContext("2d", { alpha: false }));
  if (!context) throw new Error(NO_CANVAS);
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  context.drawImage(source, -x, -y, size.width, size.height);
  return createImageBitmap(canvas, options);
}

/**
 * @param {Size} area
 * @returns {ImageBitmapOptions}
 */
function reduced({ width, height }) {
  const scale = REDUCED_SIDE / Math.sqrt(width * height);
  const [resizeWidth, resizeHeight] = [width, height].map((n) => Math.ceil(n * scale - 1e-6));
  return { resizeWidth, resizeHeight, resizeQuality: "high" };
}

/**
 * The rows of an area, on white where they are transparent.
 * @param {Readable} image
 * @param {Area} area
 * @returns {Pixels}
 */
function cut({ data, width: whole }, { x, y, width, height }) {
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let row = 0; row < height; row++) {
    const start = ((y + row) * whole + x) * 4;
    pixels.set(data.subarray(start, start + width * 4), row * width * 4);
  }
  for (let i = 3; i < pixels.length; i += 4) {
    const alpha = pixels[i];
    if (alpha === 255) continue;
    for (let c = i - 3; c < i; c++) pixels[c] = 255 - ((255 - pixels[c]) * alpha) / 255;
  }
  return { data: pixels, width, height };
}

/**
 * An area of the picture that has a ratio, to the nearest pixel: the wanted one, moved and reduced
 * until it lies inside, or the largest in the middle. It is cut here alone.
 * @param {Size} picture
 * @param {Size} ratio
 * @param {Crop} [wanted]
 * @param {Fit} [fit]
 * @returns {Area}
 */
function areaOf(picture, ratio, wanted, fit) {
  if (fit === "stretch" && !wanted)
    return { x: 0, y: 0, width: picture.width, height: picture.height };
  const largest = largestOf(picture, ratio);
  if (!wanted) {
    const [x, y] = [(picture.width - largest.width) >> 1, (picture.height - largest.height) >> 1];
    return { x, y, ...largest };
  }
  if (![wanted.x, wanted.y, wanted.side].every(Number.isFinite)) {
    throw new Error("A crop takes three numbers, { x, y, side }, in pixels of the picture.");
  }
  const within = (
    /** @type {number} */ value,
    /** @type {number} */ least,
    /** @type {number} */ most,
  ) => Math.min(Math.max(Math.round(value), least), most);
  const shorter = Math.min(largest.width, largest.height);
  const share = within(wanted.side, 1, shorter) / shorter;
  const width = Math.round(largest.width * share);
  const height = Math.round(largest.height * share);
  const x = within(wanted.x, 0, picture.width - width);
  const y = within(wanted.y, 0, picture.height - height);
  return { x, y, width, height };
}

/**
 * The largest size of a ratio that fits into a picture.
 * @param {Size} picture
 * @param {Size} ratio
 * @returns {Size}
 */
function largestOf({ width, height }, ratio) {
  return width * ratio.height >= height * ratio.width
    ? { width: Math.max(1, Math.round((height * ratio.width) / ratio.height)), height }
    : { width, height: Math.max(1, Math.round((width * ratio.height) / ratio.width)) };
}

/**
 * A video's picture without a copy; null for other sources, and for pictures that are rotated,
 * stretched or transparent.
 * @param {Source} source
 * @param {Size} size
 */
function frameOf(source, { width, height }) {
  try {
    // Without this number a frame of a file may lie on its side; those of a camera stand.
    if ("videoWidth" in source && !source.srcObject && !("rotation" in VideoFrame.prototype))
      return null;
    const frame =
      "clone" in source ? source.clone() : "videoWidth" in source ? new VideoFrame(source) : null;
    if (!frame) return null;
    const { visibleRect } = frame;
    // too new for the types
    const { rotation, flip } = /** @type {{ rotation?: number, flip?: boolean }} */ (frame);
    // has an alpha channel, which would not be blended with white
    const clear = frame.format?.includes("A");
    if (
      !rotation &&
      !flip &&
      !clear &&
      visibleRect?.width === width &&
      visibleRect.height === height
    )
      return frame;
    frame.close();
  } catch {} // the way of other pictures remains
  return null;
}

/**
 * Bytes of the usual colours, which need no conversion; null for other sources.
 * @param {Source} source
 * @returns {Readable | null}
 */
function pixelsOf(source) {
  if (!("data" in source)) return null;
  const { data, width, height, colorSpace } = source;
  const isBytes = /^Uint8(Clamped)?Array$/.test(kindOf(data));
  if (!isBytes || (colorSpace ?? "srgb") !== "srgb") {
    if (kindOf(source) === "ImageData") return null;
    throw new Error(NO_PICTURE);
  }
  if (![width, height].every((length) => Number.isInteger(length) && length > 0))
    throw new Error(NO_PICTURE);
  const wanted = width * height * 4;
  if (data.length !== wanted)
    throw new Error(
      `${width} x ${height} pixels are ${wanted} bytes (red, green, blue and alpha of each), but ` +
        `here are ${data.length}; give four bytes a pixel, as ImageData has them.`,
    );
  return { data, width, height };
}

/**
 * @param {Source} source
 * @returns {{ width: number, height: number }}
 */
function sizeOf(source) {
  const { width, height, empty } = measure(source);
  if (width > 0 && height > 0) return { width, height };
  throw new Error(empty);
}

/**
 * @param {Source} source
 * @returns {{ width: number, height: number, empty: string }} `empty` says why there may be no
 *   pixels
 */
function measure(source) {
  if ("videoWidth" in source) {
    const { videoWidth: width, videoHeight: height, readyState } = source;
    const shows = readyState >= 2; // HAVE_CURRENT_DATA
    return {
      width: shows ? width : 0,
      height,
      empty: "The video has no picture yet; wait until it plays.",
    };
  }
  const { width, height } =
    "displayWidth" in source
      ? { width: source.displayWidth, height: source.displayHeight }
      : source;
  const known = typeof width === "number" && typeof height === "number";
  return {
    width,
    height,
    empty: known ? "This picture has no pixels, or has been closed; take another one." : NO_PICTURE,
  };
}
