// The classes that one place votes for: the logits if all places were like it.

import { dispatch, el, mark, write } from "../shared/dom.js";
import { isolate } from "../../domain/bidi.js";
import { withSign } from "../../domain/number.js";
import { nameOf, shortOf, wholeOf } from "../../domain/output.js";

/**
 * @import { Description } from "../../domain/state.js"
 * @import { ClassMap } from "../../separable.d.ts"
 * @import { Say } from "./words.js"
 */

/** @typedef {{ className: string, index: number, logit: number }} Vote */

const COUNT = 5;

/** @param {Say} say */
export function createVotes(say) {
  const heading = el("h3");
  const text = el("p", { class: "text" });
  const rows = Array.from({ length: COUNT }, () => {
    const fill = el("span", { class: "fill" });
    const name = el("bdi", { class: "name" });
    const value = el("span", { class: "number", "data-metric": "vote" });
    const button = el(
      "button",
      { type: "button" },
      el("span", { class: "track", "aria-hidden": "true" }, fill),
      name,
      value,
    );
    button.addEventListener("click", () =>
      dispatch(button, { type: "set", target: Number(button.dataset.class) }),
    );
    return { item: el("li", {}, button), button, fill, name, value };
  });
  const list = el("ol", {}, ...rows.map(({ item }) => item));
  const node = el("section", { class: "votes" }, heading, text, list);
  let said = "";

  return {
    node,
    /** The place and its votes, once they are known. */
    sentence: () => said,
    /**
     * @param {object} scene
     * @param {ClassMap} scene.map
     * @param {number} scene.index
     * @param {string} scene.name
     * @param {[number, number] | null} scene.place
     * @param {Vote[] | null} scene.votes
     * @param {Description} scene.network
     */
    update({ map, index, name, place, votes, network }) {
      const value = place && map.data[place[0] * map.shape[1] + place[1]];
      list.hidden = !votes;
      if (!place || value === null) {
        write(heading, say("votes"));
        write(text, say("choose"));
        return;
      }
      const where = say("place", { y: place[0] + 1, x: place[1] + 1 });
      write(heading, where);
      const own = say.number(withSign(value));
      write(text, say("vote", { value: own, name }));
      if (!votes) return;
      const top = Math.max(...votes.map(({ logit }) => Math.abs(logit)), 1e-9);
      rows.forEach((row, i) => {
        const vote = votes[i];
        row.item.hidden = !vote;
        if (!vote) return;
        write(row.name, shortOf(network, vote.index));
        write(row.value, say.number(withSign(vote.logit)));
        mark(row.value, "data-value", vote.logit);
        mark(row.button, "data-class", vote.index);
        mark(row.button, "data-now", vote.index === index);
        mark(row.button, "title", say("why", { name: isolate(wholeOf(network, vote.index)) }));
        row.fill.style.transform = `scaleX(${(Math.max(0, vote.logit) / top).toFixed(3)})`;
      });
      const strongest = votes
        .slice(0, 3)
        .map((vote) => `${nameOf(network, vote.index)} ${say.number(withSign(vote.logit))}`);
      said =
        say("said", { place: where, value: own, name }) +
        say("votesFor", { votes: strongest.join("; ") });
    },
  };
}
