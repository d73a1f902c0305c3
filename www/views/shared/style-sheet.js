// The style sheets that the page does not begin with.

import { el } from "./dom.js";

/** @type {Map<string, Promise<void>>} */
const styleSheets = new Map();

/**
 * A view's own style sheet, fetched once; there when this resolves, or not to be had.
 * @param {string} name
 */
export function styleSheet(name) {
  let loaded = styleSheets.get(name);
  if (!loaded) {
    const link = el("link", {
      rel: "stylesheet",
      href: new URL(`../../styles/${name}.css`, import.meta.url).href,
    });
    loaded = new Promise((resolve) => {
      for (const done of ["load", "error"]) link.addEventListener(done, () => resolve());
    });
    styleSheets.set(name, loaded);
    document.head.append(link);
  }
  return loaded;
}
