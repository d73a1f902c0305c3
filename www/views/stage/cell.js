// One cell to the last bit: its products, their sum, and how the sum becomes the stored byte, in
// real values and in stored numbers.

import { el, mark, write } from "../shared/dom.js";
import { integer, real, signed } from "../../domain/number.js";
import { sign, tapColour } from "../shared/tap-colour.js";

/**
 * @import { Layer, Reply } from "../../domain/state.js"
 * @import { Cell } from "../../separable.d.ts"
 */

/**
 * A stored number less its zero point, as it is written.
 * @param {number} number
 * @param {number} zero
 */
const centred = (number, zero) =>
  zero === 0 ? integer(number) : `(${integer(number)}${zero < 0 ? "+" : "−"}${Math.abs(zero)})`;

/**
 * An element whose number others read.
 * @param {string} metric
 */
const counted = (metric) => el("td", { class: "number", "data-metric": metric });

/**
 * @param {HTMLElement} node
 * @param {number} value
 * @param {string} text
 */
function writeNumber(node, value, text) {
  mark(node, "data-value", value);
  write(node, text);
}

/** The products of a window, each where its tap stands. */
function createWindow() {
  const node = el("div", { class: "products" });
  /**
   * @type {{ box: HTMLElement, meant: HTMLElement, product: HTMLElement, stored: HTMLElement }[]}
   */
  let boxes = [];
  let built = "";
  return {
    node,
    /**
     * @param {Cell} cell
     * @param {[number, number]} kernel
     */
    show({ taps, input, weight }, kernel) {
      const groups = taps.length / (kernel[0] * kernel[1]);
      if (built !== `${kernel} ${groups}`) {
        built = `${kernel} ${groups}`;
        boxes = taps.map(({ ky, kx }) => {
          const meant = el("span", { class: "meant" });
          const product = el("b", { "data-metric": "product" });
          const stored = el("span", { class: "stored" });
          const box = el("div", { class: "product number" }, meant, product, stored);
          box.style.setProperty("--tap", tapColour(ky, kx, kernel));
          return { box, meant, product, stored };
        });
        node.replaceChildren(
          ...Array.from({ length: groups }, (_, group) => {
            const grid = el(
              "div",
              { class: "products-of" },
              ...boxes.filter((_, i) => i % groups === group).map(({ box }) => box),
            );
            grid.style.setProperty("--columns", String(kernel[1]));
            return groups === 3
              ? el("div", {}, el("p", { class: "label" }, ["red", "green", "blue"][group]), grid)
              : grid;
          }),
        );
        mark(node, "data-groups", groups);
      }
      const each = input.scale * weight.scale;
      const most = taps.reduce((most, { product }) => Math.max(most, Math.abs(product)), 0);
      taps.forEach((tap, i) => {
        const { box, meant, product, stored } = boxes[i];
        write(
          meant,
          tap.padding
            ? "padding"
            : `${real((tap.input - input.zeroPoint) * input.scale)} × ` +
                signed((tap.weight - weight.zeroPoint) * weight.scale),
        );
        writeNumber(product, tap.product, signed(tap.product * each));
        write(
          stored,
          `${centred(tap.input, input.zeroPoint)}\u200b×${centred(tap.weight, weight.zeroPoint)}\n= ` +
            integer(tap.product),
        );
        sign(box, tap.product, most);
        mark(box, "data-padding", tap.padding);
      });
    },
  };
}

/**
 * The largest contributions, and the rest as one.
 * @param {(channel: number) => void} pin
 */
function createShares(pin) {
  const body = el("tbody");
  const node = el("table", { class: "shares" }, body);
  const head = el(
    "tr",
    {},
    ...["input", "value × weight", "adds", "", "in bytes"].map((text) =>
      text ? el("th", { scope: "col" }, text) : el("td"),
    ),
  );
  node.prepend(el("thead", {}, head));
  /**
   * @type {{ row: HTMLElement, name: HTMLElement, meant: HTMLElement, product: HTMLElement, bar:
   *   HTMLElement, stored: HTMLElement }[]}
   */
  let lines = [];
  /** @type {Cell | null} */
  let shown = null;
  const line = (/** @type {number} */ i, /** @type {boolean} */ rest) => {
    const name = rest ? el("span") : el("button", { class: "link", type: "button" });
    if (!rest) name.addEventListener("click", () => shown && pin(shown.taps[i].channel));
    const meant = el("td", { class: "number meant" });
    const product = counted(rest ? "rest" : "product");
    const bar = el("span", { class: "share-bar" });
    const stored = el("td", { class: "number stored" });
    const row = el(
      "tr",
      {},
      el("th", { scope: "row" }, name),
      meant,
      product,
      el("td", { class: "bar-cell" }, bar),
      stored,
    );
    return { row, name, meant, product, bar, stored };
  };
  return {
    node,
    /** @param {Cell} cell */
    show(cell) {
      shown = cell;
      const { taps, rest, input, weight } = cell;
      if (lines.length !== taps.length + 1) {
        lines = [...taps.map((_, i) => line(i, false)), line(taps.length, true)];
        body.replaceChildren(...lines.map(({ row }) => row));
      }
      const each = input.scale * weight.scale;
      const most = Math.max(Math.abs(rest.sum), ...taps.map(({ product }) => Math.abs(product)));
      const fill = (
        /** @type {typeof lines[number]} */ { product, bar },
        /** @type {number} */ value,
      ) => {
        writeNumber(product, value, signed(value * each));
        sign(bar, value, most);
      };
      taps.forEach((tap, i) => {
        write(lines[i].name, `channel ${tap.channel + 1}`);
        write(
          lines[i].meant,
          `${real((tap.input - input.zeroPoint) * input.scale)} × ` +
            signed((tap.weight - weight.zeroPoint) * weight.scale),
        );
        write(
          lines[i].stored,
          `${centred(tap.input, input.zeroPoint)}×${centred(tap.weight, weight.zeroPoint)} = ` +
            integer(tap.product),
        );
        fill(lines[i], tap.product);
      });
      const last = lines[taps.length];
      last.row.hidden = rest.count === 0;
      write(last.name, `the other ${rest.count}`);
      write(last.stored, integer(rest.sum));
      fill(last, rest.sum);
    },
  };
}

/** From the sum of the products to the stored byte: a row of the table for each. */
const STEPS = /** @type {const} */ ([
  ["sum", "products"],
  ["bias", "+ bias"],
  ["accumulator", "= accumulator"],
  ["scaled", "× multiplier"],
  ["shifted", "+ zero point"],
  ["number", "clamped"],
]);

/**
 * @param {typeof STEPS[number][0]} metric
 * @param {string} text
 */
function createStep(metric, text) {
  const name = el("th", { scope: "row" }, text);
  const value = el("td", { class: "number" });
  const how = el("td", { class: "how number" });
  const stored = counted(metric === "number" ? "byte" : metric);
  if (metric === "number") value.dataset.metric = "real";
  return {
    metric,
    name,
    value,
    how,
    stored,
    row: el("tr", { class: metric }, name, value, how, stored),
  };
}

/**
 * @typedef {object} Step
 * @property {number} real
 * @property {number} stored
 * @property {string} [how]     in a column of its own
 * @property {string} [about]   under the pointer
 */

/**
 * @param {Cell} cell
 * @param {number} count of products
 * @returns {Record<typeof STEPS[number][0], Step>}
 */
function stepsOf({ input, weight, output, multiplier, clamp, ...cell }, count) {
  const each = input.scale * weight.scale;
  const meant = (/** @type {number} */ number) => real(output.scale * (number - output.zeroPoint));
  // ReLU6 keeps what lies between 0 and 6; a scale may store less than 6.
  const cut = clamp.min === output.zeroPoint ? "ReLU6: " : "";
  return {
    sum: { real: cell.sum * each, stored: cell.sum, about: `${count} products` },
    bias: { real: cell.bias * each, stored: cell.bias },
    accumulator: {
      real: cell.accumulator * each,
      stored: cell.accumulator,
      how: `steps of ${threeFigures(each)}`,
    },
    scaled: {
      real: output.scale * cell.scaled,
      stored: cell.scaled,
      how: `× ${threeFigures(multiplier.real)}`,
      about:
        `${integer(multiplier.mantissa)} × 2^${multiplier.shift - 31}, rounded ` +
        multiplier.rounding,
    },
    shifted: {
      real: output.scale * cell.scaled,
      stored: cell.scaled + output.zeroPoint,
      how: output.zeroPoint < 0 ? `− ${-output.zeroPoint}` : `+ ${output.zeroPoint}`,
    },
    number: {
      real: cell.real,
      stored: cell.number,
      how: `${cut}${meant(clamp.min)} … ${meant(clamp.max)}`,
      about: `bytes from ${clamp.min} to ${clamp.max}`,
    },
  };
}

/** From the sum to the stored byte. */
function createResult() {
  const rows = STEPS.map(([metric, text]) => createStep(metric, text));
  const heads = ["", "real", "", "bytes"].map((text) =>
    text ? el("th", { scope: "col" }, text) : el("td"),
  );
  const node = el(
    "table",
    { class: "result" },
    el("thead", {}, el("tr", {}, ...heads)),
    el("tbody", {}, ...rows.map(({ row }) => row)),
  );
  return {
    node,
    /**
     * @param {Cell} cell
     * @param {number} count of products
     */
    show(cell, count) {
      const steps = stepsOf(cell, count);
      rows.forEach(({ metric, name, value, how, stored, row }) => {
        const step = steps[metric];
        if (metric === "number") writeNumber(value, step.real, real(step.real));
        else write(value, signed(step.real));
        writeNumber(stored, step.stored, integer(step.stored));
        write(how, step.how ?? "");
        mark(row, "title", step.about ?? null);
        if (metric === "sum") write(name, `sum of ${count}`);
        if (metric === "scaled")
          mark(row, "data-mantissa", `${cell.multiplier.mantissa} ${cell.multiplier.shift}`);
      });
      mark(node, "data-clipped", steps.shifted.stored !== cell.number);
    },
  };
}

/**
 * Small numbers with three figures.
 * @param {number} value
 */
function threeFigures(value) {
  if (value >= 0.001) return value.toPrecision(3);
  const exponent = Math.floor(Math.log10(value));
  return `${(value / 10 ** exponent).toFixed(2)} × 10${String(exponent)
    .replace("-", "⁻")
    .replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)])}`;
}

/** @param {Layer} layer */
export function createCell(layer) {
  const title = el("h4");
  const about = el("p", { class: "range" });
  const problem = el("p", { class: "problem" });
  const products = createWindow();
  let pin = (/** @type {number} */ _) => {};
  const shares = createShares((channel) => pin(channel));
  const result = createResult();
  const work = el("div", { class: "work" }, products.node, shares.node, result.node);
  const node = el("div", { class: "one-cell" }, title, about, problem, work);
  return {
    node,
    /**
     * @param {Reply} reply
     * @param {(channel: number) => void} choose   a channel of the input
     */
    show({ args, answer, problem: reason }, choose) {
      pin = choose;
      const [, y, x, c] = args;
      write(
        title,
        layer.output[0] * layer.output[1] === 1
          ? "The arithmetic of this cell"
          : `Row ${y + 1}, column ${x + 1} of channel ${c + 1}`,
      );
      mark(node, "data-cell", args.slice(0, 4).join(" "));
      write(problem, reason);
      work.hidden = !answer;
      if (!answer) return write(about, "");
      const cell = /** @type {Cell} */ (answer);
      const count = cell.taps.length + cell.rest.count;
      const windowed =
        cell.rest.count === 0 &&
        layer.kernel !== null &&
        count % (layer.kernel[0] * layer.kernel[1]) === 0 &&
        count <= 27 &&
        layer.kernel[0] > 1;
      products.node.hidden = !windowed;
      shares.node.hidden = windowed;
      if (windowed && layer.kernel) products.show(cell, layer.kernel);
      else shares.show(cell);
      const zeros = (/** @type {number} */ zero) =>
        zero === 0 ? "" : zero < 0 ? ` + ${-zero}` : ` − ${zero}`;
      write(
        about,
        `input × weight, summed; in bytes (input${zeros(cell.input.zeroPoint)}) × ` +
          `(weight${zeros(cell.weight.zeroPoint)})`,
      );
      result.show(cell, count);
    },
  };
}
