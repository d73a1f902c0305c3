// The five best answers: five bars, changed in place, what they are answers of, a voice that speaks
// what has come to stay, what the network knows, what pixels stand for, what had to be assumed, and
// how else the numbers can be read.

import { createNamesToggle } from "../shared/class-names.js";
import { el, find, mark, write } from "../shared/dom.js";
import { classColour } from "../shared/colour.js";
import { among, isGuess, known } from "../../domain/known.js";
import { percent, signed } from "../../domain/number.js";
import {
  answerText,
  featuresText,
  hasLongNames,
  listNameOf,
  shortOf,
} from "../../domain/output.js";
import { sentence } from "../../domain/range.js";

/**
 * @import { Answer, Description, Frame, State } from "../../domain/state.js"
 * @import { Scores } from "../../separable.d.ts"
 */

const COUNT = 5;
const SETTLED = 1000; // ms that an answer must last before it is spoken
const SURE = 0.15; // below this nothing is named aloud
const LIKELY = 0.5; // the same where one class says nothing about the others

/**
 * What the bars show: an answer or an entry of features each.
 * @typedef {{ text: string, title?: string, label: string, share: string, score: number,
 *   length: number, colour: string | null }} Bar   `title`: with all synonyms
 */

/**
 * @param {Description} network
 * @param {boolean} whole
 * @param {Frame} frame
 * @returns {Bar[]}
 */
function barsOf(network, whole, { answers, features, map }) {
  if (features) {
    const most = Math.abs(features.largest[0]?.value) || 1;
    return features.largest.map(({ index, value }) => ({
      ...{ text: `entry ${index}`, label: `entry ${index}`, share: signed(value), score: value },
      ...{ length: Math.abs(value) / most, colour: null },
    }));
  }
  const named = (/** @type {boolean} */ whole, /** @type {Answer} */ answer) =>
    answerText(network, { ...answer, className: listNameOf(network, answer.index, whole) });
  return answers.map((answer) => ({
    text: named(whole, answer),
    title: named(true, answer),
    label: answer.className,
    share: percent(answer.probability),
    score: answer.probability,
    length: answer.probability,
    colour: map && `rgb(${classColour(answer.index)})`,
  }));
}

function createBar() {
  const name = el("bdi", { class: "name" });
  const share = el("span", { class: "share number" });
  const fill = el("span", { class: "fill" });
  const track = el("span", { class: "track", "aria-hidden": "true" }, fill);
  const item = el("li", {}, track, name, share);
  return {
    item,
    /** @param {Bar | undefined} bar */
    show(bar) {
      item.hidden = !bar;
      if (!bar) {
        for (const told of ["data-label", "data-score"]) item.removeAttribute(told);
        return;
      }
      write(name, bar.text);
      mark(name, "title", bar.title ?? bar.text);
      write(share, bar.share);
      mark(item, "data-label", bar.label);
      mark(item, "data-score", bar.score.toFixed(4));
      mark(item, "data-placed", !!bar.colour);
      if (bar.colour) item.style.setProperty("--class", bar.colour);
      fill.style.transform = `scaleX(${bar.length.toFixed(4)})`;
    },
  };
}

/** How the output's numbers are read, where the network leaves it open. */
function createReading() {
  const select = el("select", { "data-action": "scores" });
  const node = el("label", { class: "read-as", hidden: true }, "Read as ", select);
  return {
    node,
    /** @param {Description} network */
    show({ output: { scores, source, shape } }) {
      node.hidden = source === "network";
      if (node.hidden) return;
      /** @type {[Scores, string][]} */
      const ways =
        shape[2] === 1
          ? [["logistic", "a probability (sigmoid)"]]
          : [
              ["softmax", "one class of several (softmax)"],
              ["logistic", "each class by itself (sigmoid)"],
            ];
      ways.push(["none", "numbers as they are"]);
      const options = ways.map(([value, text]) => el("option", { value }, text));
      select.replaceChildren(...options);
      select.value = scores;
    },
  };
}

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

/**
 * What the network knows, what a certainty is one of, and whether the answer is a guess.
 * @param {HTMLElement} root
 * @param {HTMLElement} list
 */
function createKnown(root, list) {
  const knows = el("span", { class: "known" });
  const names = createNamesToggle();
  const line = el("p", { class: "knows", hidden: true }, knows, " ", names.node);
  list.after(line);
  const one = el("span", { class: "among" });
  find(root, "h2").append(" ", one);
  return {
    names,
    /** @param {Description} network whose list takes the same room however few answers there are */
    tellNetwork(network) {
      const text = known(network);
      line.hidden = !text && !hasLongNames(network);
      write(knows, text);
      list.style.setProperty("--rows", `${Math.min(COUNT, network.classes)}`);
    },
    /**
     * @param {Description | null} network
     * @param {boolean} guess
     */
    tellAnswer(network, guess) {
      const text = network ? among(network) : "";
      write(one, guess ? `a guess, ${text}` : text);
      mark(one, "data-guess", guess);
      mark(list, "data-guess", guess);
    },
  };
}

/** @param {HTMLElement} root */
export function create(root) {
  const bars = Array.from({ length: COUNT }, createBar);
  const list = find(root, "#predictions");
  list.replaceChildren(...bars.map((bar) => bar.item));

  const summary = el("p", { class: "summary", hidden: true });
  const notes = el("ul", { class: "notes", hidden: true });
  const reading = createReading();
  list.before(summary);
  list.after(notes, reading.node);
  const updatePixels = createPixels(root);
  const { tellNetwork, tellAnswer, names } = createKnown(root, list);
  const voice = find(root, "#spoken");
  let waiting = "";
  let guessed = false;
  let timer = 0;

  /**
   * @param {Description} network
   * @param {Frame} frame
   * @param {boolean} guess
   */
  function speak(network, { answers: [best] }, guess) {
    const least = network.output.scores === "logistic" ? LIKELY : SURE;
    const name = best && best.probability >= least ? shortOf(network, best.index) : "";
    guessed = guess;
    if (name === waiting) return;
    waiting = name;
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      if (name) write(voice, guessed ? `a guess: ${name}` : name);
    }, SETTLED);
  }

  function clear() {
    for (const bar of bars) bar.show(undefined);
    summary.hidden = true;
    tellAnswer(null, false);
    list.removeAttribute("data-model");
    waiting = "";
    clearTimeout(timer);
  }

  /** @type {State["network"]} */
  let told = null;
  /** @type {State["frame"]} */
  let shown = null;
  let whole = false;
  return {
    /** @param {State} state */
    update(state) {
      const { frame, network, wholeNames } = state;
      updatePixels(state);
      names.update(state);
      if (network && network !== told) {
        told = network;
        notes.hidden = !network.notes.length;
        notes.replaceChildren(...network.notes.map((note) => el("li", {}, note)));
        reading.show(network);
        tellNetwork(network);
      }
      if (!network || (frame === shown && wholeNames === whole)) return;
      if (frame?.model !== network.id) {
        if (shown) clear();
        shown = null;
        return;
      }
      shown = frame;
      summary.hidden = !frame.features;
      if (frame.features) write(summary, featuresText(frame.features));
      whole = wholeNames;
      mark(list, "data-whole", whole);
      const now = barsOf(network, whole, frame);
      bars.forEach((bar, i) => bar.show(now[i]));
      mark(list, "data-model", frame.model);
      const guess = isGuess(network, frame.answers[0], state.source.kind);
      tellAnswer(network, guess);
      speak(network, frame, guess);
    },
  };
}
