// The lab: a small convolution to play with, no model needed. Every number here is computed by
// lab/convolution.js from what is on the screen. The address carries the whole of it as one word,
// `state.lab`.

import { decode, encode } from "../../lab/address.js";
import {
  change,
  legalPlace,
  MOST,
  mixed,
  pad,
  painted,
  pictured,
  shapes,
  values,
  withKernel,
} from "../../lab/lab.js";
import { sampled } from "../../lab/picture.js";
import { PRESETS } from "../../lab/presets.js";
import { dispatch, el, mark, sheet, write } from "../shared/dom.js";
import { createFormula } from "./formula.js";
import { picked } from "./kernel.js";
import { countOf, createPlayer, indexOf, placeAt } from "./player.js";
import { createSaving } from "./saving.js";
import { sentenceOf } from "./sentence.js";
import { createSettings } from "./settings.js";
import { createStarts } from "./starts.js";
import { createStep } from "./step.js";
import { createTools } from "./tools.js";

/**
 * @import { State } from "../../domain/state.js"
 * @import { Lab, Place } from "../../lab/lab.js"
 * @import { Scene, Tells } from "./step.js"
 */

const FIRST = "separable"; // the preset that an address without a word means
const BEAT = 420; // ms for a number while it plays
const SETTLED = 400; // ms until the address and the voice follow

/** @param {HTMLElement} root */
export function create(root) {
  const body = el("div", { class: "lab", hidden: true });
  sheet("lab").then(() => {
    body.hidden = false;
    render();
  });

  let lab = PRESETS[FIRST].lab;
  /** The output number under the pointer. @type {Place | null} */
  let hover = null;
  /** @type {Scene["asked"]} */
  let asked = null;
  /** @type {number | null} */
  let tap = null;
  /** The output channel on show in each step. */
  let channels = [0, 0];
  let running = false; // numbers after the one in focus are not there yet
  let beat = 0;
  let brush = MOST.value;
  let stroke = brush;
  /** What the state has last said, and what it has last been told. @type {string | undefined} */
  let seen;
  let told = FIRST;
  /** @type {State["frame"]} */
  let frame = null;
  let later = 0;
  let speaks = 0;

  // What changes

  /** @param {Lab} next */
  function set(next) {
    lab = { ...next, place: legalPlace(next, next.place) };
    render();
    clearTimeout(later);
    later = window.setTimeout(emit, SETTLED);
  }
  function emit() {
    if (beat) return;
    const word = encode(lab);
    if (word === told) return;
    told = word;
    dispatch(root, { type: "set", lab: word === FIRST ? "" : word });
  }
  /** @param {Lab} next an edit: all numbers are there again */
  function edit(next) {
    pause();
    running = false;
    set(next);
    speak();
  }
  /** @param {Place} place */
  function go(place) {
    hover = asked = null;
    channels[place.step] = place.channel;
    set({ ...lab, place });
    speak();
  }
  function pause() {
    clearInterval(beat);
    beat = 0;
  }
  function play() {
    if (beat) {
      pause();
      set(lab);
      return speak();
    }
    running = true;
    if (indexOf(lab, lab.place) === countOf(lab) - 1) go(placeAt(lab, 0));
    beat = window.setInterval(() => {
      if (!root.checkVisibility()) pause();
      else if (!hover) walk(1);
    }, BEAT);
    render();
  }
  /** @param {number} by */
  function walk(by) {
    const to = indexOf(lab, lab.place) + by;
    if (to < 0 || to >= countOf(lab)) return (pause(), set(lab));
    running = true;
    go(placeAt(lab, to));
  }
  function speak() {
    clearTimeout(speaks);
    speaks = window.setTimeout(() => {
      if (!beat) write(voice, sentenceOf(lab, hover ?? lab.place));
    }, SETTLED / 2);
  }
  // The parts

  const voice = el("p", { class: "sr-only", "aria-live": "polite" });
  const starts = createStarts((from) => {
    channels = [0, 0];
    edit(from);
  });
  const formula = createFormula((term, value) => edit(change(lab, term, value)));
  const settings = createSettings({
    change: (term, value) => edit(change(lab, term, value)),
    pad: (padding) => edit(pad(lab, padding)),
    mix: (wanted) => edit(mixed(lab, wanted)),
  });
  const player = createPlayer({
    play,
    step(by) {
      pause();
      walk(by);
    },
    scrub(index) {
      pause();
      running = true;
      go(placeAt(lab, index));
    },
  });
  const saving = createSaving();

  const tools = createTools({
    brush: (value) => (brush = value),
    clear: () => edit({ ...lab, picture: false, input: lab.input.map(() => 0) }),
    picture: () => edit(look(pictured(lab, !lab.picture))),
  });

  /** @type {Tells} */
  const tells = {
    hover(place) {
      if (hover && indexOf(lab, hover) === indexOf(lab, place)) return;
      hover = place;
      asked = null;
      channels[place.step] = place.channel;
      render();
      speak();
    },
    leave() {
      if (!hover && !asked) return;
      hover = asked = null;
      channels[lab.place.step] = lab.place.channel;
      render();
    },
    pin(place, event) {
      // A finger has no hover: its first tap shows, the second one pins.
      const again = hover && indexOf(lab, hover) === indexOf(lab, place);
      if (event?.pointerType === "touch" && !again) return tells.hover(place);
      pause();
      running = false;
      go(place);
    },
    ask(y, x, c) {
      if (asked?.y === y && asked.x === x && asked.c === c) return;
      asked = { y, x, c };
      hover = null;
      render();
    },
    paint(y, x, c, begin) {
      const before = lab.input[(y * lab.shape[1] + x) * lab.shape[2] + c];
      if (begin) stroke = before === brush ? 0 : brush;
      if (before !== stroke || lab.picture) edit(painted(lab, y, x, c, stroke));
    },
    set(event, y, x, c) {
      const before = lab.input[(y * lab.shape[1] + x) * lab.shape[2] + c];
      const by = { "+": 1, "=": 1, "-": -1 }[event.key];
      const value = /^\d$/.test(event.key)
        ? Number(event.key)
        : by
          ? Math.max(0, Math.min(MOST.value, before + by))
          : { " ": brush, Delete: 0, Backspace: 0 }[event.key];
      if (value === undefined) return false;
      edit(painted(lab, y, x, c, value));
      write(voice, `Row ${y + 1}, column ${x + 1} of input ${c + 1} is ${value}.`);
      clearTimeout(speaks);
      return true;
    },
    kernel: (step, o, i, kernel) => edit(withKernel(lab, step, o, i, kernel)),
    kernels(step, name) {
      const [, , c] = shapes(lab)[step];
      const { outputs, groups, kernel } = lab.steps[step];
      let next = lab;
      for (let o = 0; o < outputs; o++)
        for (let i = 0; i < c / groups; i++)
          next = withKernel(next, step, o, i, picked(name, kernel));
      edit(next);
    },
    tap(next) {
      tap = next;
      render();
    },
  };
  const steps = [createStep(0, tells, tools.nodes), createStep(1, tells)];

  body.append(
    ...starts.nodes,
    el("div", { class: "desk" }, formula.node, settings.node),
    player.node,
    ...steps.map((step) => step.node),
    saving.node,
    voice,
  );
  root.replaceChildren(body);
  body.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || (!running && !hover && !asked)) return;
    pause();
    running = false;
    hover = asked = null;
    set(lab);
    event.preventDefault();
  });

  // A term lights up what it counts.
  for (const [event, on] of /** @type {const} */ ([
    ["pointerover", true],
    ["focusin", true],
    ["pointerout", false],
    ["focusout", false],
  ])) {
    body.addEventListener(event, ({ target }) => {
      const term = /** @type {Element} */ (target).closest("[data-term]");
      const step = Number(term?.closest("[data-step]")?.getAttribute("data-step") ?? 0);
      if (term) mark(steps[step].node, "data-lit", on && term.getAttribute("data-term"));
    });
  }

  function render() {
    if (body.hidden) return;
    const place = hover ?? lab.place;
    const of = shapes(lab);
    const computed = values(lab);
    const upTo = running ? indexOf(lab, lab.place) : null;
    lab.steps.forEach((_, s) => (channels[s] = Math.min(channels[s], of[s + 1][2] - 1)));
    const scene = { lab, shapes: of, values: computed, place, channels, asked, tap };
    const made = of[1][0] * of[1][1] * of[1][2];
    steps[0].show({ ...scene, upTo, hasTo: null });
    steps[1].show({ ...scene, upTo: upTo === null ? null : upTo - made, hasTo: upTo });
    formula.show(lab);
    settings.show(lab);
    player.show(lab, lab.place, !!beat);
    saving.show(lab);
    starts.show(lab);
    tools.show(lab.picture, !!frame);
  }

  /**
   * With the page's frame as input, where it is wanted.
   * @param {Lab} of
   */
  function look(of) {
    if (!of.picture || !frame) return of;
    return { ...of, input: sampled(frame.square, of.shape[0], of.shape[1]) };
  }

  return {
    /** @param {State} state */
    update(state) {
      const first = !frame;
      const fresh = state.frame !== frame;
      frame = state.frame;
      if (state.lab !== seen) {
        seen = state.lab;
        const word = seen || FIRST;
        const next = word === told ? null : decode(word);
        if (next) {
          told = word;
          pause();
          running = false;
          hover = asked = null;
          channels = [0, 0];
          channels[next.place.step] = next.place.channel;
          lab = look(next);
          return render();
        }
      }
      if (!fresh || !root.checkVisibility()) return;
      if (lab.picture) {
        lab = look(lab);
        render();
      } else if (first) tools.show(false, !!frame);
    },
  };
}
