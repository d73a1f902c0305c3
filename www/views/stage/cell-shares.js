// The numbers that a cell is made of as a list: the largest contributions, and the rest as one.

import { integer, real, signed } from "../../domain/number.js";
import { el, write } from "../shared/dom.js";
import { sign } from "../shared/tap-colour.js";
import { centred, counted, meant, stored, writeNumber } from "./cell-numbers.js";

/**
 * @import { Cell, Layer, Tap } from "../../separable.d.ts"
 * @import { Say } from "./words.js"
 */

const OPERANDS = ["first", "second"];

/**
 * What a term is called.
 * @param {Layer} layer
 * @param {Cell} cell
 * @param {Tap} tap
 * @param {Say} say
 */
function nameOf({ kind, input }, { constant }, { operand, channel, y, x, padding }, say) {
  if (kind === "add" || kind === "subtract")
    return `${OPERANDS[operand]}${operand === constant ? ", a constant" : ""}`;
  if (kind === "multiply")
    return constant === null ? "both operands" : `${OPERANDS[constant]} a constant`;
  if (padding) return say("around");
  const place = `row ${y + 1}, column ${x + 1}`;
  if (kind === "pool" || kind === "maxPool") return place;
  const named = say("channelOnly", { n: channel + 1 });
  if (kind === "concat") return `value ${operand + 1}, ${named}`;
  if (kind === "transpose" || kind === "reshape")
    return input[0] * input[1] === 1 ? named : `${place}, ${named}`;
  return named;
}

/** Kinds whose terms are products of two numbers. */
const FACTORS = ["conv", "depthwise", "pointwise", "classifier", "multiply", "hardSwish"];

/**
 * @param {Layer} layer
 * @param {Cell} cell
 * @param {Tap} tap
 * @returns {[real: string, stored: string]}
 */
function termOf({ kind }, { input, weight }, tap) {
  const { product } = tap;
  // Of the second operand of a sum, the weight's numbers are the operand's.
  const meaning = (kind === "add" || kind === "subtract") && tap.operand === 1 ? weight : input;
  const value = real(meant(tap.input, meaning));
  const number = centred(tap.input, meaning.zeroPoint);
  if (!FACTORS.includes(kind)) return [value, number === stored(product) ? "" : number];
  const factor = centred(tap.weight, weight.zeroPoint);
  return [
    `${value} × ${signed(meant(tap.weight, weight))}`,
    Number.isInteger(product) && Number.isInteger(tap.weight) && kind !== "hardSwish"
      ? `${number}\u200b×${factor} = ${integer(product)}`
      : stored(product),
  ];
}

/**
 * @param {Layer} layer
 * @param {string} terms   the heading of what is multiplied
 * @param {(channel: number) => void} pin
 * @param {Say} say
 */
export function createShares(layer, terms, pin, say) {
  const body = el("tbody");
  const node = el("table", { class: "shares" }, body);
  const float = layer.element === "f32";
  const headings = [say("inputHead"), terms, say("adds"), "", float ? "float32" : say("inBytes")];
  const head = el(
    "tr",
    {},
    ...headings.map((text) => (text ? el("th", { scope: "col" }, text) : el("td"))),
  );
  node.prepend(el("thead", {}, head));
  const links = layer.kind === "pointwise" || layer.kind === "classifier";
  /**
   * @type {{ row: HTMLElement, name: HTMLElement, meant: HTMLElement, product: HTMLElement, bar:
   *   HTMLElement, stored: HTMLElement }[]}
   */
  let lines = [];
  /** @type {Cell | null} */
  let shown = null;
  const line = (/** @type {number} */ i, /** @type {boolean} */ rest) => {
    const link = links && !rest;
    const name = link ? el("button", { class: "link", type: "button" }) : el("span");
    if (link) name.addEventListener("click", () => shown && pin(shown.taps[i].channel));
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
      const { taps, rest, unit } = cell;
      if (lines.length !== taps.length + 1) {
        lines = [...taps.map((_, i) => line(i, false)), line(taps.length, true)];
        body.replaceChildren(...lines.map(({ row }) => row));
      }
      const most = Math.max(Math.abs(rest.sum), ...taps.map(({ product }) => Math.abs(product)));
      const fill = (
        /** @type {typeof lines[number]} */ { product, bar },
        /** @type {number} */ value,
      ) => {
        writeNumber(product, value, say.number(signed(value * unit)));
        sign(bar, value, most);
      };
      taps.forEach((tap, i) => {
        const [real, number] = termOf(layer, cell, tap);
        write(lines[i].name, nameOf(layer, cell, tap, say));
        write(lines[i].meant, say.number(real));
        write(lines[i].stored, say.number(number));
        fill(lines[i], tap.product);
      });
      const last = lines[taps.length];
      last.row.hidden = rest.count === 0;
      const maximum = layer.kind === "maxPool";
      write(
        last.name,
        `${say("others", { n: rest.count })}${maximum ? ", none of them larger" : ""}`,
      );
      write(last.stored, maximum ? "" : say.number(stored(rest.sum)));
      fill(last, maximum ? 0 : rest.sum);
    },
  };
}
