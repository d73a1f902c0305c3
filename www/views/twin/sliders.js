// A shape that the reader sets: a slider and a number for each term, neither of which leaves what
// can be made.

import { clamp } from "../../domain/number.js";
import { el, write } from "../shared/dom.js";
import { bounds, TERMS, withTerm } from "../../domain/block-cost.js";

/** @import { Form } from "../../domain/block-cost.js" */

/** @param {(form: Form) => void} set */
export function createSliders(set) {
  /** @type {Form} */
  let form = [1, 1, 1, 1, 1, 1];

  const rows = TERMS.map(({ name, sign, values }, term) => {
    const slider = el("input", { type: "range", "aria-label": name, min: 0, step: 1 });
    const number = el("input", {
      type: "number",
      class: "number",
      "aria-label": `${name}, as a number`,
      min: 1,
      step: 1,
    });
    const range = el("span", { class: "range number" });
    /** What the slider stands for, left to right. @type {number[]} */
    let stops = values;
    slider.addEventListener("input", () => set(withTerm(form, term, stops[Number(slider.value)])));
    number.addEventListener("change", () => {
      const [least, most] = bounds(form, term);
      const wanted = Math.round(Number(number.value)) || form[term];
      const value = clamp(wanted, least, most);
      number.value = String(value);
      set(withTerm(form, term, value));
    });
    const node = el(
      "div",
      { class: "set" },
      el("span", {}, el("var", {}, sign), ` ${name}`),
      slider,
      number,
      range,
    );
    return {
      node,
      show() {
        const [least, most] = bounds(form, term);
        const now = form[term];
        const inside = values.filter((value) => value >= least && value <= most);
        stops = [...new Set([...inside, now])].sort((a, b) => a - b);
        slider.max = String(stops.length - 1);
        slider.value = String(stops.indexOf(now));
        slider.setAttribute("aria-valuetext", String(now));
        slider.disabled = stops.length < 2;
        number.min = String(least);
        number.max = String(most);
        if (document.activeElement !== number || Number(number.value) !== now)
          number.value = String(now);
        write(range, `${least} to ${most}`);
      },
    };
  });
  return {
    nodes: rows.map(({ node }) => node),
    /** @param {Form} next */
    show(next) {
      form = next;
      for (const row of rows) row.show();
    },
  };
}
