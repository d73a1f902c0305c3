// Saves a picture of the page as a PNG file, with its caption below it and in the file's metadata.

import { compose } from "./compose.js";
import { download } from "./download.js";
import { described } from "./png.js";

const LONGEST = 60; // characters of a file's name

/**
 * @param {HTMLElement} picture
 * @param {string} caption
 * @param {string[]} notes model, source and time
 */
export async function save(picture, caption, notes) {
  const canvas = await compose(picture, caption, notes);
  /** @type {Blob | null} */
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) return;
  const file = described(new Uint8Array(await blob.arrayBuffer()), [caption, ...notes].join("\n"));
  download(file, "image/png", `separable ${nameOf(caption)}.png`);
}

/** @param {string} caption */
function nameOf(caption) {
  const plain = caption.replace(/[^\p{L}\p{N}.,−-]+/gu, " ").trim();
  return plain.length > LONGEST
    ? plain.slice(0, plain.lastIndexOf(" ", LONGEST))
    : plain.replace(/\.$/, "");
}
