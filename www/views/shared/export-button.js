// A button at every picture (an element with data-picture, its caption) that saves it as PNG.

import { el, icon } from "./dom.js";
import { stageName } from "../../domain/stages.js";

/** @import { State } from "../../domain/state.js" */

const SETTLED = 300; // ms from a change of the page to new buttons
/** Elements that cannot contain a button get it beside them. */
const CLOSED = "canvas, svg, table, ol, ul, dl, [role=img], [role=application], [role=grid]";

/**
 * @param {HTMLElement} root
 * @param {(picture: HTMLElement, caption: string, notes: string[]) => unknown} save
 */
export function create(root, save) {
  /** @type {State | null} */
  let state = null;
  /** @type {WeakMap<Element, HTMLElement>} */
  const pictures = new WeakMap();
  /** @type {WeakMap<Element, HTMLElement>} */
  const buttons = new WeakMap();

  function dress() {
    for (const picture of root.querySelectorAll(/** @type {"div"} */ ("[data-picture]"))) {
      const host = picture.matches(CLOSED) ? picture.parentElement : picture;
      const button = buttons.get(picture) ?? make(picture);
      if (!host || button.parentElement === host) continue;
      host.classList.add("picture");
      host.append(button);
    }
  }
  /** @param {HTMLElement} picture */
  function make(picture) {
    /** @type {HTMLElement | null} */
    const told = picture.closest("[data-save]"); // in another language
    const { save: name = "Save this picture as PNG", save: title = "Save as PNG" } =
      told?.dataset ?? {};
    const attributes = { class: "save", type: "button", "aria-label": name, title };
    const button = el("button", attributes, icon("save"));
    pictures.set(button, picture);
    buttons.set(picture, button);
    return button;
  }

  let waiting = false;
  const watch = new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    window.setTimeout(() => {
      waiting = false;
      dress();
    }, SETTLED);
  });
  watch.observe(root, { childList: true, subtree: true });
  dress();

  root.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest(".save");
    const picture = button && pictures.get(button);
    if (!picture || !state) return;
    event.stopPropagation();
    const notes = [origin(state), `Separable, ${new Date().toISOString().slice(0, 10)}`];
    save(picture, picture.dataset.picture ?? "", notes);
  });

  return {
    /** @param {State} next */
    update(next) {
      state = next;
    },
  };
}

/**
 * What a picture shows.
 * @param {State} state
 */
function origin({ network, stage, source, at }) {
  const moment = at === null ? "" : ` at ${at} s`;
  return [
    network?.name,
    network && stageName(network, network.stages[stage]),
    `${source.title || source.kind}${moment}`,
  ]
    .filter(Boolean)
    .join(" · ");
}
