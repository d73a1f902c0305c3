// A part of the frame covered, and the network run again: a square to move, and a map of what every
// part means to the answer. It asks nothing of the network's end.

import { fallsOf, rasterOf, squareAt } from "../../domain/covering.js";
import { clamp, figures, percent } from "../../domain/number.js";
import { nameOf } from "../../domain/output.js";
import { dispatch, el, mark, write } from "../shared/dom.js";
import { hasModifier } from "../shared/keys.js";
import { fullOf, paintMap } from "./paint.js";

/** @import { Covered, Description, Occlusion, State } from "../../domain/state.js" */

/** Sides of the square, as parts of the frame's. @type {[string, number][]} */
const SIDES = [
  ["a tenth", 1 / 10],
  ["a seventh", 1 / 7],
  ["a quarter", 1 / 4],
  ["half", 1 / 2],
];
const USUAL = 1;

const LEAD =
  "Another way to ask, which works for every network: cover a part with grey and look again. " +
  "Only what the part can reach is computed again, byte for byte as a whole run would.";

/**
 * What the square does, in a sentence.
 * @param {Description} network
 * @param {Covered | null} covered
 */
function sentenceOf(network, covered) {
  if (!covered) return "Point at the picture, or move the square with the arrow keys.";
  const { index, before, after, first, share } = covered;
  const name = nameOf(network, index);
  const now = `Covered here, ${name} goes from ${percent(before)} to ${percent(after)}.`;
  if (first === index) return `${now} It is still the first answer.`;
  return `${now} The first answer is then ${nameOf(network, first)}, ${percent(share)}.`;
}

/**
 * What the map shows.
 * @param {Description} network
 * @param {Occlusion | null} found
 */
function noteOf(network, found) {
  if (!found) return "";
  if (found.problem) return found.problem;
  const { index, before, after, all, running, square } = found;
  const name = nameOf(network, index);
  if (!after.length) return running ? `Covering ${name}.` : "Stopped before any square was tried.";
  const { side, cell } = rasterOf(square.height, square.width);
  const least = Math.min(...after);
  const full = fullOf(fallsOf(square.height, square.width, before, after).data);
  const tried = after.length === all ? `All ${all}` : `${after.length} of ${all}`;
  const squares = `${tried} squares of ${side}×${side} pixels, ${cell} apart, on one frame`;
  return (
    `${squares}: without any, ${name} has ${percent(before)}; with the worst, ${percent(least)}. ` +
    "Each cell shows the mean fall of the squares over it: green where the answer needs what is " +
    "there, violet where it is likelier without. " +
    `Strongest colour: ${figures(100 * full)} percentage points.`
  );
}

class CoverView {
  #canvas = el("canvas", { "aria-hidden": "true" });
  #square = el("div", { class: "cover", hidden: true });
  #grid = el("div", { class: "places", role: "application", tabindex: 0 });
  #side = el("select", { "data-cover": "side" });
  #start = el("button", { class: "button", type: "button", "data-cover": "everywhere" });
  #progress = el("progress", { "aria-label": "Squares tried", max: 1, hidden: true });
  #said = el("p", { class: "text", "aria-live": "polite", "data-cover": "said" });
  #note = el("p", { class: "scope note" });
  #work = el("div", { class: "covering" });
  /** @type {State | null} */
  #state = null;
  #width = 0;

  constructor() {
    const [grid, work] = [this.#grid, this.#work];
    grid.append(this.#canvas, this.#square);
    mark(grid, "aria-roledescription", "picture with a square that covers a part");
    mark(grid, "aria-label", "Arrow keys move the square, Escape takes it away.");
    this.#side.append(...SIDES.map(([name, part]) => new Option(`${name} of the side`, `${part}`)));
    this.#side.selectedIndex = USUAL;
    const ways = el("div", { class: "ways" }, this.#start, this.#progress);
    work.append(
      grid,
      el(
        "div",
        { class: "words" },
        this.#said,
        el("label", { class: "side" }, "Square: ", this.#side),
        ways,
        this.#note,
      ),
    );
    this.node = el(
      "section",
      { class: "cover-part", "aria-label": "Cover a part" },
      el("h3", {}, "Cover a part, and look again"),
      el("p", { class: "lead" }, LEAD),
      work,
    );
    this.#listen();
  }

  #listen() {
    const grid = this.#grid;
    new ResizeObserver(([{ contentRect }]) => {
      this.#width = contentRect.width;
      this.#draw();
    }).observe(grid);
    grid.addEventListener("pointermove", (event) => {
      if (event.pointerType !== "touch" || event.buttons) this.#point(event);
    });
    grid.addEventListener("pointerdown", (event) => this.#point(event));
    grid.addEventListener("keydown", (event) => this.#key(event));
    this.#side.addEventListener("change", () => this.#again());
    this.#start.addEventListener("click", () => {
      dispatch(this.node, { type: "occlude", begin: !this.#state?.occlusion?.running });
    });
  }

  /** Height, width, and the square's side, in pixels of the network's input. */
  #sizes() {
    const { width = 1, height = 1 } = this.#state?.frame?.square ?? {};
    const part = Number(this.#side.value);
    return { height, width, side: clamp(Math.round(part * Math.min(width, height)), 1, width) };
  }

  /**
   * @param {number} y   pixels of the middle
   * @param {number} x
   */
  #cover(y, x) {
    const { height, width, side } = this.#sizes();
    const box = squareAt(y, x, side, height, width);
    const { cover } = this.#state ?? {};
    if (JSON.stringify(cover) !== JSON.stringify(box)) dispatch(this.node, { type: "cover", box });
  }

  /** @param {PointerEvent} event */
  #point({ clientX, clientY }) {
    const box = this.#grid.getBoundingClientRect();
    const { height, width } = this.#sizes();
    this.#cover(
      ((clientY - box.top) / box.height) * height,
      ((clientX - box.left) / box.width) * width,
    );
  }

  /** The middle of the square, or of the picture. */
  #middle() {
    const { height, width } = this.#sizes();
    const { top, left, bottom, right } = this.#state?.cover ?? {
      ...{ top: 0, left: 0, bottom: height, right: width },
    };
    return [(top + bottom) / 2, (left + right) / 2];
  }

  #again() {
    if (this.#state?.cover) this.#cover(this.#middle()[0], this.#middle()[1]);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const move = moves[/** @type {keyof typeof moves} */ (event.key)];
    if (hasModifier(event) || !(move || event.key === "Escape")) return;
    if (!move && !this.#state?.cover) return;
    event.preventDefault();
    if (!move) return dispatch(this.node, { type: "cover", box: null });
    const step = this.#state?.cover ? Math.max(1, Math.round(this.#sizes().side / 4)) : 0;
    const [y, x] = this.#middle();
    this.#cover(y + move[0] * step, x + move[1] * step);
  }

  #draw() {
    const { occlusion, frame, cover, network } = this.#state ?? {};
    if (!frame || !this.#width) return;
    const found = occlusion?.model === network?.id ? occlusion : null;
    const picture = found?.square ?? frame.square;
    const { width, height } = picture;
    const map = fallsOf(height, width, found?.before ?? 0, found?.after ?? []);
    this.#grid.style.aspectRatio = `${width} / ${height}`;
    paintMap(this.#canvas, picture, map, this.#width, {
      ...{ opacity: found ? 0.7 : 0, smooth: true, place: null, seen: null },
      number: String,
    });
    this.#square.hidden = !cover;
    if (!cover) return;
    const part = (/** @type {number} */ pixels, /** @type {number} */ of) =>
      `${(100 * pixels) / of}%`;
    Object.assign(this.#square.style, {
      top: part(cover.top, height),
      left: part(cover.left, width),
      width: part(cover.right - cover.left, width),
      height: part(cover.bottom - cover.top, height),
    });
  }

  /** @param {State} state */
  update(state) {
    this.#state = state;
    const { network, covered, cover, occlusion } = state;
    if (!network) return;
    const found = occlusion?.model === network.id ? occlusion : null;
    const running = !!found?.running;
    write(this.#start, running ? "Stop" : "Cover everywhere, square by square");
    this.#progress.hidden = !running;
    if (found) this.#progress.value = found.after.length / found.all;
    write(this.#said, sentenceOf(network, cover ? covered : null));
    mark(this.#said, "data-value", (cover && covered?.after) ?? null);
    write(this.#note, noteOf(network, found));
    mark(this.node, "data-done", found && !running ? found.after.length : null);
    const full = found ? fullOf(found.after.map((after) => found.before - after)) : 0;
    mark(this.node, "data-fall", full);
    this.#draw();
  }
}

export const createCover = () => new CoverView();
