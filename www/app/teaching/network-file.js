// The taught network as a .tflite file, and what its head loses by being stored as the network is.

import { load } from "../../separable.js";
import { logitsOf, softmax } from "../../domain/taught.js";

/**
 * @import { Taught, ExampleSet } from "../../domain/taught.js"
 * @import { Network } from "../../separable.d.ts"
 */

/** Pictures that the file is tried on; more of them tell little more. */
const MOST = 200;

/**
 * @param {Network} network   on whose features the head was taught
 * @param {Taught} taught
 */
export const fileOf = (network, { weights, bias, labels, low, high }) =>
  network.toTflite({ head: { weights, bias, labels, logits: [low, high] } });

/**
 * How the answers of the file differ from the head's own, over pictures that it was taught on,
 * evenly chosen.
 * @param {Uint8Array<ArrayBuffer>} file
 * @param {Taught} taught
 * @param {ExampleSet} set
 * @param {(id: number) => Blob} pictureOf
 */
export async function tryFile(file, taught, { ids, own, features, length }, pictureOf) {
  const rows = ids.flatMap((id, row) => (own[row] ? [{ id, row }] : []));
  const step = Math.max(1, rows.length / MOST);
  const tried = rows.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
  const network = await load(file);
  let [same, most] = [0, 0];
  try {
    for (const { id, row } of tried) {
      const data = features.subarray(row * length, (row + 1) * length);
      const expected = softmax(logitsOf(taught, { data }));
      const bitmap = await createImageBitmap(pictureOf(id));
      const { answers } = await network.look(bitmap, { k: Infinity }).finally(() => bitmap.close());
      if (answers[0].index === expected.indexOf(Math.max(...expected))) same++;
      for (const { index, probability } of answers)
        most = Math.max(most, Math.abs(probability - expected[index]));
    }
  } finally {
    network.dispose();
  }
  return { pictures: tried.length, same, most };
}
