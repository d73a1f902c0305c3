// The size of the lab's cells: the largest with which all that has to be seen at once fits the
// window.

const MOST = 28; // CSS pixels of a cell
const LEGIBLE = 17; // with room for its number
const SMALL = 15; // for most numbers
const LEAST = 6; // for its colour
const MARGIN = 8; // that stays free
const WEIGHT = 2.5; // rem of a weight, at least

/**
 * How many columns of weights there is room for beside each other.
 * @param {Element} bench
 */
export function roomOf(bench) {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const gap = 3;
  const reads = bench.querySelector(".reads")?.clientWidth ?? 0;
  return Math.floor((reads + gap) / (WEIGHT * rem + gap));
}

/**
 * What fits the window: `all` of the lab down to its last step; both steps and the player; or the
 * player and one step, to which the lab scrolls as it comes to it.
 * @typedef {"all" | "bench" | "step" | ""} Fit
 */

/**
 * Chooses the size of the cells.
 * @param {HTMLElement} bench   the player, and the steps after it
 * @param {Element} top   where all of the lab begins
 * @returns {Fit}
 */
export function fit(bench, top) {
  const [player, ...steps] = /** @type {HTMLElement[]} */ ([...bench.children]);
  const rows = [...bench.querySelectorAll(".inputs")];
  const isWide = () => rows.some((row) => row.scrollWidth > row.clientWidth);
  const tallest = () => Math.max(...steps.map((step) => step.offsetHeight));
  const setSide = (/** @type {number} */ side) => bench.style.setProperty("--cell", `${side}px`);
  /** @type {[Fit, number, () => number][]} */
  const wishes = [
    ["all", LEGIBLE, () => bench.getBoundingClientRect().bottom - top.getBoundingClientRect().top],
    ["bench", SMALL, () => bench.offsetHeight],
    ["step", LEAST, () => player.offsetHeight + tallest()],
  ];
  for (const [name, least, height] of wishes) {
    let [side, beyond] = [least - 1, MOST + 1];
    while (beyond - side > 1) {
      const half = (side + beyond) >> 1;
      setSide(half);
      if (isWide() || height() > innerHeight - MARGIN) beyond = half;
      else side = half;
    }
    setSide(side);
    if (side >= least) return name;
  }
  setSide(LEAST);
  return "";
}
