// Runs a model through separable.js and says where its bytes are not the golden ones.

import { load } from "/separable.js";

const bytes = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
};

const CRC = Uint32Array.from({ length: 256 }, (_, crc) => {
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  return crc;
});

/**
 * CRC-32 as zlib has it.
 * @param {Uint8Array} data
 */
export function crc32(data) {
  let crc = -1;
  for (const byte of data) crc = (crc >>> 8) ^ CRC[(crc ^ byte) & 255];
  return ~crc >>> 0;
}

/**
 * Says where `data` differs from what is known of it.
 * @param {string} name
 * @param {ArrayBufferView} data
 * @param {Uint8Array | number} known its bytes, or their CRC-32
 * @returns {string[]} at most one sentence
 */
function difference(name, data, known) {
  const got = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (typeof known === "number") {
    const crc = crc32(got);
    return crc === known ? [] : [`${name}: CRC-32 ${crc} instead of ${known}`];
  }
  if (got.length !== known.length) {
    return [`${name}: ${got.length} bytes instead of ${known.length}`];
  }
  const first = got.findIndex((byte, i) => byte !== known[i]);
  if (first < 0) return [];
  const count = got.filter((byte, i) => byte !== known[i]).length;
  const values = `got ${got[first]}, expected ${known[first]}`;
  return [`${name}: ${count} of ${got.length} bytes differ, first at ${first}: ${values}`];
}

/**
 * @typedef {string | number} Known the address of the bytes, or their CRC-32
 * @typedef {{ name: string, input: string, output: Known, layers: Known[] }} Input
 *     `input` is an address; `layers` has an entry for every layer, or none
 */

/** @param {{ parts: string[], variant: string, threads: number, inputs: Input[] }} asked */
export async function check({ parts, variant, threads, inputs }) {
  const net = await load(parts, { variant, threads });
  const differences = [];
  let compared = 0;
  const golden = (known) => (typeof known === "number" ? known : bytes(known));
  const compare = (name, data, known) => differences.push(...difference(name, data, known));
  for (const { name, layers, ...known } of inputs) {
    const [input, output] = await Promise.all([bytes(known.input), golden(known.output)]);
    const before = input.slice();
    compare(`${name} output`, await net.run(input), output);
    compare(`${name} input after run`, input, before);
    const floats = Float32Array.from(input, (byte) => byte / 127.5 - 1);
    compare(`${name} output for floats`, await net.run(floats), output);
    compared += 1;
    if (layers.length && layers.length !== net.layers.length) {
      differences.push(`${name}: ${net.layers.length} layers instead of ${layers.length}`);
    }
    for (const [i, layer] of layers.entries()) {
      const { kind, output: expected } = net.layers[i];
      const { data, shape } = await net.activation(i);
      compare(`${name} layer ${i} (${kind})`, data, await golden(layer));
      if (shape.join() !== expected.join()) differences.push(`${name} layer ${i}: shape ${shape}`);
      compared += 1;
    }
  }
  const { backend } = net;
  net.dispose();
  return { differences, backend, compared };
}
