// Whether the page works without a network, and that a new version of it is there.

import { el, find, icon } from "../shared/dom.js";

const FULL = "The browser's storage is full:";

/** @import { State } from "../../domain/state.js" */

/** @param {HTMLElement} root */
export function create(root) {
  const offer = el("div", { class: "offer version", role: "status" });
  const line = el("span", { class: "kept", role: "status" });
  find(root, ".notices").append(offer);
  find(root, "footer p").lastElementChild?.before(line, " ");
  /** @type {State["offline"] | null} */
  let shown = null;

  /** @param {boolean} others */
  function propose(others) {
    const ready = "A new version of this page is here.";
    const text = others ? `${ready} Close this page in your other tabs, then load it.` : ready;
    const load = el("button", { class: "button", "data-action": "load-version" }, "Load it");
    const later = el("button", { class: "button quiet", "aria-label": "Later" }, icon("close"));
    later.addEventListener("click", () => offer.replaceChildren());
    offer.replaceChildren(el("p", {}, text), load, later);
  }

  return {
    /** @param {State} state */
    update({ offline }) {
      if (offline === shown) return;
      const before = shown;
      shown = offline;
      if (!offline.next) offer.replaceChildren();
      else if (!before?.next || offline.others !== before.others) propose(offline.others);
      if (offline.page === "full")
        line.textContent = `${FULL} the page is not kept for use without a network.`;
      else if (offline.model === "full")
        line.textContent = `${FULL} this model is not kept for use without a network.`;
      else if (offline.page === "kept")
        line.textContent = "This browser keeps the page, so it works without a network.";
    },
  };
}
