// What the engine asks of Node, in place of `../platform.js`.

import { availableParallelism } from "node:os";
import { pathToFileURL } from "node:url";
import { Thread } from "./thread.js";

/** @import { LoadOptions } from "../../separable.d.ts" */

/**
 * An address or a path, relative ones from the working directory.
 * @param {string | URL} address
 */
export function resolve(address) {
  const isUrl = address instanceof URL || /^[a-z][a-z\d+.-]+:/i.test(address); // C:\ is a path
  return isUrl ? new URL(address) : pathToFileURL(address);
}

export const cores = availableParallelism;

export const isIsolated = () => true;

const NO_SHARP =
  "Pictures are decoded by sharp, which is not installed: npm install sharp. Without it, give " +
  "pixels: { data, width, height } with four bytes each.";

/**
 * The picture that a file holds, the right way up.
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {string} name of the file, in a sentence
 */
export async function decode(bytes, name) {
  const { default: sharp } = await import(/** @type {string} */ ("sharp")).catch((cause) => {
    throw new Error(NO_SHARP, { cause });
  });
  try {
    const picture = sharp(bytes).rotate().toColourspace("srgb").ensureAlpha().raw();
    const { data, info } = await picture.toBuffer({ resolveWithObject: true });
    return { data: new Uint8Array(data), width: info.width, height: info.height };
  } catch (cause) {
    throw new Error(`${name} is broken, or of a kind that sharp does not read; try another one.`, {
      cause,
    });
  }
}

/**
 * Starts the engine's worker.
 * @param {URL} _script where its code is in a browser
 * @param {Pick<LoadOptions, "worker">} from
 */
export const startWorker = (_script, { worker }) =>
  worker?.() ?? new Thread(new URL("./worker.js", import.meta.url), "separable");
