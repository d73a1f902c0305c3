// Hover shows, click pins, for the mouse; a tap shows and a second tap pins, for the finger.

/**
 * @template T   what is pointed at
 * @param {HTMLElement} node
 * @param {(event: PointerEvent | MouseEvent) => T | null} at
 * @param {object} handlers
 * @param {(what: T | null) => void} handlers.hover   once for each thing
 * @param {(what: T) => void} handlers.pin
 */
export function point(node, at, { hover, pin }) {
  let over = "";
  let finger = false;
  const show = (/** @type {T | null} */ what) => {
    const now = JSON.stringify(what);
    const news = now !== over;
    over = now;
    if (news) hover(what);
    return news;
  };
  node.addEventListener("pointerdown", (event) => (finger = event.pointerType === "touch"));
  node.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    const what = at(event);
    if (what !== null) show(what);
  });
  node.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") show(null);
  });
  node.addEventListener("click", (event) => {
    const what = at(event);
    if (what === null || (finger && show(what))) return;
    pin(what);
  });
  return {
    /** What was shown is shown no longer. */
    forget: () => (over = ""),
  };
}
