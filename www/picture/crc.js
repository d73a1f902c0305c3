// The CRC-32 of PNG, of zip files and of checksums (in the PNG specification, annex D).

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** @param {ArrayBufferView} data */
export function crc32({ buffer, byteOffset, byteLength }) {
  let c = 0xffffffff;
  for (const byte of new Uint8Array(buffer, byteOffset, byteLength))
    c = TABLE[(c ^ byte) & 255] ^ (c >>> 8);
  return ~c >>> 0;
}
