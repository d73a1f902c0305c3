// How a page in one file has the files that are inside of it. It asks for no other: its policy
// forbids that.

import * as packed from "../../separable/inline/fetch-file.js";
import contents from "./contents.js";

/** Paths are from here. */
const { href: root } = new URL("../../", import.meta.url);

/**
 * @param {string | URL | Blob} file
 * @param {RequestInit} [init]
 * @returns {Promise<Response>}
 */
export async function fetchFile(file, init) {
  const address = file instanceof Blob ? "" : new URL(file).href;
  const inside = address.startsWith(root) && contents[address.slice(root.length)];
  return inside ? packed.unpacked(inside, "") : packed.fetchFile(file, init);
}
