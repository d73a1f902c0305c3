// The link to the scene on show, and what it hides from those who open it.

import { toAddress } from "../../domain/address.js";
import { dispatch, el, mark, write } from "../shared/dom.js";
import { createDialog } from "./dialog.js";
import { createCode } from "./qr-code.js";

/** @import { State } from "../../domain/state.js" */

/** @type {[part: string, name: string][]} */
const PARTS = [
  ["model", "model"],
  ["source", "source"],
  ["answer", "answer"],
  ["price", "cost"],
  ["ladder", "ladder"],
  ["story", "Read"],
];
/** @type {[part: string, name: string][]} */
const TABS = [
  ["stage", "Stage"],
  ["twin", "Vs standard"],
  ["cost", "Cost"],
  ["why", "Why"],
  ["lab", "Lab"],
  ["change", "What if?"],
  ["teach", "Teach"],
  ["networks", "Compare"],
];

const UNCOPIED = "The browser does not let this page copy; the text is marked, copy it yourself.";

/**
 * A text to take along, with a button that copies it.
 * @param {HTMLDialogElement} dialog
 * @param {string} from   who copies
 * @param {string} name
 * @param {number} rows
 */
function createText(dialog, from, name, rows) {
  const area = el("textarea", { readonly: true, rows, "aria-label": name, spellcheck: "false" });
  const copy = el("button", { class: "button", type: "button" }, "Copy");
  const result = el("p", { class: "said", role: "status" });
  copy.addEventListener("click", () => {
    dispatch(dialog, { type: "copy", from, text: area.value });
    area.select();
  });
  /** What came of copying before this text. @type {State["copied"]} */
  let past = null;
  return {
    ...{ area, copy, result },
    /**
     * @param {string} text
     * @param {State["copied"]} copied
     */
    show(text, copied) {
      if (area.value !== text) past = copied;
      area.value = text;
      const fresh = copied?.from === from && copied !== past;
      write(result, fresh ? (copied.done ? "Copied." : UNCOPIED) : "");
    },
    /** @param {State} state */
    open({ copied }) {
      past = copied;
    },
  };
}

/** The link as text and as a QR code, what it contains, and the ways to take it along. */
function createAddress(/** @type {HTMLDialogElement} */ dialog) {
  const link = createText(dialog, "link", "Link to this scene", 3);
  const frame = createText(dialog, "frame", "Frame of a page", 4);
  const code = createCode();
  const print = el(
    "button",
    { class: "button", type: "button", "data-action": "print" },
    "Print …",
  );
  const holds = el("p", { class: "holds" });
  link.copy.classList.add("primary");
  print.addEventListener("click", () => dialog.close());
  const actions = el("div", { class: "row" }, link.copy, print, code.enlarge, link.result);
  return {
    node: el("div", { class: "share" }, el("div", {}, link.area, actions, holds), code.node),
    frame: [
      el("h3", {}, "A frame in your own page"),
      el(
        "p",
        {},
        "Paste this into its HTML. The words behind “allow” let the frame use the camera.",
      ),
      frame.area,
      el("div", { class: "row" }, frame.copy, frame.result),
    ],
    /**
     * @param {State} state
     * @param {Set<string>} hidden
     */
    show(state, hidden) {
      const hash = toAddress({ ...state, hide: [...hidden] }) || "#";
      const address = new URL(hash, location.href).href.replace(/#$/, "");
      link.show(address, state.copied);
      frame.show(frameOf(address), state.copied);
      code.show(address);
      write(holds, contents(state));
    },
    /** @param {State} state */
    open(state) {
      link.open(state);
      frame.open(state);
    },
  };
}

/**
 * The page in a frame of another one, with what it needs there.
 * @param {string} address
 */
function frameOf(address) {
  const src = address.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return (
    `<iframe src="${src}" title="Separable: inside a MobileNet" width="100%" height="800" ` +
    'style="border: 0" allow="camera; display-capture; clipboard-write" loading="lazy"></iframe>'
  );
}

/**
 * Boxes to tick: what the link hides.
 * @param {string} title
 * @param {[part: string, name: string][]} parts
 */
function createBoxes(title, parts) {
  const boxes = parts.map(([value, name]) =>
    el("label", {}, el("input", { type: "checkbox", name: "hide", value }), name),
  );
  return el("fieldset", {}, el("legend", { class: "label" }, title), ...boxes);
}

/** @param {HTMLDialogElement} dialog */
export function create(dialog) {
  /** @type {State | null} */
  let state = null;
  /** @type {Set<string>} */
  let hidden = new Set();
  const panel = createDialog(dialog, "Link to this scene", () =>
    dispatch(dialog, { type: "set", dialog: "" }),
  );
  const address = createAddress(dialog);
  const apply = el("button", { class: "button", type: "button" }, "Hide it here too");
  const plan = planOf();
  const about =
    "For lessons: people who open the link do not see what you tick; its shortcuts are off, too. " +
    "At the foot of the page they can show it again.";
  const boxes = [createBoxes("Parts", PARTS), createBoxes("Views", TABS)];
  dialog.append(
    address.node,
    el("h3", {}, "What it hides"),
    el("p", {}, about),
    el("div", { class: "hides" }, ...boxes, plan.node),
    apply,
    ...address.frame,
  );
  dialog.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return;
    hidden[target.checked ? "add" : "delete"](target.value);
    show();
  });
  apply.addEventListener("click", () => {
    dispatch(dialog, { type: "set", hide: [...hidden] });
    dialog.close();
  });

  function show() {
    if (!state) return;
    address.show(state, hidden);
    plan.show(hidden);
    mark(apply, "disabled", [...hidden].sort().join() === [...state.hide].sort().join());
  }

  return (/** @type {State} */ next) => {
    state = next;
    if (panel.show(state.dialog === "link")) {
      hidden = new Set(state.hide);
      for (const input of dialog.querySelectorAll("input")) input.checked = hidden.has(input.value);
      address.open(state);
    }
    if (state.dialog === "link") show();
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
