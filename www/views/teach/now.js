// What the taught network says of the frame on show, beside the frame; and after the first lesson,
// things to try.

import { logitsOf, softmax } from "../../domain/taught.js";
import { MOST_CLASSES, missing, nameOf } from "../../domain/teaching.js";
import { percent } from "../../domain/number.js";
import { el, icon, mark, write } from "../shared/dom.js";

/**
 * @import { Picture, State } from "../../domain/state.js"
 * @import { Teaching } from "../../domain/teaching.js"
 * @import { Teach } from "./record.js"
 */

/** What shows a newcomer what was really taught, and why. @type {[does: string, why: string][]} */
const LESSON = [
  [
    "Cover the background with your hand or a sheet of paper.",
    "If the answer changes, it was taught the wall behind your things as well.",
  ],
  [
    "Swap hands, or show another one of the same kind.",
    "If the answer changes, it knows that one hand or that one cup, and no other.",
  ],
  [
    "Let somebody try whom it has never seen.",
    "If it fails, all pictures are of one person: record this one, too.",
  ],
];

/** @param {Teach} teach */
function createLesson(teach) {
  const title = el("p", { class: "label" });
  const [does, why] = [el("p", { class: "does" }), el("p", { class: "why" })];
  const next = el("button", { class: "button", type: "button" });
  next.addEventListener("click", () => teach({ do: "next" }));
  const node = el("section", { class: "lesson", "aria-label": "Try this" }, title, does, why, next);
  return {
    node,
    /** @param {Teaching} teaching */
    update({ head, lesson }) {
      const now = LESSON[lesson];
      node.hidden = !head || !now;
      if (!now) return;
      write(title, `Try this, ${lesson + 1} of ${LESSON.length}`);
      write(does, now[0]);
      write(why, now[1]);
      write(next, lesson + 1 < LESSON.length ? "Tried it, what next?" : "Tried it");
    },
  };
}

/** The picture that the network sees. */
function createSquare() {
  const canvas = el("canvas", { role: "img", "aria-label": "What the model sees" });
  let image = new ImageData(1, 1);
  return {
    canvas,
    /** @param {Picture} square */
    draw({ data, width, height }) {
      if (image.width !== width || image.height !== height) {
        image = new ImageData(width, height);
        Object.assign(canvas, { width, height });
      }
      image.data.set(data);
      canvas.getContext("2d")?.putImageData(image, 0, 0);
    },
  };
}

function createRow() {
  const name = el("bdi", { class: "name" });
  const share = el("span", { class: "share number", "data-metric": "taught" });
  const fill = el("span", { class: "fill" });
  const node = el(
    "li",
    {},
    name,
    share,
    el("span", { class: "track", "aria-hidden": "true" }, fill),
  );
  return {
    node,
    /**
     * @param {string} label
     * @param {number} probability
     * @param {boolean} first
     */
    show(label, probability, first) {
      write(name, label);
      write(share, percent(probability));
      mark(share, "data-value", probability);
      mark(node, "data-label", label);
      mark(node, "data-first", first);
      fill.style.transform = `scaleX(${probability.toFixed(4)})`;
    },
  };
}

/** @param {Teach} teach */
export function createNow(teach) {
  const square = createSquare();
  const list = el("ol", { class: "says" });
  const note = el("p", { class: "note" });
  const camera = el("button", { class: "button", type: "button", "data-action": "camera" });
  camera.append(icon("camera"), "Turn the camera on");
  const lesson = createLesson(teach);
  const beside = el("div", { class: "beside" }, list, note, camera);
  const seen = el("div", { class: "seen" }, square.canvas, beside);
  const node = el("section", { class: "now", "aria-label": "What it says now" }, seen, lesson.node);
  /** @type {ReturnType<typeof createRow>[]} */
  const rows = [];
  /** @type {Float64Array} */
  let logits = new Float64Array(0);
  /** @type {State["frame"]} */
  let frame = null;
  /** @type {Teaching | null} */
  let shown = null;

  /**
   * @param {State} state
   * @param {Teaching} teaching
   */
  function say({ network, frame }, teaching) {
    const { head } = teaching;
    const map = head && frame?.maps.find(({ layer }) => layer === network?.features);
    list.hidden = !head;
    if (!head || !map || frame?.model !== network?.id) return;
    if (head.weights.length !== map.data.length * head.of.length) return;
    logits = softmax(logitsOf(head, map, logits));
    while (rows.length < Math.min(head.of.length, MOST_CLASSES)) {
      const row = createRow();
      rows.push(row);
      list.append(row.node);
    }
    const first = logits.indexOf(Math.max(...logits));
    rows.forEach((row, i) => {
      row.node.hidden = i >= head.of.length;
      if (!row.node.hidden) row.show(nameOf(teaching, head.of[i]), logits[i], i === first);
    });
  }

  return {
    node,
    /**
     * @param {Teaching} teaching
     * @param {State} state
     */
    update(teaching, state) {
      if (state.frame !== frame || teaching !== shown) say(state, teaching);
      if (state.frame && state.frame !== frame) square.draw(state.frame.square);
      frame = state.frame;
      camera.hidden = state.source.kind !== "sample" || teaching.examples.length > 0;
      if (teaching === shown) return;
      shown = teaching;
      write(note, noteOf(teaching));
      note.hidden = !note.textContent;
      lesson.update(teaching);
    },
  };
}

/** @param {Teaching} teaching */
function noteOf(teaching) {
  const { looking, head } = teaching;
  if (looking) return `Looking at your pictures: ${looking.done} of ${looking.all}`;
  if (!head) return missing(teaching) ? "Nothing is taught yet." : "Teaching …";
  return "";
}
