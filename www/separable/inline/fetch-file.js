// How a file is had that is inside of this one: gzipped, in base64, and unpacked when it is wanted.

/**
 * @param {string | URL | Blob} file
 * @param {RequestInit} [init]
 */
export const fetchFile = async (file, init) =>
  file instanceof Blob ? unpacked(await file.text(), file.type) : fetch(file, init);

/**
 * @param {string} base64
 * @param {string} type
 */
export function unpacked(base64, type) {
  const gzipped = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const stream = new Blob([gzipped]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream, { headers: { "Content-Type": type } });
}
