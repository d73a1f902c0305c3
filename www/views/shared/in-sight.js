// Scrolls to what may still be loaded, and stays with it until it has settled, or the visitor
// moves.

const PATIENCE = 3000; // ms for it to come
const SETTLES = 1000; // ms in which it, or what stands above it, still grows
const MARGIN = 12; // px around it

/**
 * @param {() => Element | null | undefined} find   what is wanted, once it is there
 * @param {(node: Element) => void} scroll   to it; called while things move
 * @returns {Promise<boolean>} whether it came
 */
export async function bringInSight(find, scroll) {
  const moved = new AbortController();
  for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"])
    addEventListener(kind, () => moved.abort(), { signal: moved.signal, passive: true });
  let end = performance.now() + PATIENCE;
  let found = false;
  while (performance.now() < end && !moved.signal.aborted) {
    const node = find();
    if (node?.checkVisibility()) {
      if (!found) end = performance.now() + SETTLES;
      found = true;
      scroll(node); // what covers it may shrink, too: the strip does
    }
    await new Promise(requestAnimationFrame);
  }
  moved.abort();
  return found;
}

/**
 * Scrolls down so far that the end of `node` is in sight, but no further than to the start of
 * `from`.
 * @param {Element} node
 * @param {Element} from
 */
export function scrollToEnd(node, from) {
  const covered = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
  const below = node.getBoundingClientRect().bottom + MARGIN - innerHeight;
  const above = from.getBoundingClientRect().top - MARGIN - covered;
  const top = Math.min(below, above);
  if (top > 0) scrollBy({ top, behavior: "instant" });
}
