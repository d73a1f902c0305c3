// The engine's panel: what it runs on and could run on, what a frame takes, what the machine can
// do.

import { layerName, overPeak } from "../../domain/benchmark-words.js";
import { figures, ms, percent, thin } from "../../domain/number.js";
import { dispatch, el, mark, write } from "../shared/dom.js";
import { createDialog } from "./dialog.js";

/**
 * @import { Description, EnginePanel, State, Preferences } from "../../domain/state.js"
 */

/** @typedef {Description["backend"]} Backend */
/**
 * @typedef {{ relaxed: boolean, threads: number, isolated: boolean, cores: number }} Able what the
 *   browser can do
 */

/** @type {Record<string, string>} */
const VARIANTS = { relaxed: "relaxed SIMD", simd128: "plain SIMD (simd128)" };
/** @type {Record<string, string>} */
const DOTS = { unsigned: "8 bits, unsigned", signed: "8 bits, signed", i16: "16 bits" };
/**
 * The choice that a dot product belongs to: both that sum in 16 bits are one.
 * @param {Backend["dot"]} dot
 */
const choiceOf = (dot) => (dot === "u8-pairs" ? "i16" : dot);

/**
 * @type {["infer" | "rest" | "capture" | "prepare" | "inspect" | "draw" | "frame", string,
 *   string][]}
 */
const ROWS = [
  ["infer", "inference", "From the prepared square to the classes"],
  ["rest", "all else to the answer", "Capture, prepare, and the way to the engine and back"],
  ["capture", "… capture", "Getting the pixels of the source into the engine's memory"],
  ["prepare", "… prepare", "Cutting out the square and scaling it to the model's size"],
  ["inspect", "maps", "Computing the maps on the page, and now and then the times of all layers"],
  ["draw", "drawing", "From the answer to the page as it is shown"],
  ["frame", "whole frame", "From the source to what is shown"],
];

/**
 * One switch.
 * @param {string} key
 * @param {string} title
 * @param {Record<string, string>} choices
 * @param {(value: string) => void} choose
 */
function createSwitch(key, title, choices, choose) {
  const inputs = Object.keys(choices).map((value) =>
    el("input", { type: "radio", name: `engine-${key}`, value }),
  );
  const why = el("p", { class: "why" });
  const labels = inputs.map((input) => el("label", {}, input, choices[input.value]));
  const node = el(
    "fieldset",
    {},
    el("legend", { class: "label" }, title),
    el("div", {}, ...labels),
    why,
  );
  node.addEventListener("change", (event) =>
    choose(/** @type {HTMLInputElement} */ (event.target).value),
  );
  return {
    node,
    /**
     * @param {string} now
     * @param {(value: string) => boolean} can
     * @param {string} reason
     * @param {boolean} busy
     */
    show(now, can, reason, busy) {
      for (const input of inputs) {
        const checked = input.value === now;
        if (input.checked !== checked) input.checked = checked;
        const disabled = !checked && (busy || !can(input.value));
        if (input.disabled !== disabled) input.disabled = disabled;
      }
      write(why, reason);
    },
  };
}

/** @param {Able} able */
const threadsOf = ({ cores }) =>
  Object.fromEntries(
    [1, 2, 3, 4, 6, 8].filter((n) => n <= Math.max(cores, 2)).map((n) => [String(n), String(n)]),
  );

/**
 * Why not every dot product can be chosen.
 * @param {Backend} now
 * @param {Backend | null} suited
 */
function dotReason({ variant, dot }, suited) {
  if (variant !== "relaxed") return "Dot products of 8 bits are part of relaxed SIMD.";
  const best = choiceOf(suited?.dot ?? dot);
  if (best === "i16") return "Relaxed SIMD has no exact dot product of 8 bits on this machine.";
  return best === "unsigned"
    ? "The signed one is for other processors (ARM)."
    : "The unsigned one is for other processors (x86).";
}

/**
 * Why there are not more threads.
 * @param {Backend} now
 * @param {Able} able
 */
function threadsReason({ variant }, { isolated, threads, cores }) {
  if (!isolated)
    return (
      "Threads share memory, which browsers allow only to pages that are cross-origin " +
      "isolated; this one is not."
    );
  if (cores < 2) return "This machine offers one core.";
  if (threads < 2)
    return (
      "Threads are built with relaxed SIMD, which this browser lacks, or it cannot share " +
      "memory."
    );
  return variant === "relaxed" ? "" : "Threads are built with relaxed SIMD only.";
}

/** The times of a frame's steps. */
function createTimes() {
  const rows = ROWS.map(([key, name, hint]) => {
    const [p50, p95] = [el("td", { class: "number" }), el("td", { class: "number" })];
    const head = el("th", { scope: "row" }, name);
    return { key, p50, p95, node: el("tr", { "data-row": key, title: hint }, head, p50, p95) };
  });
  const count = el("caption", { class: "label" });
  const heads = ["median", "p95"].map((text) => el("th", { scope: "col" }, text));
  const node = el(
    "table",
    {},
    count,
    el("thead", {}, el("tr", {}, el("td"), ...heads)),
    el("tbody", {}, ...rows.map(({ node }) => node)),
  );
  return {
    node,
    /** @param {State["measured"]} measured */
    show(measured) {
      for (const { key, p50, p95 } of rows) {
        write(p50, measured ? ms(measured[key].median) : "–");
        write(p95, measured ? ms(measured[key].p95) : "–");
      }
      const frames = measured && `the last ${measured.frame.count}; 95 of 100 stay within p95`;
      write(count, `A frame takes${frames ? ` (${frames})` : ""}`);
    },
  };
}

const REPORT =
  "Browser, engine, times and badge, and the benchmark if it ran, to send to whoever looks after " +
  "this page; no picture, no file and no address";

/**
 * The benchmark: its button, its progress, its result.
 * @param {HTMLElement} dialog
 */
function createBenchmark(dialog) {
  const run = el("button", { class: "button" });
  const bar = el("progress", { max: 1, "aria-label": "Benchmark" });
  const text = el("button", { class: "button" }, "Copy as text");
  const json = el("button", { class: "button" }, "Copy as JSON");
  const report = el("button", { class: "button", title: REPORT }, "Copy report");
  const said = el("p", { class: "why", role: "status" });
  const result = el("div", {
    class: "result",
    tabindex: 0,
    role: "region",
    "aria-label": "Result of the benchmark",
  });
  let busy = false;
  run.addEventListener("click", () => dispatch(dialog, { type: "benchmark-engine", run: !busy }));
  text.addEventListener("click", () => dispatch(dialog, { type: "copy-benchmark", as: "text" }));
  json.addEventListener("click", () => dispatch(dialog, { type: "copy-benchmark", as: "json" }));
  report.addEventListener("click", () => dispatch(dialog, { type: "copy-report" }));
  /** @type {EnginePanel["result"]} */
  let shown = null;
  return {
    nodes: [el("div", { class: "bench" }, run, bar, text, json, report), said, result],
    /**
     * @param {EnginePanel} tuning
     * @param {boolean} reading whether a network is being loaded
     */
    show(tuning, reading) {
      busy = tuning.progress !== null;
      write(run, busy ? "Stop" : "Run for 5 seconds");
      mark(run, "disabled", !busy && reading);
      bar.hidden = !busy;
      bar.value = tuning.progress ?? 0;
      text.hidden = json.hidden = !tuning.result;
      write(said, tuning.said);
      if (tuning.result === shown) return;
      shown = tuning.result;
      result.replaceChildren(...(shown ? [summary(shown), table(shown)] : []));
      result.hidden = !shown;
      if (shown) result.scrollIntoView({ block: "nearest" });
    },
  };
}

/**
 * The switches of the engine.
 * @param {HTMLElement} dialog
 * @param {Able} able
 */
function createSwitches(dialog, able) {
  /** @type {Backend | null} */
  let suited = null;
  // A choice is null where the engine chooses the same by itself.
  const variant = createSwitch("variant", "Instructions", VARIANTS, (value) => {
    const chosen = /** @type {Preferences["variant"]} */ (value);
    const own = chosen === suited?.variant ? null : chosen;
    dispatch(dialog, { type: "tune", variant: own, dot: null });
  });
  const dot = createSwitch("dot", "Dot product of", DOTS, (value) => {
    const chosen = /** @type {Preferences["dot"]} */ (value);
    const own = suited && chosen === choiceOf(suited.dot) ? null : chosen;
    dispatch(dialog, { type: "tune", dot: own });
  });
  const threads = createSwitch("threads", "Threads", threadsOf(able), (value) => {
    const chosen = Number(value);
    dispatch(dialog, { type: "tune", threads: chosen === suited?.threads ? null : chosen });
  });
  return {
    node: el("div", { class: "switches" }, variant.node, dot.node, threads.node),
    /**
     * @param {Backend} backend what runs
     * @param {Backend | null} suits what the engine chooses by itself
     * @param {boolean} busy
     */
    show(backend, suits, busy) {
      suited = suits;
      const relaxed = backend.variant === "relaxed";
      const best = choiceOf(suited?.dot ?? backend.dot);
      const most = relaxed ? able.threads : 1;
      variant.show(
        backend.variant,
        (value) => value === "simd128" || able.relaxed,
        able.relaxed ? "" : "This browser has no relaxed SIMD.",
        busy,
      );
      dot.show(
        choiceOf(backend.dot),
        (value) => relaxed && (value === "i16" || value === best),
        dotReason(backend, suited),
        busy,
      );
      threads.show(
        String(backend.threads),
        (value) => Number(value) <= most,
        threadsReason(backend, able),
        busy,
      );
    },
  };
}

/**
 * @param {HTMLElement} root
 * @param {Able} able
 */
export function create(root, able) {
  const dialog = /** @type {HTMLDialogElement} */ (root);
  const switches = createSwitches(dialog, able);
  const times = createTimes();
  const peak = el("p", { class: "peak", role: "status" });
  const verified = el("p", { class: "why" });
  const { show } = createDialog(dialog, "Engine", () => dispatch(dialog, { type: "close-engine" }));
  const benchmark = createBenchmark(dialog);
  const heading = (/** @type {string} */ text) => el("h3", { class: "label" }, text);
  dialog.append(
    switches.node,
    el(
      "div",
      { class: "measured" },
      times.node,
      el("div", {}, heading("This machine"), peak, verified),
    ),
    heading("Benchmark"),
    ...benchmark.nodes,
  );

  return {
    /** @param {State} state */
    update(state) {
      const { network, measured, reading, enginePanel } = state;
      show(state.engine && !!network);
      if (!state.engine || !network) return;
      const busy = !!reading || enginePanel.progress !== null;
      switches.show(network.backend, enginePanel.suited?.backend ?? null, busy);
      times.show(measured);
      write(peak, machine(network, state.peak, measured?.infer.median));
      write(
        verified,
        state.verification
          ? `${state.verification.text}. ${state.verification.title}`
          : "Not yet compared with TensorFlow Lite.",
      );
      benchmark.show(enginePanel, !!reading);
    },
  };
}

/**
 * @param {Description} network
 * @param {State["peak"]} peak
 * @param {number} [infer]
 */
function machine({ layers, macs, backend: { threads } }, peak, infer) {
  if (!peak) return "Measuring what it can do …";
  const most = layers[0].element === "f32" ? peak.float : peak.integer;
  const can =
    `One thread can do ${figures(most / 1e9)}${thin}GMAC/s at most (measured, all operands at ` +
    "hand).";
  if (!infer) return can;
  const speed = (macs / infer) * 1000;
  return (
    `${can} This network reaches ${figures(speed / 1e9)}${thin}GMAC/s in the median frame: ` +
    `${percent(speed / most / threads)} of ${threads > 1 ? `${threads} threads` : "it"}.`
  );
}

/** @param {NonNullable<State["enginePanel"]["result"]>} result */
function summary({ backend, runs, whole, share, macs }) {
  const threads = `${backend.threads} thread${backend.threads === 1 ? "" : "s"}`;
  return el(
    "p",
    {},
    el(
      "strong",
      { class: "number", "data-metric": "bench-ms", "data-value": whole.min.toFixed(3) },
      ms(whole.min),
    ),
    ` min, median ${ms(whole.median)}, p95 ${ms(whole.p95)} over ${runs} runs of one input ` +
      `(${VARIANTS[backend.variant]}, ${DOTS[choiceOf(backend.dot)]} (${backend.dot}), ` +
      `${threads}): ` +
      `${figures(macs / whole.min / 1e6)}${thin}GMAC/s, ` +
      `${percent(share)} of what this machine can do.`,
  );
}

/** @param {NonNullable<State["enginePanel"]["result"]>} result */
function table({ share, layers }) {
  const head = ["layer", "output", "min", "median", "p95", "GMAC/s", "of peak"];
  return el(
    "table",
    {},
    el(
      "caption",
      { class: "label" },
      "Times in ms, limited by the browser’s clock; GMAC/s and share of the peak by the least " +
        `time. ${overPeak([share, ...layers.map(({ share }) => share)])}`,
    ),
    el("thead", {}, el("tr", {}, ...head.map((name) => el("th", { scope: "col" }, name)))),
    el(
      "tbody",
      {},
      ...layers.map(({ output, ms, gmacs, share, ...layer }) =>
        el(
          "tr",
          {},
          el("th", { scope: "row" }, layerName(layer)),
          ...[
            output,
            ...[ms.min, ms.median, ms.p95].map(figures),
            gmacs ? figures(gmacs) : "",
            gmacs ? percent(share) : "",
          ].map((text) => el("td", { class: "number" }, text)),
        ),
      ),
    ),
  );
}
