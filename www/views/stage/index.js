// The stage in focus, a real block, live: its input, its kernels and rows of weights, its output,
// and one cell of it to the last bit.

import { createSay } from "../../domain/say.js";
import { sceneOf } from "../../domain/stages.js";
import { withTimeout } from "../../separable/timeouts.js";
import { dispatch, el, write } from "../shared/dom.js";
import { focusOf, stepOf, wantsOf } from "../shared/focus.js";
import { bringInSight, scrollToEnd } from "../shared/in-sight.js";
import { styleSheet } from "../shared/style-sheet.js";
import { createKnown } from "./known.js";
import { createOpening } from "./opening.js";
import { PanelView } from "./panel.js";
import { Player } from "./player.js";
import { createSteps } from "./steps.js";
import { createScale, createToggles } from "./toolbar.js";
import { english } from "./words.js";

/**
 * @import { Language } from "../../domain/language.js"
 * @import { Frame, State } from "../../domain/state.js"
 * @import { Focus } from "../shared/focus.js"
 * @import { Shown } from "./known.js"
 * @import { createSees } from "./sees.js"
 * @import { createStep } from "./step.js"
 * @import { createTensors } from "./tensors.js"
 * @import { Part } from "./toolbar.js"
 * @import { Say, Words } from "./words.js"
 */

export const wants = wantsOf;

class StageView {
  #root;
  #say;
  #scale;
  #opening;
  #player;
  #panels;
  #toggles = createToggles((part) => this.#toggle(part));
  #note = el("p", { class: "failed", role: "status" });
  #voice = el("p", { class: "sr-only", "aria-live": "polite", id: "cell-voice" });
  #seesSlot = el("div", { class: "slot", hidden: true });
  #steps;
  #stepSlot = el("div", { class: "slot", hidden: true });
  /** @type {ReturnType<typeof createStep> | null} */
  #step = null;
  /** Of each layer of the frame on show. */
  #known = createKnown();
  /** The parts that are loaded when they are first opened. @type {Shown["more"]} */
  #more = null;
  #loading = false;
  /** @type {ReturnType<typeof createSees> | null} */
  #sees = null;
  #tensorsSlot = el("div", { class: "slot", hidden: true });
  /** @type {ReturnType<typeof createTensors> | null} */
  #tensors = null;
  /** @type {State | null} */
  #state = null;
  #shown = ""; // network and stage
  #said = "";
  /** The pinned cell of the last update. @type {State["place"]} */
  #pinned = null;

  /**
   * @param {HTMLElement} root
   * @param {Say} say
   */
  constructor(root, say) {
    this.#root = root;
    this.#say = say;
    this.#scale = createScale(root);
    this.#opening = createOpening(root, this.#scale.node);
    this.#player = new Player(root, say);
    this.#steps = createSteps(root);
    const over = this.#over.bind(this);
    this.#panels = [new PanelView({ over }, say), new PanelView({ over }, say)];
    root.replaceChildren(
      this.#opening.node,
      el("div", { class: "bar-of-tools" }, this.#player.node, this.#toggles.node),
      this.#note,
      this.#seesSlot,
      this.#tensorsSlot,
      this.#steps.node,
      this.#stepSlot,
      el("div", { class: "panels" }, ...this.#panels.map(({ node }) => node)),
      this.#voice,
    );
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.#state) return;
      this.#player.rest();
      this.update(this.#state);
    });
  }

  /** @param {Partial<State>} parts */
  #set(parts) {
    dispatch(this.#root, { type: "set", ...parts });
  }

  #load() {
    if (this.#more || this.#loading) return;
    this.#loading = true;
    withTimeout(Promise.all([import("./more.js"), styleSheet("cell")])).then(
      ([module]) => {
        this.#more = module;
        write(this.#note, "");
        if (this.#state?.view === "stage") this.update(this.#state);
      },
      () => {
        this.#loading = false;
        write(this.#note, this.#say("failed"));
      },
    );
  }

  /**
   * The pointer is over a cell, or has left.
   * @param {[number, number] | null} at
   */
  #over(at) {
    const player = this.#player;
    if (player.hold(!!at) || !at)
      return this.#set({ over: at ?? (player.playing ? player.place : null) });
    player.rest();
    this.#set({ over: at });
  }

  /** @param {Part} part */
  #toggle(part) {
    if (!this.#state) return;
    const { place, stage, unfolded } = this.#state;
    if (part === "sum") {
      const at = focusOf(this.#state, stage)?.at ?? null;
      this.#set({ place: place ? null : at, over: null });
      if (!place) this.#lead(part);
      return;
    }
    const open = unfolded.includes(part);
    this.#set({
      unfolded: open ? unfolded.filter((other) => other !== part) : [...unfolded, part],
    });
    if (!open) this.#lead(part);
  }

  /**
   * Scrolls so that what was opened is in sight.
   * @param {Part} part
   */
  #lead(part) {
    const slot = part === "sees" ? this.#seesSlot : part === "tensors" ? this.#tensorsSlot : null;
    if (!slot) return this.#panels[0].lead(part);
    bringInSight(
      () => slot.firstElementChild,
      (node) => scrollToEnd(node, node),
    );
  }

  /** @param {State} state */
  update(state) {
    const { network, frame, place } = state;
    this.#state = state;
    if (place || state.unfolded.length || state.step !== null) this.#load();
    if (!network) return;
    // The stage of the frame that is drawn, so that words and maps change together.
    const drawn = frame?.model === network.id && frame.view === "stage" ? frame : null;
    const stage = drawn ? drawn.stage : state.stage;
    if (this.#shown !== `${network.id} ${stage}`) {
      this.#shown = `${network.id} ${stage}`;
      this.#known.clear();
      this.#player.rest();
      this.#opening.show(focusOf(state, stage)?.scene ?? null, stage, network.stages.length);
    }
    this.#scale.show(state);
    if (drawn) this.#known.learn(network, drawn.maps);
    const found = focusOf(state, stage);
    if (!found || !frame) return;
    const focus = { ...found, scene: sceneOf(network, stage, this.#say) };
    if (place !== this.#pinned && this.#player.held) this.#player.rest(); // a click while it plays
    this.#pinned = place;
    this.#player.show(focus.size, focus.at);
    this.#toggles.show(state, focus.look?.layer.kind === "pool");
    this.#draw(this.#collect(state, frame, focus), stage);
  }

  /**
   * What the panels show.
   * @param {State} state
   * @param {Frame} frame
   * @param {Focus} focus
   * @returns {Shown}
   */
  #collect(state, frame, focus) {
    return {
      ...{ state, frame, focus, more: this.#more, filled: this.#player.filled, say: this.#say },
      known: this.#known.get,
      replyOf: (question, layer) => {
        const reply = frame.replies[question];
        return reply?.args[0] === layer ? reply : null;
      },
    };
  }

  /**
   * @param {Shown} shown
   * @param {number} stage
   */
  #draw(shown, stage) {
    const { state, focus, more } = shown;
    this.#panels.forEach((panel, i) => panel.update(shown, focus.scene.panels[i] ?? null));
    const open = state.unfolded.includes("sees") && !!more;
    this.#seesSlot.hidden = !open;
    if (open && more) {
      if (!this.#sees) {
        this.#sees = more.createSees((at) => this.#set({ place: at, over: null }), this.#say);
        this.#seesSlot.replaceChildren(this.#sees.node);
      }
      this.#sees.show(shown, stage);
    }
    const listed = state.unfolded.includes("tensors") && !!more;
    this.#tensorsSlot.hidden = !listed;
    if (listed && more) {
      if (!this.#tensors)
        this.#tensorsSlot.replaceChildren((this.#tensors = more.createTensors()).node);
      this.#tensors.show(shown, stage);
    }
    this.#steps.show(state, stage);
    const step = stepOf(state, focus, stage);
    this.#stepSlot.hidden = !step || !more;
    if (step && more) {
      if (!this.#step) this.#stepSlot.replaceChildren((this.#step = more.createStep()).node);
      this.#step.show(shown, step);
    }
    this.#speak(shown);
  }

  /**
   * Says what was chosen, in a sentence, as soon as it is known.
   * @param {Shown} shown
   */
  #speak({ state, focus, frame }) {
    const chosen = JSON.stringify([this.#shown, state.place, state.channel, state.output]);
    if (chosen === this.#said) return;
    if (!this.#root.contains(document.activeElement) || this.#player.playing) return;
    if (!state.place) {
      this.#said = chosen;
      const panel = this.#panels.find(({ node }) => node.contains(document.activeElement));
      return write(this.#voice, panel?.sentence() ?? "");
    }
    const sentence =
      state.network &&
      this.#more?.sentenceOf(frame, focus, state.place, state.network.input, this.#say);
    if (!sentence) return; // not answered yet
    this.#said = chosen;
    write(this.#voice, sentence);
  }
}

/**
 * @param {HTMLElement} root
 * @param {Words} [words]   in a figure, those of the text's language
 * @param {{ language: Language }} [writer]
 */
export const create = (root, words, writer) =>
  new StageView(root, words ? createSay(words, writer?.language) : english);
