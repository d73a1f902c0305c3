// Timeouts for connections on which no data arrive.

/** ms without data after which a request counts as lost. */
const TIMEOUT_MS = 20_000;

/** A timer that rings later than this has slept, and with it all that it waits for. */
const SLEPT_MS = 2_000;

/**
 * Calls `late` once nothing has `come` for too long, in which the page was awake.
 * @param {() => void} late
 */
export function watch(late) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let due = 0;
  const wind = () => {
    clearTimeout(timer);
    due = performance.now() + TIMEOUT_MS;
    timer = setTimeout(ring, TIMEOUT_MS);
  };
  const ring = () => (performance.now() - due > SLEPT_MS ? wind() : late());
  wind();
  return { came: wind, stop: () => clearTimeout(timer) };
}

/**
 * The promise, or a rejection after the timeout.
 * @template T
 * @param {Promise<T>} coming
 * @returns {Promise<T>}
 */
export function withTimeout(coming) {
  return new Promise((resolve, reject) => {
    const { stop } = watch(() => reject(new Error("No data for 20 seconds.")));
    coming.finally(stop).then(resolve, reject);
  });
}

/**
 * The same response, which reports each of its chunks to `came`.
 * @param {Response} response
 * @param {() => void} came
 */
export function reportChunks(response, came) {
  const reader = response.clone().body?.getReader();
  const listen = async () => {
    do came();
    while (reader && !(await reader.read()).done);
  };
  listen().catch(() => {}); // reported where the response itself is read
  return response;
}
