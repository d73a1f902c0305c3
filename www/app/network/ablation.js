// Ablation: every channel of a layer is muted in turn on one frame, between the frames that go on.
// The result is how much probability the top answer loses without each.

/**
 * @import { Trial, createStore } from "../../domain/state.js"
 * @import { Network } from "../../separable.d.ts"
 * @import { createRunning } from "./loader.js"
 */

const SLICE = 50; // ms of trials between two frames

/**
 * @param {ReturnType<typeof createStore>} store
 * @param {{
 *   running: ReturnType<typeof createRunning>,
 *   between: (work: () => Promise<void>) => Promise<void>,
 * }} page
 */
export function createTrying(store, { running, between }) {
  /** What is tried now; another one, or none, ends it. @type {symbol | null} */
  let current = null;

  function stop() {
    const { trial } = store.state;
    if (current && trial) store.set({ trial: { ...trial, running: false } });
    current = null;
  }
  store.watch((state, before) => {
    if (state.network !== before.network) {
      current = null;
      if (state.trial) store.set({ trial: null });
    } else if (current && (state.changes !== before.changes || state.view !== before.view)) stop();
  });

  /** @param {number} layer */
  async function start(layer) {
    const { frame, changes } = store.state;
    const { network } = running;
    if (!network || !frame || frame.model !== store.state.network?.id) return;
    const mine = (current = Symbol(String(layer)));
    const input = rgb(frame.square);
    const muted = changes.filter((change) => change.layer === layer && !change.kernel);
    const waiting = Array.from(
      { length: network.layers[layer].output[2] },
      (_, channel) => channel,
    ).filter((channel) => !muted.some((change) => change.channel === channel));
    /** @type {Trial} */
    let trial = {
      ...{
        layer,
        model: frame.model,
        index: 0,
        before: 0,
        channels: [],
        all: waiting.length,
        changes,
      },
      ...{ running: true, problem: "" },
    };
    store.set({ trial });

    /**
     * A stopped ablation reports nothing.
     * @param {Partial<Trial>} patch
     */
    const tell = (patch) => {
      if (current === mine) store.set({ trial: (trial = { ...trial, ...patch }) });
    };

    async function slice() {
      const of = /** @type {Network} */ (network);
      const until = performance.now() + SLICE;
      const tried = [];
      try {
        while (waiting.length && current === mine && performance.now() < until) {
          const channel = waiting[0];
          await of.change([...changes, { layer, channel }]);
          const likely = probabilities(of, await of.run(input));
          if (current !== mine) return;
          waiting.shift();
          tried.push({ channel, after: likely[trial.index], first: largest(likely) });
        }
      } finally {
        await of.change(store.state.changes);
      }
      tell({ channels: [...trial.channels, ...tried], running: waiting.length > 0 });
    }

    try {
      await between(async () => {
        const likely = probabilities(network, await network.run(input));
        const index = largest(likely);
        tell({ index, before: likely[index] });
      });
      while (waiting.length && current === mine) await between(slice);
    } catch (error) {
      tell({ running: false, problem: /** @type {Error} */ (error).message });
    }
    if (current === mine) current = null;
  }

  return {
    /** @param {number | null} layer null: ends what is tried */
    start: (layer) => (stop(), layer === null ? undefined : start(layer)),
  };
}

/**
 * The network's input, without the alpha channel.
 * @param {{ data: Uint8ClampedArray, size: number }} square
 */
function rgb({ data, size }) {
  const bytes = new Uint8Array(size * size * 3);
  for (let from = 0, to = 0; to < bytes.length; from += 4, to += 3)
    for (let c = 0; c < 3; c++) bytes[to + c] = data[from + c];
  return bytes;
}

/**
 * The raw output as probabilities.
 * @param {Network} network
 * @param {Uint8Array | Float32Array} output
 */
function probabilities({ layers }, output) {
  const { element, scale, zeroPoint } = layers[layers.length - 1];
  const stored = element === "i8" ? new Int8Array(output.buffer) : output;
  const real = Float64Array.from(stored, (value) => scale * (value - zeroPoint));
  if (layers.some(({ kind }) => kind === "softmax")) return real;
  const most = real.reduce((a, b) => Math.max(a, b));
  const powers = real.map((logit) => Math.exp(logit - most));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}

/** @param {Float64Array} values */
const largest = (values) => values.reduce((best, value, i) => (value > values[best] ? i : best), 0);
