// A linear congruential generator: the same bytes in every language (Knuth, TAOCP, section 3.2.1).

/**
 * Random bytes from a seed: x -> x * 1664525 + 1013904223 (mod 2^32), the byte x >> 24.
 * @param {number} seed
 * @returns {() => number}
 */
export function lcg(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state >>> 24;
  };
}
