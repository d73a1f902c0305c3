// The link to the scene on show, and what it hides from those who open it.

import { toAddress } from "../../domain/address.js";
import { dispatch, el, mark, write } from "../shared/dom.js";
import { createDialog } from "./dialog.js";

/** @import { State } from "../../domain/state.js" */

/** @type {[part: string, name: string][]} */
const PARTS = [
  ["model", "model"],
  ["source", "source"],
  ["answer", "answer"],
  ["price", "price"],
  ["ladder", "ladder"],
  ["story", "story"],
];
/** @type {[part: string, name: string][]} */
const TABS = [
  ["stage", "Stage"],
  ["twin", "Vs standard"],
  ["cost", "Cost"],
  ["why", "Why"],
  ["lab", "Lab"],
  ["change", "Change"],
];

/** @param {HTMLDialogElement} dialog */
export function create(dialog) {
  /** @type {State | null} */
  let state = null;
  /** @type {Set<string>} */
  let hidden = new Set();

  const panel = createDialog(dialog, "Link to this scene", () =>
    dispatch(dialog, { type: "set", sheet: "" }),
  );
  const link = el("textarea", {
    readonly: true,
    rows: 3,
    "aria-label": "Link to this scene",
    spellcheck: "false",
  });
  const copy = el("button", { class: "button primary", type: "button" }, "Copy");
  const print = el(
    "button",
    { class: "button", type: "button", "data-action": "print" },
    "Print …",
  );
  const apply = el("button", { class: "button", type: "button" }, "Hide it here too");
  const said = el("p", { class: "said", role: "status" });
  const holds = el("p", { class: "holds" });
  const box = (/** @type {[string, string]} */ [part, name]) => {
    const input = el("input", { type: "checkbox", name: "hide", value: part });
    return el("label", {}, input, name);
  };
  const parts = el("fieldset", {}, el("legend", { class: "label" }, "Parts"), ...PARTS.map(box));
  const tabs = el("fieldset", {}, el("legend", { class: "label" }, "Views"), ...TABS.map(box));
  const plan = planOf();
  dialog.append(
    link,
    el("div", { class: "row" }, copy, print, said),
    holds,
    el("h3", {}, "What it hides"),
    el(
      "p",
      {},
      "For lessons: people who open the link do not see what you tick; its shortcuts are off, " +
        "too. At the foot of the page they can show it again.",
    ),
    el("div", { class: "hides" }, parts, tabs, plan.node),
    apply,
  );

  dialog.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return;
    hidden[target.checked ? "add" : "delete"](target.value);
    show();
  });
  copy.addEventListener("click", async () => {
    const done = await navigator.clipboard.writeText(link.value).then(
      () => true,
      () => false,
    );
    link.select();
    write(
      said,
      done
        ? "Copied."
        : "The browser does not let this page copy; the link is marked, copy it yourself.",
    );
  });
  apply.addEventListener("click", () => {
    dispatch(dialog, { type: "set", hide: [...hidden] });
    dialog.close();
  });
  print.addEventListener("click", () => dialog.close());

  function show() {
    if (!state) return;
    const address = new URL(
      toAddress({ ...state, hide: [...hidden] }) || "#",
      location.href,
    ).href.replace(/#$/, "");
    if (link.value !== address) {
      link.value = address;
      write(said, "");
    }
    write(holds, contents(state));
    plan.show(hidden);
    mark(apply, "disabled", [...hidden].sort().join() === [...state.hide].sort().join());
  }

  return (/** @type {State} */ next) => {
    state = next;
    if (panel.show(state.sheet === "link")) {
      hidden = new Set(state.hide);
      for (const input of dialog.querySelectorAll("input")) input.checked = hidden.has(input.value);
      write(said, "");
    }
    if (state.sheet === "link") show();
  };
}

/**
 * What the link leads to, and what it cannot.
 * @param {State} state
 */
function contents({ source, at, model, changes }) {
  const holds =
    "It holds the model, the stage, the channel and the cell in focus, the view with its settings" +
    `${changes.length ? ", the changes" : ""}, and what is hidden.`;
  const own = model.startsWith("dropped")
    ? " A model of your own is not in it: the built-in one runs instead."
    : "";
  if (source.kind !== "sample")
    return (
      `${holds} What the ${source.kind} shows never leaves this tab: the link opens on a ` +
      `drawn sample.${own}`
    );
  if (at === null)
    return (
      `${holds} The drawn sample moves on; freeze it (f), and the link shows this very ` +
      `frame.${own}`
    );
  return (
    `${holds} The drawn sample is frozen at ${at} s: whoever opens the link sees this very ` +
    `frame, to the byte.${own}`
  );
}

/** The page in small, with what is hidden crossed out. */
function planOf() {
  const boxes = [...PARTS, ...TABS].map(([part, name]) =>
    el("span", { class: `at-${part}`, "data-part": part }, name),
  );
  const node = el(
    "div",
    { class: "plan", "aria-hidden": "true" },
    ...boxes,
    el("span", { class: "at-view" }),
  );
  return {
    node,
    /** @param {Set<string>} hidden */
    show(hidden) {
      for (const box of boxes) mark(box, "data-hidden", hidden.has(box.dataset.part ?? ""));
    },
  };
}
