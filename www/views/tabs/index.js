// The views of the focus, one at a time. What is in a view is loaded when its tab is first opened.

import { hasModifier } from "../shared/keys.js";
import { VIEWS } from "../../domain/state.js";
import { withTimeout } from "../../separable/timeouts.js";
import { dispatch, el, failed, find, mark } from "../shared/dom.js";

/** @import { State, View, Wants } from "../../domain/state.js" */

/**
 * @typedef {object} Module
 * @property {(root: HTMLElement) => { update: (state: State) => void, reveal?: () => void }} create
 *   `reveal`: its tab was chosen, so that it comes into sight
 * @property {(state: State) => Wants} [wants]   a function of the state alone
 */

/** @type {Record<View, () => Promise<Module>>} */
const MODULES = {
  stage: () => import("../stage/index.js"),
  twin: () => import("../twin/index.js"),
  cost: () => import("../cost/index.js"),
  why: () => import("../why/index.js"),
  lab: () => import("../lab/index.js"),
  change: () => import("../change/index.js"),
  teach: () => import("../teach/index.js"),
  networks: () => import("../networks/index.js"),
};

/** The chapter of the text that speaks of each view. @type {Record<View, string>} */
const CHAPTERS = {
  stage: "depthwise",
  twin: "saving",
  cost: "work",
  why: "answer",
  lab: "standard",
  change: "limits",
  teach: "limits",
  networks: "blocks",
};

/** @param {State} state */
function chapterOf({ view, network, stage }) {
  const kind = network?.stages[stage]?.kind;
  if (view !== "stage" || kind === "block" || !kind) return CHAPTERS[view];
  return kind === "conv" ? "standard" : "blocks";
}

class Tabs {
  #root;
  #tabs;
  #panes;
  /** @type {Map<View, Module>} */
  #modules = new Map();
  /** @type {Map<View, ReturnType<Module["create"]>>} */
  #views = new Map();
  /** Views that are loaded, or on their way. @type {Set<View>} */
  #opened = new Set();
  /** @type {State | null} */
  #state = null;
  /** Whose tab was chosen, and which is not on show yet. @type {View | null} */
  #chosen = null;
  #shown = "";

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    this.#tabs = Object.fromEntries(
      VIEWS.map((view) => [view, /** @type {HTMLElement} */ (find(root, `[data-view="${view}"]`))]),
    );
    this.#panes = Object.fromEntries(
      VIEWS.map((view) => {
        const label = { id: `pane-${view}`, "aria-labelledby": `tab-${view}`, hidden: true };
        return [view, el("div", { class: `pane ${view}`, role: "tabpanel", ...label })];
      }),
    );
    const read = el("button", { class: "link to-text", type: "button" }, "Read about this");
    read.addEventListener("click", () => {
      if (!this.#state) return;
      dispatch(root, { type: "set", way: "read", chapter: { id: chapterOf(this.#state) } });
    });
    const list = find(root, '[role="tablist"]');
    root.append(...Object.values(this.#panes), read);
    list.addEventListener("click", ({ target }) => {
      const tab = /** @type {HTMLElement} */ (target).closest("[data-view]");
      const view = VIEWS.find((view) => view === tab?.getAttribute("data-view"));
      if (view) this.#choose(view);
    });
    list.addEventListener("keydown", (event) => this.#move(event));
  }

  /** @param {State} state */
  update(state) {
    this.#state = state;
    this.#open(state.view);
    for (const view of VIEWS) {
      const chosen = view === state.view;
      mark(this.#tabs[view], "aria-selected", chosen ? "true" : "false");
      mark(this.#tabs[view], "tabindex", chosen ? 0 : -1);
      this.#panes[view].hidden = !chosen;
    }
    if (state.view !== this.#shown) this.#bring(state.view);
    this.#show();
  }

  /**
   * What the view on show has to know of the next frame, and what it wants measured.
   * @param {State} state
   * @returns {Wants}
   */
  wants = (state) => this.#modules.get(state.view)?.wants?.(state) ?? {};

  /**
   * Where the tabs are wider than the window, the chosen one comes into sight.
   * @param {View} view
   */
  #bring(view) {
    this.#shown = view;
    const { parentElement: list, offsetLeft, offsetWidth } = this.#tabs[view];
    list?.scrollTo({ left: offsetLeft - (list.offsetWidth - offsetWidth) / 2 });
  }

  /** @param {View} view */
  #choose(view) {
    this.#chosen = view;
    dispatch(this.#root, { type: "set", view });
  }

  /** Shows the view of the state, which comes into sight where its tab was chosen. */
  #show() {
    const { view } = /** @type {State} */ (this.#state);
    const shown = this.#views.get(view);
    shown?.update(/** @type {State} */ (this.#state));
    if (!shown || this.#chosen !== view) return;
    this.#chosen = null;
    shown.reveal?.();
  }

  /** @param {View} view */
  #open(view) {
    if (this.#opened.has(view)) return;
    this.#opened.add(view);
    const module = MODULES[view]();
    const ignore = () => {};
    module.then((loaded) => this.#fill(view, loaded), ignore); // however late
    withTimeout(module).catch(() => this.#fail(view));
  }

  /**
   * @param {View} view
   * @param {Module} module
   */
  #fill(view, module) {
    if (this.#modules.has(view)) return;
    this.#modules.set(view, module);
    this.#panes[view].replaceChildren();
    const made = module.create(this.#panes[view]);
    this.#views.set(view, made);
    if (this.#state?.view === view) this.#show();
  }

  /** @param {View} view */
  #fail(view) {
    const again = () => {
      this.#opened.delete(view);
      this.#open(view);
    };
    this.#panes[view].replaceChildren(failed("This view", again));
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const now = VIEWS.findIndex((view) => this.#tabs[view] === document.activeElement);
    if (now < 0 || hasModifier(event)) return;
    const last = VIEWS.length - 1;
    const to = {
      ArrowRight: now === last ? 0 : now + 1,
      ArrowLeft: now === 0 ? last : now - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.#choose(VIEWS[to]);
    this.#tabs[VIEWS[to]].focus();
  }
}

/** @param {HTMLElement} root */
export const create = (root) => new Tabs(root);
