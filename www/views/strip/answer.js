// The five best answers: five bars, changed in place, a voice that speaks what has come to stay,
// what pixels stand for, and what had to be assumed.

import { el, find, mark, write } from "../shared/dom.js";
import { percent } from "../../domain/number.js";
import { sentence } from "../../domain/range.js";

/** @import { State } from "../../domain/state.js" */

const COUNT = 5;
const SETTLED = 1000; // ms that an answer must last before it is spoken
const SURE = 0.15; // below this nothing is named aloud

/**
 * What pixels stand for in the network that runs, and the button that opens the choice.
 * @param {HTMLElement} root
 */
function createPixels(root) {
  const said = el("span", { id: "pixels-said", role: "status" });
  const choose = el(
    "button",
    {
      ...{ class: "link", type: "button", "data-action": "range", "aria-expanded": "false" },
      ...{ "aria-controls": "range", "aria-describedby": "pixels-said" },
    },
    "Change",
  );
  const line = el("p", { class: "pixels", hidden: true }, said, " ", choose);
  find(root, "#predictions").after(line);
  /** @type {State["pixels"]} */
  let shown = null;
  /** @param {State} state */
  return ({ pixels, network }) => {
    if (!pixels || !network || pixels === shown) return;
    shown = pixels;
    line.hidden = false;
    line.dataset.from = pixels.now.source;
    write(said, sentence(pixels, network));
  };
}

/** @param {HTMLElement} root */
export function create(root) {
  const bars = Array.from({ length: COUNT }, () => {
    const name = el("bdi", { class: "name" });
    const share = el("span", { class: "share number" });
    const fill = el("span", { class: "fill" });
    const item = el(
      "li",
      {},
      el("span", { class: "track", "aria-hidden": "true" }, fill),
      name,
      share,
    );
    return { item, name, share, fill };
  });
  find(root, "#predictions").replaceChildren(...bars.map((bar) => bar.item));

  const notes = el("ul", { class: "notes", hidden: true });
  find(root, "#predictions").after(notes);
  const updatePixels = createPixels(root);
  const voice = find(root, "#spoken");
  let waiting = "";
  let timer = 0;

  /** @param {{ className: string, probability: number } | undefined} best */
  function speak(best) {
    const name = best && best.probability >= SURE ? best.className : "";
    if (name === waiting) return;
    waiting = name;
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      if (name) write(voice, name);
    }, SETTLED);
  }

  /** @type {string[] | undefined} */
  let told;
  /** @type {State["frame"]} */
  let shown = null;
  return {
    /** @param {State} state */
    update(state) {
      const { frame, network } = state;
      updatePixels(state);
      if (network && network.notes !== told) {
        told = network.notes;
        notes.hidden = !told.length;
        notes.replaceChildren(...told.map((note) => el("li", {}, note)));
      }
      if (!frame || frame === shown) return;
      shown = frame;
      bars.forEach(({ item, name, share, fill }, i) => {
        const answer = frame.answers[i];
        item.hidden = !answer;
        if (!answer) return;
        write(name, answer.className);
        mark(name, "title", answer.className);
        write(share, percent(answer.probability));
        mark(item, "data-label", answer.className);
        mark(item, "data-score", answer.probability.toFixed(4));
        fill.style.transform = `scaleX(${answer.probability.toFixed(4)})`;
      });
      speak(frame.answers[0]);
    },
  };
}
