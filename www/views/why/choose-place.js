// A pointer and the arrow keys choose a place of a map over the frame: hover shows, a click pins.

import { dispatch } from "../shared/dom.js";
import { cellAfter, hasModifier } from "../shared/keys.js";
import { placeOf } from "./scene.js";

/** @import { State } from "../../domain/state.js" */

/**
 * @param {unknown} a
 * @param {unknown} b
 */
const same = (a, b) => String(a ?? "") === String(b ?? "");

/**
 * @param {HTMLElement} grid as large as the map
 * @param {() => { state: State, shape: [number, number] } | null} now   what is shown
 */
export function choosePlaces(grid, now) {
  const set = (/** @type {Partial<State>} */ parts) => dispatch(grid, { type: "set", ...parts });

  /**
   * The place under the pointer.
   * @param {MouseEvent} event
   * @returns {[number, number] | null}
   */
  function placeAt({ clientX, clientY }) {
    const [h, w] = now()?.shape ?? [0, 0];
    const box = grid.getBoundingClientRect();
    const y = Math.floor(((clientY - box.top) / box.height) * h);
    const x = Math.floor(((clientX - box.left) / box.width) * w);
    return y >= 0 && y < h && x >= 0 && x < w ? [y, x] : null;
  }

  grid.addEventListener("pointermove", (event) => {
    const place = placeAt(event);
    const shown = now();
    if (event.pointerType !== "touch" && shown && !same(place, shown.state.over))
      set({ over: place });
  });
  grid.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") set({ over: null });
  });
  grid.addEventListener("click", (event) => {
    const place = placeAt(event);
    const shown = now();
    if (!shown || !place) return;
    const { over, spot } = shown.state;
    const touch = /** @type {PointerEvent} */ (event).pointerType === "touch";
    if (touch && !same(place, over))
      set({ over: place }); // a finger has no hover: its second tap pins
    else set({ spot: same(place, spot) ? null : place, ...(touch && { over: null }) });
  });
  grid.addEventListener("keydown", (event) => {
    const shown = now();
    if (!shown || hasModifier(event)) return;
    const place = placeOf(shown.state);
    const [y, x] = place ?? [0, 0];
    const next = cellAfter(event.key, { y, x }, ...shown.shape);
    if (!next) return;
    event.preventDefault();
    set({ spot: place ? [next.y, next.x] : [0, 0], over: null });
  });
}
