// The map's mean and the bias make the logit; what the network has stored differs by what rounding
// made.

import { el, mark, write } from "../shared/dom.js";
import { exact, percent } from "../../domain/number.js";
import { signed } from "./scene.js";

/**
 * @import { State } from "../../domain/state.js"
 * @import { ClassMap, Layer } from "../../separable.d.ts"
 */

export function createAccount() {
  const list = el("dl");
  /**
   * @param {string} metric
   * @param {string} [part]
   */
  const row = (metric, part = "") => {
    const what = el("dt");
    const value = el("dd", { class: "number", "data-metric": metric });
    list.append(el("div", { class: part || null }, what, value));
    return { what, value };
  };
  const mean = row("mean");
  const bias = row("bias");
  const logit = row("logit", "sum");
  const stored = row("stored");
  const remainder = row("remainder", "sum");
  const pooling = row("pooling", "part");
  const rounding = row("rounding", "part");
  const size = el("p", { class: "scope" });
  const sides = el("p", { class: "sides" });
  const heading = el("h3");
  const node = el("section", { class: "account" }, heading, sides, list, size);

  /**
   * @param {{ what: HTMLElement, value: HTMLElement }} row
   * @param {string} what
   * @param {number} value
   * @param {number} [digits]
   */
  function tell(row, what, value, digits = 2) {
    write(row.what, what);
    write(row.value, signed(value, digits));
    mark(row.value, "data-value", value);
  }

  return {
    node,
    /**
     * @param {State} state
     * @param {{ map: ClassMap, index: number, name: string }} scene
     */
    update({ network, frame }, { map, index, name }) {
      if (!network) return;
      const {
        data,
        shape: [h, w],
      } = map;
      const count = h * w;
      const above = data.filter((value) => value > 0);
      const most = data.reduce((best, value, i) => (value > data[best] ? i : best), 0);
      const where = `row ${Math.floor(most / w) + 1}, column ${(most % w) + 1}`;
      write(heading, "From the places to the answer");
      write(
        sides,
        `${above.length} of ${count} places favour it, ${count - above.length} do not. The ` +
          `strongest (${where}: ${signed(data[most])}) adds ${signed(data[most] / count)} to the ` +
          "mean.",
      );
      const layer = network.layers.findLast(({ kind }) => kind === "classifier");
      const {
        element = "f32",
        scale = 1,
        zeroPoint = 0,
      } = /** @type {Layer | undefined} */ (layer) ?? {};
      const fine = element === "f32" ? 5 : 3;
      tell(mean, `mean of the ${count} places`, map.mean);
      tell(bias, `and the bias of ${name}`, map.bias);
      tell(logit, "make the logit, the score before softmax", map.logit, fine);
      const byte = Math.round(map.stored / scale + zeroPoint);
      tell(
        stored,
        element === "f32" ? "the network has stored" : `the network has stored, as byte ${byte}`,
        map.stored,
        fine,
      );
      mark(stored.value, "data-byte", element === "f32" ? null : byte);
      tell(remainder, "remainder", map.remainder, fine);
      tell(pooling, "from averages that were rounded", map.pooling, fine);
      tell(rounding, "from rounding the logit", map.rounding, fine);
      const answer = frame?.answers.find((answer) => answer.index === index);
      const softmax = answer
        ? ` Softmax over all ${exact(network.classes)} logits turns it into ` +
          `${percent(answer.probability)}.`
        : "";
      write(
        size,
        element === "f32"
          ? `This network computes in 32-bit floats, so little is rounded.${softmax}`
          : `A step of that byte is ${scale.toFixed(3)}, so rounding moves the logit by at ` +
              `most ${(scale / 2).toFixed(3)}.${softmax}`,
      );
    },
  };
}
