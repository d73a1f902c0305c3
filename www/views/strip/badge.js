// The badge: whether the engine gives the bytes of TensorFlow Lite in this browser.

import { el, mark, write } from "../shared/dom.js";

/** @import { State } from "../../domain/state.js" */

/** @param {HTMLElement} root   what the badge stands after */
export function create(root) {
  const badge = el("span", { class: "badge", role: "status" });
  root.after(" ", badge);
  return {
    /** @param {State} state */
    update({ verification }) {
      write(badge, verification ? `${verification.text}.` : "");
      mark(badge, "title", verification?.title ?? "");
    },
  };
}
