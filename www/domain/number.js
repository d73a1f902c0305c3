// How numbers are written: three figures, thin spaces, a unit that cannot wrap away.

/** The thin space between a number and its unit, which cannot wrap. */
export const thin = "\u202f";

/**
 * The value, or the bound that it is beyond.
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
export const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

/**
 * 568741376 -> "568 741 376" with thin spaces.
 * @param {number} value
 */
export const exact = (value) => String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, thin);

/**
 * Three significant figures.
 * @param {number} value
 */
export function figures(value) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  return value.toFixed(
    size >= 99.95 || value === 0 ? 0 : size >= 9.995 ? 1 : size >= 0.0995 ? 2 : 3,
  );
}

/**
 * 568741376 -> ["569", "M"].
 * @param {number} value
 * @returns {[string, string]}
 */
export function scaled(value) {
  if (value >= 999.5e6) return [figures(value / 1e9), "G"];
  if (value >= 999.5e3) return [figures(value / 1e6), "M"];
  if (value >= 9999.5) return [figures(value / 1e3), "k"];
  return [exact(value), ""];
}

/**
 * 568741376 -> "569 M".
 * @param {number} value
 */
export const short = (value) => scaled(value).filter(Boolean).join(thin);

/** @param {number} value */
export const ms = (value) => (Number.isFinite(value) ? `${figures(value)}${thin}ms` : "–");

/** @param {number} share of 1 */
export const percent = (share) =>
  share > 0 && share < 0.0005
    ? `<${thin}0.1${thin}%`
    : `${(share * 100).toFixed(share < 0.0995 ? 1 : 0)}${thin}%`;

/** @param {number} count */
export const bytes = (count) =>
  count < 1e6
    ? `${count < 99950 ? figures(count / 1e3) : exact(count / 1e3)}${thin}kB`
    : `${(count / 1e6).toFixed(2)}${thin}MB`;

/**
 * [112, 112, 64] -> "112 × 112 × 64"; without height and width only the length.
 * @param {number[]} shape
 * @param {string} [space]
 */
export const shape = (shape, space = thin) =>
  (shape[0] === 1 && shape[1] === 1 ? shape.slice(2) : shape).join(`${space}×${space}`);

/**
 * A real value of an activation.
 * @param {number} value
 */
export const real = (value) =>
  value
    .toFixed(Math.abs(value) < 9.995 ? 2 : 1)
    .replace("-", "−")
    .replace(/^−(0\.0+)$/, "$1");

/**
 * A signed number with two or three figures: a weight, a product.
 * @param {number} value
 */
export const signed = (value) => {
  const size = Math.abs(value);
  const digits = size >= 9.995 ? 1 : size >= 0.0995 || size === 0 ? 2 : size >= 0.00995 ? 3 : 4;
  return value
    .toFixed(digits)
    .replace("-", "−")
    .replace(/^−(0\.0+)$/, "$1");
};

/**
 * A number with its sign, plus or minus; zero has none.
 * @param {number} value
 * @param {number} [digits] after the point
 */
export function withSign(value, digits = Math.abs(value) < 9.995 ? 2 : 1) {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return (value < 0 ? "−" : "+") + text;
}

/**
 * -12345 -> "−12 345" with thin spaces.
 * @param {number} value
 */
export const integer = (value) => (value < 0 ? "−" : "") + exact(Math.abs(value));
