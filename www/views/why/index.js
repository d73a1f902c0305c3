// Why an answer: the class activation map over the frame, the account that it gives of the logit,
// and what a place of it votes for.

import { dispatch, el, mark, sheet, write } from "../shared/dom.js";
import { createAccount } from "./account.js";
import { createChoice } from "./choice.js";
import { createPicture } from "./picture.js";
import { lastMap, nameOf, placeOf, targetOf } from "./scene.js";
import { createVotes } from "./votes.js";

/** @import { State, Wants } from "../../domain/state.js" */

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
  const shown = el(
    "div",
    { class: "shown" },
    picture.node,
    el("div", { class: "beside" }, account.node, votes.node),
  );
  const words = el(
    "div",
    { class: "words" },
    el("p", { class: "label" }, "Class activation map"),
    title,
    lead,
  );
  const body = el("div", { class: "because", hidden: true });
  body.append(el("header", { class: "opening" }, words), choice.node, failed, shown, voice);
  root.replaceChildren(body);

  /** @type {State | null} */
  let state = null;
  let said = "";
  sheet("why").then(() => {
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
    const [h, w] = lastMap(network).shape;
    write(
      lead,
      `This network ends by averaging ${h}×${w} places and weighting the averages. Weighting ` +
        "every place first and then averaging gives the same sum, so each number below is " +
        "exactly what a place adds. Grad-CAM, for networks with another end, " +
        "can only estimate it.",
    );
    const known = frame?.model === network.id && frame.view === "why" ? frame : null;
    const cam = known?.replies.cam;
    failed.hidden = !cam?.problem;
    shown.hidden = !cam?.answer;
    if (cam?.problem) write(failed, `There is no such map here: ${cam.problem}`);
    if (!known || !cam?.answer) return;
    const [index] = cam.args;
    const name = nameOf(network, index);
    write(title, `Why “${name}”?`);
    const place = placeOf(next);
    const asked = known.replies.votes;
    const told =
      asked && place && asked.args[0] === place[0] && asked.args[1] === place[1]
        ? asked.answer
        : null;
    picture.update(next, {
      map: cam.answer,
      name,
      place,
      field: told ? known.replies.field?.answer : null,
    });
    account.update(next, { map: cam.answer, index, name });
    votes.update({ map: cam.answer, index, name, place, told, network });
    const which = told ? `${place} ${index}` : "";
    if (which && which !== said) write(voice, votes.sentence());
    if (which || !place) said = which;
    mark(picture.node, "data-class", index);
  }
  return { update };
}
