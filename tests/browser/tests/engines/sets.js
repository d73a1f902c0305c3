// Runs a network through separable.js, and sums what its layers make.

import { load } from "/separable.js";
import { crc32 } from "/golden.js";

/** The network that ran last, and what it was opened with. */
let net = null;
let opened = "";

/**
 * @param {string} address of the network
 * @param {{ variant: string, threads: number }} configuration
 * @param {number[]} input bytes, as the file takes them
 * @param {boolean} real whether they stand for -1 to 1
 */
export async function make(address, configuration, input, real) {
  const wanted = JSON.stringify([address, configuration]);
  if (wanted !== opened) {
    net?.dispose();
    net = null;
    net = await load(address, configuration);
    opened = wanted;
  }
  const numbers = real
    ? Float32Array.from(input, (byte) => byte / 127.5 - 1)
    : Uint8Array.from(input);
  const output = await net.run(numbers, { raw: true });
  const sums = [];
  for (let layer = 0; layer < net.layers.length; layer++) {
    sums.push(crc32(bytesOf((await net.activation(layer)).data)));
  }
  return { sums, output: Array.from(bytesOf(output)), backend: net.backend };
}

/** @param {ArrayBufferView} data */
const bytesOf = ({ buffer, byteOffset, byteLength }) =>
  new Uint8Array(buffer, byteOffset, byteLength);
