// Medians over the last frames, in reused buffers: nothing is allocated per frame.

/**
 * The last `size` values of a measurement.
 * @param {number} size
 */
export function series(size) {
  const ring = new Float64Array(size);
  const sorted = new Float64Array(size);
  let count = 0;
  let next = 0;
  function inOrder() {
    const view = sorted.subarray(0, count);
    view.set(ring.subarray(0, count));
    return view.sort();
  }
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
      return median(inOrder());
    },
    /** The median and the 95th percentile. */
    spread() {
      const values = inOrder();
      return { median: median(values), p95: quantile(values, 0.95), count };
    },
  };
}

/**
 * NaN if there are no values.
 * @param {Float64Array} sorted
 */
export function median(sorted) {
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * The smallest value that this share of the values does not exceed; NaN if there are none.
 * @param {Float64Array} sorted
 * @param {number} share
 */
export function quantile(sorted, share) {
  return sorted.length ? sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] : NaN;
}

/** Frames per second over the last two seconds, counting only frames that were drawn. */
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

/** Measurements over the last minute: the median of each slice of time. */
export function history(span = 60_000, slice = 250) {
  const some = series(32);
  /** @type {{ at: number, ms: number }[]} */
  const moments = [];
  let began = -Infinity;
  return {
    moments,
    /**
     * @param {number} now
     * @param {number} ms
     */
    add(now, ms) {
      some.add(ms);
      if (now - began < slice) return;
      moments.push({ at: now, ms: some.median() });
      some.clear();
      began = now;
      while (moments[0].at < now - span) moments.shift();
    },
    clear() {
      moments.length = 0;
      some.clear();
    },
  };
}
