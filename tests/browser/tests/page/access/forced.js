// With forced colours: where on the page stands what is chosen, what is not, and what is a bar.

/**
 * @param {Element} e
 * @returns {number[]} left, top, width, height
 */
const boxOf = (e) => {
  const { left, top, width, height } = e.getBoundingClientRect();
  return [left + scrollX, top + scrollY, width, height];
};

/**
 * Its box with its outline, where that lies outside.
 * @param {Element} e
 */
function outlined(e) {
  const { outlineStyle, outlineOffset, outlineWidth } = getComputedStyle(e);
  const offset = outlineStyle === "none" ? 0 : parseFloat(outlineOffset);
  const more = offset > 0 ? offset + parseFloat(outlineWidth) : 0;
  const [left, top, width, height] = boxOf(e);
  return [left - more, top - more, width + 2 * more, height + 2 * more];
}

/** @param {Element} e */
const named = (e) => {
  const of = (/** @type {Element} */ e) => `${e.localName}.${e.classList[0] ?? ""}`;
  return e.parentElement ? `${of(e.parentElement)} > ${of(e)}` : of(e);
};

/** @param {Element} e that no panel lies over */
const isSeen = (e) => {
  const { left, top, width, height } = e.getBoundingClientRect();
  if (!e.checkVisibility({ visibilityProperty: true }) || width < 4 || height < 4) return false;
  const over = document
    .elementFromPoint(left + width / 2, top + height / 2)
    ?.closest(".pixel-range, .found");
  return !over || over.contains(e);
};

/** @returns {{ chosen: boolean, e: Element }[]} all that can be chosen */
const choices = () => [
  ...[...document.querySelectorAll("input:is([type=radio], [type=checkbox])")]
    // Others are drawn by the browser.
    .filter((input) => getComputedStyle(input).opacity === "0")
    .map((input) => ({
      chosen: /** @type {HTMLInputElement} */ (input).checked,
      e: /** @type {Element} */ (input.nextElementSibling),
    })),
  ...["aria-pressed", "aria-selected"].flatMap((name) =>
    [...document.querySelectorAll(`[${name}]:not([disabled])`)].map((e) => ({
      chosen: e.getAttribute(name) === "true",
      e,
    })),
  ),
];

/** A bar that is long enough to be seen, and not only the round end of its track. */
const isLong = (/** @type {Element} */ e) => {
  const part = parseFloat(getComputedStyle(e).getPropertyValue("--part"));
  return boxOf(e)[2] >= 24 && !(e.matches(".share-bar") && part < 20);
};

const BARS = [
  ".bar .part",
  "#predictions .fill",
  ".votes .fill",
  ".altered .fill",
  ".compare .fill",
  ".swatch",
  ".legend",
  ".share-bar",
  ".tiny i",
].join();

/**
 * A patch of a colour of the system, in the corner of the page: computed styles name another colour
 * than the one that is painted.
 * @param {string} colour
 * @param {number} i
 */
function patch(colour, i) {
  const id = `patch-of-${colour}`;
  const node = document.getElementById(id) ?? document.createElement("i");
  node.id = id;
  const place = `position: absolute; z-index: 99; top: 0; left: ${i * 8}px; width: 8px`;
  node.style.cssText = `${place}; height: 8px; forced-color-adjust: none; background: ${colour}`;
  document.body.append(node);
  return { name: colour, box: boxOf(node) };
}

/** Places of what is chosen and what is not, of bars, and of patches in the system's colours. */
export function places() {
  const found = choices().filter(({ e }) => e && isSeen(e));
  return {
    choices: found.map(({ chosen, e }) => ({ chosen, name: named(e), box: outlined(e) })),
    bars: [...document.querySelectorAll(BARS)]
      .filter((e) => isSeen(e) && (isLong(e) || e.matches(".swatch, .tiny i")))
      .map((e) => ({ name: named(e), box: boxOf(e) })),
    plain: ["Canvas", "CanvasText", "ButtonFace", "ButtonText"].map(patch),
    marked: patch("Highlight", 4),
  };
}
