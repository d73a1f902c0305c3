// How long to wait on a line on which nothing comes any more.

/** ms without anything, after which what was asked for counts as lost. */
const PATIENCE = 20_000;

/**
 * Calls `late` once nothing has `come` for too long.
 * @param {() => void} late
 */
export function watch(late) {
  let timer = setTimeout(late, PATIENCE);
  return {
    came() {
      clearTimeout(timer);
      timer = setTimeout(late, PATIENCE);
    },
    stop: () => clearTimeout(timer),
  };
}

/**
 * What is coming, or a rejection where it does not come.
 * @template T
 * @param {Promise<T>} coming
 * @returns {Promise<T>}
 */
export function soon(coming) {
  return new Promise((resolve, reject) => {
    const { stop } = watch(() => reject(new Error("Nothing came for 20 seconds.")));
    coming.finally(stop).then(resolve, reject);
  });
}
