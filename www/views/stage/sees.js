// What the cell in focus sees: its receptive field on the picture, how it grows layer by layer, and
// where the channel is strongest.

import { el, mark, write } from "../shared/dom.js";
import { createGrowth } from "./growth.js";
import { fieldSentence, lay, middlesOf } from "./receptive-field.js";
import { createStrongest } from "./strongest.js";

/**
 * @import { Frame } from "../../domain/state.js"
 * @import { Field } from "../../separable.d.ts"
 * @import { Shown } from "./known.js"
 * @import { Say } from "./words.js"
 */

/** The picture that the model sees, painted once a frame. */
function createPicture() {
  const canvas = el("canvas", { "aria-hidden": "true" });
  const ctx = canvas.getContext("2d");
  let image = new ImageData(1, 1);
  let painted = 0;
  return {
    canvas,
    /** @param {Frame} frame */
    paint({ number, square: { data, width, height } }) {
      if (painted === number) return;
      painted = number;
      if (image.width !== width || image.height !== height) {
        image = new ImageData(width, height);
        Object.assign(canvas, { width, height });
      }
      image.data.set(data);
      ctx?.putImageData(image, 0, 0);
    },
  };
}

class SeesView {
  #picture = createPicture();
  #box = el("span", { class: "field", "aria-hidden": "true" });
  #title = el("h3");
  #text = el("p", { class: "seen", "data-metric": "field" });
  #problem = el("p", { class: "problem" });
  #growth;
  #strongest;
  #seen;
  #say;

  /**
   * @param {(at: [number, number]) => void} pin
   * @param {Say} say
   */
  constructor(pin, say) {
    this.#say = say;
    this.#growth = createGrowth(say);
    this.#strongest = createStrongest(pin, say);
    this.#seen = el(
      "div",
      { class: "frame-seen" },
      this.#picture.canvas,
      this.#box,
      ...this.#strongest.marks,
    );
    const words = el(
      "div",
      { class: "words" },
      this.#title,
      this.#text,
      el("p", { class: "label" }, say("growth")),
      this.#growth.node,
      ...this.#strongest.nodes,
      this.#problem,
    );
    this.node = el("section", { class: "sees", "aria-label": say("cellSees") }, this.#seen, words);
  }

  /**
   * @param {Shown} shown
   * @param {number} stage
   */
  show(shown, stage) {
    const { state, frame, focus, replyOf } = shown;
    const { network } = state;
    if (!network) return;
    this.#picture.paint(frame);
    const last = focus.scene.panels[focus.scene.panels.length - 1].index;
    const reply = replyOf("field", last);
    write(this.#problem, reply?.problem ?? "");
    if (!reply?.answer) return;
    const [, y, x] = reply.args;
    const field = /** @type {Field} */ (reply.answer);
    const [h, w] = network.input;
    const alone = focus.size[0] * focus.size[1] === 1;
    lay(this.#box, field.box, h, w);
    write(
      this.#title,
      alone ? this.#say("seesAll") : this.#say("placeSees", { y: y + 1, x: x + 1 }),
    );
    const text = fieldSentence(field, network.input, this.#say);
    write(this.#text, text);
    mark(this.#text, "data-value", Object.values(field.box).join(" "));
    mark(
      this.#seen,
      "data-picture",
      this.#say("seesCaption", {
        ...{ stage: focus.scene.title, name: network.name, text },
        title: this.#title.textContent,
      }),
    );
    this.#growth.show(network, stage, field);
    const channel = frame.replies.strongest;
    const made = focus.mix ? focus.output : focus.channel;
    const positive = (channel?.answer ?? []).filter(
      (/** @type {{ value: number }} */ { value }) => value > 0,
    );
    this.#strongest.show(
      Number(channel?.args[1] ?? made?.now ?? 0),
      alone ? [] : positive,
      middlesOf(field, [y, x], network.layers.slice(0, last + 1), network.input),
    );
  }
}

/**
 * @param {(at: [number, number]) => void} pin
 * @param {Say} say
 */
export const createSees = (pin, say) => new SeesView(pin, say);
