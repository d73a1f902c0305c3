// What goes wrong, what is being read, what is offered, which model runs.

import { el, find, icon, mark, write } from "../shared/dom.js";
import { bytes } from "../../domain/number.js";

/** @import { State } from "../../domain/state.js" */

/** @param {HTMLElement} place */
function createProblem(place) {
  place.replaceChildren(); // start.js may have reported that the page does not start
  /** @type {State["problem"]} */
  let shown = null;
  /** @param {State} state */
  return ({ problem }) => {
    if (problem === shown) return;
    shown = problem;
    if (!problem) return place.replaceChildren();
    const dismiss = el(
      "button",
      { class: "button quiet", "data-action": "dismiss", "aria-label": "Dismiss" },
      icon("close"),
    );
    const retry = el("button", { class: "button", "data-action": "retry" }, "Try again");
    place.replaceChildren(el("p", {}, problem.text), ...(problem.retry ? [retry] : []), dismiss);
  };
}

/**
 * The offer of a smaller model.
 * @param {HTMLElement} place
 */
function createOffer(place) {
  /** @type {State["offer"]} */
  let shown = null;
  /** @param {State} state */
  return ({ offer }) => {
    if (offer === shown) return;
    shown = offer;
    if (!offer) return place.replaceChildren();
    place.replaceChildren(
      el("p", {}, offer.text),
      el("button", { class: "button", "data-action": "smaller" }, "Use the smaller one"),
      el("button", { class: "button quiet", "data-action": "keep" }, "Stay"),
    );
  };
}

/**
 * The models of the index, and one that was dropped.
 * @param {HTMLSelectElement} select
 */
function createModels(select) {
  /** @type {State["models"] | null} */
  let models = null;
  /** @type {State["network"]} */
  let network = null;

  function list() {
    const known = (models ?? []).map(({ id, name, bytes: size }) =>
      el("option", { value: id }, `${name} · ${bytes(size)}`),
    );
    const own = network && !models?.some(({ id }) => id === network?.id) ? [network] : [];
    const options = own.map(({ id, name }) => el("option", { value: id }, name));
    select.replaceChildren(...options, ...known);
    mark(select, "disabled", options.length + known.length < 2 ? "" : null);
  }

  /** @param {State} state */
  return (state) => {
    if (state.models !== models || state.network !== network) {
      ({ models, network } = state);
      list();
    }
    const wanted = state.reading ? state.model : (network?.id ?? state.model);
    if (select.value !== wanted) select.value = wanted;
  };
}

/** @param {HTMLElement} place */
function createReading(place) {
  const what = find(place, ".what");
  const read = find(place, ".bytes");
  /** @type {HTMLProgressElement} */
  const progress = find(place, "progress");
  /** @param {State} state */
  return ({ reading }) => {
    place.hidden = !reading;
    if (!reading) return;
    const { name, loaded, total, waits } = reading;
    write(what, `${waits ? "No data at the moment; waiting for" : "Reading"} ${name}`);
    write(read, total ? `${bytes(loaded)} of ${bytes(total)}` : bytes(loaded));
    if (total) progress.value = Math.min(1, loaded / total);
    else progress.removeAttribute("value");
  };
}

/**
 * What the network runs on.
 * @param {HTMLElement} place
 */
const createBackend =
  (place) =>
  (/** @type {State} */ { network }) => {
    if (!network) return;
    const { variant, dot, threads } = network.backend;
    const by = threads === 1 ? "one thread" : `${threads} threads`;
    write(place, `Engine: Rust in WebAssembly, ${variant} build, ${dot} dot products, ${by}.`);
  };

/** @param {HTMLElement} root the whole page */
export function create(root) {
  const parts = [
    createProblem(find(root, "#problem")),
    createOffer(find(root, ".offer")),
    createModels(find(root, '[data-action="model"]')),
    createReading(find(root, ".reading")),
    createBackend(find(root, ".engine")),
  ];
  return {
    /** @param {State} state */
    update(state) {
      for (const update of parts) update(state);
    },
  };
}
