// A PNG file's description, as a chunk of text after its header (iTXt, in the PNG specification).

const HEADER = 8 + 25; // signature, and IHDR

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** @param {Uint8Array} bytes */
function crc(bytes) {
  let c = 0xffffffff;
  for (const byte of bytes) c = TABLE[(c ^ byte) & 255] ^ (c >>> 8);
  return ~c >>> 0;
}

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
  view.setUint32(HEADER + 4 + content.length, crc(content));
  file.set(png.subarray(HEADER), HEADER + 8 + content.length);
  return file;
}
