// How the numbers that a cell is made of become the number that is stored: a row for each step, in
// real values and as they are stored.

import { real, signed } from "../../domain/number.js";
import { el, mark, write } from "../shared/dom.js";
import { KINDS } from "./cell-kinds.js";
import { counted, stored, threeFigures, writeNumber } from "./cell-numbers.js";

/**
 * @import { Cell, Layer } from "../../separable.d.ts"
 * @import { Step } from "./cell-kinds.js"
 * @import { Say } from "./words.js"
 */

/** @type {readonly Step[]} */
const STEPS = ["sum", "bias", "accumulator", "scaled", "shifted", "number"];

/** @param {Step} metric */
function createStep(metric) {
  const name = el("th", { scope: "row" });
  const value = el("td", { class: "number" });
  const how = el("td", { class: "how number" });
  const stored = counted(metric === "number" ? "byte" : metric);
  if (metric === "number") value.dataset.metric = "real";
  const row = el("tr", { class: metric }, name, value, how, stored);
  return { metric, name, value, how, stored, row };
}

/**
 * @typedef {object} Shown
 * @property {number} real
 * @property {number} stored
 * @property {string} [how]     in a column of its own
 * @property {string} [about]   under the pointer
 */

/**
 * The bounds of the activation function; empty where it has none.
 * @param {Cell} cell
 */
function boundsOf({ clamp, output }) {
  const meant = (/** @type {number} */ number) => real(output.scale * (number - output.zeroPoint));
  // ReLU6 keeps what lies between 0 and 6; a scale may store less than 6.
  const cut = clamp.min === output.zeroPoint && clamp.min > -Infinity;
  if (!Number.isFinite(clamp.max)) return cut ? `ReLU: ${meant(clamp.min)} …` : "";
  return `${cut && clamp.max < Infinity ? "ReLU6: " : ""}${meant(clamp.min)} … ${meant(clamp.max)}`;
}

/**
 * @param {Cell} cell
 * @param {number} count of products
 * @param {boolean} float
 * @param {Say} say
 * @returns {Record<Step, Shown>}
 */
function stepsOf(cell, count, float, say) {
  const { output, multiplier, clamp, unit } = cell;
  const { scale, zeroPoint } = output;
  const fixed =
    multiplier.mantissa &&
    say(multiplier.rounding, {
      value: `${stored(multiplier.mantissa)} × 2^${multiplier.shift - 31}`,
    });
  return {
    sum: { real: cell.sum * unit, stored: cell.sum, about: say("products", { n: count }) },
    bias: { real: cell.bias * unit, stored: cell.bias },
    accumulator: {
      real: cell.accumulator * unit,
      stored: cell.accumulator,
      how: float ? "" : say("steps", { value: threeFigures(unit) }),
    },
    scaled: {
      real: scale * cell.scaled,
      stored: cell.scaled,
      how: float ? "" : say.number(`× ${threeFigures(multiplier.real)}`),
      about: fixed || undefined,
    },
    shifted: {
      real: scale * cell.scaled,
      stored: cell.scaled + zeroPoint,
      how: zeroPoint < 0 ? `− ${-zeroPoint}` : `+ ${zeroPoint}`,
    },
    number: {
      real: cell.real,
      stored: cell.number,
      how: say.number(boundsOf(cell)),
      about: float ? undefined : say("range", { low: clamp.min, high: clamp.max }),
    },
  };
}

/**
 * @param {Layer} layer
 * @param {Say} say
 */
export function createResult(layer, say) {
  const float = layer.element === "f32";
  const rows = STEPS.map(createStep);
  const heads = ["", say("real"), "", float ? "float32" : say("bytes")].map((text) =>
    text ? el("th", { scope: "col" }, text) : el("td"),
  );
  const table = el(
    "table",
    { class: "result" },
    el("thead", {}, el("tr", {}, ...heads)),
    el("tbody", {}, ...rows.map(({ row }) => row)),
  );
  const order = el("p", { class: "range" });
  return {
    node: el("div", {}, table, order),
    /**
     * @param {Cell} cell
     * @param {number} count of products
     */
    show(cell, count) {
      const steps = stepsOf(cell, count, float, say);
      const clipped = cell.scaled + cell.output.zeroPoint !== cell.number;
      /** @type {Partial<Record<Step, string>>} */
      const names = {
        ...KINDS[layer.kind].steps(cell, count, say),
        ...(!float && { shifted: say("zeroPoint") }),
        number: say(clipped || Number.isFinite(cell.clamp.max) ? "clamped" : "stored"),
      };
      // A float needs no multiplier to be stored, but a mean and a softmax divide.
      if (float && cell.multiplier.real === 1) delete names.scaled;
      for (const { metric, name, value, how, stored: number, row } of rows) {
        const step = steps[metric];
        row.hidden = names[metric] === undefined;
        write(name, names[metric] ?? "");
        if (metric === "number") writeNumber(value, step.real, say.number(real(step.real)));
        else write(value, say.number(signed(step.real)));
        writeNumber(number, step.stored, say.number(stored(step.stored)));
        write(how, step.how ?? "");
        mark(row, "title", step.about ?? null);
        if (metric === "scaled")
          mark(row, "data-mantissa", `${cell.multiplier.mantissa} ${cell.multiplier.shift}`);
      }
      mark(table, "data-clipped", clipped);
      write(
        order,
        cell.stored === cell.number ? "" : say("otherOrder", { value: stored(cell.stored) }),
      );
    },
  };
}
