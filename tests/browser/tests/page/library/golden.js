// Runs a model through separable.js in the page and says where its bytes are not the golden ones.

import { load } from "/separable.js";

const bytes = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
};

/** @returns {string | null} */
function difference(name, data, expected) {
  const got = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (got.length !== expected.length)
    return `${name}: ${got.length} bytes instead of ${expected.length}`;
  let count = 0,
    first = -1;
  got.forEach((byte, i) => {
    if (byte === expected[i]) return;
    if (!count++) first = i;
  });
  return count
    ? `${name}: ${count} of ${got.length} bytes differ, first at ${first}: got ${got[first]}, ` +
        `expected ${expected[first]}`
    : null;
}

const CRC = Uint32Array.from({ length: 256 }, (_, crc) => {
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  return crc;
});

/**
 * CRC-32 as zlib has it.
 * @param {ArrayBufferView} data
 */
function crc32({ buffer, byteOffset, byteLength }) {
  let crc = -1;
  for (const byte of new Uint8Array(buffer, byteOffset, byteLength))
    crc = (crc >>> 8) ^ CRC[(crc ^ byte) & 255];
  return ~crc >>> 0;
}

/**
 * @param {{ parts: string[], variant: string, threads: number, inputs: { name: string, address:
 *   string, layers: number, sums: number[] }[] }} asked
 *     `address` + "/input", "/output" and "/0", "/1", ... for each of its layers; `sums` the CRC-32
 *     of
 *     each layer of an input whose layers are known by no more than that
 */
export async function check({ parts, variant, threads, inputs }) {
  const net = await load(parts, { variant, threads });
  const differences = [];
  const compare = (...args) => {
    const found = difference(...args);
    if (found) differences.push(found);
  };
  let compared = 0;
  for (const { name, address, layers, sums } of inputs) {
    const [input, output] = await Promise.all([
      bytes(`${address}/input`),
      bytes(`${address}/output`),
    ]);
    const before = input.slice();
    compare(`${name} output`, await net.run(input), output);
    compare(`${name} input after run`, input, before);
    compare(
      `${name} output for floats`,
      await net.run(Float32Array.from(input, (byte) => byte / 127.5 - 1)),
      output,
    );
    for (const known of [layers, sums.length]) {
      if (known && known !== net.layers.length)
        differences.push(`${name}: ${net.layers.length} layers instead of ${known}`);
    }
    for (let i = 0; i < layers; i++) {
      const { data, shape } = await net.activation(i);
      compare(`${name} layer ${i} (${net.layers[i].kind})`, data, await bytes(`${address}/${i}`));
      if (shape.join() !== net.layers[i].output.join())
        differences.push(`${name} layer ${i}: shape ${shape}`);
      compared += 1;
    }
    for (const [i, sum] of sums.entries()) {
      if (crc32((await net.activation(i)).data) !== sum)
        differences.push(`${name} layer ${i} (${net.layers[i].kind}): another sum`);
      compared += 1;
    }
    compared += 1;
  }
  const { backend } = net;
  net.dispose();
  return { differences, backend, compared };
}
