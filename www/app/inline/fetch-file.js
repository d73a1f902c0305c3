// How a page in one file has the files that are inside of it. It asks for no other: its policy
// forbids that.

import { inside, fetchFile as unpack } from "../../separable/inline/fetch-file.js";
import contents from "./contents.js";

/** Paths are from here. */
const { href: root } = new URL("../../", import.meta.url);

/**
 * @param {string | URL} address
 * @param {RequestInit} [init]
 */
export function fetchFile(address, init) {
  const { href } = new URL(address);
  const base64 = href.startsWith(root) && contents[href.slice(root.length)];
  return unpack(base64 ? inside(base64) : address, init);
}
