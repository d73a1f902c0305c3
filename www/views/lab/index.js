// The lab: a small convolution to play with, no model needed. Every number here is computed by
// lab/convolution.js from what is on the screen. The address carries the whole of it as one word,
// `state.lab`.

import { decode, encode } from "../../lab/address.js";
import { change, mixed, MOST, pad, painted, pictured, shapes, withKernel } from "../../lab/lab.js";
import { sampled } from "../../lab/picture.js";
import { PRESETS } from "../../lab/presets.js";
import { clamp } from "../../domain/number.js";
import { dispatch, el, mark, write } from "../shared/dom.js";
import { styleSheet } from "../shared/style-sheet.js";
import { fit, roomOf } from "./fit.js";
import { createFormula } from "./formula.js";
import { picked } from "./kernel.js";
import { createPlayer } from "./player.js";
import { createSaving } from "./saving.js";
import { sentenceOf } from "./sentence.js";
import { Session } from "./session.js";
import { createSettings } from "./settings.js";
import { createStarts } from "./starts.js";
import { createStep } from "./step.js";
import { createTools } from "./tools.js";

/**
 * @import { State } from "../../domain/state.js"
 * @import { Lab, Place } from "../../lab/lab.js"
 * @import { Fit } from "./fit.js"
 * @import { Handlers } from "./step.js"
 */

const FIRST = "separable"; // the preset that an address without a word means
const BEAT = 420; // ms for a number while it plays
const SETTLED = 400; // ms until the address and the voice follow

/**
 * The digit that a key writes into an input cell.
 * @param {string} key
 * @param {number} before
 * @param {number} brush
 * @returns {number | undefined}
 */
function digitOf(key, before, brush) {
  if (/^\d$/.test(key)) return Number(key);
  const by = { "+": 1, "=": 1, "-": -1 }[key];
  if (by) return clamp(before + by, 0, MOST.value);
  return { " ": brush, Delete: 0, Backspace: 0 }[key];
}

/**
 * @param {Lab} lab
 * @param {number} y
 * @param {number} x
 * @param {number} c
 */
const inputAt = ({ input, shape: [, w, channels] }, y, x, c) => input[(y * w + x) * channels + c];

/**
 * The lab with one named kernel everywhere in a step.
 * @param {Lab} lab
 * @param {number} step
 * @param {string} name
 */
function withKernels(lab, step, name) {
  const channels = shapes(lab)[step][2];
  const { outputs, groups, kernel } = lab.steps[step];
  let next = lab;
  for (let o = 0; o < outputs; o++)
    for (let i = 0; i < channels / groups; i++)
      next = withKernel(next, step, o, i, picked(name, kernel));
  return next;
}

class LabView {
  #root;
  #session = new Session(PRESETS[FIRST].lab);
  #brush = MOST.value;
  #stroke = MOST.value; // what the pointer paints while it is down
  /** The word that the state had last. @type {string | undefined} */
  #seen;
  #word = FIRST; // of the lab on show
  /** @type {State["frame"]} */
  #frame = null;
  // timers
  #beat = 0;
  #emitting = 0;
  #speaking = 0;

  #voice = el("p", { class: "sr-only", "aria-live": "polite" });
  #saving = createSaving();
  #starts = createStarts((lab) => {
    this.#session.channels = [0, 0];
    this.#edit(lab);
  });
  #settings = createSettings({
    change: (term, value) => this.#edit(change(this.#lab, term, value)),
    pad: (padding) => this.#edit(pad(this.#lab, padding)),
    mix: (wanted) => this.#edit(mixed(this.#lab, wanted)),
  });
  #player = createPlayer({
    play: () => this.#play(),
    step: (by) => {
      this.#pause();
      this.#walk(by);
      this.#follow();
    },
    scrub: (index) => {
      this.#pause();
      this.#seek(index);
      this.#follow();
    },
  });
  #tools = createTools({
    brush: (value) => (this.#brush = value),
    clear: () => this.#edit({ ...this.#lab, picture: false, input: this.#lab.input.map(() => 0) }),
    picture: () => this.#edit(this.#sample(pictured(this.#lab, !this.#lab.picture))),
  });
  #steps;
  #bench;
  #body;
  /** What the cells were fitted to. */
  #fitted = "";
  /** @type {Fit} */
  #fit = "";

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    const handlers = this.#handlers();
    this.#steps = [0, 1].map((step) =>
      createStep(
        step,
        handlers,
        createFormula(step, (term, value) => this.#edit(change(this.#lab, term, value))),
      ),
    );
    const steps = this.#steps.map(({ node }) => node);
    this.#bench = el("div", { class: "bench" }, this.#player.node, ...steps);
    this.#body = el(
      "div",
      { class: "lab", hidden: true },
      ...this.#starts.nodes,
      el("div", { class: "desk" }, this.#settings.node, this.#tools.node),
      this.#bench,
      this.#saving.node,
      this.#voice,
    );
    root.replaceChildren(this.#body);
    this.#body.addEventListener("keydown", (event) => this.#escape(event));
    this.#lightTerms();
    new ResizeObserver(() => this.#measure()).observe(this.#bench);
    addEventListener("resize", () => this.#measure());
    styleSheet("lab").then(() => {
      this.#body.hidden = false;
      this.#render();
    });
  }

  get #lab() {
    return this.#session.lab;
  }

  /**
   * What happens in the grids and kernels of the steps.
   * @returns {Handlers}
   */
  #handlers() {
    return {
      hover: (place) => this.#hover(place),
      leave: () => this.#leave(),
      pin: (place, event) => this.#pin(place, event),
      ask: (y, x, c) => this.#ask(y, x, c),
      paint: (y, x, c, begin) => this.#paint(y, x, c, begin),
      set: (event, y, x, c) => this.#type(event.key, y, x, c),
      kernel: (step, o, i, kernel) => this.#edit(withKernel(this.#lab, step, o, i, kernel)),
      kernels: (step, name) => this.#edit(withKernels(this.#lab, step, name)),
      tap: (tap) => {
        this.#session.tap = tap;
        this.#render();
      },
      open: (step, i) => {
        this.#session.kernels[step] = i;
        this.#render();
      },
    };
  }

  // Edits, and the address

  /**
   * Every number is shown again.
   * @param {Lab} lab
   */
  #edit(lab) {
    this.#pause();
    this.#session.running = false;
    this.#session.set(lab);
    this.#settle();
    this.#speak();
  }
  /** Draws, and lets the address follow. */
  #settle() {
    this.#render();
    clearTimeout(this.#emitting);
    this.#emitting = window.setTimeout(() => this.#emit(), SETTLED);
  }
  #emit() {
    const word = encode(this.#lab);
    if (this.#beat || word === this.#word) return;
    this.#word = word;
    dispatch(this.#root, { type: "set", lab: word === FIRST ? "" : word });
  }
  #speak() {
    clearTimeout(this.#speaking);
    this.#speaking = window.setTimeout(() => {
      if (!this.#beat) write(this.#voice, sentenceOf(this.#lab, this.#session.place));
    }, SETTLED / 2);
  }
  /**
   * @param {number} y
   * @param {number} x
   * @param {number} c
   * @param {boolean} begin   whether the pointer has just gone down
   */
  #paint(y, x, c, begin) {
    const before = inputAt(this.#lab, y, x, c);
    if (begin) this.#stroke = before === this.#brush ? 0 : this.#brush;
    if (before !== this.#stroke || this.#lab.picture)
      this.#edit(painted(this.#lab, y, x, c, this.#stroke));
  }
  /**
   * @param {string} key
   * @param {number} y
   * @param {number} x
   * @param {number} c
   * @returns {boolean} whether the key writes a number
   */
  #type(key, y, x, c) {
    const value = digitOf(key, inputAt(this.#lab, y, x, c), this.#brush);
    if (value === undefined) return false;
    this.#edit(painted(this.#lab, y, x, c, value));
    write(this.#voice, `Row ${y + 1}, column ${x + 1} of input ${c + 1} is ${value}.`);
    clearTimeout(this.#speaking);
    return true;
  }

  // The pointer and the focus

  /** @param {Place} place */
  #hover(place) {
    if (this.#session.isHovered(place)) return;
    this.#session.point(place);
    this.#render();
    this.#speak();
  }
  #leave() {
    if (!this.#session.hover && !this.#session.cell) return;
    this.#session.point(null);
    this.#render();
  }
  /**
   * @param {Place} place
   * @param {PointerEvent | null} event
   */
  #pin(place, event) {
    // A finger has no hover: its first tap shows, the second one pins.
    if (event?.pointerType === "touch" && !this.#session.isHovered(place))
      return this.#hover(place);
    this.#pause();
    this.#session.running = false;
    this.#go(place);
  }
  /** @param {Place} place */
  #go(place) {
    this.#session.pin(place);
    this.#settle();
    this.#speak();
  }
  /**
   * The pointer is over an input cell.
   * @param {number} y
   * @param {number} x
   * @param {number} c
   */
  #ask(y, x, c) {
    const { cell } = this.#session;
    if (cell?.y === y && cell.x === x && cell.c === c) return;
    this.#session.hover = null;
    this.#session.cell = { y, x, c };
    this.#render();
  }
  /** @param {KeyboardEvent} event */
  #escape(event) {
    const { running, hover, cell } = this.#session;
    if (event.key !== "Escape" || event.defaultPrevented || (!running && !hover && !cell)) return;
    this.#pause();
    this.#session.running = false;
    this.#session.point(null);
    this.#settle();
    event.preventDefault();
  }
  /** A term of the formula lights up what it counts. */
  #lightTerms() {
    for (const [event, on] of /** @type {const} */ ([
      ["pointerover", true],
      ["focusin", true],
      ["pointerout", false],
      ["focusout", false],
    ])) {
      this.#body.addEventListener(event, ({ target }) => {
        const term = /** @type {Element} */ (target).closest("[data-term]");
        const step = Number(term?.closest("[data-step]")?.getAttribute("data-step") ?? 0);
        if (term) mark(this.#steps[step].node, "data-lit", on && term.getAttribute("data-term"));
      });
    }
  }

  // The run through all numbers

  #pause() {
    clearInterval(this.#beat);
    this.#beat = 0;
  }
  #play() {
    if (this.#beat) {
      this.#pause();
      this.#settle();
      return this.#speak();
    }
    this.#session.running = true;
    if (this.#session.index === this.#session.count - 1) this.#seek(0);
    this.#beat = window.setInterval(() => {
      if (!this.#root.checkVisibility()) return this.#pause();
      if (this.#session.hover) return;
      // One who has scrolled away is left there.
      const seen = this.#sees(this.#steps[this.#lab.place.step].output);
      this.#walk(1);
      if (seen) this.#follow();
    }, BEAT);
    this.#render();
    this.#follow();
  }
  /** @param {number} by */
  #walk(by) {
    const to = this.#session.index + by;
    if (to >= 0 && to < this.#session.count) return this.#seek(to);
    this.#pause();
    this.#settle();
  }
  /** @param {number} index */
  #seek(index) {
    this.#session.seek(index);
    this.#settle();
    this.#speak();
  }

  // What is drawn

  #render() {
    if (this.#body.hidden) return;
    const lab = this.#lab;
    this.#session.scenes().forEach((scene, i) => this.#steps[i].show(scene));
    this.#settings.show(lab);
    this.#player.show(lab, lab.place, !!this.#beat);
    this.#saving.show(lab);
    this.#starts.show(lab);
    this.#tools.show(lab.picture, !!this.#frame);
    this.#measure();
  }

  /** Fits the cells to the window, where it or the lab's shape is another. */
  #measure() {
    const { clientWidth } = this.#bench;
    const [step] = this.#lab.steps;
    const key = [shapes(this.#lab), step.kernel, step.groups, clientWidth, innerHeight].join();
    if (!clientWidth || key === this.#fitted) return;
    this.#fitted = key;
    this.#session.room = roomOf(this.#bench);
    this.#session.scenes().forEach((scene, i) => this.#steps[i].show(scene));
    this.#fit = fit(this.#bench, this.#top);
  }
  /** Where all of the lab begins: its tab, if it has one. */
  get #top() {
    return this.#root.closest(".focus") ?? this.#root;
  }

  /** Brings the bench into sight, with all that stands above it if there is room. */
  async reveal() {
    await styleSheet("lab");
    this.#measure();
    if (this.#fit === "all") this.#top.scrollIntoView();
    else this.#bench.scrollIntoView();
  }
  /** Brings the number in focus into sight, with the step that makes it if there is room. */
  #follow() {
    const { node, output } = this.#steps[this.#lab.place.step];
    for (const part of [node, output])
      if (!this.#sees(part)) part.scrollIntoView({ block: "nearest" });
  }
  /**
   * Whether a part is in sight, under the player.
   * @param {Element} part
   */
  #sees(part) {
    const { top, bottom } = part.getBoundingClientRect();
    return top >= this.#player.node.offsetHeight - 1 && bottom <= innerHeight + 1;
  }

  /**
   * With the page's frame as input, where the lab follows it.
   * @param {Lab} lab
   */
  #sample(lab) {
    if (!lab.picture || !this.#frame) return lab;
    return { ...lab, input: sampled(this.#frame.square, lab.shape[0], lab.shape[1]) };
  }

  /** @param {State} state */
  update(state) {
    const first = !this.#frame;
    const fresh = state.frame !== this.#frame;
    this.#frame = state.frame;
    if (state.lab !== this.#seen) {
      this.#seen = state.lab;
      if (this.#open(state.lab || FIRST)) return;
    }
    if (!fresh || state.view !== "lab") return;
    if (this.#lab.picture) {
      this.#session.lab = this.#sample(this.#lab);
      this.#render();
    } else if (first) this.#tools.show(false, !!this.#frame);
  }

  /**
   * Shows the lab of the address, where it is another one.
   * @param {string} word
   * @returns {boolean} whether it is
   */
  #open(word) {
    const lab = word === this.#word ? null : decode(word);
    if (!lab) return false;
    this.#word = word;
    this.#pause();
    this.#session.open(this.#sample(lab));
    this.#render();
    return true;
  }
}

/** @param {HTMLElement} root */
export const create = (root) => new LabView(root);
