// Scales: from a value to a place on an axis, and the numbers that an axis shows.

/**
 * @param {[low: number, high: number]} values
 * @param {[from: number, to: number]} pixels
 * @returns {(value: number) => number}
 */
export const linear =
  ([low, high], [from, to]) =>
  (value) =>
    from + ((to - from) * (value - low)) / (high - low);

/**
 * Equal steps are equal factors.
 * @param {[low: number, high: number]} values
 * @param {[from: number, to: number]} pixels
 * @returns {(value: number) => number}
 */
export const logarithmic =
  ([low, high], [from, to]) =>
  (value) =>
    from + ((to - from) * Math.log(value / low)) / Math.log(high / low);

/**
 * The numbers 1, 2, 5, 10, ... of a logarithmic axis.
 * @param {[low: number, high: number]} values
 */
export const ticks = ([low, high]) =>
  [-2, -1, 0, 1, 2, 3, 4]
    .flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power))
    .filter((tick) => tick >= low && tick <= high);
