// Many small runs on one frame, a portion of them at a time, between the frames that go on.

/**
 * @import { Picture } from "../../domain/state.js"
 */

const MS = 100; // of a portion, about
const AT_FIRST = 4; // in the first one

/**
 * @template Item
 * @param {Item[]} items
 * @param {object} how
 * @param {(work: () => Promise<void>) => Promise<void>} how.between   two frames
 * @param {() => boolean} how.isCurrent   false ends it
 * @param {(portion: Item[]) => Promise<void>} how.run
 */
export async function inPortions(items, { between, isCurrent, run }) {
  let count = AT_FIRST;
  for (let next = 0; next < items.length && isCurrent(); )
    await between(async () => {
      const began = performance.now();
      const portion = items.slice(next, next + count);
      await run(portion);
      next += portion.length;
      count = Math.ceil((portion.length * MS) / (performance.now() - began));
    });
}

/**
 * The network's input: the frame without the alpha channel; of grey, one channel.
 * @param {Picture} frame
 * @param {number} channels
 */
export function pixelsOf({ data, width, height }, channels) {
  const bytes = new Uint8Array(width * height * channels);
  for (let from = 0, to = 0; to < bytes.length; from += 4, to += channels)
    for (let c = 0; c < channels; c++) bytes[to + c] = data[from + c];
  return bytes;
}

/**
 * @param {{ index: number, probability: number }[]} answers   all of them
 * @param {number} index of a class
 */
export const probabilityOf = (answers, index) =>
  answers.find((answer) => answer.index === index)?.probability ?? 0;
