// The engine's panel: its switches, its times, its benchmark. Loaded when it is first opened.

import { asJson, asText, benchmark } from "./engine-benchmark.js";
import { plans } from "../../separable/variants.js";
import { find } from "../../views/shared/dom.js";
import { create } from "../../views/dialogs/engine-panel.js";

/**
 * @import { State, createStore } from "../../domain/state.js"
 * @import { createLoop } from "../frames/loop.js"
 * @import { createRunning } from "../network/loader.js"
 * @import { createPeak } from "../network/peak.js"
 * @import { Tuning } from "../../views/dialogs/engine-panel.js"
 */

const BENCHMARK_MS = 5000;

/**
 * @param {ReturnType<typeof createStore>} store
 * @param {{
 *   loop: ReturnType<typeof createLoop>,
 *   running: ReturnType<typeof createRunning>,
 *   peak: ReturnType<typeof createPeak>,
 * }} page
 */
export function createTuning(store, { loop, running, peak }) {
  const dialog = find(document, "#engine");
  const view = create(dialog, able());
  /** @type {Tuning} */
  let tuning = { suited: suited(store.state.network), progress: null, result: null, said: "" };
  /** @type {AbortController | null} */
  let job = null;

  const draw = () => view.update(store.state, tuning);
  /** @param {Partial<Tuning>} patch */
  function set(patch) {
    tuning = { ...tuning, ...patch };
    draw();
  }

  /** @param {unknown} error */
  const say = (error) => set({ said: /** @type {Error} */ (error).message });
  const calibrate = () => peak.measure().catch(say);

  async function run() {
    const { network } = running;
    if (!network) return;
    loop.pause(true);
    const { name } = store.state.network ?? { name: "" };
    job = new AbortController();
    set({ progress: 0, result: null, said: "" });
    try {
      const result = await benchmark(
        network,
        name,
        BENCHMARK_MS,
        (progress) => set({ progress }),
        job.signal,
      );
      set({ result });
    } catch (error) {
      if (network === running.network) say(error);
    } finally {
      job = null;
      set({ progress: null });
      loop.pause(false);
    }
  }

  /** @param {string} text */
  async function copy(text) {
    const done = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    set({
      said: done
        ? "Copied."
        : "The browser does not let this page copy; mark the table and copy it yourself.",
    });
  }

  dialog.addEventListener("wish", (event) => {
    const { tune, bench, stop, copied, closed } = /** @type {CustomEvent} */ (event).detail;
    if (tune) running.tune(tune);
    if (bench) run();
    if (stop || closed) job?.abort();
    if (copied && tuning.result)
      copy(copied === "json" ? asJson(tuning.result) : asText(tuning.result));
    if (closed) store.set({ engine: false });
  });
  store.watch((state, before) => {
    if (state.network !== before.network) {
      job?.abort();
      tuning = {
        suited: suited(state.network) ?? tuning.suited,
        progress: null,
        result: null,
        said: "",
      };
      if (state.engine && !state.peak) calibrate();
    }
    if (state.engine || before.engine) draw();
  });

  return {
    open() {
      store.set({ engine: true });
      if (!store.state.peak) calibrate();
    },
  };
}

/**
 * The network, if it runs as the engine chose by itself.
 * @param {State["network"]} network
 */
function suited(network) {
  const { variant, dot, threads } = network?.wishes ?? {};
  return variant || dot || threads ? null : network;
}

/** What this browser can do, and why not more. */
function able() {
  const relaxed = plans({}).some(({ variant }) => variant === "relaxed");
  const most = navigator.hardwareConcurrency || 1;
  const threads = plans({ threads: most })[0].threads;
  return { relaxed, threads, isolated: globalThis.crossOriginIsolated === true, cores: most };
}
