// Times one model in several configurations in turn, in a page of its own.

import { load } from "/separable.js";

/** Before anything counts: browsers compile well what has run for a while. */
const WARM_MS = 1500;
const CALIBRATIONS = 3;

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
const CRC = Uint32Array.from({ length: 256 }, (_, crc) => {
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  return crc;
});

/**
 * @param {{ parts: string[], input: string, ways: import("/separable.js").LoadOptions[], rounds:
 *   number }} asked
 */
export async function benchmark({ parts, input: address, ways, rounds }) {
  const input = new Uint8Array(await (await fetch(address)).arrayBuffer());
  const runs = [];
  for (const way of ways) {
    const net = await load(parts, way);
    const output = Array.from(await net.run(input));
    const sums = [];
    for (let i = 0; i < net.layers.length; i++) sums.push(crc32((await net.activation(i)).data));
    runs.push({
      net,
      output,
      sums,
      peak: { integer: 0, float: 0 },
      whole: [],
      layers: net.layers.map(() => []),
    });
  }
  for (const { net, peak } of runs) {
    for (const began = performance.now(); performance.now() - began < WARM_MS; )
      await once(net, input);
    for (let i = 0; i < CALIBRATIONS; i++) {
      const { integer, float } = await net.calibrate();
      peak.integer = Math.max(peak.integer, integer);
      peak.float = Math.max(peak.float, float);
    }
  }
  for (let round = 0; round < rounds; round++) {
    // There and back, so that a slow phase of the machine affects all alike.
    for (const { net, whole, layers } of round % 2 ? runs.toReversed() : runs) {
      const times = await once(net, input);
      whole.push(times.whole);
      times.layers.forEach((ms, i) => layers[i].push(ms));
    }
  }
  return {
    agent: navigator.userAgent,
    isolated: crossOriginIsolated,
    ways: runs.map(({ net, ...run }) => {
      const { backend } = net;
      net.dispose();
      return { backend, ...run };
    }),
  };
}

/** Times of the fast plan and of every layer in the inspecting plan. */
async function once(net, input) {
  await net.run(input);
  return net.timings();
}
