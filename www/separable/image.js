// An `<img>` at its own pixels, all of them: its natural size counts those of the page, which
// `srcset`, `sizes` and a density in the file make fewer. It is waited for, and has to be whole.

import { newCanvas } from "./reading.js";
import { withTimeout } from "./timeouts.js";
import { isWhole } from "./whole.js";

/** @import { Context, Size } from "./reading.js" */

const NOT_COME =
  "The image has not come for a while; wait for its load event, and check its address.";
const BROKEN = "The image is broken, or is not at its address; try another one.";
const CUT = "The image is cut short: the end of its file is missing. Load or save it again.";

/**
 * What is known of a picture by its file.
 * @typedef {{ address: string, whole: boolean, vector: boolean, size: Size | null }} Known
 */
/** @type {WeakMap<HTMLImageElement, Known>} */
const known = new WeakMap();

/**
 * The picture of an image that has been waited for.
 * @param {HTMLImageElement} image
 * @param {Size} least what the network sees: lines are drawn no smaller
 * @returns {Promise<ImageBitmap>}
 */
export async function pictureOf(image, least) {
  await come(image);
  const { whole, vector, size } = await look(image);
  if (!whole) throw new Error(CUT);
  const { naturalWidth: width, naturalHeight: height } = image;
  if (vector || !width || !height) return drawn(image, enlarged(image, least));
  const bitmap = await createImageBitmap(image).catch(() => null);
  if (!bitmap) return drawn(image, enlarged(image, least)); // lines without a size
  if (!size || size.width <= bitmap.width) return bitmap;
  bitmap.close(); // some browsers make no larger one than the page shows
  return drawn(image, size);
}

/** @param {HTMLImageElement} image */
async function come(image) {
  if (!image.currentSrc && !image.src && !image.srcset) throw new Error(BROKEN);
  await withTimeout(image.decode()).catch((cause) => {
    throw new Error(cause.name === "EncodingError" ? BROKEN : NOT_COME, { cause });
  });
}

/**
 * What its file tells, where the page may read it.
 * @param {HTMLImageElement} image
 * @returns {Promise<Known>}
 */
async function look(image) {
  const address = image.currentSrc || image.src;
  const before = known.get(image);
  if (before?.address === address) return before;
  /** @type {Known} */
  const found = { address, whole: true, vector: /\.svgz?([?#]|$)/i.test(address), size: null };
  try {
    const response = await withTimeout(fetch(address, { cache: "force-cache" }));
    if (response.ok) {
      const bytes = new Uint8Array(await withTimeout(response.arrayBuffer()));
      found.whole = isWhole(bytes);
      found.vector = /^image\/svg/.test(response.headers.get("Content-Type") ?? "");
      if (found.whole && !found.vector) found.size = await sizeOf(new Blob([bytes]));
    }
  } catch {} // the browser has read it
  known.set(image, found);
  return found;
}

/**
 * The size of the picture in a file, the right way up.
 * @param {Blob} file
 * @returns {Promise<Size>}
 */
async function sizeOf(file) {
  const bitmap = await createImageBitmap(file);
  const { width, height } = bitmap;
  bitmap.close();
  return { width, height };
}

/**
 * @param {HTMLImageElement} image
 * @param {Size} least
 * @returns {Size}
 */
function enlarged({ naturalWidth, naturalHeight }, least) {
  const [width, height] = [naturalWidth || least.width, naturalHeight || least.height];
  const scale = Math.max(1, least.width / width, least.height / height);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

/**
 * @param {HTMLImageElement} image
 * @param {Size} size
 */
function drawn(image, { width, height }) {
  const canvas = newCanvas({ width, height });
  const context = /** @type {Context | null} */ (canvas.getContext("2d"));
  if (!context) throw new Error("The browser has no memory left for this image; close other tabs.");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, width, height);
  return createImageBitmap(canvas);
}
