// Verifies that the engine gives the bytes of TensorFlow Lite here: runs two drawn pictures through
// the built-in model and compares the CRC-32 of every layer with TensorFlow Lite's
// (checksums.json).

import { lcg } from "../../domain/lcg.js";
import { crc32 } from "../../picture/crc.js";
import { fetchFile } from "../../separable/fetch-file.js";

/** @import { Network } from "../../separable.d.ts" */

/**
 * @typedef {Record<string, number[]>} Checksums CRC-32 of each layer's output, by the number of the
 *   picture
 */

/** @returns {Promise<Checksums>} */
export async function readChecksums() {
  const answer = await fetchFile(new URL("./checksums.json", import.meta.url));
  if (!answer.ok) throw new Error(`checksums.json: ${answer.status}`);
  return answer.json();
}

/**
 * @param {Network} network the built-in one
 * @param {Checksums} expected
 * @returns how many checksums were compared, and the layer of the first that differs, if one does
 */
export async function verify(network, expected) {
  const {
    layers,
    input: [side],
  } = network;
  let compared = 0;
  for (const [number, checksums] of Object.entries(expected)) {
    const output = await network.run(picture(Number(number), side));
    if (checksums.length !== layers.length)
      return { compared, differs: Math.min(checksums.length, layers.length) };
    for (let layer = 0; layer < checksums.length; layer++, compared++) {
      if (crc32((await network.activation(layer)).data) !== checksums[layer])
        return { compared, differs: layer };
    }
    // The fast plan retains only the output.
    if (crc32(output) !== checksums[checksums.length - 1])
      return { compared, differs: layers.length - 1 };
  }
  return { compared, differs: null };
}

/**
 * Whether a picture comes to the network as it is: drawn on a canvas, sent, read and cut, which is
 * the road of all pictures.
 * @param {Network} network
 */
export async function arrives(network) {
  const { input } = network;
  const [height, width] = input;
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const rgb = picture(5, width);
  const drawn = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    drawn.data.set(rgb.subarray(3 * i, 3 * i + 3), 4 * i);
    drawn.data[4 * i + 3] = 255;
  }
  canvas.getContext("2d")?.putImageData(drawn, 0, 0);
  const { square } = await network.look(canvas);
  return square.data.every((value, i) => value === drawn.data[i]);
}

/**
 * Inputs 4 and 5 of tests/golden/make.py, in integers only: a disc, and noise.
 * @param {number} number
 * @param {number} side
 */
function picture(number, side) {
  const rgb = new Uint8Array(side * side * 3);
  if (number === 4) {
    const off = (/** @type {number} */ at) => (2 * at - side + 1) ** 2;
    for (let at = 0; at < side * side; at++) {
      const inside = 9 * (off(at % side) + off(Math.floor(at / side))) <= 4 * side * side;
      rgb.set(inside ? [220, 40, 40] : [30, 60, 90], 3 * at);
    }
    return rgb;
  }
  return rgb.map(lcg(number));
}
