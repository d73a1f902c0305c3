// Whether the file of a picture is whole: browsers show what there is of one that was cut short,
// and some say nothing. The ends are told by the markers of each format.

/**
 * @param {Uint8Array} bytes of the file
 * @returns {boolean} true, too, for formats that are not known here
 */
export function isWhole(bytes) {
  const head = text(bytes, 0, 12);
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return isWholePng(bytes);
  if (head.startsWith("\xff\xd8\xff")) return isWholeJpeg(bytes);
  if (head.startsWith("GIF8")) return isWholeGif(bytes);
  if (/^RIFF....WEBP/s.test(head)) return viewOf(bytes).getUint32(4, true) + 8 <= bytes.length;
  if (/^....ftyp(avi|hei|hev|mif1|msf1)/s.test(head)) return isWholeBoxes(bytes);
  return true;
}

/**
 * @param {Uint8Array} bytes
 * @param {number} from
 * @param {number} to
 */
const text = (bytes, from, to) => String.fromCharCode(...bytes.subarray(from, to));

/** @param {Uint8Array} bytes */
const viewOf = ({ buffer, byteOffset, byteLength }) => new DataView(buffer, byteOffset, byteLength);

/**
 * Chunks up to IEND: a length, a name, so many bytes, and their sum.
 * @param {Uint8Array} bytes
 */
function isWholePng(bytes) {
  const view = viewOf(bytes);
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    if (text(bytes, at + 4, at + 8) === "IEND") return true;
  }
  return false;
}

/**
 * Segments with their lengths, and after each start of a scan its data, in which 0xff is followed
 * by 0 or by the number of a restart; up to the end of the image.
 * @param {Uint8Array} bytes
 */
function isWholeJpeg(bytes) {
  for (let at = 2; ; ) {
    at = bytes.indexOf(0xff, at);
    if (at < 0 || at + 1 >= bytes.length) return false;
    const marker = bytes[at + 1];
    if (marker === 0xd9) return true;
    if (marker === 0xff) at++;
    else if (marker <= 1 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else if (at + 3 >= bytes.length) return false;
    else at += 2 + bytes[at + 2] * 256 + bytes[at + 3];
  }
}

/**
 * Blocks up to the end of the first image, which is the one that is seen.
 * @param {Uint8Array} bytes
 */
function isWholeGif(bytes) {
  const tableOf = (/** @type {number} */ flags) => (flags & 128 ? 3 << ((flags & 7) + 1) : 0);
  let at = 13 + tableOf(bytes[10]);
  while (at < bytes.length) {
    const isImage = bytes[at] === 0x2c;
    if (!isImage && bytes[at] !== 0x21) return false;
    at += isImage ? 11 + tableOf(bytes[at + 9]) : 2;
    while (bytes[at] > 0) at += 1 + bytes[at];
    if (at >= bytes.length) return false;
    if (isImage) return true;
    at++;
  }
  return false;
}

/**
 * Boxes, each with its length, that follow each other to the end.
 * @param {Uint8Array} bytes
 */
function isWholeBoxes(bytes) {
  const view = viewOf(bytes);
  let at = 0;
  while (at + 8 <= bytes.length) {
    const length = view.getUint32(at);
    if (length < 8) return true; // up to the end, or longer than any picture here
    at += length;
  }
  return at === bytes.length;
}
