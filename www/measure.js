// Medians over the last frames, kept in place: nothing is allocated per frame.

/** The last `size` values of something measured. @param {number} size */
export function series(size) {
  const ring = new Float64Array(size);
  const sorted = new Float64Array(size);
  let count = 0;
  let next = 0;
  return {
    /** @param {number} value */
    add(value) {
      ring[next] = value;
      next = (next + 1) % size;
      count = Math.min(count + 1, size);
    },
    clear() {
      count = next = 0;
    },
    get count() {
      return count;
    },
    median() {
      if (!count) return NaN;
      const view = sorted.subarray(0, count);
      view.set(ring.subarray(0, count));
      view.sort();
      const middle = count >> 1;
      return count % 2 ? view[middle] : (view[middle - 1] + view[middle]) / 2;
    },
  };
}

/** Frames per second over the last two seconds: those that came all the way to the screen. */
export function rate(span = 2000) {
  /** @type {number[]} */
  let moments = [];
  return {
    /** @param {number} now */
    add(now) {
      moments.push(now);
      while (moments[0] < now - span) moments.shift();
    },
    clear() {
      moments = [];
    },
    /** @returns {number | null} null until there are two */
    value() {
      const passed = moments.length > 1 ? moments[moments.length - 1] - moments[0] : 0;
      return passed > 0 ? ((moments.length - 1) * 1000) / passed : null;
    },
  };
}
