// Named kernels, and how a weight is written: as an integer, a decimal or a fraction.

const embedded = {
  sharpen: [0, -1, 0, -1, 5, -1, 0, -1, 0],
  "sobel x": [-1, 0, 1, -2, 0, 2, -1, 0, 1],
  "sobel y": [-1, -2, -1, 0, 0, 0, 1, 2, 1],
  emboss: [-2, -1, 0, -1, 1, 1, 0, 1, 2],
};

/** In the order in which they are offered. */
export const NAMES = [
  "identity",
  "blur",
  "sharpen",
  "sobel x",
  "sobel y",
  "emboss",
  "ones",
  "zeros",
];

/**
 * A kernel by its name, or null where that size has none. A 3x3 kernel is centred in a larger one.
 * @param {string} name
 * @param {number} kh
 * @param {number} kw
 * @returns {number[] | null}
 */
export function named(name, kh, kw) {
  const filled = (/** @type {number} */ value) => Array.from({ length: kh * kw }, () => value);
  if (name === "ones") return filled(1);
  if (name === "zeros") return filled(0);
  if (name === "blur") return filled(1 / (kh * kw));
  const kernel = filled(0);
  const [my, mx] = [(kh - 1) >> 1, (kw - 1) >> 1];
  if (name === "identity") {
    kernel[my * kw + mx] = 1;
    return kernel;
  }
  const small = embedded[/** @type {keyof typeof embedded} */ (name)];
  if (!small || kh < 3 || kw < 3) return null;
  small.forEach(
    (value, i) => (kernel[(my - 1 + Math.floor(i / 3)) * kw + mx - 1 + (i % 3)] = value),
  );
  return kernel;
}

/**
 * @param {number[]} kernel
 * @param {number} kh
 * @param {number} kw the name of these numbers, if they have one
 */
export const nameOf = (kernel, kh, kw) =>
  NAMES.find((name) => named(name, kh, kw)?.every((value, i) => value === kernel[i])) ?? null;

/**
 * Small whole numbers.
 * @param {number} length
 */
export const random = (length) => Array.from({ length }, () => Math.floor(Math.random() * 5) - 2);

/** @param {number} value */
const whole = (value) => Math.abs(value - Math.round(value)) < 1e-9;

/**
 * A weight as people write it; `parse` gives exactly this number again.
 * @param {number} value
 */
export function text(value) {
  if (whole(value * 10)) return String(Math.round(value * 10) / 10);
  for (let below = 3; below <= 36; below++)
    if (whole(value * below)) return `${Math.round(value * below)}/${below}`;
  return String(Math.round(value * 1000) / 1000);
}

/**
 * The weight that someone wrote, or null.
 * @param {string} written
 * @param {number} most
 */
export function parse(written, most) {
  const found = /^([+-]?\d{1,3}(?:\.\d{0,3})?|[+-]?\.\d{1,3})(?:\/(\d{1,2}))?$/.exec(
    written.trim().replace("\u2212", "-").replace(",", "."),
  );
  if (!found) return null;
  const value = Number(found[1]) / (found[2] === undefined ? 1 : Number(found[2]));
  return Number.isFinite(value) && Math.abs(value) <= most ? value + 0 : null;
}
