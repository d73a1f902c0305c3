// What goes wrong, what is being read, what is offered, which model runs.

import { el, find, icon, mark, write } from "../shared/dom.js";
import { bytes } from "../../domain/number.js";

/** @import { State } from "../../domain/state.js" */

/** @param {HTMLElement} root the whole page */
export function create(root) {
  const problem = find(root, "#problem");
  const reading = find(root, ".reading");
  const offer = find(root, ".offer");
  const engine = find(root, ".engine");
  const what = find(reading, ".what");
  const read = find(reading, ".bytes");
  /** @type {HTMLProgressElement} */
  const progress = find(reading, "progress");
  /** @type {HTMLSelectElement} */
  const select = find(root, '[data-action="model"]');

  problem.replaceChildren(); // start.js may have given up on us
  /** @type {State["problem"]} */
  let told = null;
  /** @type {State["offer"]} */
  let offered = null;
  /** @type {State["models"] | null} */
  let models = null;
  /** @type {State["network"]} */
  let network = null;

  /** @param {State} state */
  function tell(state) {
    told = state.problem;
    if (!told) return problem.replaceChildren();
    const dismiss = el(
      "button",
      { class: "button quiet", "data-action": "dismiss", "aria-label": "Dismiss" },
      icon("close"),
    );
    const retry = told.retry
      ? [el("button", { class: "button", "data-action": "retry" }, "Try again")]
      : [];
    problem.replaceChildren(el("p", {}, told.text), ...retry, dismiss);
  }

  /** @param {State} state */
  function propose(state) {
    offered = state.offer;
    if (!offered) return offer.replaceChildren();
    offer.replaceChildren(
      el("p", {}, offered.text),
      el("button", { class: "button", "data-action": "smaller" }, "Use the smaller one"),
      el("button", { class: "button quiet", "data-action": "keep" }, "Stay"),
    );
  }

  /**
   * Models of the index, and one that was dropped.
   * @param {State} state
   */
  function list(state) {
    models = state.models;
    network = state.network;
    const known = models.map(({ id, name, bytes: size }) =>
      el("option", { value: id }, `${name} · ${bytes(size)}`),
    );
    const own =
      network && !models.some(({ id }) => id === network?.id)
        ? [el("option", { value: network.id }, network.name)]
        : [];
    select.replaceChildren(...own, ...known);
    mark(select, "disabled", models.length + own.length < 2 ? "" : null);
    if (!network) return;
    const { variant, dot, threads } = network.backend;
    write(
      engine,
      `Engine: Rust in WebAssembly, ${variant} build, ${dot} dot products, ` +
        `${threads === 1 ? "one thread" : `${threads} threads`}.`,
    );
  }

  return {
    /** @param {State} state */
    update(state) {
      if (state.problem !== told) tell(state);
      if (state.offer !== offered) propose(state);
      if (state.models !== models || state.network !== network) list(state);
      const wanted = state.reading ? state.model : (network?.id ?? state.model);
      if (select.value !== wanted) select.value = wanted;

      reading.hidden = !state.reading;
      if (!state.reading) return;
      const { name, loaded, total, waits } = state.reading;
      write(what, `${waits ? "No data at the moment; waiting for" : "Reading"} ${name}`);
      write(read, total ? `${bytes(loaded)} of ${bytes(total)}` : bytes(loaded));
      if (total) progress.value = Math.min(1, loaded / total);
      else progress.removeAttribute("value");
    },
  };
}
