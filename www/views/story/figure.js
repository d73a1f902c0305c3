// A figure of the text that is a view of the workshop, at its own place in the network: what a
// reader chooses there stays there. As soon as it is touched the frame is held.

import { patchOf } from "../../domain/action.js";
import { initial } from "../../domain/state.js";
import { withTimeout } from "../../separable/timeouts.js";
import { dispatch, el, failed, mark } from "../shared/dom.js";

/**
 * @import { Action } from "../../domain/action.js"
 * @import { State, Wants } from "../../domain/state.js"
 * @import { Figure } from "../../story/chapters.js"
 * @import { Text } from "../../story/en.js"
 * @import { Words as CostWords } from "../cost/words.js"
 * @import { Words as StageWords } from "../stage/words.js"
 * @import { Words as WhyWords } from "../why/words.js"
 * @import { Writer } from "./words.js"
 */

/**
 * What its views and their buttons say in another language than English; in English they say what
 * they say in the workshop.
 * @typedef {object} Views
 * @property {string} save
 * @property {string[]} failed
 * @property {StageWords} stage
 * @property {CostWords} cost
 * @property {WhyWords} why
 *
 * @typedef {object} Module
 * @property {(root: HTMLElement, words: any, writer: Writer) => { update: (state: State) => void }}
 *   create
 * @property {(state: State) => Wants} [wants]
 */

/** @type {Record<string, () => Promise<Module>>} */
const MODULES = {
  stage: () => import("../stage/index.js"),
  cost: () => import("../cost/index.js"),
  why: () => import("../why/index.js"),
  bytes: () => import("./bytes.js"),
};

/** What is chosen in a figure, which begins as the workshop does. */
const CHOSEN = /** @type {const} */ ([
  ...["channel", "output", "place", "over", "hover", "unfolded", "step", "sorted", "scale"],
  ...["target", "spot", "shape"],
]);

/** What a pointer does by passing over. */
const PASSING = ["hover", "over"];

export class LiveFigure {
  #id;
  #spec;
  #pane;
  #words;
  #views;
  #writer;
  #held = el("p", { class: "held label", role: "status" });
  /** @type {Module | null} */
  #module = null;
  /** @type {ReturnType<Module["create"]> | null} */
  #view = null;
  #near = false;
  #loading = false;
  #drawn = false;
  /** @type {State | null} */
  #state = null;
  /** The network that it is at a place of. */
  #network = "";
  /** What is chosen in it. @type {Partial<State>} */
  #own = {};

  /**
   * @param {string} id   among the figures of the page
   * @param {Figure} spec
   * @param {any} words   of the figure
   * @param {{ page: Text["page"], views: Views | null, writer: Writer }} text
   */
  constructor(id, spec, words, { page, views, writer }) {
    this.#id = id;
    this.#spec = spec;
    this.#words = words;
    this.#views = views;
    this.#writer = writer;
    this.#pane = el("div", { class: `pane ${spec.live}`, "data-only": spec.only });
    const goOn = el(
      "button",
      { class: "link", type: "button", "data-action": "freeze" },
      page.goOn,
    );
    this.#held.append(page.held, " ", goOn);
    this.#held.hidden = true;
    this.node = el(
      "figure",
      { class: "live" },
      this.#pane,
      this.#held,
      ...(words.caption ? [el("figcaption", {}, ...writer.line(words.caption))] : []),
    );
    this.#pane.addEventListener("action", (event) =>
      this.#take(/** @type {CustomEvent} */ (event)),
    );
    this.#pane.addEventListener("keydown", (event) => this.#leaveCell(event));
    this.#pane.addEventListener("click", () => dispatch(this.node, { type: "hold" }));
    new IntersectionObserver(
      (entries) => {
        const isIntersecting = !!entries.at(-1)?.isIntersecting;
        this.#near = isIntersecting;
        if (isIntersecting) this.#load();
        if (isIntersecting && this.#state) this.update(this.#state);
      },
      { rootMargin: "300px" },
    ).observe(this.node);
  }

  /** What the workshop has to show to show the same. */
  get scene() {
    return this.#own;
  }

  /** Whether it has shown what it was asked for. */
  get drawn() {
    return this.#drawn;
  }

  /** @param {CustomEvent<Action>} event */
  #take(event) {
    const { detail: action } = event;
    if (!this.#state || (action.type !== "set" && action.type !== "pin")) return;
    const patch =
      action.type === "pin"
        ? { [action.pin]: action.channel, hover: null }
        : patchOf(this.#merged(this.#state), action);
    if ("lit" in patch) return; // the words light up, too
    event.stopPropagation();
    this.#own = { ...this.#own, ...patch };
    if (Object.keys(patch).some((key) => !PASSING.includes(key)))
      dispatch(this.node, { type: "hold" });
    this.update(this.#state);
  }

  /** Escape leads from the cell back to its channel. @param {KeyboardEvent} event */
  #leaveCell(event) {
    if (event.key !== "Escape" || event.defaultPrevented || !this.#own.place) return;
    event.preventDefault();
    dispatch(this.#pane, { type: "set", place: null });
  }

  /** What is asked of a frame, told apart from other figures and other places. */
  get #key() {
    return `${this.#id} ${this.#own.stage ?? ""}`;
  }

  /**
   * The state as this figure has it, and of the frame what it asked for.
   * @param {State} state
   * @returns {State}
   */
  #merged(state) {
    const { frame } = state;
    const own = /** @type {Partial<State>} */ (this.#own);
    const view = this.#spec.live === "bytes" ? "stage" : (this.#spec.live ?? "stage");
    const merged = { ...state, view, ...own };
    const asked = frame?.figures.includes(this.#key);
    const prefix = `${this.#id}/`;
    const replies = Object.entries(frame?.replies ?? {}).flatMap(([name, reply]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), reply]] : [],
    );
    return {
      ...merged,
      frame:
        frame && asked
          ? { ...frame, view, stage: merged.stage, replies: Object.fromEntries(replies) }
          : null,
    };
  }

  async #load() {
    if (this.#view || this.#loading || !this.#spec.live) return;
    this.#loading = true;
    try {
      this.#module = await withTimeout(MODULES[this.#spec.live]());
      const { live } = this.#spec;
      const words = live === "bytes" ? this.#words : this.#views?.[/** @type {"why"} */ (live)];
      this.#view = this.#module.create(this.#pane, words, this.#writer);
      if (this.#state) this.update(this.#state);
    } catch {
      this.#pane.replaceChildren(failed("This figure", () => this.#load(), this.#views?.failed));
    }
    this.#loading = false;
  }

  /**
   * What it has to know of the next frame.
   * @param {State} state
   * @returns {Pick<Wants, "maps" | "questions" | "all"> & { key: string } | null}
   */
  wants(state) {
    if (!this.#near || !this.#view || !this.#network) return null;
    const { maps, all, questions = {} } = this.#module?.wants?.(this.#merged(state)) ?? {};
    const named = Object.entries(questions).map(([name, asked]) => [`${this.#id}/${name}`, asked]);
    return { key: this.#key, maps, all, questions: Object.fromEntries(named) };
  }

  /** @param {State} state */
  update(state) {
    this.#state = state;
    const { network } = state;
    if (network && network.id !== this.#network) {
      this.#network = network.id;
      const plain = initial();
      const beginning = Object.fromEntries(CHOSEN.map((key) => [key, plain[key]]));
      this.#own = { ...beginning, ...this.#spec.sets?.(network) };
    }
    if (state.printing) {
      this.#near = true;
      this.#load();
    }
    if (!this.#near || !network) return;
    this.#held.hidden = !state.source.frozen;
    const merged = this.#merged(state);
    this.#view?.update(merged);
    this.#drawn ||= !!this.#view && !!merged.frame;
    mark(this.node, "data-drawn", this.#drawn);
  }
}
