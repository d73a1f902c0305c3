// The map's mean and the bias make the logit; the stored logit differs from it by rounding.

import { el, mark, write } from "../shared/dom.js";
import { exact, percent, withSign } from "../../domain/number.js";

/**
 * @import { Description, State } from "../../domain/state.js"
 * @import { ClassMap, Layer } from "../../separable.d.ts"
 * @import { Say } from "./words.js"
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
 * @param {Say} say
 */
function createLine(metric, part, say) {
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
      write(value, say.number(withSign(number, digits)));
      mark(value, "data-value", number);
    },
    /** @param {number | null} byte   as which the number is stored */
    byte: (byte) => mark(value, "data-byte", byte),
  };
}

/**
 * How many places favour the class, and what the strongest adds.
 * @param {ClassMap} map
 * @param {Say} say
 */
function sidesOf({ data, shape: [, w], pool }, say) {
  const count = data.length;
  const above = data.filter((value) => value > 0).length;
  const most = data.reduce((best, value, i) => (value > data[best] ? i : best), 0);
  const others = count - above;
  const some = others === 1 ? "mostFavour" : "someFavour";
  const key = above === count ? "allFavour" : above === 0 ? "noneFavours" : some;
  const average = pool === "average";
  const strongest = say(average ? "strongestOfMean" : "strongest", {
    ...{ y: Math.floor(most / w) + 1, x: (most % w) + 1, value: withSign(data[most]) },
    share: withSign(data[most] / (average ? count : 1)),
  });
  return `${say(key, { count, above, others })} ${strongest}`;
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

/** @param {Say} say */
export function createAccount(say) {
  const heading = el("h3", {}, say("account"));
  const sides = el("p", { class: "sides" });
  const size = el("p", { class: "scope" });
  const lines = Object.fromEntries(
    ROWS.map(([metric, part]) => [metric, createLine(metric, part, say)]),
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
      write(sides, sidesOf(map, say));
      const average = map.pool === "average";
      const places = map.data.length;
      lines.mean.show(say(average ? "mean" : "sum", { count: places }), map.mean);
      lines.bias.show(say(map.hidden ? "biases" : "bias", { name }), map.bias);
      lines.logit.show(
        say(scores === "logistic" ? "logitOfSigmoid" : "logitOfSoftmax"),
        map.logit,
        digits,
      );
      lines.stored.show(say(float ? "stored" : "storedByte", { byte }), map.stored, digits);
      lines.stored.byte(float ? null : byte);
      lines.remainder.show(say("difference"), map.remainder, digits);
      const pooling = say(average ? "roundingMeans" : "roundingPlaces");
      lines.pooling.show(pooling, map.pooling, digits);
      const rounding = say(map.hidden ? "roundingHidden" : "rounding");
      lines.rounding.show(rounding, map.rounding, digits);
      const answer = frame?.answers.find((answer) => answer.index === index);
      const rounded = float
        ? say("floats")
        : say("byteStep", { step: scale.toFixed(3), half: (scale / 2).toFixed(3) });
      const turned =
        answer &&
        say(scores === "logistic" ? "sigmoid" : "softmax", {
          ...{ count: exact(network.classes), share: percent(answer.probability) },
        });
      write(size, [rounded, turned].filter(Boolean).join(" "));
    },
  };
}
