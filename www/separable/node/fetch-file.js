// Files of this machine, as `fetch` has those of others.

import { readFile } from "node:fs/promises";

// In the worker its own is put in its place.
const { fetch } = globalThis;

/**
 * @param {string | URL | Request} address
 * @param {RequestInit} [init]
 */
export async function fetchFile(address, init) {
  const url = address instanceof URL ? address : new URL(String(address));
  if (url.protocol !== "file:") return fetch(url, init);
  try {
    const type = url.pathname.endsWith(".wasm") ? "application/wasm" : "";
    return new Response(await readFile(url, { signal: init?.signal ?? undefined }), {
      headers: { "Content-Type": type },
    });
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ENOENT") throw error;
    return new Response(null, { status: 404 });
  }
}
