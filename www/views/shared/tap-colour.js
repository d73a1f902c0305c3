// Colours of a kernel's taps and of signed numbers, the same in every view.

/**
 * Every tap has its own colour, the same in input, kernel and products: hue from left to right,
 * lightness from top to bottom.
 */
export function tapColour(
  /** @type {number} */ ky,
  /** @type {number} */ kx,
  /** @type {[number, number]} */ [kh, kw],
) {
  const hue = kw === 1 ? 200 : 20 + (280 * kx) / (kw - 1 || 1) + (kw > 1 ? (40 * ky) / kh : 0);
  const light = kh === 1 ? 62 : 74 - (26 * ky) / (kh - 1);
  return `hsl(${hue.toFixed(0)} 78% ${light.toFixed(0)}%)`;
}

/**
 * Styles a node as a signed number: `--part` of full colour, green above zero and violet below.
 * @param {HTMLElement} node
 * @param {number} value
 * @param {number} most
 */
export function sign(node, value, most) {
  node.style.setProperty(
    "--part",
    `${(most ? Math.min(1, Math.abs(value) / most) * 100 : 0).toFixed(0)}%`,
  );
  node.dataset.sign = value < 0 ? "below" : "above";
}

/**
 * The largest magnitude: where the colours are strongest.
 * @param {ArrayLike<number>} values
 */
export function largest(values) {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]));
  return most;
}
