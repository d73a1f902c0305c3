// The engine's files, where they are inside of this one.

import binaries from "./binaries.js";
import code from "./worker-code.js";

/** @import { Binary } from "../files.js" */

/** @type {URL | undefined} */
let worker;

/** The worker's; there is no other file. */
export function addressOf() {
  worker ??= new URL(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  return worker;
}

/** @param {string} part */
const packed = (part) => new Blob([binaries[part]], { type: "application/wasm" });

/**
 * @param {"relaxed" | "simd128" | "threads"} binary
 * @returns {Binary}
 */
export const binaryOf = (binary) => ({
  first: packed(`${binary}.wasm`),
  second: packed(`${binary}-inspect.wasm`),
});
