// The engine's panel: its switches, its times, its benchmark. Loaded when it is first opened.

import { configurations } from "../../separable/variants.js";
import { version } from "../../separable.js";
import { copy } from "../actions.js";
import { asJson, asText, benchmark } from "./engine-benchmark.js";
import { report } from "./engine-report.js";

/**
 * @import { EnginePanel, State, createStore } from "../../domain/state.js"
 * @import { createLoop } from "../frames/loop.js"
 * @import { createNetworkLoader } from "../network/loader.js"
 * @import { createPeak } from "../network/peak.js"
 */

const BENCHMARK_MS = 5000;

/**
 * @param {ReturnType<typeof createStore>} store
 * @param {{
 *   loop: Pick<ReturnType<typeof createLoop>, "pause">,
 *   running: ReturnType<typeof createNetworkLoader>,
 *   peak: ReturnType<typeof createPeak>,
 * }} page
 */
export function createEnginePanel(store, { loop, running, peak }) {
  /** @type {AbortController | null} */
  let job = null;

  /** @param {Partial<EnginePanel>} patch */
  const set = (patch) => store.set({ enginePanel: { ...store.state.enginePanel, ...patch } });
  set({ suited: suited(store.state.network) });

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

  /**
   * @param {string} text
   * @param {string} otherwise what to do where the browser does not let the page copy
   */
  async function tellCopied(text, otherwise) {
    const done = await copy(text);
    set({ said: done ? "Copied." : `The browser does not let this page copy; ${otherwise}` });
  }

  /** @param {"text" | "json"} as */
  function copyResult(as) {
    const { result } = store.state.enginePanel;
    const text = result && (as === "json" ? asJson(result) : asText(result));
    if (text) tellCopied(text, "mark the table and copy it yourself.");
  }

  function copyReport() {
    const here = { version, browser: navigator.userAgent, when: new Date().toISOString() };
    const text = report(store.state, { ...here, framed: self !== top, able: able() });
    tellCopied(text, `this is the report: ${text}`);
  }

  store.watch((state, before) => {
    if (state.network === before.network) return;
    job?.abort();
    set({
      suited: suited(state.network) ?? state.enginePanel.suited,
      ...{ progress: null, result: null, said: "" },
    });
    if (state.engine && !state.peak) calibrate();
  });

  return {
    open() {
      store.set({ engine: true });
      if (!store.state.peak) calibrate();
    },
    close() {
      job?.abort();
      store.set({ engine: false });
    },
    /** @param {boolean} start   false: stops it */
    benchmark: (start) => (start ? run() : job?.abort()),
    copyResult,
    copyReport,
  };
}

/**
 * The network, if it runs as the engine chose by itself.
 * @param {State["network"]} network
 */
function suited(network) {
  const { variant, dot, threads } = network?.preferences ?? {};
  return variant || dot || threads ? null : network;
}

/** What this browser can do, and why not more. */
export function able() {
  const relaxed = configurations({}).some(({ variant }) => variant === "relaxed");
  const most = navigator.hardwareConcurrency || 1;
  const threads = configurations({ threads: most })[0].threads;
  return { relaxed, threads, isolated: globalThis.crossOriginIsolated === true, cores: most };
}
