// What does not fit: a page wider than its window, text beyond its box, a word broken inside that
// fits a line. Returns lines that name it; the argument is the widest word, in pixels, that no box
// may break.

const fits = arguments[0];
const found = new Map();
const nameOf = (e) => {
  const of = (e) => `${e.localName}${e.id ? `#${e.id}` : ""}${e.classList.length ? `.${e.classList[0]}` : ""}`;
  return [e.parentElement, e].map(of).join(" > ");
};
const tell = (e, what, text) => {
  const key = `${nameOf(e)}: ${what}`;
  if (!found.has(key)) found.set(key, `${key} “${text.trim().slice(0, 40)}”`);
};

const root = document.documentElement;
if (root.scrollWidth > innerWidth) {
  const widest = [...document.body.querySelectorAll("*")]
    .filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1)
    .map(nameOf);
  found.set("page", `the page is ${root.scrollWidth} of ${innerWidth} pixels wide: ${widest.slice(0, 4).join(", ")}`);
}

const styles = new Map();
const styleOf = (e) => {
  if (!styles.has(e)) styles.set(e, getComputedStyle(e));
  return styles.get(e);
};
const scrolls = ({ overflowX }) => overflowX === "auto" || overflowX === "scroll";
const isInline = ({ display }) => display === "inline" || display === "contents";
/** Only for ears, or a form control that draws its own text. */
const unseen = (e) =>
  !e.checkVisibility({ visibilityProperty: true }) ||
  e.closest("select, .sr-only, noscript, script, style") ||
  styleOf(e).clipPath !== "none";

/** The boxes that text in `e` must stay in: its block, and whatever clips it. */
function* boxesOf(e) {
  let block = false;
  for (; e && e !== document.body; e = e.parentElement) {
    const style = styleOf(e);
    if (scrolls(style)) return;
    const clips = style.overflowX !== "visible";
    if (isInline(style) || (block && !clips)) continue;
    block = true;
    // Cut off with an ellipsis, and whole in a title.
    if (clips && style.textOverflow === "ellipsis" && e.closest("[title]")) return;
    yield [e, clips];
  }
}

const range = document.createRange();
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node; (node = walk.nextNode()); ) {
  const e = node.parentElement;
  if (!node.data.trim() || unseen(e) || e.closest("svg")) continue;
  range.selectNodeContents(node);
  const rects = [...range.getClientRects()].filter(({ width }) => width > 0);
  for (const [box, clips] of boxesOf(e)) {
    const { left, right, top, bottom } = box.getBoundingClientRect();
    if (rects.some((rect) => rect.right > right + 1 || rect.left < left - 1))
      tell(box, `text ${Math.round(Math.max(...rects.map((rect) => rect.right)) - right)} px too wide for ${Math.round(right - left)}`, node.data);
    else if (clips && rects.some((rect) => rect.bottom > bottom + 4 || rect.top < top - 4))
      tell(box, "text cut above or below", node.data);
  }
  for (const { 0: word, index } of node.data.matchAll(/[\p{L}\p{M}\p{N}]{2,}/gu)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const parts = [...range.getClientRects()].filter(({ width }) => width > 0);
    const lines = new Set(parts.map(({ bottom }) => Math.round(bottom / 4)));
    const width = parts.reduce((sum, part) => sum + part.width, 0);
    if (lines.size > 1 && width <= fits) tell(e, `broken at ${Math.round(width)} px`, word);
  }
}
return [...found.values()];
