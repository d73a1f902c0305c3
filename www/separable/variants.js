// Which of the engine's binaries this browser can run.

import { cores, isIsolated } from "./platform.js";

/** @import { Variant } from "../separable.d.ts" */

// (module (func (result v128)
//   i32.const 0  i8x16.splat  i8x16.popcnt))
const SIMD128 = [
  0x00,
  0x61,
  0x73,
  0x6d,
  0x01,
  0x00,
  0x00,
  0x00, // magic, version
  0x01,
  0x05,
  0x01,
  0x60,
  0x00,
  0x01,
  0x7b, // type 0: [] -> [v128]
  0x03,
  0x02,
  0x01,
  0x00, // function 0: type 0
  0x0a,
  0x0a,
  0x01,
  0x08,
  0x00, // code: one body of 8 bytes, no locals
  0x41,
  0x00,
  0xfd,
  0x0f,
  0xfd,
  0x62,
  0x0b,
];

// (module (func (result v128)
//   i32.const 1  i8x16.splat  i32.const 2  i8x16.splat  i16x8.relaxed_dot_i8x16_i7x16_s))
const RELAXED = [
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b, 0x03,
  0x02, 0x01, 0x00, 0x0a, 0x0f, 0x01, 0x0d, 0x00, 0x41, 0x01, 0xfd, 0x0f, 0x41, 0x02, 0xfd, 0x0f,
  0xfd, 0x92, 0x02, 0x0b,
];

// (module (memory 1 1 shared))
const SHARED = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x05, 0x04, 0x01, 0x03, 0x01, 0x01];

/**
 * One way to run the engine: a binary, its variant, and the number of threads.
 * @typedef {{ binary: Variant | "threads", variant: Variant, threads: number }} Configuration
 */

/** @type {[Variant, number[]][]} The faster one first. */
const PROBES = [
  ["relaxed", RELAXED],
  ["simd128", SIMD128],
];

/**
 * The ways to run the engine here, the best first; each may still fail to start.
 * @param {{ variant?: Variant, threads?: number }} wanted
 * @returns {Configuration[]}
 */
export function configurations({ variant, threads }) {
  const single = variants(variant).map((variant) => ({ binary: variant, variant, threads: 1 }));
  const many = Math.min(Math.trunc(Number(threads)) || 1, cores());
  const [{ variant: best }] = single;
  if (many <= 1 || best !== "relaxed" || !sharesMemory()) return single;
  return [{ binary: "threads", variant: best, threads: many }, ...single];
}

/** Whether workers of this page can share memory. */
function sharesMemory() {
  return isIsolated() && WebAssembly.validate(new Uint8Array(SHARED));
}

/**
 * The variants to try, in this order.
 *
 * A browser refuses a whole module for one instruction that it does not know, hence the probes.
 * @param {Variant} [wanted] only this one
 */
function variants(wanted) {
  if (wanted !== undefined && !PROBES.some(([variant]) => variant === wanted)) {
    const unknown = new Error(
      `There is no variant “${wanted}”; ask for "simd128" or "relaxed", or leave it out.`,
    );
    throw Object.assign(unknown, { code: "option" });
  }
  if (typeof WebAssembly !== "object") {
    throw new Error(
      "This browser has no WebAssembly, or it is switched off (some private modes do that); " +
        "allow it, or use another browser.",
    );
  }
  const able = PROBES.filter(([, probe]) => WebAssembly.validate(new Uint8Array(probe))).map(
    ([variant]) => variant,
  );
  if (!able.includes("simd128")) {
    throw new Error(
      "This browser has no WebAssembly SIMD, which the engine needs; " +
        "use Chrome or Edge from 97, Firefox from 114, Safari from 16.4.",
    );
  }
  if (wanted === undefined) return able;
  if (!able.includes(wanted)) {
    throw new Error(
      `This browser has no relaxed WebAssembly SIMD; leave “variant” out or ask for "simd128" ` +
        "(Chrome and Edge have relaxed SIMD from 114, Firefox from 145).",
    );
  }
  return [wanted];
}
