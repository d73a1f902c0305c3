// Verifies that the engine in use gives the bytes of TensorFlow Lite in this browser. Where it does
// not, the next configuration that does takes its place, and the page says so. Loaded last.

import { open } from "../network/catalogue.js";
import { readChecksums, verify } from "../network/verification.js";

/**
 * @import { State, createStore } from "../../domain/state.js"
 * @import { Network } from "../../separable.d.ts"
 * @import { createRunning } from "../network/loader.js"
 * @import { Checksums } from "../network/verification.js"
 */

/** @typedef {Network["backend"]} Backend */

const OTHER = "Not bit-exact with TensorFlow Lite\u00a0✗";
const WAITS = 500; // ms between two looks at whether the page is idle

/** @param {Backend} configuration */
const nameOf = ({ variant, dot, threads }) =>
  `${variant}, ${dot} dot, ${threads === 1 ? "one thread" : `${threads} threads`}`;

/**
 * The running configuration, then those that could replace it: slower, with older instructions.
 * @param {Backend} configuration
 */
function configurations({ variant, dot, threads }) {
  /** @type {Backend[]} */
  const all = [{ variant, dot, threads }];
  if (threads > 1) all.push({ variant, dot, threads: 1 });
  if (variant !== "simd128") {
    if (dot === "unsigned" || dot === "signed") all.push({ variant, dot: "i16", threads: 1 });
    all.push({ variant: "simd128", dot: "i16", threads: 1 });
  }
  return all;
}

/**
 * @param {ReturnType<typeof createStore>} store
 * @param {{
 *   running: ReturnType<typeof createRunning>,
 *   complain: (error: unknown) => unknown,
 * }} page
 */
export function createVerification(store, { running, complain }) {
  /** Results by the name of the configuration. @type {Map<string, State["verification"]>} */
  const known = new Map();
  let busy = false;

  store.watch((state, before) => {
    if (state.network !== before.network) look();
  });

  /**
   * @param {Backend} configuration
   * @param {Checksums} expected
   */
  async function verifyAs(configuration, expected) {
    const [entry] = store.state.models;
    const network = await open(entry, {
      ...configuration,
      onProgress() {},
      signal: new AbortController().signal,
    });
    try {
      const { compared, differs } = await verify(network, expected);
      return { right: differs === null, compared, layers: network.layers.length, name: entry.name };
    } finally {
      network.dispose();
    }
  }

  /**
   * Verifies this configuration; if it fails, the next one that passes takes over.
   * @param {Backend} backend
   */
  async function check(backend) {
    const expected = await readChecksums();
    const all = configurations(backend);
    for (const configuration of all) {
      const found = await verifyAs(configuration, expected);
      if (!found.right) continue;
      const same = "bit-exact with TensorFlow Lite\u00a0✓";
      const title =
        `Two drawn pictures went through “${found.name}” in this browser, as ` +
        `${nameOf(configuration)}: after each of its ${found.layers} layers the CRC-32 of the ` +
        `bytes is that of TensorFlow Lite's reference kernels (${found.compared} compared).`;
      if (configuration === all[0])
        return known.set(nameOf(configuration), { right: true, text: `B${same.slice(1)}`, title });
      known.set(nameOf(backend), {
        right: false,
        text: OTHER,
        title:
          `As ${nameOf(backend)}, some layer gives other bytes here than TensorFlow Lite's ` +
          "reference kernels.",
      });
      known.set(nameOf(configuration), {
        right: true,
        text: `Now on ${configuration.variant}: ${same}`,
        title,
      });
      await running.suit(configuration);
      return complain(
        new Error(
          `This browser gives other bytes than TensorFlow Lite on ${nameOf(backend)}; ` +
            `the engine now runs on ${nameOf(configuration)}, which gives the same.`,
        ),
      );
    }
    const title =
      "All ways to run the engine give other bytes here than TensorFlow Lite's reference " +
      `kernels (${all.map(nameOf).join("; ")}). ` +
      "Answers may be slightly off; update this browser, or use another one.";
    for (const configuration of all)
      known.set(nameOf(configuration), { right: false, text: OTHER, title });
    complain(new Error(title));
  }

  /** Verifies the running configuration once, when the page is idle. */
  async function look() {
    if (busy) return;
    busy = true;
    try {
      for (;;) {
        const { network, reading, frame } = store.state;
        if (network && frame && !reading && !document.hidden) {
          const backend = /** @type {Backend} */ (network.backend);
          const name = nameOf(backend);
          store.set({ verification: known.get(name) ?? null });
          if (known.has(name)) return;
          await check(backend);
        } else await new Promise((resolve) => setTimeout(resolve, WAITS));
      }
    } catch {
      // Not possible now; the next network is another chance.
    } finally {
      busy = false;
    }
  }

  look();
}
