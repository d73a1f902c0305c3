// The map's mean and the bias make the logit; the stored logit differs from it by rounding.

import { el, mark, write } from "../shared/dom.js";
import { exact, percent, withSign } from "../../domain/number.js";

/**
 * @import { Description, State } from "../../domain/state.js"
 * @import { ClassMap, Layer } from "../../separable.d.ts"
 */

/** The rows of the account: what `data-metric` names each, and its part in the sum. */
const ROWS = /** @type {const} */ ([
  ["mean", ""],
  ["bias", ""],
  ["logit", "sum"],
  ["stored", ""],
  ["remainder", "sum"],
  ["pooling", "part"],
  ["rounding", "part"],
]);

/**
 * @param {string} metric
 * @param {string} part
 */
function createLine(metric, part) {
  const name = el("dt");
  const value = el("dd", { class: "number", "data-metric": metric });
  return {
    node: el("div", { class: part || null }, name, value),
    /**
     * @param {string} text
     * @param {number} number
     * @param {number} [digits]
     */
    show(text, number, digits = 2) {
      write(name, text);
      write(value, withSign(number, digits));
      mark(value, "data-value", number);
    },
    /** @param {number | null} byte   as which the number is stored */
    byte: (byte) => mark(value, "data-byte", byte),
  };
}

/**
 * How many places favour the class, and what the strongest adds.
 * @param {ClassMap} map
 */
function sidesOf({ data, shape: [, w], pool }) {
  const count = data.length;
  const above = data.filter((value) => value > 0).length;
  const most = data.reduce((best, value, i) => (value > data[best] ? i : best), 0);
  const place = `row ${Math.floor(most / w) + 1}, column ${(most % w) + 1}`;
  const others = count - above;
  const favour =
    above === count
      ? `All ${count} places favour it.`
      : above === 0
        ? `None of the ${count} places favours it.`
        : `${above} of ${count} places favour it, ${others} ${others === 1 ? "does" : "do"} not.`;
  const average = pool === "average";
  return (
    `${favour} The strongest (${place}${average ? `: ${withSign(data[most])}` : ""}) adds ` +
    `${withSign(data[most] / (average ? count : 1))}${average ? " to the mean" : ""}.`
  );
}

/**
 * How the classifier stores its logits.
 * @param {Description} network
 */
function storageOf({ layers }) {
  const layer = layers.findLast(({ kind }) => kind === "classifier");
  const {
    element = "f32",
    scale = 1,
    zeroPoint = 0,
  } = /** @type {Layer | undefined} */ (layer) ?? {};
  return { float: element === "f32", scale, zeroPoint };
}

export function createAccount() {
  const heading = el("h3", {}, "From the places to the answer");
  const sides = el("p", { class: "sides" });
  const size = el("p", { class: "scope" });
  const lines = Object.fromEntries(
    ROWS.map(([metric, part]) => [metric, createLine(metric, part)]),
  );
  const list = el("dl", {}, ...Object.values(lines).map(({ node }) => node));

  return {
    node: el("section", { class: "account" }, heading, sides, list, size),
    /**
     * @param {State} state
     * @param {{ map: ClassMap, index: number, name: string }} scene
     */
    update({ network, frame }, { map, index, name }) {
      if (!network) return;
      const { float, scale, zeroPoint } = storageOf(network);
      const { scores } = network.output;
      const digits = float ? 5 : 3;
      const byte = Math.round(map.stored / scale + zeroPoint);
      write(sides, sidesOf(map));
      const average = map.pool === "average";
      const places = map.data.length;
      lines.mean.show(`${average ? "mean" : "sum"} of the ${places} places`, map.mean);
      lines.bias.show(
        map.hidden ? "plus what no place changes: biases" : `plus the bias of ${name}`,
        map.bias,
      );
      lines.logit.show(
        `is the logit, the score before ${scores === "logistic" ? "the sigmoid" : "softmax"}`,
        map.logit,
        digits,
      );
      lines.stored.show(
        `stored by the network${float ? "" : `, as byte ${byte}`}`,
        map.stored,
        digits,
      );
      lines.stored.byte(float ? null : byte);
      lines.remainder.show("difference", map.remainder, digits);
      lines.pooling.show(
        `from rounding the ${average ? "averages" : "places"}`,
        map.pooling,
        digits,
      );
      lines.rounding.show(
        map.hidden
          ? "from rounding in the hidden layers and of the logit"
          : "from rounding the logit",
        map.rounding,
        digits,
      );
      const answer = frame?.answers.find((answer) => answer.index === index);
      const by =
        scores === "logistic" ? "The sigmoid" : `Softmax over all ${exact(network.classes)} logits`;
      const softmax = answer ? ` ${by} turns it into ${percent(answer.probability)}.` : "";
      write(
        size,
        float
          ? `This network computes in 32-bit floats, so little is rounded.${softmax}`
          : `A step of that byte is ${scale.toFixed(3)}, so rounding changes the logit by at ` +
              `most ${(scale / 2).toFixed(3)}.${softmax}`,
      );
    },
  };
}
