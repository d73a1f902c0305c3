// The kernel slides over the map: play, pause, step and scrub. What is on show meanwhile is
// state.over; where it stops, state.place.

import { dispatch, el, icon, mark, write } from "../shared/dom.js";

/** @import { Place } from "../../domain/geometry.js" */

const SLOW = 5; // cells a second at first, so that they can be followed
const FOLLOWED = 12; // cells
const WHOLE = 20; // seconds for the rest of a map, however large
const TICK = 40; // ms
const STILL = 600; // ms for a cell where motion is not wanted

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** @param {HTMLElement} root where wishes are made */
export function createPlayer(root) {
  const words = el("span", {}, "Play");
  const start = el("button", { class: "button primary play", type: "button" }, icon("play"), words);
  const back = el(
    "button",
    { class: "button", type: "button", "aria-label": "One cell back" },
    icon("back"),
  );
  const on = el(
    "button",
    { class: "button", type: "button", "aria-label": "One cell on" },
    icon("on"),
  );
  const range = el("input", { type: "range", min: 0, "aria-label": "Cell, row after row" });
  const where = el("output", { class: "where number" });
  const node = el(
    "div",
    { class: "player", role: "group", "aria-label": "The kernel slides" },
    start,
    back,
    on,
    range,
    where,
  );

  /** @type {[number, number]} */
  let size = [1, 1];
  let index = 0;
  let timer = 0;
  let began = 0; // index at which play began
  let passed = 0; // ms of play since
  let last = 0;
  let held = false; // the pointer is on a map: it shows another cell
  let filling = false; // cells after the one in focus are not there yet
  let drawn = "";

  const count = () => size[0] * size[1];
  /** @returns {Place} */
  const place = () => [Math.floor(index / size[1]), index % size[1]];

  /**
   * @param {number} to
   * @param {boolean} stay
   */
  function go(to, stay) {
    index = Math.min(count() - 1, Math.max(0, to));
    filling = true;
    dispatch(
      root,
      stay ? { type: "set", place: place(), over: null } : { type: "set", over: place() },
    );
  }
  /** @param {number} now */
  function tick(now) {
    const since = now - last;
    last = now;
    if (!root.checkVisibility()) return stop();
    if (held) return;
    passed += since;
    const seconds = passed / 1000;
    const slow = FOLLOWED / SLOW;
    const fast = Math.max(SLOW, count() / WHOLE);
    const cells = calm.matches
      ? passed / STILL
      : seconds < slow
        ? seconds * SLOW
        : FOLLOWED + (seconds - slow) * fast * Math.min(1, 0.2 + (seconds - slow) / 3);
    const to = began + Math.floor(cells);
    if (to >= count() - 1) {
      go(count() - 1, true);
      return stop();
    }
    if (to !== index) go(to, false);
  }
  function stop() {
    if (!timer) return;
    clearInterval(timer);
    timer = 0;
    go(index, true);
  }
  function play() {
    if (timer) return stop();
    if (index >= count() - 1) index = 0;
    began = index;
    passed = 0;
    last = performance.now();
    timer = window.setInterval(() => tick(performance.now()), TICK);
    go(index, false);
  }
  start.addEventListener("click", play);
  for (const [button, by] of /** @type {const} */ ([
    [back, -1],
    [on, 1],
  ]))
    button.addEventListener("click", () => {
      clearInterval(timer);
      timer = 0;
      go(index + by, true);
    });
  range.addEventListener("input", () => {
    clearInterval(timer);
    timer = 0;
    go(Number(range.value), false);
  });
  range.addEventListener("change", () => go(Number(range.value), true));

  return {
    node,
    /** Cells that are there so far; null: all. */
    get filled() {
      return filling ? index + 1 : null;
    },
    get playing() {
      return timer > 0;
    },
    /** Whether a pointer has it. */
    get taken() {
      return held;
    },
    /**
     * A pointer takes over, or lets go.
     * @param {boolean} taken
     */
    hold(taken) {
      held = taken && timer > 0;
      return held;
    },
    /** The whole map is there again. */
    rest() {
      clearInterval(timer);
      timer = 0;
      filling = held = false;
    },
    /** Where it stands while it plays. */
    place,
    /**
     * @param {[number, number]} of
     * @param {Place} at the cell in focus
     */
    show(of, at) {
      if (String(of) !== String(size)) {
        size = of;
        this.rest();
      }
      node.hidden = count() === 1;
      if (!timer) index = at[0] * size[1] + at[1];
      mark(range, "max", count() - 1);
      if (range.value !== String(index)) range.value = String(index);
      mark(range, "aria-valuetext", `row ${at[0] + 1}, column ${at[1] + 1}`);
      write(where, `row ${at[0] + 1}, column ${at[1] + 1} of ${size[0]} × ${size[1]}`);
      const now = timer ? "freeze" : "play";
      if (now === drawn) return;
      drawn = now;
      start.firstElementChild?.replaceWith(icon(now));
      write(words, timer ? "Pause" : "Play");
    },
  };
}
