// How a file is had that is inside of this one: its address is all of it, gzipped, in base64. No
// request is made for it, which a page may forbid. A blob would do in most browsers; in WebKit a
// worker of a page from disk cannot read one.

const INSIDE = "data:application/gzip;base64,";

/** @param {string} base64 */
export const inside = (base64) => INSIDE + base64;

/**
 * @param {string | URL} address
 * @param {RequestInit} [init]
 * @returns {Promise<Response>}
 */
export async function fetchFile(address, init) {
  const text = String(address);
  return text.startsWith(INSIDE) ? unpacked(text.slice(INSIDE.length)) : fetch(address, init);
}

/** @param {string} base64 */
function unpacked(base64) {
  const gzipped = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const { body } = new Response(gzipped);
  // The type counts for binaries alone.
  const headers = { "Content-Type": "application/wasm" };
  return new Response(body?.pipeThrough(new DecompressionStream("gzip")), { headers });
}
