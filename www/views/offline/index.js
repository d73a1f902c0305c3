// Whether the page works without a network, and that a new version of it is there.

import { el, icon } from "../shared/dom.js";

const FULL = "The browser's storage is full:";

/**
 * @typedef {object} Kept
 * @property {boolean} next whether a new version waits
 * @property {boolean} others whether it cannot be loaded for the page is open in another tab
 * @property {string} page "kept", "full" or "failed"
 * @property {string} model the same of the model that runs
 */

/**
 * @param {Element} notices
 * @param {Element} foot
 * @param {() => void} load brings the new version
 */
export function create(notices, foot, load) {
  const offer = el("div", { class: "offer version", role: "status" });
  const line = el("span", { class: "kept", role: "status" });
  notices.append(offer);
  foot.lastElementChild?.before(line, " ");
  /** @type {Kept} */
  let now = { next: false, others: false, page: "", model: "" };

  function propose() {
    const ready = "A new version of this page is here.";
    const text = now.others ? `${ready} Close this page in your other tabs, then load it.` : ready;
    const button = el("button", { class: "button" }, "Load it");
    const later = el("button", { class: "button quiet", "aria-label": "Later" }, icon("close"));
    button.addEventListener("click", load);
    later.addEventListener("click", () => offer.replaceChildren());
    offer.replaceChildren(el("p", {}, text), button, later);
  }

  return {
    /** @param {Partial<Kept>} patch */
    update(patch) {
      const before = now;
      now = { ...now, ...patch };
      if (!now.next) offer.replaceChildren();
      else if (!before.next || now.others !== before.others) propose();
      if (now.page === "full")
        line.textContent = `${FULL} the page is not kept for use without a network.`;
      else if (now.model === "full")
        line.textContent = `${FULL} this model is not kept for use without a network.`;
      else if (now.page === "kept")
        line.textContent = "This browser keeps the page, so it works without a network.";
    },
  };
}
