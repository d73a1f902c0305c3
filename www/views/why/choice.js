// The class to explain: the top answer, one of the five, or another that is searched for.

import { dispatch, el, mark, write } from "../shared/dom.js";
import { percent } from "../../domain/number.js";
import { among } from "../../domain/known.js";
import { shortOf, wholeOf } from "../../domain/output.js";
import { createSearch } from "./search.js";

/** @import { State } from "../../domain/state.js" */

const COUNT = 5;

export function createChoice() {
  const first = el("button", { class: "button", type: "button" }, "top answer (live)");
  first.addEventListener("click", () => dispatch(first, { type: "set", target: null }));
  const chips = Array.from({ length: COUNT + 1 }, () => {
    const name = el("bdi", { class: "name" });
    const share = el("span", { class: "number share" });
    const button = el("button", { class: "button", type: "button" }, name, share);
    button.addEventListener("click", () =>
      dispatch(button, { type: "set", target: Number(button.dataset.class) }),
    );
    return { button, name, share };
  });
  const search = createSearch();
  const group = el("div", { class: "chips", role: "group", "aria-label": "Why this class?" });
  group.append(first, ...chips.map(({ button }) => button));
  const node = el("div", { class: "choice" }, group, search.node);

  return {
    node,
    /** @param {State} state */
    update({ network, frame, target }) {
      if (!network) return;
      mark(first, "aria-pressed", target === null ? "true" : "false");
      const answers = frame?.model === network.id ? frame.answers.slice(0, COUNT) : [];
      const own =
        target !== null &&
        target < network.classes &&
        !answers.some(({ index }) => index === target);
      chips.forEach(({ button, name, share }, i) => {
        const answer = answers[i];
        const index = i === COUNT ? target : answer?.index;
        button.hidden = i === COUNT ? !own : !answer;
        if (button.hidden || index === undefined || index === null) return;
        mark(button, "data-class", index);
        mark(button, "aria-pressed", index === target ? "true" : "false");
        write(name, shortOf(network, index));
        mark(name, "title", wholeOf(network, index));
        write(share, answer ? percent(answer.probability) : "not in the list");
        mark(share, "title", answer ? among(network) : null);
      });
      search.update(network);
    },
  };
}
