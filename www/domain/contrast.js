// Text on a colour of any lightness.

/** Below this luminance white contrasts more, above it black: each at least 4.58 : 1. */
const MIDDLE = Math.sqrt(1.05 * 0.05) - 0.05;

/** @param {number} byte of sRGB */
const linear = (byte) => {
  const part = byte / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
};

/**
 * Whether white text contrasts more with this colour than black: WCAG 2.2, contrast ratio.
 * @param {number} r   0 to 255, as g and b
 * @param {number} g
 * @param {number} b
 */
export const isDark = (r, g, b) =>
  0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b) < MIDDLE;
