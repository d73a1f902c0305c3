// The engine's files, where they are inside of this one.

import binaries from "./binaries.js";
import { inside } from "./fetch-file.js";
import code from "./worker-code.js";

/** @import { Binary } from "../files.js" */

/** @type {URL | undefined} */
let worker;

/** The worker's; there is no other file. */
export function addressOf() {
  worker ??= new URL(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  return worker;
}

/**
 * @param {"relaxed" | "simd128" | "threads"} binary
 * @returns {Binary}
 */
export const binaryOf = (binary) => ({
  first: inside(binaries[`${binary}.wasm`]),
  second: inside(binaries[`${binary}-inspect.wasm`]),
});
