// The answers of both networks for one frame, and how often their top answers agree.

import { exact, percent } from "../../domain/number.js";
import { listNameOf, nameOf, wholeOf } from "../../domain/output.js";
import { agree, classesOf } from "../../domain/pair.js";
import { el, mark, write } from "../shared/dom.js";

/** @import { Answer, Description, Pair, State } from "../../domain/state.js" */
/** @import { Classes } from "../../domain/pair.js" */

const COUNT = 5;
const PARTS = 30;

/** @param {string} name */
function createSide(name) {
  const title = el("h4");
  const rows = Array.from({ length: COUNT }, () => {
    const label = el("th", { scope: "row", dir: "auto" });
    const share = el("td", { class: "number" });
    return { node: el("tr", {}, label, share), label, share };
  });
  const none = el("p", { class: "label" }, "Its output are features: it names no classes.");
  const caption = el("caption", { class: "sr-only" });
  const body = el("tbody", {}, ...rows.map(({ node }) => node));
  const table = el("table", {}, caption, body);
  return {
    node: el("div", { class: "side", "data-network": name }, title, table, none),
    /**
     * @param {Description} network
     * @param {Answer[]} ranking
     * @param {boolean} whole
     * @param {(answer: Answer) => boolean} shared   whether the other one has it at the top, too
     */
    show(network, ranking, whole, shared) {
      write(title, network.name);
      write(caption, `The five likeliest answers of ${network.name}`);
      none.hidden = network.output.kind !== "features";
      table.hidden = !none.hidden;
      rows.forEach(({ node, label, share }, i) => {
        const answer = ranking[i];
        node.hidden = !answer;
        if (!answer) return;
        write(label, listNameOf(network, answer.index, whole));
        mark(label, "title", wholeOf(network, answer.index));
        write(share, percent(answer.probability));
        node.style.setProperty("--share", String(answer.probability));
        mark(node, "data-class", answer.index);
        mark(node, "data-probability", answer.probability.toFixed(6));
        mark(node, "data-same", i === 0 && shared(answer));
      });
    },
  };
}

/** How the lists of both are compared. @param {Classes} classes */
function basis({ by, shared }) {
  if (by === "list") return "Both have one list of classes.";
  if (by === "number") return "Without names for both, classes are compared by number.";
  if (by === "name") return `${exact(shared)} classes are in both lists, by their names.`;
  return "Their lists have no class in common, so nothing says whether they agree.";
}

/** The agreement over the last minute, as a sentence and as a row of bars. */
function createMinute() {
  const sentence = el("p", { class: "agreement" });
  const bars = Array.from({ length: PARTS }, () => el("span"));
  const row = el("div", { class: "minute", "aria-hidden": "true" }, ...bars);
  const ends = el(
    "p",
    { class: "ends label", "aria-hidden": "true" },
    ...["a minute ago", "now"].map((text) => el("span", {}, text)),
  );
  const node = el("div", { class: "over-time" }, sentence, row, ends);
  return {
    node,
    /** @param {Pair} pair */
    show({ minute, at }) {
      const { frames, same } = minute;
      node.hidden = !frames;
      mark(sentence, "data-frames", frames);
      mark(sentence, "data-same", same);
      row.hidden = ends.hidden = frames < 2;
      write(
        sentence,
        frames === 1
          ? `One frame so far: ${same ? "the same top answer" : "different top answers"}.`
          : `The same top answer in ${exact(same)} of the last minute's ${exact(frames)} frames ` +
              `(${percent(same / frames)}).`,
      );
      minute.parts(at, PARTS).forEach((share, i) => {
        bars[i].style.setProperty("--same", String(share ?? 0));
        mark(bars[i], "data-none", share === null);
      });
    },
  };
}

export function createAnswers() {
  const verdict = el("p", { class: "verdict" });
  const voice = el("p", { class: "sr-only", role: "status" });
  const [a, b] = [createSide("a"), createSide("b")];
  const minute = createMinute();
  const how = el("p", { class: "label" });
  const node = el(
    "section",
    { class: "answers" },
    el("h3", {}, "Answers"),
    verdict,
    el("div", { class: "both" }, a.node, b.node),
    ...[minute.node, how, voice],
  );
  /** @type {Classes | null} */
  let classes = null;
  /** @type {Description[]} */
  let known = [];

  return {
    node,
    /**
     * @param {State} state
     * @param {Description} first
     * @param {Description} second
     * @param {Pair} pair
     */
    show({ wholeNames, source }, first, second, pair) {
      if (known[0] !== first || known[1] !== second) classes = classesOf(first, second);
      known = [first, second];
      const { rankingA, rankingB } = pair;
      const [topA, topB] = [rankingA[0], rankingB[0]];
      const same = classes && agree(classes, topA, topB);
      a.show(first, rankingA, wholeNames, () => same === true);
      b.show(second, rankingB, wholeNames, () => same === true);
      mark(node, "data-agree", same === null ? null : String(same));
      const text =
        same === null
          ? ""
          : same
            ? `Both say ${nameOf(first, topA.index)}.`
            : `They differ: ${nameOf(first, topA.index)} and ${nameOf(second, topB.index)}.`;
      write(verdict, text);
      verdict.hidden = !text;
      if (source.frozen || source.kind === "picture") write(voice, text);
      minute.show(pair);
      write(how, classes ? basis(classes) : "");
    },
  };
}
