// What waits in line for the engine, which answers one call at a time. The clock runs for the call
// that is its turn, and begins anew with every sign of life; the line has an end.

import { watch } from "./timeouts.js";

/** @import { Calls } from "./engine.js" */

/** Bytes of inputs and pictures that may wait. */
const MOST_BYTES = 512 * 2 ** 20;
/** Frames of one source that may wait or be worked on: of a video that plays, and of a canvas. */
const MOST_OF_VIDEO = 2;
const MOST_OF_CANVAS = 32;

const FULL =
  "Too many calls wait for the engine already; wait for answers before you ask for more.";
const DROPPED =
  "This frame was dropped, because frames before it still wait for the engine; ask for the next " +
  "one once an answer has come.";

/** Calls that wait for a server. @type {(keyof Calls)[]} */
const SLOW = ["start", "able", "open"];
/** Calls between whose slices others have their turn. @type {(keyof Calls)[]} */
const SLICED = ["time", "teach", "assess"];

/**
 * @typedef {object} Call
 * @property {keyof Calls} op
 * @property {number} bytes that wait with it
 * @property {(result: never) => void} resolve
 * @property {(error: unknown) => void} reject
 */

export class Line {
  /** In the order in which they are answered, but for those that take turns with others. */
  #calls = /** @type {Map<number, Call>} */ (new Map());
  #bytes = 0;
  #late;
  /** @type {ReturnType<typeof watch> | null} */
  #clock = null;

  /** @param {() => void} late called once the engine gives no sign of life */
  constructor(late) {
    this.#late = late;
  }

  /**
   * @param {number} id
   * @param {Call} call
   */
  join(id, call) {
    if (this.#bytes + call.bytes > MOST_BYTES && this.#bytes) throw new Error(FULL);
    this.#bytes += call.bytes;
    this.#calls.set(id, call);
    if (this.#calls.size === 1) this.alive();
  }

  /**
   * Takes out what has been answered.
   * @param {number} id
   */
  leave(id) {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    this.#bytes -= call?.bytes ?? 0;
    return call;
  }

  /** The engine has given a sign of life: the clock begins anew, if the engine has work. */
  alive() {
    this.#clock?.stop();
    this.#clock = null;
    for (const { op } of this.#calls.values()) {
      if (SLICED.includes(op)) continue;
      if (!SLOW.includes(op)) this.#clock = watch(this.#late);
      break;
    }
  }

  /**
   * Rejects all that wait.
   * @param {unknown} reason
   */
  end(reason) {
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    this.#bytes = 0;
    this.alive();
    for (const { reject } of calls) reject(reason);
  }
}

/** How many frames of a source wait. @type {WeakMap<object, number>} */
const frames = new WeakMap();

/**
 * Has a frame of a live source wait, unless enough of them do.
 * @template T
 * @param {unknown} source
 * @param {() => Promise<T>} task
 * @returns {Promise<T>}
 */
export async function inLine(source, task) {
  const most = mostOf(source);
  if (!most) return task();
  const key = /** @type {object} */ (source);
  const count = (/** @type {number} */ by) => frames.set(key, (frames.get(key) ?? 0) + by);
  if ((frames.get(key) ?? 0) >= most) throw new DOMException(DROPPED, "AbortError");
  count(1);
  return task().finally(() => count(-1));
}

/**
 * @param {unknown} source
 * @returns {number} 0 of what does not move: all of that is answered
 */
function mostOf(source) {
  if (Object(source) !== source) return 0;
  const live = /** @type {{ videoWidth?: number, paused?: boolean, getContext?: unknown }} */ (
    source
  );
  if (live.videoWidth !== undefined) return live.paused ? 0 : MOST_OF_VIDEO;
  return live.getContext ? MOST_OF_CANVAS : 0;
}
