// What is changed, one after the other, and the ways back.

import { dispatch, el, mark, write } from "../shared/dom.js";
import { placed } from "./edits.js";
import { drawKernel } from "./kernel.js";

/**
 * @import { State } from "../../domain/state.js"
 * @import { Change } from "../../separable.d.ts"
 */

/** @param {{ undo: () => void, clear: () => void, remove: (change: Change) => void }} tells */
export function createList({ undo, clear, remove }) {
  const back = el("button", { class: "button", type: "button", title: "Ctrl+Z" }, "Undo");
  const all = el("button", { class: "button", type: "button" }, "Undo all");
  back.addEventListener("click", undo);
  all.addEventListener("click", clear);
  const heading = el("h3");
  const list = el("ol", { class: "changes" });
  const hint = el("p", { class: "scope" });
  const node = el(
    "section",
    { class: "edits", "aria-label": "What is changed" },
    el("header", {}, heading, el("div", { class: "ways" }, back, all)),
    list,
    hint,
  );
  /** @type {State["changes"] | null} */
  let shown = null;
  /** @type {State["network"]} */
  let of = null;

  return {
    node,
    /** @param {State} state */
    update({ network, changes, history }) {
      if (!network) return;
      for (const [button, off] of /** @type {const} */ ([
        [back, !changes.length && !history.length],
        [all, !changes.length],
      ]))
        mark(button, "aria-disabled", off || null); // it stays where the focus is
      if (changes === shown && network === of) return;
      [shown, of] = [changes, network];
      write(heading, changes.length === 1 ? "1 change" : `${changes.length || "No"} changes`);
      write(
        hint,
        changes.length
          ? "The address has them too: a copy of it opens the same network."
          : "Choose a channel below; what you change is listed here.",
      );
      list.replaceChildren(
        ...changes.map((change) => {
          const layer = Number(change.layer);
          const { stage, kind, text } = placed(network, layer);
          const what = change.kernel ? "other kernel" : "muted";
          const name = `${text}: channel ${change.channel + 1}`;
          const to = el(
            "button",
            { class: "to", type: "button", "data-kind": kind },
            name,
            el("span", {}, ` ${what}`),
          );
          to.addEventListener("click", () =>
            dispatch(to, {
              type: "set",
              stage,
              [kind === "pointwise" ? "output" : "channel"]: change.channel,
              hover: null,
            }),
          );
          const away = el(
            "button",
            { class: "away", type: "button", "aria-label": `Undo: ${name}, ${what}` },
            "×",
          );
          away.addEventListener("click", () => {
            const next = /** @type {HTMLElement | null} */ (
              (item.nextElementSibling ?? item.previousElementSibling)?.querySelector(".away")
            );
            const at = [...list.children].indexOf(item);
            remove(change);
            /** @type {HTMLElement} */ (
              next
                ? (list.children[Math.min(at, list.children.length - 1)]?.querySelector(".away") ??
                  back)
                : back
            ).focus();
          });
          const item = el("li", { "data-change": `${layer}.${change.channel}` }, to, away);
          if (change.kernel) item.prepend(drawKernel(Array.from(change.kernel)));
          return item;
        }),
      );
    },
  };
}
