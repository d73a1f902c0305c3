// What the lab shows: a lab, the output number in focus, and how far a run has come. No document.

import { legalPlace, shapes, values } from "../../lab/lab.js";
import { countOf, indexOf, placeAt } from "./order.js";

/**
 * @import { Lab, Place } from "../../lab/lab.js"
 * @import { Scene } from "./step.js"
 */

/** @typedef {{ y: number, x: number, c: number }} InputCell */

export class Session {
  /** @param {Lab} lab */
  constructor(lab) {
    this.lab = lab;
    /** The output number under the pointer. @type {Place | null} */
    this.hover = null;
    /** The input cell under the pointer: its readers are marked. @type {InputCell | null} */
    this.cell = null;
    /** The weight under the pointer. @type {number | null} */
    this.tap = null;
    /** Whether numbers after the one in focus are hidden. */
    this.running = false;
    /** The output channel on show in each step. */
    this.channels = [0, 0];
    /** Columns of weights that there is room for beside each other. */
    this.room = 9;
    /** Where not all kernels have room: which of an output's is on show in each step. */
    this.kernels = [0, 0];
  }

  /** The output number in focus. */
  get place() {
    return this.hover ?? this.lab.place;
  }
  get index() {
    return indexOf(this.lab, this.lab.place);
  }
  get count() {
    return countOf(this.lab);
  }

  /** @param {Lab} lab */
  set(lab) {
    this.lab = { ...lab, place: legalPlace(lab, lab.place) };
  }
  /**
   * Begins again with another lab.
   * @param {Lab} lab
   */
  open(lab) {
    this.running = false;
    this.hover = this.cell = null;
    this.channels = [0, 0];
    this.channels[lab.place.step] = lab.place.channel;
    this.lab = lab;
  }
  /** @param {Place} place */
  pin(place) {
    this.point(null);
    this.channels[place.step] = place.channel;
    this.set({ ...this.lab, place });
  }
  /** @param {number} index   of an output number */
  seek(index) {
    this.running = true;
    this.pin(placeAt(this.lab, index));
  }
  /**
   * The pointer is over an output number; null: over nothing.
   * @param {Place | null} place
   */
  point(place) {
    this.hover = place;
    this.cell = null;
    if (place) this.channels[place.step] = place.channel;
    else this.channels[this.lab.place.step] = this.lab.place.channel;
  }
  /** @param {Place} place */
  isHovered(place) {
    return this.hover !== null && indexOf(this.lab, this.hover) === indexOf(this.lab, place);
  }

  /**
   * What each of the two steps shows.
   * @returns {[Scene, Scene]}
   */
  scenes() {
    const { lab, place, channels, kernels, room, tap, cell: asked } = this;
    const all = shapes(lab);
    lab.steps.forEach((_, s) => (channels[s] = Math.min(channels[s], all[s + 1][2] - 1)));
    const on = { place, channels, kernels, room, asked, tap };
    const scene = { lab, shapes: all, values: values(lab), ...on };
    const upTo = this.running ? this.index : null;
    const [h, w, c] = all[1];
    return [
      { ...scene, upTo, hasTo: null },
      { ...scene, upTo: upTo === null ? null : upTo - h * w * c, hasTo: upTo },
    ];
  }
}
