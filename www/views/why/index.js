// Why an answer: the class activation map over the frame, how its places make up the logit, and the
// classes that a place votes for.

import { hasLongNames, labelOf, nameOf, shortOf } from "../../domain/output.js";
import { createSay } from "../../domain/say.js";
import { dispatch, el, failed as notLoaded, mark, write } from "../shared/dom.js";
import { styleSheet } from "../shared/style-sheet.js";
import { createAccount } from "./account.js";
import { createChoice } from "./choice.js";
import { createPicture } from "./picture.js";
import { createVotes } from "./votes.js";
import { lastMap, placeOf, targetOf } from "./scene.js";
import { english } from "./words.js";

/**
 * @import { Description, Frame, State, Wants } from "../../domain/state.js"
 * @import { Language } from "../../domain/language.js"
 * @import { ClassMap } from "../../separable.d.ts"
 * @import { Say, Words } from "./words.js"
 */

const VOTES = 5;

/**
 * @param {State} state
 * @returns {Wants}
 */
export function wants(state) {
  const { network } = state;
  const target = targetOf(state);
  if (!network) return {};
  const place = placeOf(state);
  const map = lastMap(network);
  if (network.output.kind === "map")
    return place && map.layer !== null
      ? { questions: { field: ["field", map.layer, ...place] } }
      : {};
  if (target === null) return {};
  return {
    questions: {
      cam: ["cam", target],
      ...(place && { votes: ["votes", ...place, VOTES] }),
      ...(place && map.layer !== null && { field: ["field", map.layer, ...place] }),
    },
  };
}

/**
 * What the numbers of the places are, and why they are exact.
 * @param {ClassMap} map
 */
function leadOf({ shape: [h, w], pool, hidden }) {
  const places = `${h}×${w} places`;
  const exact = {
    average:
      `This network ends by averaging ${places} and weighting the averages. Weighting every ` +
      "place first and then averaging gives the same sum, so each number below is exactly what a " +
      "place adds. Grad-CAM, for networks with another end, can only estimate it.",
    maximum:
      `This network keeps the largest number of each feature over ${places} and weights these. ` +
      "Each of them stands at one place, so each number below is exactly what the largest " +
      "numbers at a place add.",
    flat:
      `This network weights each of ${places} by weights of its own, so each number below is ` +
      "exactly what a place adds.",
  }[pool];
  if (!hidden) return exact;
  const first = {
    average: `This network averages ${places}, but its averages reach the answer`,
    maximum:
      `This network keeps the largest number of each feature over ${places}, but these reach ` +
      "the answer",
    flat:
      `This network weights each of ${places} by weights of its own, but the sums reach ` +
      "the answer",
  }[pool];
  return (
    `${first} through hidden layers, so what a place adds depends on the whole frame. For this ` +
    "frame it is exact: each hidden number is passed on, held at a bound, or multiplied by its " +
    "gate, and with these factors fixed the places add up. Another frame has other factors."
  );
}

/** @param {Description} network whose output is a map */
const mapLeadOf = ({ output: { shape } }) =>
  `The output of this network is a map itself: at each of ${shape[0]}×${shape[1]} places it ` +
  "tells the classes apart, so there is no single answer to take apart. Below, each place has " +
  "the colour of its class, the stronger the likelier.";

const FEATURES =
  "The output of this network are features and no classes, so there is no answer to explain. " +
  "What the features come from is in the maps of its stages.";

/**
 * A part of the view that is loaded when it is first shown.
 * @param {string} what   in the sentence that it could not be loaded
 * @param {() => Promise<() => { node: Node, update: (state: State) => void }>} load
 * @param {() => void} loaded
 */
function createLater(what, load, loaded) {
  const node = el("div", { hidden: true });
  /** @type {{ node: Node, update: (state: State) => void } | null} */
  let view = null;
  let asked = false;
  const ask = () =>
    load().then(
      (create) => {
        view = create();
        node.replaceChildren(view.node);
        loaded();
      },
      () => node.replaceChildren(notLoaded(what, ask)),
    );
  return {
    node,
    /** @param {State} state */
    update(state) {
      if (!asked) ask();
      asked = true;
      view?.update(state);
    },
  };
}

/**
 * What some networks, or only the workshop, have besides: the classes of the places, and covering.
 * @param {Say} say
 * @param {boolean} figure
 * @param {() => void} loaded
 */
function createMore(say, figure, loaded) {
  const places = createLater(
    "This map",
    () => import("./class-places.js").then((it) => () => it.createClassPlaces(say)),
    loaded,
  );
  const cover = createLater(
    "What covers parts of the frame",
    () => import("./cover.js").then((it) => it.createCover),
    loaded,
  );
  return {
    node: el("div", {}, places.node, cover.node),
    /** @param {State} state */
    update(state) {
      const kind = state.network?.output.kind;
      places.node.hidden = kind !== "map";
      cover.node.hidden = figure || kind === "map" || kind === "features" || !state.frame;
      for (const part of [places, cover]) if (!part.node.hidden) part.update(state);
    },
  };
}

/**
 * The answered questions of a frame, where they are about the place in focus.
 * @param {State} state
 * @param {Frame} frame
 */
function answersOf(state, { replies }) {
  const place = placeOf(state);
  const { args, answer } = replies.votes ?? {};
  const votes = answer && place && args?.slice(0, 2).join() === place.join() ? answer : null;
  return { place, votes, field: votes ? replies.field?.answer : null };
}

/**
 * @param {HTMLElement} root
 * @param {Words} [words]   in a figure, those of the text's language
 * @param {{ language: Language }} [writer]
 */
export function create(root, words, writer) {
  const say = words ? createSay(words, writer?.language) : english;
  const title = el("h2");
  const whole = el("p", { class: "whole", hidden: true });
  const lead = el("p", { class: "lead" });
  const choice = createChoice();
  const picture = createPicture(say);
  const account = createAccount(say);
  const votes = createVotes(say);
  const failed = el("p", { class: "failed", role: "alert", hidden: true });
  const more = createMore(say, !!words, () => state && update(state));
  const voice = el("p", { class: "sr-only", "aria-live": "polite" });
  const beside = el("div", { class: "beside" }, account.node, votes.node);
  const shown = el("div", { class: "shown" }, picture.node, beside);
  const kicker = el("p", { class: "label" });
  const body = el(
    "div",
    { class: "because", hidden: true },
    el("header", { class: "opening" }, el("div", { class: "words" }, kicker, title, whole, lead)),
    choice.node,
    failed,
    shown,
    more.node,
    voice,
  );
  root.replaceChildren(body);

  /** @type {State | null} */
  let state = null;
  let said = "";
  styleSheet("why").then(() => {
    body.hidden = false;
    if (state) update(state);
  });

  body.addEventListener("keydown", (event) => {
    const free = event.key === "Escape" && !event.defaultPrevented && (state?.spot || state?.over);
    if (!free) return;
    event.preventDefault();
    dispatch(root, { type: "set", spot: null, over: null });
  });

  /** @param {State} next */
  function update(next) {
    state = next;
    const { network, frame } = next;
    if (body.hidden || !network) return;
    const { kind } = network.output;
    choice.node.hidden = kind === "map" || kind === "features";
    more.update(next);
    write(kicker, kind === "map" ? "Map of classes" : "Class activation map");
    if (choice.node.hidden) {
      failed.hidden = shown.hidden = true;
      write(title, kind === "map" ? "Which class is where?" : "Why?");
      write(lead, kind === "map" ? mapLeadOf(network) : FEATURES);
      return;
    }
    choice.update(next);
    const known = frame?.model === network.id && frame.view === "why" ? frame : null;
    const cam = known?.replies.cam;
    const problem = cam?.problem && `${say("none", { problem: cam.problem })} ${say("instead")}`;
    failed.hidden = !problem;
    shown.hidden = lead.hidden = !cam?.answer;
    write(failed, problem || "");
    if (problem) write(title, "Why this answer?");
    if (known && cam?.answer) draw(next, network, known, cam.args[0], cam.answer);
  }

  /**
   * @param {State} next
   * @param {Description} network
   * @param {Frame} frame
   * @param {number} index of the class
   * @param {ClassMap} map
   */
  function draw(next, network, frame, index, map) {
    const name = nameOf(network, index);
    const { place, votes: known, field } = answersOf(next, frame);
    write(title, `Why “${name}”?`);
    const label = labelOf(network, index);
    whole.hidden = !hasLongNames(network);
    write(whole, label === shortOf(network, index) ? "" : label);
    write(lead, leadOf(map));
    picture.update(next, { map, name, place, field });
    account.update(next, { map, index, name });
    votes.update({ map, index, name, place, votes: known, network });
    const now = known ? `${place} ${index}` : "";
    if (now && now !== said) write(voice, votes.sentence());
    if (now || !place) said = now;
    mark(picture.node, "data-class", index);
  }
  return { update };
}
