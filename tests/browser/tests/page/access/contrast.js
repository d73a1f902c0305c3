// The contrast of text with what is behind it: WCAG 2.2, contrast ratio.

/** @typedef {number[]} Colour   red, green, blue, opacity of 255 */

const context = /** @type {OffscreenCanvasRenderingContext2D} */ (
  new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true })
);

/**
 * @param {string} colour in CSS
 * @returns {Colour}
 */
function bytesOf(colour) {
  context.clearRect(0, 0, 1, 1);
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data];
}

/**
 * @param {Colour} top
 * @param {Colour} bottom
 */
const over = (top, bottom) =>
  [0, 1, 2].map((i) => (top[i] * top[3] + bottom[i] * (255 - top[3])) / 255);

/** @param {Element | null} e */
function behind(e) {
  const chain = [];
  for (; e; e = e.parentElement) chain.unshift(bytesOf(getComputedStyle(e).backgroundColor));
  return chain.reduce((below, colour) => over(colour, below), [255, 255, 255]);
}

/** @param {Colour} rgb */
function luminance(rgb) {
  const [r, g, b] = rgb.map((byte) =>
    byte <= 10.31475 ? byte / 3294.6 : ((byte / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/**
 * @param {Colour} a
 * @param {Colour} b
 */
function contrast(a, b) {
  const [darker, lighter] = [luminance(a), luminance(b)].sort((p, q) => p - q);
  return (lighter + 0.05) / (darker + 0.05);
}

/** @param {Element} e of text that lies on no picture */
const isPlain = (e) =>
  [...e.childNodes].some((node) => node instanceof Text && node.data.trim()) &&
  e.checkVisibility({ visibilityProperty: true }) &&
  !e.closest("svg, [disabled], [aria-disabled=true], .sr-only, option");

/** The colour of the page. */
export const paper = () => behind(document.body).map(Math.round);

/**
 * Where text contrasts less than 4.5 : 1, and the least contrast of the numbers in cells.
 * @returns {{ weak: string[], cells: number, least: number }}
 */
export function look() {
  const weak = new Set();
  let [cells, least] = [0, 21];
  for (const e of document.body.querySelectorAll("*")) {
    if (!isPlain(e)) continue;
    const back = behind(e);
    const ratio = contrast(over(bytesOf(getComputedStyle(e).color), back), back);
    if (e.closest(".tap, .product")) {
      cells++;
      least = Math.min(least, ratio);
    }
    const text = (e.textContent ?? "").trim().slice(0, 30);
    if (ratio < 4.5)
      weak.add(
        `${e.localName}.${e.className} on ${back.map(Math.round)} ${ratio.toFixed(2)}: ${text}`,
      );
  }
  return { weak: [...weak].slice(0, 12), cells, least };
}
