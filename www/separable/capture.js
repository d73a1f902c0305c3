// How a picture becomes RGBA in the engine's memory: `capture` on the page, `fill` in the worker.

/** @import { Crop, Source } from "../separable.d.ts" */

/** An area of more pixels (a square of 1414) is reduced before it is sent ... */
const LARGEST = 1414 ** 2;
/** ... to about those of a square with this side. */
const REDUCED_SIDE = 1024;

const NO_PICTURE =
  "This is no picture; give a video, img, canvas, ImageBitmap, ImageData or VideoFrame.";

/** @typedef {{ x: number, y: number, width: number, height: number }} Area in whole pixels */
/** @typedef {{ width: number, height: number }} Size */
/** @typedef {Size & { data: Uint8ClampedArray<ArrayBuffer> }} Pixels RGBA */
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
  return {
    canvas: contextOf({ width: 1, height: 1 }) !== null,
    frames: await copiesRgba(shared).catch(() => false),
  };
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
 * Video frames of moderate size are sent whole, of all others only the area.
 * @param {Source} source
 * @param {Abilities} able
 * @param {Size} ratio that of the area: the network's input
 * @param {Crop} [wanted] the largest area in the middle without it
 * @returns {Promise<{ frame: Frame, area: Area }>} `area` is what counts of `frame`
 */
export async function capture(source, able, ratio, wanted) {
  const size = sizeOf(source);
  const area = areaOf(size, ratio, wanted);
  const large = area.width * area.height > LARGEST;
  if (!large && isPlainData(source)) return whole(cut(source, area));
  const video = !large && able.frames ? frameOf(source, size.width, size.height) : null;
  if (video) return { frame: video, area };
  const bitmap = await crop(source, area, large).catch((cause) => {
    throw new Error(
      "The browser cannot read this picture; it may be broken or too large. Try another one.",
      { cause },
    );
  });
  if (able.canvas) return whole(bitmap);
  const pixels = draw(bitmap, whole(bitmap).area);
  bitmap.close();
  return whole(pixels);
}

/** @param {ImageBitmap | Pixels} frame */
function whole(frame) {
  return { frame, area: { x: 0, y: 0, width: frame.width, height: frame.height } };
}

/**
 * @param {Source} source
 * @param {Area} area
 * @param {boolean} large
 * @returns {Promise<ImageBitmap>}
 */
async function crop(source, area, large) {
  const { x, y, width, height } = area;
  if (!("displayWidth" in source))
    return createImageBitmap(source, x, y, width, height, large ? reduced(area) : {});
  // some browsers crop video frames at the wrong place
  const whole = await createImageBitmap(source);
  return crop(whole, area, large).finally(() => whole.close());
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
 * @param {ImageData} image
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
 * In the worker: copies an area of a frame to the memory that `pixels` returns.
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
    if (!copied) pixels().set(draw(frame, area).data);
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

/**
 * An area of the picture that has a ratio, to the nearest pixel: the wanted one, moved and reduced
 * until it lies inside, or the largest in the middle. It is cut here alone.
 * @param {Size} picture
 * @param {Size} ratio
 * @param {Crop} [wanted]
 * @returns {Area}
 */
function areaOf(picture, ratio, wanted) {
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
 * @param {Size} size
 */
function contextOf({ width, height }) {
  if (!context) {
    const canvas = globalThis.document
      ? document.createElement("canvas")
      : globalThis.OffscreenCanvas && new OffscreenCanvas(width, height);
    context =
      /** @type {typeof context} */ (
        canvas?.getContext("2d", { alpha: false, willReadFrequently: true })
      ) ?? null;
  }
  const canvas = context?.canvas;
  if (canvas && canvas.width !== width) canvas.width = width;
  if (canvas && canvas.height !== height) canvas.height = height;
  return context;
}

/**
 * The pixels of an area, on white where it is transparent.
 * @param {CanvasImageSource} image
 * @param {Area} area
 * @returns {Pixels}
 */
function draw(image, { x, y, width, height }) {
  const to = contextOf({ width, height });
  if (!to)
    throw new Error(
      "This browser gives the page no canvas to read pixels from; use another browser.",
    );
  to.fillStyle = "#fff";
  to.fillRect(0, 0, width, height);
  to.drawImage(image, x, y, width, height, 0, 0, width, height);
  return { data: to.getImageData(0, 0, width, height).data, width, height };
}
