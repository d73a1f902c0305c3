// What does not fit: a page wider than its window, text beyond its box, a word broken inside that
// fits a line, text under a button.

/** @typedef {{ where: string, what: string, text: string }} Misfit */

/** @param {Element} e */
const own = (e) => {
  const name = e.classList.length ? `.${e.classList[0]}` : "";
  return `${e.localName}${e.id ? `#${e.id}` : ""}${name}`;
};

/** @param {Element} e */
const nameOf = (e) => (e.parentElement ? `${own(e.parentElement)} > ${own(e)}` : own(e));

const scrolls = (/** @type {CSSStyleDeclaration} */ { overflowX }) =>
  overflowX === "auto" || overflowX === "scroll";
const isInline = (/** @type {CSSStyleDeclaration} */ { display }) =>
  display === "inline" || display === "contents";

/** Only for ears, or a form control that draws its own text. */
const unseen = (/** @type {Element} */ e) =>
  !e.checkVisibility({ visibilityProperty: true }) ||
  e.closest("select, .sr-only, noscript, script, style") ||
  getComputedStyle(e).clipPath !== "none";

/**
 * The boxes that text in `e` must stay in: its block, and whatever clips it.
 * @param {Element | null} e
 * @returns {Generator<{ box: Element, clips: boolean }>}
 */
function* boxesOf(e) {
  let block = false;
  for (; e && e !== document.body; e = e.parentElement) {
    const style = getComputedStyle(e);
    if (scrolls(style)) return;
    const clips = style.overflowX !== "visible";
    if (isInline(style) || (block && !clips)) continue;
    block = true;
    // Cut off with an ellipsis, and whole in a title.
    if (clips && style.textOverflow === "ellipsis" && e.closest("[title]")) return;
    yield { box: e, clips };
  }
}

const range = document.createRange();

/** The rectangles of the range that hold something. */
const rectangles = () => [...range.getClientRects()].filter(({ width }) => width > 0);

/** The nodes of text that are seen; charts have a check of their own. */
function* textNodes() {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = /** @type {Text} */ (walk.currentNode);
    const e = /** @type {Element} */ (node.parentElement);
    if (node.data.trim() && !unseen(e)) yield { node, e };
  }
}

/**
 * How a box cuts its text, or is left by it.
 * @param {DOMRect[]} rects of the text
 * @param {Element} box
 * @param {boolean} clips
 */
function beyond(rects, box, clips) {
  const { left, right, top, bottom } = box.getBoundingClientRect();
  const over = Math.max(...rects.map((rect) => Math.max(rect.right - right, left - rect.left)));
  if (over > 1) return `text ${Math.round(over)} px beyond its ${Math.round(right - left)}`;
  const cut = rects.some((rect) => rect.bottom > bottom + 4 || rect.top < top - 4);
  return clips && cut ? "text cut above or below" : "";
}

/**
 * The words of a text that are broken inside and no wider than `fits`.
 * @param {Text} node
 * @param {number} fits
 */
function* brokenWords(node, fits) {
  for (const { 0: word, index } of node.data.matchAll(/[\p{L}\p{M}\p{N}]{2,}/gu)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const parts = rectangles();
    const lines = new Set(parts.map(({ bottom }) => Math.round(bottom / 4)));
    const width = parts.reduce((sum, part) => sum + part.width, 0);
    if (lines.size > 1 && width <= fits) yield { word, width: Math.round(width) };
  }
}

/** Words of a chart that its edge cuts. */
function* cutInCharts() {
  for (const text of document.querySelectorAll("svg text")) {
    const svg = /** @type {SVGElement} */ (text.closest("svg"));
    if (!text.checkVisibility({ visibilityProperty: true }) || !text.textContent?.trim()) continue;
    const [box, { left, right }] = [svg, text].map((e) => e.getBoundingClientRect());
    const over = Math.round(Math.max(right - box.right, box.left - left));
    if (over > 1) yield { where: nameOf(svg), what: `text ${over} px beyond`, text };
  }
}

/**
 * Whether an ellipsis stands for the beginning of a name: its box runs against its letters.
 * @param {Text} node
 * @param {Element} e
 */
function isBeheaded({ data }, e) {
  const { textOverflow, direction } = getComputedStyle(e);
  if (textOverflow !== "ellipsis" || e.scrollWidth <= e.clientWidth) return false;
  const [first] = data.match(/\p{L}/u) ?? [""];
  return /[\u0590-\u08ff]/.test(first) !== (direction === "rtl");
}

/**
 * Text under a button that saves a picture; where nothing can point, the button is always there.
 * @param {{ node: Text, e: Element, rects: DOMRect[] }[]} texts
 */
function* covered(texts) {
  for (const button of document.querySelectorAll(".save")) {
    if (!button.checkVisibility()) continue;
    const box = button.getBoundingClientRect();
    const lies = (/** @type {DOMRect} */ { left, right, top, bottom }) =>
      Math.min(right, box.right) - Math.max(left, box.left) > 2 &&
      Math.min(bottom, box.bottom) - Math.max(top, box.top) > 4;
    // What opens over the picture covers the button.
    const own = texts.filter(({ e }) => button.parentElement?.contains(e));
    const under = own.find(({ e, rects }) => {
      // What an ellipsis stands for is not seen.
      const cut = getComputedStyle(e).textOverflow === "ellipsis";
      return rects.some(lies) && (!cut || lies(e.getBoundingClientRect()));
    });
    if (under) yield { where: nameOf(button), what: "lies on text", text: under.node.data };
  }
}

/** @param {Element} e in a part that scrolls or cuts */
const isHeld = (e) => {
  for (let above = e.parentElement; above && above !== document.body; above = above.parentElement)
    if (getComputedStyle(above).overflowX !== "visible") return true;
  return false;
};

/** @returns {Misfit[]} what is beyond the window, if something is */
function wideParts() {
  const wide = document.documentElement.scrollWidth;
  if (wide <= innerWidth) return [];
  const parts = [...document.body.querySelectorAll("*")].filter(
    (e) => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1,
  );
  const free = parts.filter((e) => !isHeld(e));
  const names = (free.length ? free : parts).map(nameOf);
  return [{ where: "the page", what: `is ${wide} px wide`, text: names.slice(0, 4).join(", ") }];
}

/**
 * @param {number} fits the width, in pixels, up to which no box may break a word
 * @returns {Misfit[]} each place once
 */
export function misfits(fits) {
  /** @type {Map<string, Misfit>} */
  const found = new Map();
  const tell = (/** @type {Misfit} */ misfit) => {
    const key = `${misfit.where} ${misfit.what.replaceAll(/\d+/g, "")}`;
    if (!found.has(key)) found.set(key, { ...misfit, text: misfit.text.trim().slice(0, 160) });
  };
  wideParts().forEach(tell);
  const texts = [...textNodes()].map(({ node, e }) => {
    range.selectNodeContents(node);
    return { node, e, rects: rectangles() };
  });
  [...covered(texts)].forEach(tell);
  for (const { node, e, rects } of texts) {
    if (e.closest("svg") || !rects.length) continue;
    if (isBeheaded(node, e)) tell({ where: nameOf(e), what: "cut at its start", text: node.data });
    for (const { box, clips } of boxesOf(e)) {
      const what = beyond(rects, box, clips);
      if (what) tell({ where: nameOf(box), what, text: node.data });
    }
    for (const { word, width } of brokenWords(node, fits))
      tell({ where: nameOf(e), what: `breaks a word of ${width} px`, text: word });
  }
  for (const { where, what, text } of cutInCharts())
    tell({ where, what, text: text.textContent ?? "" });
  return [...found.values()];
}
