// The kernel slides over the map: play, pause, step and scrub. The cell on show meanwhile is
// state.over; the cell where it stops, state.place.

import { clamp } from "../../domain/number.js";
import { dispatch, el, icon, mark, write } from "../shared/dom.js";

/**
 * @import { Place } from "../../domain/geometry.js"
 * @import { Say } from "./words.js"
 */

const SLOW = 5; // cells a second at first, so that they can be followed
const FOLLOWED = 12; // cells
const WHOLE = 20; // seconds for the rest of a map, however large
const TICK = 40; // ms
const STILL = 600; // ms for a cell where motion is not wanted

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * Cells that have passed after so long: slowly at first, then faster, so that a map takes no longer
 * than about WHOLE seconds.
 * @param {number} ms
 * @param {number} count of the map's cells
 */
function cellsAfter(ms, count) {
  if (calm.matches) return Math.floor(ms / STILL);
  const seconds = ms / 1000;
  const slow = FOLLOWED / SLOW;
  if (seconds < slow) return Math.floor(seconds * SLOW);
  const fast = Math.max(SLOW, count / WHOLE);
  const speedUp = Math.min(1, 0.2 + (seconds - slow) / 3);
  return Math.floor(FOLLOWED + (seconds - slow) * fast * speedUp);
}

/** @param {Say} say */
function createParts(say) {
  const words = el("span", {}, say("play"));
  const start = el("button", { class: "button primary play", type: "button" }, icon("play"), words);
  const [back, on] = /** @type {const} */ ([
    ["back", say("previous")],
    ["on", say("next")],
  ]).map(([name, label]) =>
    el("button", { class: "button", type: "button", "aria-label": label }, icon(name)),
  );
  const range = el("input", { type: "range", min: 0, "aria-label": say("cells") });
  const where = el("output", { class: "where number" });
  const role = { role: "group", "aria-label": say("slide") };
  const node = el("div", { class: "player", ...role }, start, back, on, range, where);
  return { words, start, back, on, range, where, node };
}

export class Player {
  #root;
  #parts;
  #say;
  /** Rows and columns of the map. @type {[number, number]} */
  #size = [1, 1];
  #index = 0; // of the cell in focus
  #timer = 0;
  #began = 0; // index at which play began
  #passed = 0; // ms of play since
  #last = 0; // ms
  #held = false; // the pointer is on a map: it shows another cell
  #filling = false; // cells after the one in focus are not shown
  #drawn = "";

  /**
   * @param {HTMLElement} root where actions are dispatched
   * @param {Say} say
   */
  constructor(root, say) {
    this.#root = root;
    this.#say = say;
    this.#parts = createParts(say);
    const { start, back, on, range, node } = this.#parts;
    this.node = node;
    start.addEventListener("click", () => (this.#timer ? this.#stop() : this.#play()));
    back.addEventListener("click", () => this.#jump(this.#index - 1, true));
    on.addEventListener("click", () => this.#jump(this.#index + 1, true));
    range.addEventListener("input", () => this.#jump(Number(range.value), false));
    range.addEventListener("change", () => this.#go(Number(range.value), true));
  }

  get #count() {
    return this.#size[0] * this.#size[1];
  }
  /** Cells that are shown so far; null: all. */
  get filled() {
    return this.#filling ? this.#index + 1 : null;
  }
  get playing() {
    return this.#timer > 0;
  }
  /** Whether a pointer holds it. */
  get held() {
    return this.#held;
  }
  /**
   * The cell in focus while it plays.
   * @returns {Place}
   */
  get place() {
    return [Math.floor(this.#index / this.#size[1]), this.#index % this.#size[1]];
  }

  /**
   * A pointer takes over, or lets go.
   * @param {boolean} held
   * @returns {boolean} whether it holds the player, which plays
   */
  hold(held) {
    this.#held = held && this.playing;
    return this.#held;
  }
  /** Shows the whole map again. */
  rest() {
    this.#clear();
    this.#filling = this.#held = false;
  }

  #clear() {
    clearInterval(this.#timer);
    this.#timer = 0;
  }
  /**
   * @param {number} index
   * @param {boolean} pin   whether the cell is pinned, not only shown
   */
  #go(index, pin) {
    this.#index = clamp(index, 0, this.#count - 1);
    this.#filling = true;
    const { place } = this;
    dispatch(this.#root, { type: "set", ...(pin ? { place, over: null } : { over: place }) });
  }
  /**
   * Stops, and goes to a cell.
   * @param {number} index
   * @param {boolean} pin
   */
  #jump(index, pin) {
    this.#clear();
    this.#go(index, pin);
  }
  #stop() {
    if (this.#timer) this.#jump(this.#index, true);
  }
  #play() {
    if (this.#index >= this.#count - 1) this.#index = 0;
    this.#began = this.#index;
    this.#passed = 0;
    this.#last = performance.now();
    this.#timer = window.setInterval(() => this.#tick(performance.now()), TICK);
    this.#go(this.#index, false);
  }
  /** @param {number} now ms */
  #tick(now) {
    const since = now - this.#last;
    this.#last = now;
    if (!this.#root.checkVisibility()) return this.#stop();
    if (this.#held) return;
    this.#passed += since;
    const index = this.#began + cellsAfter(this.#passed, this.#count);
    if (index >= this.#count - 1) {
      this.#go(this.#count - 1, true);
      this.#stop();
    } else if (index !== this.#index) this.#go(index, false);
  }

  /**
   * @param {[number, number]} size rows and columns of the map
   * @param {Place} at the cell in focus
   */
  show(size, [y, x]) {
    if (String(size) !== String(this.#size)) {
      this.#size = size;
      this.rest();
    }
    const { node, range, where, start, words } = this.#parts;
    node.hidden = this.#count === 1;
    if (!this.playing) this.#index = y * size[1] + x;
    mark(range, "max", this.#count - 1);
    if (range.value !== String(this.#index)) range.value = String(this.#index);
    const at = { y: y + 1, x: x + 1, h: size[0], w: size[1] };
    mark(range, "aria-valuetext", this.#say("where", at));
    write(where, this.#say("whereOf", at));
    const now = this.playing ? "freeze" : "play";
    if (now === this.#drawn) return;
    this.#drawn = now;
    start.firstElementChild?.replaceWith(icon(now));
    write(words, this.#say(this.playing ? "pause" : "play"));
  }
}
