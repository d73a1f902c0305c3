// What goes wrong, what is being read, what is offered, which model runs.

import { el, find, icon, mark, write } from "../shared/dom.js";
import { isolate } from "../../domain/bidi.js";
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
    place.replaceChildren(
      el("p", {}, problem.text.replace(/“[^”]+”/gu, isolate)),
      ...(problem.retry ? [retry] : []),
      dismiss,
    );
  };
}

/**
 * The offer of another model.
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
      el("button", { class: "button", "data-action": offer.kind }, offer.take),
      el("button", { class: "button quiet", "data-action": "keep" }, "Stay"),
    );
  };
}

/**
 * The visitor's own models, and those of the index.
 * @param {HTMLSelectElement} select
 */
function createModels(select) {
  /** @type {State["models"] | null} */
  let models = null;
  /** @type {State["own"]} */
  let own = [];
  const option = (/** @type {{ id: string, name: string, bytes: number }} */ model) =>
    el("option", { value: model.id }, `${model.name} · ${bytes(model.bytes)}`);

  /** @param {State["network"]} network */
  function list(network) {
    const known = (models ?? []).map(option);
    const options = [...own].reverse().map(option); // the last first
    const listed = [...options, ...known].some(({ value }) => value === network?.id);
    if (network && !listed) options.unshift(el("option", { value: network.id }, network.name));
    const group = el("optgroup", { label: "Your own" }, ...options);
    select.replaceChildren(...(options.length ? [group] : []), ...known);
    mark(select, "disabled", select.options.length < 2 ? "" : null);
  }

  /** @type {State["network"]} */
  let shown = null;
  /** @param {State} state */
  return (state) => {
    const { network } = state;
    if (state.models !== models || state.own !== own || network !== shown) {
      ({ models, own } = state);
      list((shown = network));
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
