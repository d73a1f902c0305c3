// What the engine answers in flat lists of numbers, by name.

/** @import { Cell, Change, ClassMap, Field, Timed } from "../separable.d.ts" */

/** Numbers before the products, and for each product. */
const HEAD = 18,
  EACH = 9;

/**
 * @param {Float64Array} flat
 * @returns {Cell}
 */
export function cell(flat) {
  const [
    inputScale,
    inputZero,
    weightScale,
    weightZero,
    outputScale,
    outputZero,
    sum,
    bias,
    mantissa,
    shift,
    twice,
    scaled,
    min,
    max,
    number,
    restCount,
    restSum,
  ] = flat;
  const taps = each(flat.subarray(HEAD), EACH, ([ky, kx, y, x, channel, padding, ...numbers]) => {
    const [input, weight, product] = numbers;
    return { ky, kx, y, x, channel, padding: padding === 1, input, weight, product };
  });
  return {
    input: { scale: inputScale, zeroPoint: inputZero },
    weight: { scale: weightScale, zeroPoint: weightZero },
    output: { scale: outputScale, zeroPoint: outputZero },
    taps,
    rest: { count: restCount, sum: restSum },
    sum,
    bias,
    accumulator: sum + bias,
    multiplier: {
      real: mantissa * 2 ** (shift - 31),
      mantissa,
      shift,
      rounding: twice ? "twice" : "once",
    },
    scaled,
    clamp: { min, max },
    number,
    real: outputScale * (number - outputZero),
  };
}

/**
 * @param {Int32Array} flat
 * @returns {Field}
 */
export function field(flat) {
  const area = (/** @type {Int32Array} */ [top, bottom, left, right]) => ({
    top,
    left,
    bottom,
    right,
  });
  const values = Array.from({ length: flat.length / 8 }, (_, i) => {
    const numbers = flat.subarray(8 * i, 8 * i + 8);
    if (numbers.every((number) => number === 0)) return null;
    return { box: area(numbers.subarray(0, 4)), unclipped: area(numbers.subarray(4)) };
  });
  const [input, ...layers] = values;
  return { ...(input ?? { box: area(flat), unclipped: area(flat) }), layers };
}

/**
 * @param {Float64Array} flat
 * @returns {ClassMap}
 */
export function classMap(flat) {
  const [h, w, mean, bias, stored, pooling, rounding] = flat;
  const logit = mean + bias;
  return {
    data: flat.slice(7),
    shape: [h, w],
    mean,
    bias,
    logit,
    stored,
    remainder: stored - logit,
    pooling,
    rounding,
  };
}

/** @param {Float32Array} flat */
export function weights(flat) {
  return { data: flat.slice(0, -1), bias: flat[flat.length - 1] };
}

/**
 * @param {Float64Array} flat
 * @param {(index: number) => string} name
 */
export function votes(flat, name) {
  return each(flat, 2, ([index, logit]) => ({ className: name(index), index, logit }));
}

/** @param {Uint32Array} flat */
export function clipped(flat) {
  const channels = flat.length / 2;
  return { low: flat.slice(0, channels), high: flat.slice(channels) };
}

/** @param {Float64Array} flat */
export function places(flat) {
  return each(flat, 3, ([y, x, value]) => ({ y, x, value }));
}

/**
 * The changes as the engine takes them.
 * @param {Change[]} list
 * @param {(layer: number | string) => number} index
 */
export function changes(list, index) {
  return Float32Array.from(
    list.flatMap(({ layer, channel, kernel }) => [
      index(layer),
      channel,
      kernel?.length ?? 0,
      ...(kernel ?? []),
    ]),
  );
}

/**
 * @param {Float64Array} flat
 * @returns {Timed[]}
 */
export function timed(flat) {
  return each(flat, 6, ([median, min, count, macs, params, bytes]) => ({
    median,
    min,
    count,
    macs,
    params,
    bytes,
  }));
}

/**
 * What `name` makes of every `size` numbers.
 * @template T
 * @param {Float64Array} flat
 * @param {number} size
 * @param {(numbers: Float64Array) => T} name
 */
function each(flat, size, name) {
  return Array.from({ length: flat.length / size }, (_, i) =>
    name(flat.subarray(size * i, size * (i + 1))),
  );
}
