// How a picture becomes RGBA in the engine's memory: `capture` on the page, `fill` in the worker.

/** @import { Crop as Square, Source } from "../separable.d.ts" */

/** A square with a larger side (about two megapixels) is reduced before it is sent. */
const LARGEST_SIDE = 1414;
/** @satisfies {ImageBitmapOptions} */
const SCALED = { resizeWidth: 1024, resizeHeight: 1024, resizeQuality: "high" };

const NO_PICTURE =
  "This is no picture; give a video, img, canvas, ImageBitmap, ImageData or VideoFrame.";

/** @typedef {{ data: Uint8ClampedArray<ArrayBuffer>, side: number }} Pixels RGBA of a square */
/**
 * @typedef {VideoFrame | ImageBitmap | Pixels} Frame a picture that is transferred to the worker
 */
/**
 * @typedef {{ canvas: boolean, frames: boolean }} Abilities the kinds of frame the worker can read
 */

/**
 * The ways in which this worker can read pixels: with a canvas of its own, and with `copyTo`.
 * @param {boolean} shared whether the pixels go into shared memory
 * @returns {Promise<Abilities>}
 */
export async function abilities(shared) {
  return { canvas: contextOf(1) !== null, frames: await copiesRgba(shared).catch(() => false) };
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
 * Turns a source into one frame for the worker, and leaves the source as it was.
 *
 * Video frames of moderate size are sent whole, of all others only the square.
 * @param {Source} source
 * @param {Abilities} able
 * @param {Square} [wanted] the centre square without it
 * @returns {Promise<{ frame: Frame, square: Square }>} `square` is what counts of `frame`
 */
export async function capture(source, able, wanted) {
  const { width, height } = sizeOf(source);
  const square = wanted ? inside(wanted, width, height) : centre(width, height);
  const large = square.side > LARGEST_SIDE;
  if (!large && isPlainData(source)) return whole(cut(source, square));
  const video = !large && able.frames ? frameOf(source, width, height) : null;
  if (video) return { frame: video, square };
  const bitmap = await crop(source, square, large).catch((cause) => {
    throw new Error(
      "The browser cannot read this picture; it may be broken or too large. Try another one.",
      { cause },
    );
  });
  if (able.canvas) return { frame: bitmap, square: { x: 0, y: 0, side: bitmap.width } };
  const pixels = draw(bitmap, { x: 0, y: 0, side: bitmap.width });
  bitmap.close();
  return whole(pixels);
}

/** @param {Pixels} frame */
function whole(frame) {
  return { frame, square: { x: 0, y: 0, side: frame.side } };
}

/**
 * @param {Source} source
 * @param {Square} square
 * @param {boolean} large
 * @returns {Promise<ImageBitmap>}
 */
async function crop(source, { x, y, side }, large) {
  if (!("displayWidth" in source))
    return createImageBitmap(source, x, y, side, side, large ? SCALED : {});
  // some browsers crop video frames at the wrong place
  const whole = await createImageBitmap(source);
  return crop(whole, { x, y, side }, large).finally(() => whole.close());
}

/**
 * The rows of a square, on white where they are transparent.
 * @param {ImageData} image
 * @param {Square} square
 * @returns {Pixels}
 */
function cut({ data, width }, { x, y, side }) {
  const pixels = new Uint8ClampedArray(side * side * 4);
  for (let row = 0; row < side; row++) {
    const start = ((y + row) * width + x) * 4;
    pixels.set(data.subarray(start, start + side * 4), row * side * 4);
  }
  for (let i = 3; i < pixels.length; i += 4) {
    const alpha = pixels[i];
    if (alpha === 255) continue;
    for (let c = i - 3; c < i; c++) pixels[c] = 255 - ((255 - pixels[c]) * alpha) / 255;
  }
  return { data: pixels, side };
}

/**
 * In the worker: copies a frame's square to the memory that `pixels` returns.
 * @param {Frame} frame
 * @param {Square} square
 * @param {(side: number) => Uint8Array} pixels
 */
export async function fill(frame, square, pixels) {
  if ("data" in frame) return pixels(frame.side).set(frame.data);
  try {
    const copied =
      "copyTo" in frame &&
      (await copy(frame, square, pixels(square.side)).then(
        () => true,
        () => false,
      )); // a frame on the graphics card may have no format to copy from
    if (!copied) pixels(square.side).set(draw(frame, square).data);
  } finally {
    frame.close();
  }
}

/**
 * In formats with one colour for two by two pixels, a copy has to start at an even position.
 * @param {VideoFrame} frame
 * @param {Square} square
 * @param {Uint8Array} to
 */
function copy(frame, { x, y, side }, to) {
  const from = /** @type {DOMRectReadOnly} */ (frame.visibleRect);
  const rect = { x: from.x + (x & ~1), y: from.y + (y & ~1), width: side, height: side };
  return frame.copyTo(to, { rect, format: "RGBA" });
}

/**
 * The centre square; it is cut here alone.
 * @param {number} width
 * @param {number} height
 * @returns {Square}
 */
function centre(width, height) {
  const side = Math.min(width, height);
  return { x: (width - side) >> 1, y: (height - side) >> 1, side };
}

/**
 * The wanted square, moved and reduced until it lies inside.
 * @param {Square} wanted
 * @param {number} width
 * @param {number} height
 * @returns {Square}
 */
function inside({ x, y, side }, width, height) {
  if (![x, y, side].every(Number.isFinite)) {
    throw new Error("A crop takes three numbers, { x, y, side }, in pixels of the picture.");
  }
  const within = (
    /** @type {number} */ value,
    /** @type {number} */ least,
    /** @type {number} */ most,
  ) => Math.min(Math.max(Math.round(value), least), most);
  const length = within(side, 1, Math.min(width, height));
  return { x: within(x, 0, width - length), y: within(y, 0, height - length), side: length };
}

/**
 * A video's picture without a copy; null for other sources, and for pictures that are rotated,
 * stretched or transparent.
 * @param {Source} source
 * @param {number} width
 * @param {number} height
 */
function frameOf(source, width, height) {
  try {
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
 * Whether these are bytes of the usual colours, which need no conversion.
 * @param {Source} source
 * @returns {source is ImageData}
 */
function isPlainData(source) {
  return (
    "data" in source &&
    source.data instanceof Uint8ClampedArray &&
    source.colorSpace !== "display-p3"
  );
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
  if (Object(source) !== source) return { width: 0, height: 0, empty: NO_PICTURE };
  if ("videoWidth" in source) {
    const { videoWidth: width, videoHeight: height, readyState } = source;
    const shows = readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
    return {
      width: shows ? width : 0,
      height,
      empty: "The video has no picture yet; wait until it plays.",
    };
  }
  if ("naturalWidth" in source) {
    const { naturalWidth: width, naturalHeight: height } = source;
    return {
      width,
      height,
      empty: "The image has not loaded, or is broken; wait for its load event.",
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

/** @type {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null} */
let context = null;

/**
 * The one canvas for drawing, at this size; null where the browser has none.
 * @param {number} side
 */
function contextOf(side) {
  if (!context) {
    const canvas = globalThis.document
      ? document.createElement("canvas")
      : globalThis.OffscreenCanvas && new OffscreenCanvas(side, side);
    context =
      /** @type {typeof context} */ (
        canvas?.getContext("2d", { alpha: false, willReadFrequently: true })
      ) ?? null;
  }
  if (context && context.canvas.width !== side) context.canvas.width = context.canvas.height = side;
  return context;
}

/**
 * The pixels of a square, on white where it is transparent.
 * @param {CanvasImageSource} image
 * @param {Square} square
 * @returns {Pixels}
 */
function draw(image, { x, y, side }) {
  const to = contextOf(side);
  if (!to)
    throw new Error(
      "This browser gives the page no canvas to read pixels from; use another browser.",
    );
  to.fillStyle = "#fff";
  to.fillRect(0, 0, side, side);
  to.drawImage(image, x, y, side, side, 0, 0, side, side);
  return { data: to.getImageData(0, 0, side, side).data, side };
}
