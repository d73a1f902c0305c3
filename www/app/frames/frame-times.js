// How long frames take: medians over the last of them, step by step and layer by layer.

import { history, rate, series } from "./statistics.js";

/**
 * @import { Measured } from "../../domain/state.js"
 * @import { Look } from "../../separable.d.ts"
 */

const FRAMES = 60; // behind the medians of the whole
const LAYER_FRAMES = 15; // behind the medians of the layers
const EVERY = 8; // frames from one timing of the layers to the next
const CALM = 300; // ms between two changes of the numbers

export class FrameTimes {
  #infer = series(FRAMES);
  #capture = series(FRAMES);
  #prepare = series(FRAMES);
  #inspect = series(FRAMES);
  #rest = series(FRAMES);
  #draw = series(FRAMES);
  #frame = series(FRAMES);
  #drawn = rate();
  #minute = history();
  /** @type {ReturnType<typeof series>[]} */
  #layers = [];
  /** Whether the last frame was that before it. */
  #unchanged = false;
  /** When the numbers last changed. */
  #published = -Infinity;

  /**
   * Whether the layers are to be timed with a frame.
   * @param {number} number of the frame
   */
  layersDue(number) {
    return number % EVERY === 0 || (this.#layers.length > 0 && this.#layers[0].count < 5);
  }

  /**
   * Adds what a frame took until its answer was known.
   * @param {Look} look
   * @param {number} now
   */
  answered({ ms, timings, unchanged }, now) {
    this.#unchanged = unchanged;
    if (!unchanged) {
      this.#infer.add(ms.infer);
      this.#minute.add(now, ms.infer);
    }
    this.#capture.add(ms.capture);
    this.#prepare.add(ms.prepare);
    this.#inspect.add(ms.inspect);
    this.#drawn.add(now);
    if (!timings || unchanged) return;
    if (this.#layers.length !== timings.length)
      this.#layers = Array.from(timings, () => series(LAYER_FRAMES));
    timings.forEach((time, i) => this.#layers[i].add(time));
  }

  /**
   * Adds what a frame took from its answer to the screen.
   * @param {Look} look
   * @param {{ began: number, known: number, drawn: number }} moments
   */
  shown({ ms, unchanged }, { began, known, drawn }) {
    if (unchanged) return;
    this.#rest.add(known - began - ms.infer - ms.inspect);
    this.#draw.add(drawn - known);
    this.#frame.add(drawn - began);
  }

  /**
   * The numbers for the page.
   * @param {number} now
   * @param {{ moving: boolean, last: boolean }} source whether it moves, and whether this is the
   *   last look at it
   * @returns {Measured | null} null while the last numbers may stand
   */
  measured(now, { moving, last }) {
    if (now - this.#published < CALM && !last) return null;
    this.#published = now;
    const layers = this.#layers;
    return {
      infer: this.#infer.spread(),
      unchanged: this.#unchanged,
      capture: this.#capture.spread(),
      prepare: this.#prepare.spread(),
      inspect: this.#inspect.spread(),
      rest: this.#rest.spread(),
      draw: this.#draw.spread(),
      frame: this.#frame.spread(),
      fps: moving ? this.#drawn.value() : null,
      layers: layers.length ? Float64Array.from(layers, (times) => times.median()) : null,
      layersCount: layers[0]?.count ?? 0,
      minute: this.#minute.moments,
    };
  }

  /** For another source. */
  clear() {
    this.#published = -Infinity;
    const whole = [this.#infer, this.#capture, this.#prepare, this.#inspect];
    for (const times of [...whole, this.#rest, this.#draw, this.#frame, this.#drawn]) times.clear();
  }

  /** For another network. */
  clearNetwork() {
    this.#layers = [];
    this.#minute.clear();
    this.clear();
  }
}
