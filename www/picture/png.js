// PNG files: pixels written as one, and the description of one as a chunk of text after its header
// (IHDR, IDAT and iTXt, in the PNG specification).

import { crc32 } from "./crc.js";

const HEADER = 8 + 25; // signature, and IHDR

/**
 * @param {Uint8Array} png
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function described(png, text) {
  const content = new TextEncoder().encode(`iTXtDescription\0\0\0\0\0${text}`);
  const file = new Uint8Array(png.length + content.length + 8);
  const view = new DataView(file.buffer);
  file.set(png.subarray(0, HEADER));
  view.setUint32(HEADER, content.length - 4);
  file.set(content, HEADER + 4);
  view.setUint32(HEADER + 4 + content.length, crc32(content));
  file.set(png.subarray(HEADER), HEADER + 8 + content.length);
  return file;
}

/** A pixel is a byte each of red, green and blue. */
const RGB = 3;
/** Each byte less that of the pixel before it in the row. */
const SUB = 1;

/**
 * Pixels as a PNG, without their transparency. Browsers would write one themselves, but some put
 * noise on the pixels of canvases, and each packs them otherwise.
 * @param {{ data: ArrayLike<number>, width: number, height: number }} pixels RGBA
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function encode({ data, width, height }) {
  const stride = 1 + width * RGB;
  const rows = new Uint8Array(stride * height);
  for (let y = 0, from = 0; y < height; y++) {
    let to = y * stride;
    rows[to++] = SUB;
    for (let x = 0; x < width; x++, from += 4)
      for (let c = 0; c < RGB; c++) rows[to++] = data[from + c] - (x ? data[from + c - 4] : 0);
  }
  const packing = new Blob([rows]).stream().pipeThrough(new CompressionStream("deflate"));
  const packed = new Uint8Array(await new Response(packing).arrayBuffer());
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 2, 0, 0, 0], 8); // bits of a channel, RGB, and the only ways of packing
  const parts = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    ...[chunk("IHDR", header), chunk("IDAT", packed), chunk("IEND", new Uint8Array())],
  ];
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/**
 * @param {string} type
 * @param {Uint8Array} content
 */
function chunk(type, content) {
  const bytes = new Uint8Array(content.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(content, 8);
  view.setUint32(content.length + 8, crc32(bytes.subarray(4, content.length + 8)));
  return bytes;
}
