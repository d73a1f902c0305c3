// What a cell sees: the pixels it depends on, and how the part it sees grows layer by layer; and a
// channel's strongest places.

import { el, mark, write } from "../shared/dom.js";
import { real } from "../../domain/number.js";
import { stageName } from "../../domain/stages.js";

/**
 * @import { Description, Layer, Shape, Reply } from "../../domain/state.js"
 * @import { Box, Field } from "../../separable.d.ts"
 * @import { Focus } from "../shared/focus.js"
 * @import { Shown } from "./panel.js"
 */

const LISTED = 5;

/**
 * Places an element over a square of `size` pixels.
 * @param {HTMLElement} node
 * @param {Box} box
 * @param {number} h
 * @param {number} w
 */
function lay(node, { top, left, bottom, right }, h, w) {
  for (const [name, value] of /** @type {const} */ ([
    ["--top", top / h],
    ["--left", left / w],
    ["--height", (bottom - top) / h],
    ["--width", (right - left) / w],
  ]))
    node.style.setProperty(name, String(value));
}

/**
 * @param {Box} box
 * @returns {[number, number]}
 */
export const sizeOf = ({ top, left, bottom, right }) => [bottom - top, right - left];

/**
 * The sentence of what a cell sees.
 * @param {{ box: Box, unclipped: Box }} field
 * @param {Shape} input
 */
export function seen({ box, unclipped }, [h, w]) {
  const [tall, wide] = sizeOf(box);
  const [all, across] = sizeOf(unclipped);
  const cut = all > tall || across > wide;
  return (
    `It sees ${tall} × ${wide} of ${h} × ${w} ` +
    "pixels" +
    (cut ? `; its field is ${all} × ${across}, and the rest of that falls on padding` : "") +
    "."
  );
}

/**
 * Pixels from one cell to the next, after these layers.
 * @param {Layer[]} layers
 * @returns {[number, number]}
 */
const stepOf = (layers) =>
  layers.reduce(
    ([down, across], { stride }) =>
      /** @type {[number, number]} */ ([down * (stride?.[0] ?? 1), across * (stride?.[1] ?? 1)]),
    /** @type {[number, number]} */ ([1, 1]),
  );

/** @param {{ pin: (at: [number, number]) => void }} tells */
export function createSees({ pin }) {
  const canvas = el("canvas", { "aria-hidden": "true" });
  const ctx = canvas.getContext("2d");
  const box = el("span", { class: "field", "aria-hidden": "true" });
  const marks = Array.from({ length: LISTED }, (_, i) =>
    el("span", { class: "mark-of", "aria-hidden": "true" }, String(i + 1)),
  );
  const picture = el("div", { class: "frame-seen" }, canvas, box, ...marks);
  const title = el("h3");
  const text = el("p", { class: "seen", "data-metric": "field" });
  const growth = el("ol", { class: "growth" });
  const best = el("p", { class: "range" });
  const list = el("ol", { class: "strongest" });
  const buttons = Array.from({ length: LISTED }, (_, i) => {
    const button = el("button", { class: "link number", type: "button" });
    button.addEventListener("click", () => places[i] && pin([places[i].y, places[i].x]));
    return button;
  });
  list.append(...buttons.map((button) => el("li", {}, button)));
  const problem = el("p", { class: "problem" });
  const words = el(
    "div",
    { class: "words" },
    title,
    text,
    el("p", { class: "label" }, "How it grows, from the cell back to the picture"),
    growth,
    best,
    list,
    problem,
  );
  const node = el("section", { class: "sees", "aria-label": "What the cell sees" }, picture, words);
  let image = new ImageData(1, 1);
  let painted = 0;
  let built = "";
  /** @type {{ y: number, x: number, value: number }[]} */
  let places = [];
  /** @type {{ node: HTMLElement, part: HTMLElement, size: HTMLElement, layer: number }[]} */
  let steps = [];

  /**
   * @param {Description} network
   * @param {number} stage
   */
  function build(network, stage) {
    if (built === `${network.id} ${stage}`) return;
    built = `${network.id} ${stage}`;
    const whole = [...network.stages.slice(0, stage + 1)].reverse().map((of) => ({
      name: {
        conv: "conv",
        expand: `${of.block} in`,
        block: String(of.block),
        average: "avg",
        classifier: "class",
      }[of.kind],
      long: stageName(of),
      layer: of.layers[of.layers.length - 1],
    }));
    steps = [...whole, { name: "picture", long: "The picture", layer: -1 }].map(
      ({ name, long, layer }) => {
        const part = el("span", { class: "part" });
        const size = el("span", { class: "number" });
        const item = el(
          "li",
          { title: long },
          el("span", { class: "name" }, name),
          el("span", { class: "plane", "aria-hidden": "true" }, part),
          size,
        );
        return { node: item, part, size, layer };
      },
    );
    growth.replaceChildren(...steps.map(({ node }) => node));
  }

  return {
    node,
    /**
     * @param {Shown} of
     * @param {number} stage
     */
    show({ state: { network }, frame, focus }, stage) {
      if (!network) return;
      build(network, stage);
      const { data, size } = frame.square;
      if (painted !== frame.number) {
        painted = frame.number;
        if (image.width !== size) {
          image = new ImageData(size, size);
          canvas.width = canvas.height = size;
        }
        image.data.set(data);
        ctx?.putImageData(image, 0, 0);
      }
      const { scene } = focus;
      const last = scene.panels[scene.panels.length - 1].index;
      const told = frame.replies.field?.args[0] === last ? frame.replies.field : null;
      write(problem, told?.problem ?? "");
      const made = focus.mix ? focus.output : focus.channel;
      if (told?.answer) {
        const [, y, x] = told.args;
        const field = /** @type {Field} */ (told.answer);
        const [h, w] = network.input;
        lay(box, field.box, h, w);
        write(
          title,
          focus.size[0] * focus.size[1] === 1
            ? "It sees all"
            : `What row ${y + 1}, column ${x + 1} sees`,
        );
        write(text, seen(field, network.input));
        mark(text, "data-value", Object.values(field.box).join(" "));
        mark(
          picture,
          "data-picture",
          `${scene.title} of ${network.name}, ${title.textContent}: ${text.textContent}`,
        );
        for (const { node, part, size, layer } of steps) {
          const known =
            layer < 0 ? field : layer === last ? field.layers[last] : field.layers[layer];
          node.hidden = !known;
          if (!known) continue;
          const [down, across] = layer < 0 ? network.input : network.layers[layer].output;
          const [tall, wide] = sizeOf(known.box);
          lay(part, known.box, down, across);
          write(size, `${tall}×${wide}`);
          mark(node, "data-value", `${tall} ${wide}`);
        }
        showStrongest(frame.replies.strongest, field, [y, x], made?.now ?? 0, focus, network);
      }
    },
  };

  /**
   * @param {Reply | undefined} told
   * @param {Field} field of the cell `at`
   * @param {[number, number]} at
   * @param {number} c
   * @param {Focus} focus
   * @param {Description} network
   */
  function showStrongest(told, { unclipped }, at, c, focus, network) {
    places = (told?.answer ?? []).filter((/** @type {{ value: number }} */ { value }) => value > 0);
    if (focus.size[0] * focus.size[1] === 1) places = [];
    best.hidden = list.hidden = !places.length;
    write(best, `Where channel ${Number(told?.args[1] ?? c) + 1} is strongest, of this frame:`);
    const [h, w] = network.input;
    const last = focus.scene.panels[focus.scene.panels.length - 1].index;
    // A step in the map is so many pixels; the middle of a field moves with its cell.
    const [down, across] = stepOf(network.layers.slice(0, last + 1));
    const middle = [
      (unclipped.top + unclipped.bottom) / 2 - at[0] * down,
      (unclipped.left + unclipped.right) / 2 - at[1] * across,
    ];
    marks.forEach((node, i) => {
      const place = places[i];
      node.hidden = !place;
      mark(/** @type {HTMLElement} */ (buttons[i].parentElement), "hidden", !place);
      if (!place) return;
      node.style.setProperty(
        "--top",
        String(Math.min(0.96, Math.max(0.04, (middle[0] + place.y * down) / h))),
      );
      node.style.setProperty(
        "--left",
        String(Math.min(0.96, Math.max(0.04, (middle[1] + place.x * across) / w))),
      );
      write(buttons[i], `row ${place.y + 1}, column ${place.x + 1}: ${real(place.value)}`);
      mark(buttons[i], "data-value", `${place.y} ${place.x}`);
    });
  }
}
