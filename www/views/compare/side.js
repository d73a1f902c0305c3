// One of two frames: the square that the model saw, and its five answers with what the other frame
// says of them.

import { el, mark, write } from "../shared/dom.js";
import { percent } from "../../domain/number.js";
import { listNameOf, nameOf, wholeOf } from "../../domain/output.js";
import { agree, classesOf } from "../../domain/pair.js";

/** @import { Answer, Beside, Picture, State } from "../../domain/state.js" */

/** @typedef {{ ranking: Answer[], square: Picture }} Seen */

const COUNT = 5;

/**
 * A difference of probabilities in percentage points, with its sign.
 * @param {number} difference
 */
export const points = (difference) => {
  const value = (Math.abs(difference) * 100).toFixed(1);
  return value === "0.0" ? "0.0" : `${difference < 0 ? "−" : "+"}${value}`;
};

/** @param {string} name */
export function createSide(name) {
  const canvas = el("canvas", { role: "img" });
  const ctx = canvas.getContext("2d");
  const caption = el("figcaption");
  const rows = Array.from({ length: COUNT }, () => {
    const cells = [
      el("th", { scope: "row", dir: "auto" }), // too long a name is cut at its end
      el("td", { class: "number" }),
      el("td", { class: "number" }),
    ];
    return { node: el("tr", {}, ...cells), cells };
  });
  const head = ["Answer", name, "B − A"].map((text) => el("th", { scope: "col" }, text));
  head[2].title = "In percentage points";
  const table = el(
    "table",
    {},
    el("thead", {}, el("tr", {}, ...head)),
    el("tbody", {}, ...rows.map(({ node }) => node)),
  );
  const picture = el("div", { class: "square-of" }, canvas);
  const before = el("p", { class: "kept", hidden: true });
  const node = el(
    "figure",
    { class: "side", "data-frame": name.toLowerCase(), "data-picture": "" },
    ...[picture, table, caption, before],
  );
  let image = new ImageData(1, 1);

  return {
    node,
    /**
     * What the network said with which the frame was held, beside what the present one says.
     * @param {State} state
     * @param {Beside} beside
     */
    keep({ network }, { kept, ranking }) {
      before.hidden = !kept || !network;
      mark(before, "data-network", kept?.network.id ?? null);
      if (!kept || !network) return;
      const classes = classesOf(kept.network, network);
      const said = kept.ranking
        .slice(0, COUNT)
        .map(({ index, probability }) => `${nameOf(kept.network, index)} ${percent(probability)}`);
      const same = agree(classes, kept.ranking[0], ranking[0]);
      const verdict = { true: "The same top answer. ", false: "Another top answer. ", null: "" };
      const all = said.length ? said.join(", ") : "features, and no classes";
      write(before, `${verdict[`${same}`]}${kept.network.name} said of A: ${all}.`);
    },
    /**
     * @param {State} state
     * @param {Seen} own
     * @param {Seen} other
     * @param {string} title
     * @param {1 | -1} sign 1 for B
     */
    show({ network, wholeNames }, own, other, title, sign) {
      if (!network) return;
      const { data, width, height } = own.square;
      if (image.width !== width || image.height !== height) {
        image = new ImageData(width, height);
        Object.assign(canvas, { width, height });
      }
      image.data.set(data);
      ctx?.putImageData(image, 0, 0);
      write(caption, title);
      mark(canvas, "aria-label", `The square that the model sees of ${title}`);
      mark(
        node,
        "data-picture",
        `${title}: what the model sees, and its five answers, with the difference B − A in ` +
          "percentage points.",
      );
      const probability = new Map(
        other.ranking.map(({ index, probability }) => [index, probability]),
      );
      mark(table, "data-whole", wholeNames);
      table.hidden = !own.ranking.length; // features have no answers
      rows.forEach(({ node, cells: [label, share, difference] }, i) => {
        const answer = own.ranking[i];
        node.hidden = !answer;
        if (!answer) return;
        const between = sign * (answer.probability - (probability.get(answer.index) ?? 0));
        write(label, listNameOf(network, answer.index, wholeNames));
        mark(label, "title", wholeOf(network, answer.index));
        write(share, percent(answer.probability));
        write(difference, points(between));
        mark(node, "data-class", answer.index);
        mark(node, "data-difference", between.toFixed(6));
      });
    },
  };
}
