// The strip of the workshop shrinks as the page goes on under it.

import { el } from "../../views/shared/dom.js";

const SMALL = 5.5; // rem: the height that the style sheet gives it then

/**
 * It shrinks when what lies under its lower part is what the page goes on with, and keeps its
 * place in the flow, so that nothing moves.
 * @param {HTMLElement} strip
 */
export function createSmallStrip(strip) {
  const edge = el("div"); // stands where the strip would, were it not held in sight
  strip.before(edge);
  let full = strip.offsetHeight;

  function fit() {
    if (!strip.hasAttribute("data-small")) full = strip.offsetHeight;
    const busy = strip.querySelector("#range:not([hidden]), .samples :focus-visible");
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const past = -edge.getBoundingClientRect().top >= full - SMALL * rem;
    strip.style.setProperty("--full", `${full}px`);
    strip.toggleAttribute("data-small", past && !busy);
  }
  addEventListener("scroll", fit, { passive: true });
  addEventListener("resize", fit);
}
