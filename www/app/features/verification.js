// Verifies that pictures come to the engine as they are in this browser, and that the engine in use
// gives the bytes of TensorFlow Lite. Where it does not, the next configuration that does takes its
// place, and the page says so. Loaded last.

import { open } from "../network/catalogue.js";
import { arrives, readChecksums, verify } from "../network/verification.js";

/**
 * @import { State, createStore } from "../../domain/state.js"
 * @import { Network } from "../../separable.d.ts"
 * @import { createNetworkLoader } from "../network/loader.js"
 * @import { Checksums } from "../network/verification.js"
 */

/** @typedef {Network["backend"]} Backend */

const OTHER = "Not bit-exact with TensorFlow Lite\u00a0✗";
const CHANGED = "Pictures are changed on their way here\u00a0✗";
const ROAD =
  "A drawn picture does not come to the network as it is: this browser changes what pages read " +
  "of pictures (against fingerprinting). Let this page read canvases, or use another browser.";
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
 * @typedef {{ right: boolean, arrives: boolean, compared: number, layers: number, name: string }}
 *   Found
 */

/**
 * Runs the drawn pictures through a network of its own.
 * @param {Backend} configuration
 * @param {Parameters<typeof open>[0]} entry the model
 * @param {Checksums} expected
 * @returns {Promise<Found>}
 */
async function verifyAs(configuration, entry, expected) {
  const network = await open(entry, {
    ...configuration,
    onProgress() {},
    signal: new AbortController().signal,
  });
  try {
    const { compared, differs } = await verify(network, expected);
    return {
      right: differs === null,
      arrives: await arrives(network),
      ...{ compared, layers: network.layers.length, name: entry.name },
    };
  } finally {
    network.dispose();
  }
}

/**
 * @param {Backend} configuration
 * @param {Found} found
 */
const passed = (configuration, { name, layers, compared }) =>
  `Two drawn pictures went through “${name}” in this browser, as ${nameOf(configuration)}: after ` +
  `each of its ${layers} layers the CRC-32 of the bytes is that of TensorFlow Lite's reference ` +
  `kernels (${compared} compared). A third, drawn as pictures are, came to it pixel by pixel.`;

class Verification {
  #store;
  #running;
  #complain;
  /** Results by the name of the configuration. @type {Map<string, State["verification"]>} */
  #known = new Map();
  #busy = false;

  /**
   * @param {ReturnType<typeof createStore>} store
   * @param {{
   *   running: ReturnType<typeof createNetworkLoader>,
   *   complain: (error: unknown) => unknown,
   * }} page
   */
  constructor(store, { running, complain }) {
    this.#store = store;
    this.#running = running;
    this.#complain = complain;
    store.watch((state, before) => {
      if (state.network !== before.network) this.#look();
    });
    this.#look();
  }

  /** Verifies the running configuration once, when the page is idle. */
  async #look() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (;;) {
        const { network, reading, frame, enginePanel } = this.#store.state;
        const timed = enginePanel.progress !== null;
        if (network && frame && !reading && !timed && !document.hidden) {
          const backend = /** @type {Backend} */ (network.backend);
          const name = nameOf(backend);
          this.#store.set({ verification: this.#known.get(name) ?? null });
          if (this.#known.has(name)) return;
          await this.#check(backend);
        } else await new Promise((resolve) => setTimeout(resolve, WAITS));
      }
    } catch {
      // Not possible now; the next network is another chance.
    } finally {
      this.#busy = false;
    }
  }

  /**
   * Verifies this configuration; if it fails, the next one that passes takes over.
   * @param {Backend} backend
   */
  async #check(backend) {
    const expected = await readChecksums();
    const all = configurations(backend);
    for (const configuration of all) {
      const found = await verifyAs(configuration, this.#store.state.models[0], expected);
      if (!found.arrives) return this.#refuse(all);
      if (found.right) return this.#accept(backend, configuration, passed(configuration, found));
    }
    const title =
      "All ways to run the engine give other bytes here than TensorFlow Lite's reference kernels " +
      `(${all.map(nameOf).join("; ")}). Answers may be slightly off; update this browser, or use ` +
      "another one.";
    for (const configuration of all) this.#note(configuration, false, OTHER, title);
    this.#complain(new Error(title));
  }

  /**
   * Whatever the engine does, it does it with other pictures.
   * @param {Backend[]} all
   */
  #refuse(all) {
    for (const configuration of all) this.#note(configuration, false, CHANGED, ROAD);
    this.#complain(new Error(ROAD));
  }

  /**
   * @param {Backend} backend what runs
   * @param {Backend} configuration what gives the right bytes
   * @param {string} title
   */
  async #accept(backend, configuration, title) {
    const same = "it-exact with TensorFlow Lite\u00a0✓";
    const [name, other] = [nameOf(configuration), nameOf(backend)];
    if (name === other) return this.#note(configuration, true, `B${same}`, title);
    const failed =
      `As ${other}, some layer gives other bytes here than TensorFlow Lite's reference ` +
      "kernels.";
    this.#note(backend, false, OTHER, failed);
    this.#note(configuration, true, `Now on ${configuration.variant}: b${same}`, title);
    await this.#running.suit(configuration);
    this.#complain(
      new Error(
        `This browser gives other bytes than TensorFlow Lite on ${other}; the engine now runs on ` +
          `${name}, which gives the same.`,
      ),
    );
  }

  /**
   * @param {Backend} configuration
   * @param {boolean} right
   * @param {string} text
   * @param {string} title
   */
  #note(configuration, right, text, title) {
    this.#known.set(nameOf(configuration), { right, text, title });
  }
}

/**
 * @param {ReturnType<typeof createStore>} store
 * @param {{
 *   running: ReturnType<typeof createNetworkLoader>,
 *   complain: (error: unknown) => unknown,
 * }} page
 */
export const createVerification = (store, page) => new Verification(store, page);
