// The engine's binaries. Each address is a literal inside its `fetch`, so that bundlers can follow.

/** @type {Record<string, (init?: RequestInit) => Promise<Response>>} */
const BINARIES = {
  relaxed: (init) => fetch(new URL("./wasm/relaxed/separable_bg.wasm", import.meta.url), init),
  simd128: (init) => fetch(new URL("./wasm/simd128/separable_bg.wasm", import.meta.url), init),
  threads: (init) => fetch(new URL("./wasm/threads/separable_bg.wasm", import.meta.url), init),
};

/** The parts that only some questions need. @type {Record<string, () => Promise<Response>>} */
const INSPECTING = {
  relaxed: () => fetch(new URL("./wasm/relaxed/inspect.wasm", import.meta.url)),
  simd128: () => fetch(new URL("./wasm/simd128/inspect.wasm", import.meta.url)),
  threads: () => fetch(new URL("./wasm/threads/inspect.wasm", import.meta.url)),
};

/**
 * @param {string} binary its folder
 * @param {RequestInit} [init]
 */
export const fetchBinary = (binary, init) => BINARIES[binary](init);

/** @param {string} binary its folder */
export const fetchInspecting = (binary) => INSPECTING[binary]();
