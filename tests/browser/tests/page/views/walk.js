// Walks through every state of the figures that their controls reach, and collects what they say.

const rest = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Attributes that are read, shown or saved with a picture. */
const SAID = ["aria-label", "title", "aria-valuetext", "aria-roledescription", "data-picture"];

/**
 * What an element and those in it say, to be seen or heard.
 * @param {Element} root
 * @param {Set<string>} said
 */
function collect(root, said) {
  for (const e of [root, ...root.querySelectorAll("*")]) {
    if (!e.checkVisibility()) continue;
    for (const name of SAID) if (e.hasAttribute(name)) said.add(e.getAttribute(name) ?? "");
    for (const { nodeType, textContent } of e.childNodes)
      if (nodeType === Node.TEXT_NODE && textContent?.trim()) said.add(textContent);
  }
}

/** What a hand or a key does in a figure, in turn. */
const STEPS = {
  "button.play": "click",
  ".player [type=range]": "input",
  ".tab-of-maps:last-child": "click",
  ".tab-of-maps:first-child": "click",
  ".under .link": "click",
  ".grid": "ArrowRight",
  ".map[role=application]": "Enter",
  ".map canvas": "pointermove",
  ".weights-row": "ArrowRight",
  ".one-cell .link": "click",
  ".strongest .link": "click",
  ".places": "ArrowRight",
  ".knobs [type=radio]:not(:checked)": "click",
  ".votes li:nth-child(2) button": "click",
  "[type=range]": "input",
};

/**
 * @param {Element} node
 * @param {string} how
 */
function act(node, how) {
  const { left, top, width, height } = node.getBoundingClientRect();
  const at = { clientX: left + width / 3, clientY: top + height / 3, bubbles: true };
  if (how === "click") /** @type {HTMLElement} */ (node).click();
  else if (how === "input") {
    const range = /** @type {HTMLInputElement} */ (node);
    range.value = String((Number(range.min) + Number(range.max)) / 2);
    range.dispatchEvent(new Event("input", { bubbles: true }));
    range.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (how === "pointermove") {
    node.dispatchEvent(new PointerEvent("pointermove", { ...at, pointerType: "mouse" }));
  } else {
    /** @type {HTMLElement} */ (node).focus();
    node.dispatchEvent(new KeyboardEvent("keydown", { key: how, bubbles: true }));
  }
}

/** @returns {Promise<Record<string, { said: string[], steps: number }>>} by figure */
export async function walk() {
  /** @type {Record<string, { said: string[], steps: number }>} */
  const figures = {};
  for (const figure of document.querySelectorAll(".story .live")) {
    const said = /** @type {Set<string>} */ (new Set());
    let steps = 0;
    figure.scrollIntoView({ block: "center" });
    for (let i = 0; i < 400 && !figure.matches("[data-drawn]"); i++) await rest(50);
    await rest(600);
    collect(figure, said);
    for (const [selector, how] of Object.entries(STEPS)) {
      const node = [...figure.querySelectorAll(selector)].find((e) => e.checkVisibility());
      if (!node) continue;
      steps++;
      act(node, how);
      // The frame is asked again, and what loads then is there.
      for (let i = 0; i < 6; i++) {
        await rest(100);
        collect(figure, said);
      }
    }
    const name = figure.closest("[data-figure]")?.getAttribute("data-figure") ?? "";
    figures[name] = { said: [...said], steps };
  }
  return figures;
}
