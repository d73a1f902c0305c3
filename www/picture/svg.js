// An SVG of the page as a separate image, with its computed styles.

const STYLES = [
  ...[
    "fill",
    "fill-opacity",
    "stroke",
    "stroke-width",
    "stroke-opacity",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
  ],
  ...[
    "opacity",
    "color",
    "display",
    "visibility",
    "transform",
    "transform-origin",
    "transform-box",
    "paint-order",
  ],
  ...[
    "font-family",
    "font-size",
    "font-weight",
    "font-style",
    "font-variant-numeric",
    "letter-spacing",
  ],
  ...["text-anchor", "dominant-baseline"],
];

/**
 * @param {SVGSVGElement} svg
 * @param {number} scale device pixels for a CSS pixel
 */
export async function image(svg, scale) {
  const { width, height } = svg.getBoundingClientRect();
  const copy = /** @type {SVGSVGElement} */ (svg.cloneNode(true));
  dress(svg, copy);
  const box = svg.getAttribute("viewBox") ?? `0 0 ${width} ${height}`;
  for (const [name, value] of Object.entries({
    ...{ xmlns: "http://www.w3.org/2000/svg", viewBox: box },
    ...{ width: String(width * scale), height: String(height * scale) },
  }))
    copy.setAttribute(name, value);
  const drawn = new Image();
  drawn.src =
    "data:image/svg+xml;charset=utf-8," +
    encodeURIComponent(new XMLSerializer().serializeToString(copy));
  await drawn.decode();
  return drawn;
}

/**
 * Writes computed styles into a copy, element by element.
 * @param {Element} from
 * @param {Element} to
 */
function dress(from, to) {
  const style = getComputedStyle(from);
  const own = STYLES.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";");
  to.removeAttribute("class");
  // Set as an attribute, it would be an inline style, which the page's policy forbids.
  /** @type {SVGElement} */ (to).style.cssText = own;
  for (let i = 0; i < from.children.length; i++) dress(from.children[i], to.children[i]);
}
