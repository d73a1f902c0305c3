// The cells where a channel responds most, as a list and as marks on the picture.

import { clamp, real } from "../../domain/number.js";
import { el, mark, write } from "../shared/dom.js";

/** @import { Say } from "./words.js" */
/** @typedef {{ y: number, x: number, value: number }} Place */

const LISTED = 5;
const MARGIN = 0.04; // of the picture, so that no mark lies half outside

/**
 * @param {(at: [number, number]) => void} pin
 * @param {Say} say
 */
export function createStrongest(pin, say) {
  const marks = Array.from({ length: LISTED }, (_, i) =>
    el("span", { class: "mark-of", "aria-hidden": "true" }, String(i + 1)),
  );
  /** @type {Place[]} */
  let places = [];
  const items = Array.from({ length: LISTED }, (_, i) => {
    const button = el("button", { class: "link number", type: "button" });
    button.addEventListener("click", () => places[i] && pin([places[i].y, places[i].x]));
    return { item: el("li", {}, button), button };
  });
  const title = el("p", { class: "range" });
  const list = el("ol", { class: "strongest" }, ...items.map(({ item }) => item));

  return {
    marks,
    nodes: [title, list],
    /**
     * @param {number} channel
     * @param {Place[]} found   the strongest first
     * @param {(y: number, x: number) => [number, number]} middle   of a cell's receptive field, as
     *   fractions of the picture
     */
    show(channel, found, middle) {
      places = found;
      title.hidden = list.hidden = !places.length;
      write(title, say("responds", { n: channel + 1 }));
      marks.forEach((node, i) => {
        const place = places[i];
        const { item, button } = items[i];
        node.hidden = !place;
        mark(item, "hidden", !place);
        if (!place) return;
        const [top, left] = middle(place.y, place.x);
        node.style.setProperty("--top", String(clamp(top, MARGIN, 1 - MARGIN)));
        node.style.setProperty("--left", String(clamp(left, MARGIN, 1 - MARGIN)));
        const at = { y: place.y + 1, x: place.x + 1, value: real(place.value) };
        write(button, say("response", at));
        mark(button, "data-value", `${place.y} ${place.x}`);
      });
    },
  };
}
