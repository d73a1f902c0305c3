// Reads a picture from a file, or fails with a sentence; loaded with the first file.

import { isSound } from "./kinds.js";
import { isWhole } from "../separable/whole.js";

/** @import { Picture } from "./files.js" */

/** Pictures with more pixels than this are reduced to it while they are read. */
const PIXELS_KEPT = 2e6;
/** Up to this many pixels a picture is decoded whole, which reveals damage. */
const PIXELS_WHOLE = 24e6;
/** Decoding more pixels than this would take too much memory. */
const PIXELS_MOST = 150e6;

const SVG = "image/svg+xml";
const INSTEAD = "choose a JPEG, PNG, WebP, AVIF or GIF";

/**
 * Reads a picture, the right way up; `width` and `height` are the file's own, `source` may be
 * smaller. Throws a sentence for a file that is no picture.
 * @param {File | Blob} file
 * @returns {Promise<Picture>}
 */
export async function readPicture(file) {
  const name = ("name" in file && file.name) || "pasted picture";
  const bytes = new Uint8Array(await file.arrayBuffer().catch(() => new ArrayBuffer(0)));
  if (!isWhole(bytes))
    throw new Error(
      `“${name}” is cut short: the end of its file is missing. Load or save it again, or ` +
        `${INSTEAD}.`,
    );
  const isSvg = file.type === SVG || beginsSvg(bytes);
  const image = new Image();
  const address = URL.createObjectURL(isSvg ? new Blob([file], { type: SVG }) : file);
  try {
    // An img learns its size from the first bytes, without decoding the rest.
    image.src = address;
    await new Promise((resolve, reject) => {
      image.onload = resolve;
      image.onerror = reject;
    });
    const { naturalWidth: width, naturalHeight: height } = image;
    const pixels = width * height;
    if (!pixels) throw new Error(`“${name}” does not say how large it is; ${INSTEAD}.`);
    if (pixels > PIXELS_MOST) {
      throw new Error(
        `“${name}” has ${width} x ${height} pixels, too many to decode here; scale it down to ` +
          "12,000 x 12,000 or less.",
      );
    }
    // Lines are as sharp at any size.
    const scale = Math.min(isSvg ? Infinity : 1, Math.sqrt(PIXELS_KEPT / pixels));
    const size = [width, height].map((length) => Math.max(1, Math.round(length * scale)));
    const source =
      pixels <= PIXELS_WHOLE && !isSvg ? await decode(file, size, scale < 1) : draw(image, size);
    return { source, name, width, height };
  } catch (error) {
    if (error instanceof Error && !(error instanceof DOMException)) throw error;
    throw new Error(await describe(file, `“${name}”`), { cause: error });
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** @param {Uint8Array} bytes */
function beginsSvg(bytes) {
  const text = new TextDecoder().decode(bytes.subarray(0, 1024)).trimStart();
  return text.startsWith("<") && /<svg[\s>]/.test(text);
}

/**
 * @param {Blob} file
 * @param {number[]} size
 * @param {boolean} smaller
 */
function decode(file, [resizeWidth, resizeHeight], smaller) {
  /** @type {ImageBitmapOptions} */
  const scaled = smaller ? { resizeWidth, resizeHeight, resizeQuality: "high" } : {};
  return createImageBitmap(file, { imageOrientation: "from-image", ...scaled });
}

/**
 * Draws a picture at a smaller size; browsers then decode a JPEG at an eighth, a quarter or half.
 * @param {HTMLImageElement} image
 * @param {number[]} size
 */
function draw(image, [width, height]) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context)
    throw new Error(
      "The browser has no memory left for this picture; close other tabs, or try a smaller one.",
    );
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, width, height);
  return canvas.transferToImageBitmap();
}

/**
 * A sentence for a file that the browser cannot show, by its first bytes and not by its name.
 * @param {Blob} file
 * @param {string} name
 */
async function describe(file, name) {
  let bytes;
  try {
    bytes = new Uint8Array(await file.slice(0, 512).arrayBuffer());
  } catch {
    return `${name} cannot be read; it may have been moved or changed. Choose it again.`;
  }
  if (!bytes.length) return `${name} is empty; ${INSTEAD}.`;
  const text = String.fromCharCode(...bytes);
  const [, brand] = /^....ftyp(....)/s.exec(text) ?? [];
  if (brand && /^(hei|hev|mif1|msf1)/.test(brand)) {
    return (
      `${name} is a HEIC photograph, which this browser cannot read; export it as JPEG ` +
      "(on an iPhone: Settings, Camera, Formats, Most Compatible)."
    );
  }
  if (isSound(text, file))
    return `${name} is sound, in which there is nothing to see; choose a picture or a video.`;
  const is = /^\xff\xd8\xff|^\x89PNG|^GIF8|^RIFF....WEBP|^BM|^....ftypavi/s.test(text)
    ? "is damaged, cut short, too large, or of a kind that this browser cannot read; save it " +
      "again, or"
    : /^%PDF/.test(text)
      ? "is a PDF, not a picture; export the page as a picture, or"
      : /^(II\*\0|MM\0\*)/.test(text)
        ? "is a TIFF, which this browser cannot read; export it as JPEG, or"
        : /^[\t\n\r\x20-\x7e\x80-\xff]*$/.test(text)
          ? "is a text file, whatever its name says;"
          : "is no picture that this browser can read;";
  return `${name} ${is} ${INSTEAD}.`;
}
