// What dialogs have in common: a heading, and the ways to close them.

import { el, icon } from "../shared/dom.js";

/**
 * @param {HTMLDialogElement} dialog   named by the heading: `<its id>-name`
 * @param {string} title
 * @param {() => void} left   called once it is closed, for the state to follow
 */
export function createDialog(dialog, title, left) {
  const heading = el("h2", { id: `${dialog.id}-name` }, title);
  const close = el("button", { class: "button quiet", "aria-label": "Close" }, icon("close"));
  dialog.append(el("header", {}, heading, close));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", left);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // beside it
  });
  let wanted = false;
  return {
    heading,
    /**
     * Opens or closes it when what is wanted changes, not at every state: it is closed before the
     * state knows.
     * @param {boolean} want
     * @returns whether it has just been opened
     */
    show(want) {
      if (want === wanted) return false;
      wanted = want;
      if (want) dialog.showModal();
      else dialog.close();
      return want;
    },
  };
}
