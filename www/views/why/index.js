// Why an answer: the class activation map over the frame, how its places make up the logit, and the
// classes that a place votes for.

import { dispatch, el, mark, styleSheet, write } from "../shared/dom.js";
import { createAccount } from "./account.js";
import { createChoice } from "./choice.js";
import { createPicture } from "./picture.js";
import { createVotes } from "./votes.js";
import { lastMap, nameOf, placeOf, targetOf } from "./scene.js";

/**
 * @import { Description, Frame, State, Wants } from "../../domain/state.js"
 * @import { ClassMap } from "../../separable.d.ts"
 */

const VOTES = 5;

/**
 * @param {State} state
 * @returns {Wants}
 */
export function wants(state) {
  const { network } = state;
  const target = targetOf(state);
  if (!network || target === null) return {};
  const place = placeOf(state);
  const map = lastMap(network);
  return {
    questions: {
      cam: ["cam", target],
      ...(place && { votes: ["votes", ...place, VOTES] }),
      ...(place && map.layer !== null && { field: ["field", map.layer, ...place] }),
    },
  };
}

/** @param {[number, number]} shape of the last map */
const leadOf = ([h, w]) =>
  `This network ends by averaging ${h}×${w} places and weighting the averages. Weighting every ` +
  "place first and then averaging gives the same sum, so each number below is exactly what a " +
  "place adds. Grad-CAM, for networks with another end, can only estimate it.";

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

/** @param {HTMLElement} root */
export function create(root) {
  const title = el("h2");
  const lead = el("p", { class: "lead" });
  const choice = createChoice();
  const picture = createPicture();
  const account = createAccount();
  const votes = createVotes();
  const failed = el("p", { class: "failed", role: "alert", hidden: true });
  const voice = el("p", { class: "sr-only", "aria-live": "polite" });
  const beside = el("div", { class: "beside" }, account.node, votes.node);
  const shown = el("div", { class: "shown" }, picture.node, beside);
  const words = [el("p", { class: "label" }, "Class activation map"), title, lead];
  const body = el(
    "div",
    { class: "because", hidden: true },
    el("header", { class: "opening" }, el("div", { class: "words" }, ...words)),
    choice.node,
    failed,
    shown,
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
    if (event.key !== "Escape" || event.defaultPrevented || !state || !(state.spot || state.over))
      return;
    event.preventDefault();
    dispatch(root, { type: "set", spot: null, over: null });
  });

  /** @param {State} next */
  function update(next) {
    state = next;
    const { network, frame } = next;
    if (body.hidden || !network) return;
    choice.update(next);
    write(lead, leadOf(lastMap(network).shape));
    const known = frame?.model === network.id && frame.view === "why" ? frame : null;
    const cam = known?.replies.cam;
    failed.hidden = !cam?.problem;
    shown.hidden = !cam?.answer;
    if (cam?.problem) write(failed, `This network has no such map: ${cam.problem}`);
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
