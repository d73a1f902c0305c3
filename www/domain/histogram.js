// How often numbers occur in a tensor, and the bars that show it.

/**
 * `low` to `high` in equal parts, each with its count; of bytes each number by itself.
 * @typedef {{ low: number, high: number, counts: ArrayLike<number> }} Histogram
 */

const PARTS = 64;

/**
 * @param {Uint8Array | Int8Array | Float32Array} data
 * @returns {Histogram}
 */
export function histogramOf(data) {
  if (data instanceof Float32Array) return parts(data);
  const low = data instanceof Int8Array ? -128 : 0;
  const counts = new Uint32Array(256);
  for (const number of data) counts[number - low]++;
  return { low, high: low + 255, counts };
}

/** @param {Float32Array} data */
function parts(data) {
  let [low, high] = [Infinity, -Infinity];
  for (const number of data) {
    if (number < low) low = number;
    if (number > high) high = number;
  }
  const counts = new Uint32Array(PARTS);
  const part = (high - low) / PARTS;
  for (const number of data)
    counts[part > 0 ? Math.min(PARTS - 1, Math.floor((number - low) / part)) : 0]++;
  return { low, high, counts };
}

/**
 * The bars as a path, one unit wide each, in a box of height 1; heights go with the logarithm, so
 * that one number that is everywhere does not hide all others.
 * @param {Histogram} histogram
 */
export function bars({ counts }) {
  const list = Array.from(counts);
  const most = Math.log1p(Math.max(...list));
  return list
    .map((count, i) => {
      const tall = count && Math.log1p(count) / most;
      return tall && `M${i} 1h1v${-tall.toFixed(3)}h-1z`;
    })
    .filter(Boolean)
    .join("");
}

/**
 * The least and the largest number that occurs (of floats the bounds), how many different ones, and
 * the share of a number, if it can be told.
 * @param {Histogram} histogram
 * @param {number} number
 */
export function summary({ low, high, counts }, number) {
  const list = Array.from(counts);
  const [first, last] = [
    list.findIndex((count) => count > 0),
    list.findLastIndex((count) => count > 0),
  ];
  const all = list.reduce((sum, count) => sum + count, 0);
  const each = high - low === list.length - 1;
  return {
    all,
    least: each ? low + first : low,
    most: each ? low + last : high,
    different: each ? list.filter((count) => count > 0).length : null,
    share: each ? (list[number - low] ?? 0) / all : null,
  };
}
