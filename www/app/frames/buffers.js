// Copies of a look's results in reused buffers, so that a view may draw them again while the next
// look is under way.

/** @import { Look } from "../../separable.d.ts" */

export function createFrameBuffers() {
  /** @type {Look["maps"][number]["data"][]} */
  const buffers = [];
  let square = new Uint8ClampedArray(0);

  /**
   * @param {Look["maps"][number]["data"]} data
   * @param {number} i
   */
  function copy(data, i) {
    const kept = buffers[i];
    if (kept?.constructor !== data.constructor || kept.length !== data.length)
      buffers[i] = data.slice();
    else kept.set(data);
    return buffers[i];
  }

  /** @param {Look} look */
  return ({ square: { data, width, height }, maps }) => {
    if (square.length !== data.length) square = new Uint8ClampedArray(data.length);
    square.set(data);
    return {
      square: { data: square, width, height },
      maps: maps.map((map, i) => ({ ...map, data: copy(map.data, i) })),
    };
  };
}
