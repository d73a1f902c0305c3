// Play, pause, step and scrub through all output numbers, in the order in which they are computed.

import { shapes } from "../../lab/lab.js";
import { el, mark, write } from "../shared/dom.js";
import { countOf, indexOf } from "./order.js";

/** @import { Lab, Place } from "../../lab/lab.js" */

const SPACE = "http://www.w3.org/2000/svg";

/** @param {string} path */
function sign(path) {
  const svg = document.createElementNS(SPACE, "svg");
  const line = document.createElementNS(SPACE, "path");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}
const SIGNS = {
  play: "M5 3v10l8-5z",
  pause: "M5.5 3v10M10.5 3v10",
  back: "M11 3v10L5 8zM4 3v10",
  on: "M5 3v10l6-5zM12 3v10",
};

/**
 * @param {object} handlers
 * @param {() => void} handlers.play
 * @param {(by: number) => void} handlers.step
 * @param {(index: number) => void} handlers.scrub
 */
export function createPlayer({ play, step, scrub }) {
  const words = el("span", {}, "Play");
  const start = el("button", { class: "button primary", type: "button" }, sign(SIGNS.play), words);
  const back = el(
    "button",
    { class: "button", type: "button", "aria-label": "Previous number" },
    sign(SIGNS.back),
  );
  const on = el(
    "button",
    { class: "button", type: "button", "aria-label": "Next number" },
    sign(SIGNS.on),
  );
  const range = el("input", { type: "range", min: 0, "aria-label": "Output number" });
  const ticks = el("div", { class: "ticks", "aria-hidden": "true" });
  const count = el("p", { class: "count number" });
  start.addEventListener("click", play);
  back.addEventListener("click", () => step(-1));
  on.addEventListener("click", () => step(1));
  range.addEventListener("input", () => scrub(Number(range.value)));
  const node = el(
    "section",
    { class: "player", "aria-label": "Step through the output, number by number" },
    start,
    back,
    on,
    el("div", { class: "scrub" }, range, ticks),
    count,
  );
  let parts = "";
  let drawn = "";

  return {
    node,
    /**
     * @param {Lab} lab
     * @param {Place} place
     * @param {boolean} playing
     */
    show(lab, place, playing) {
      const outputs = shapes(lab).slice(1);
      const all = countOf(lab);
      const index = indexOf(lab, place);
      mark(range, "max", all - 1);
      range.value = String(index);
      mark(
        range,
        "aria-valuetext",
        `Step ${place.step + 1}, output ${place.channel + 1}, row ${place.y + 1}, column ` +
          (place.x + 1),
      );
      write(count, `${index + 1} of ${all}`);
      const now = playing ? "pause" : "play";
      if (now !== drawn) {
        drawn = now;
        start.firstElementChild?.replaceWith(sign(SIGNS[now]));
        write(words, playing ? "Pause" : "Play");
      }
      if (parts === outputs.join(";")) return;
      parts = outputs.join(";");
      ticks.replaceChildren(
        ...outputs.flatMap(([h, w, c], step) =>
          Array.from({ length: c }, (_, channel) => {
            const tick = el("span", { class: step ? "pointwise" : "first" }, String(channel + 1));
            tick.style.flexGrow = String(h * w);
            return tick;
          }),
        ),
      );
    },
  };
}
