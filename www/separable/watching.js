// The answers of a live picture, frame after frame.

/** @import { Network, WatchOptions } from "../separable.d.ts" */

/** @import { Ranked } from "./choice.js" */

/**
 * One frame is on its way at a time, and those that come meanwhile are dropped. Rests while the
 * page is hidden or the video is paused; ends with the signal, and with the video.
 * @param {Pick<Network, "classify">} network
 * @param {HTMLVideoElement | HTMLCanvasElement} source
 * @param {WatchOptions} [options]
 * @returns {AsyncGenerator<Ranked[], void, void>}
 */
export async function* watch(network, source, { signal, fps = Infinity, ...options } = {}) {
  if (!(fps > 0)) throw new Error("Give fps as a number above 0.");
  let due = -Infinity;
  // A picture that stands still is on show before there is another one.
  let first = "readyState" in source && source.readyState >= 2;
  while (!signal?.aborted) {
    const now = first ? performance.now() : await nextFrame(source, signal);
    first = false;
    if (now === null) return;
    // A screen's frames come a little early or late.
    if (now < due - 4) continue;
    const period = 1000 / fps;
    due = (now - due < period ? due : now) + period;
    try {
      yield await network.classify(source, { ...options, signal });
    } catch (error) {
      if (signal?.aborted) return;
      // Another caller has frames of this source in line: this one was dropped.
      if (/** @type {Error} */ (error).name !== "AbortError") throw error;
    }
  }
}

/**
 * The time of the next frame that is on show; null where none comes any more. No browser shows
 * frames of a hidden page, nor a paused video any but the one it stands at.
 * @param {HTMLVideoElement | HTMLCanvasElement} source
 * @param {AbortSignal} [signal]
 * @returns {Promise<number | null>}
 */
function nextFrame(source, signal) {
  return new Promise((resolve) => {
    const stop = new AbortController();
    const end = (/** @type {number | null} */ time) => {
      stop.abort();
      resolve(time);
    };
    const over = () => end(null);
    signal?.addEventListener("abort", over, { signal: stop.signal });
    source.addEventListener("ended", over, { signal: stop.signal });
    if ("ended" in source && source.ended) over();
    else if ("requestVideoFrameCallback" in source) source.requestVideoFrameCallback(end);
    else requestAnimationFrame(end);
  });
}
