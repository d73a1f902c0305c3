// The model card: what runs, as its file says it, and what is known of it.

import { exact, figures, shape } from "../../domain/number.js";
import { dispatch, el } from "../shared/dom.js";
import { createDialog } from "./dialog.js";

/** @import { Description, State } from "../../domain/state.js" */

const KINDS = {
  u8: "8-bit integers, unsigned",
  i8: "8-bit integers, signed",
  f32: "none, 32-bit floats",
};

/**
 * @param {State & { network: Description }} state
 * @returns {[name: string, value: string | Node, hint?: string][]}
 */
function rows({ network, models, sums }) {
  const { files, bytes, input, family, layers, labels, classes, macs, params } = network;
  const entry = models.find(({ id }) => id === network.id);
  const own = "Not known: this is a file of your own.";
  return [
    [files.length > 1 ? "Files" : "File", files.join(" + ")],
    ["Size", `${exact(bytes)} bytes`],
    ["Input", `${shape(input)}: height, width, red, green and blue`],
    [
      "Width multiplier α",
      family
        ? `${figures(family.alpha)}, of MobileNet ${family.version}`
        : "None: its shapes are not those of a MobileNet V1 or V2.",
      "read from the shapes",
    ],
    [
      "Resolution multiplier ρ",
      `${figures(input[0] / 224)}: ${input[0]} of 224 pixels`,
      "read from the shapes",
    ],
    ["Quantisation", KINDS[layers[0].element]],
    ["MACs, parameters", `${exact(macs)}, ${exact(params)}`, "computed"],
    ["Classes", `${exact(classes)}${labels ? "" : "; drop the .txt of their labels to name them"}`],
    ["Accuracy", entry?.accuracy || own],
    ["Licence", entry?.licence || own],
    ["Source", entry?.source || own],
    ["SHA-256", sumsOf(files, sums, network.id), "computed from what was read"],
  ];
}

/**
 * @param {string[]} files
 * @param {State["sums"]} sums
 * @param {string} model
 */
function sumsOf(files, sums, model) {
  if (!sums || sums.model !== model) return "…";
  if (sums.problem) return sums.problem;
  if (!sums.list.length) return "Computing …";
  return el(
    "span",
    {},
    ...sums.list.map((sum, i) => el("code", { class: "sum", title: files[i] }, sum)),
  );
}

/** @param {HTMLDialogElement} dialog */
export function create(dialog) {
  const list = el("dl");
  const { heading, show } = createDialog(dialog, "", () =>
    dispatch(dialog, { type: "set", dialog: "" }),
  );
  dialog.append(list);

  /** @type {Description | null} */
  let network = null;
  /** @type {State["sums"]} */
  let sums = null;
  return (/** @type {State} */ { network: of, sums: sum, ...state }) => {
    const wanted = state.dialog === "card" && !!of;
    show(wanted);
    if (!wanted) return;
    if (of !== network || sum !== sums) {
      [network, sums] = [of, sum];
      heading.textContent = of.name;
      list.replaceChildren(
        ...rows({ ...state, sums: sum, network: of }).map(([what, value, hint]) =>
          el(
            "div",
            {},
            el("dt", {}, what, ...(hint ? [el("span", { class: "basis" }, hint)] : [])),
            el("dd", {}, value),
          ),
        ),
      );
    }
  };
}
