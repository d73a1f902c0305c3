// Where the engine's files are: beside this one, or where the caller says. Each address is a
// literal inside a function: bundlers follow it, and nothing happens while a module is evaluated.

import { resolve } from "./platform.js";

/** @import { EngineFile, LoadOptions } from "../separable.d.ts" */
/** @typedef {{ first: string, second: string }} Binary the addresses of its two parts */

/** @type {Record<EngineFile, () => URL>} */
const BESIDE = {
  "worker.js": () => new URL("./worker.js", import.meta.url),
  "relaxed.wasm": () => new URL("./relaxed.wasm", import.meta.url),
  "simd128.wasm": () => new URL("./simd128.wasm", import.meta.url),
  "threads.wasm": () => new URL("./threads.wasm", import.meta.url),
  "relaxed-inspect.wasm": () => new URL("./relaxed-inspect.wasm", import.meta.url),
  "simd128-inspect.wasm": () => new URL("./simd128-inspect.wasm", import.meta.url),
  "threads-inspect.wasm": () => new URL("./threads-inspect.wasm", import.meta.url),
};

/**
 * @param {EngineFile} file
 * @param {LoadOptions["locate"]} [locate]
 */
export function addressOf(file, locate) {
  const place = locate?.(file);
  return place ? resolve(place) : BESIDE[file]();
}

/**
 * @param {"relaxed" | "simd128" | "threads"} binary
 * @param {LoadOptions["locate"]} [locate]
 * @returns {Binary}
 */
export const binaryOf = (binary, locate) => ({
  first: addressOf(`${binary}.wasm`, locate).href,
  second: addressOf(`${binary}-inspect.wasm`, locate).href,
});
