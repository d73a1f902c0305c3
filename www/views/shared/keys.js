// The keys of grids: which item or cell a key leads to.

import { clamp } from "../../domain/number.js";

/** @param {KeyboardEvent} event */
export const hasModifier = (event) => event.altKey || event.ctrlKey || event.metaKey;

/**
 * Moves through a grid of items, row by row. A key that leads out of the grid does nothing.
 * @param {KeyboardEvent} event
 * @param {{ from: number, count: number, columns: number }} grid   `from`: the item in focus
 * @param {(item: number) => void} go
 * @returns {boolean} whether it was a key of the grid
 */
export function moveInGrid(event, { from, count, columns }, go) {
  if (hasModifier(event)) return false;
  const item = {
    ArrowLeft: from - 1,
    ArrowRight: from + 1,
    ArrowUp: from - columns,
    ArrowDown: from + columns,
    Home: 0,
    End: count - 1,
  }[event.key];
  if (item === undefined) return false;
  event.preventDefault();
  if (item >= 0 && item < count) go(item);
  return true;
}

/**
 * The cell that a key leads to in a map of `h` rows and `w` columns; at an edge, the cell itself.
 * Undefined for other keys.
 * @param {string} key
 * @param {{ y: number, x: number }} from
 * @param {number} h
 * @param {number} w
 */
export function cellAfter(key, { y, x }, h, w) {
  const cell = {
    ArrowLeft: [y, x - 1],
    ArrowRight: [y, x + 1],
    ArrowUp: [y - 1, x],
    ArrowDown: [y + 1, x],
    Home: [y, 0],
    End: [y, w - 1],
  }[key];
  return cell && { y: clamp(cell[0], 0, h - 1), x: clamp(cell[1], 0, w - 1) };
}
