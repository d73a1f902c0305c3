// The views of the focus, one at a time. What is in a view is loaded when its tab is first opened.

import { VIEWS } from "../../domain/state.js";
import { soon } from "../../separable/timeouts.js";
import { dispatch, el, failed, find, mark } from "../shared/dom.js";
import * as stage from "../stage/index.js";

/** @import { State, View, Wants } from "../../domain/state.js" */

/**
 * @typedef {object} Module
 * @property {(root: HTMLElement) => { update: (state: State) => void }} create
 * @property {(state: State) => Wants} [wants]   a function of the state alone
 */

/** @type {Record<View, () => Module | Promise<Module>>} */
const MODULES = {
  stage: () => stage,
  twin: () => import("../twin/index.js"),
  cost: () => import("../cost/index.js"),
  why: () => import("../why/index.js"),
  lab: () => import("../lab/index.js"),
  change: () => import("../change/index.js"),
};

/** @param {HTMLElement} root */
export function create(root) {
  const tabs = Object.fromEntries(
    VIEWS.map((view) => [view, /** @type {HTMLElement} */ (find(root, `[data-view="${view}"]`))]),
  );
  const panes = Object.fromEntries(
    VIEWS.map((view) => {
      const label = { id: `pane-${view}`, "aria-labelledby": `tab-${view}` };
      return [view, el("div", { class: `pane ${view}`, role: "tabpanel", ...label, hidden: true })];
    }),
  );
  root.append(...Object.values(panes));
  /** @type {Map<View, Module>} */
  const modules = new Map();
  /** @type {Map<View, ReturnType<Module["create"]>>} */
  const views = new Map();
  /** @type {Set<View>} */
  const asked = new Set();
  /** @type {State | null} */
  let state = null;

  /** @param {View} view */
  function open(view) {
    if (asked.has(view)) return;
    asked.add(view);
    const found = MODULES[view]();
    if (found instanceof Promise) {
      found.then(
        (module) => dress(view, module),
        () => {},
      ); // however late
      soon(found).catch(() => fail(view));
    } else dress(view, found);
  }

  /**
   * @param {View} view
   * @param {Module} module
   */
  function dress(view, module) {
    if (modules.has(view)) return;
    modules.set(view, module);
    panes[view].replaceChildren();
    const made = module.create(panes[view]);
    views.set(view, made);
    if (state?.view === view) made.update(state);
  }

  /** @param {View} view */
  function fail(view) {
    const again = () => {
      asked.delete(view);
      open(view);
    };
    panes[view].replaceChildren(failed("This view", again));
  }

  const list = find(root, '[role="tablist"]');
  list.addEventListener("click", (event) => {
    const view = VIEWS.find((view) => tabs[view].contains(/** @type {Node} */ (event.target)));
    if (view) dispatch(root, { type: "set", view });
  });
  list.addEventListener("keydown", (event) => {
    const now = VIEWS.findIndex((view) => tabs[view] === document.activeElement);
    if (now < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const last = VIEWS.length - 1;
    const to = {
      ArrowRight: now === last ? 0 : now + 1,
      ArrowLeft: now === 0 ? last : now - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    dispatch(root, { type: "set", view: VIEWS[to] });
    tabs[VIEWS[to]].focus();
  });

  return {
    /** @param {State} next */
    update(next) {
      state = next;
      open(next.view);
      for (const view of VIEWS) {
        const chosen = view === next.view;
        mark(tabs[view], "aria-selected", chosen ? "true" : "false");
        mark(tabs[view], "tabindex", chosen ? 0 : -1);
        panes[view].hidden = !chosen;
      }
      views.get(next.view)?.update(next);
    },
    /**
     * What the view on show has to know of the next frame.
     * @param {State} next
     */
    wants: (next) => modules.get(next.view)?.wants?.(next) ?? {},
  };
}
