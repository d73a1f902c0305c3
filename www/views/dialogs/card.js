// The model card: what runs, as its file says it, and what is known of it.

import { bytes as size, exact, figures, shape } from "../../domain/number.js";
import { channels, inWords } from "../../domain/range.js";
import { familyName } from "../../domain/stages.js";
import { dispatch, el } from "../shared/dom.js";
import { createDialog } from "./dialog.js";

/** @import { Description, State } from "../../domain/state.js" */

const KINDS = { u8: "8-bit integers, unsigned", i8: "8-bit integers, signed" };
/** Of float networks, by the bytes of a weight in the file. @type {Record<number, string>} */
const FLOATS = {
  4: "none, 32-bit floats",
  2: "of the weights alone, to 16-bit floats",
  1:
    "of the weights alone, to 8-bit integers (“dynamic range”). TensorFlow Lite also rounds what " +
    "goes from layer to layer, so its own answers differ by up to a few percent",
};

/** From where it is known what pixels stand for. @type {Record<string, string>} */
const SOURCES = {
  given: "chosen here",
  metadata: "from the file's metadata",
  quantization: "from the input's scale and zero point",
  network: "from its first layers",
  assumed: "assumed",
};

/**
 * @param {State & { network: Description }} state
 * @returns {[name: string, value: string | Node, hint?: string][]}
 */
function rows({ network, models, sums, pixels }) {
  const { files, bytes, input, family, layers, macs, params } = network;
  const entry = models.find(({ id }) => id === network.id);
  const own = "Not known: this is a file of your own.";
  return [
    [files.length > 1 ? "Files" : "File", files.join(" + ")],
    ["Size", `${exact(bytes)} bytes`],
    ["Input", `${shape(input)}: height, width, ${input[2] === 1 ? "grey" : "red, green and blue"}`],
    [
      "Pixels",
      pixels ? `${channels(input)} stand for ${inWords(pixels.now)}` : "…",
      pixels ? SOURCES[pixels.now.by ?? pixels.now.source] : "",
    ],
    [
      "Width multiplier α",
      family
        ? `${figures(family.alpha)}, of ${familyName(network)}`
        : "None: its shapes are not those of a network of the papers.",
      "read from the shapes",
    ],
    [
      "Resolution multiplier ρ",
      family
        ? `${figures(family.rho)}: ${input[0]} of ${family.resolution} pixels`
        : "None, as above.",
      "read from the shapes",
    ],
    ["Quantisation", quantisationOf(layers)],
    ["MACs, parameters", `${exact(macs)}, ${exact(params)}`, "computed"],
    ["Classes", classesOf(network)],
    ["Accuracy", entry?.accuracy || own],
    ["Licence", entry?.licence || own],
    ["Source", entry?.source || own],
    ["SHA-256", sumsOf(files, sums, network.id), "computed from what was read"],
  ];
}

/** @param {Description["layers"]} layers */
function quantisationOf(layers) {
  const { element } = layers[0];
  if (element !== "f32") return KINDS[element];
  const { bytes, params } = layers.reduce((most, layer) =>
    layer.params > most.params ? layer : most,
  );
  return FLOATS[Math.round(bytes / params)];
}

/** @param {Description} network */
function classesOf({
  classes,
  labels,
  output: {
    kind,
    shape: [h, w],
  },
}) {
  if (kind === "features") return "None: its output are features";
  const where = kind === "map" ? ` at each of ${h} × ${w} places` : "";
  const names = labels ? "" : "; drop the .txt of their labels to name them";
  return `${kind === "one" ? "2, told apart by one number" : exact(classes)}${where}${names}`;
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

/**
 * A text that may be broken after slashes and underscores, as addresses and names of files have.
 * @param {string} text
 */
const breakable = (text) =>
  text.split(/(?<=[/_])/).flatMap((part, i) => (i ? [el("wbr"), part] : [part]));

/** The visitor's own models: which are kept for the next visit, and the buttons for it. */
function createOwn() {
  const list = el("ul");
  const node = el(
    "section",
    { class: "own" },
    el("h3", {}, "Your own models"),
    list,
    el(
      "p",
      { class: "scope" },
      "They stay in the list until this page is closed. One that is kept is there at the next " +
        "visit, too; it is stored in this browser, and nowhere else.",
    ),
  );
  /** @type {State["own"] | null} */
  let shown = null;
  const button = (/** @type {State["own"][number]} */ { id, name, kept }) => {
    const [action, text] =
      kept === "kept"
        ? ["remove-model", "Remove from this browser"]
        : ["keep-model", "Keep for the next visit"];
    return el(
      "button",
      {
        class: "button",
        "data-action": action,
        "data-model": id,
        "aria-label": `${text}: ${name}`,
        disabled: kept === "keeping",
      },
      text,
    );
  };
  return {
    node,
    /** @param {State} state */
    update({ own }) {
      if (own === shown) return;
      shown = own;
      node.hidden = !own.length;
      const focus = document.activeElement?.getAttribute("data-model");
      list.replaceChildren(
        ...own.map((model) =>
          el(
            "li",
            {},
            el("span", { class: "name" }, model.name),
            el("span", { class: "number" }, size(model.bytes)),
            el("span", { class: "kept" }, model.kept === "kept" ? "kept" : ""),
            button(model),
            ...(model.problem ? [el("p", { class: "problem", role: "alert" }, model.problem)] : []),
          ),
        ),
      );
      if (focus && node.checkVisibility())
        for (const next of list.querySelectorAll("button"))
          if (next.dataset.model === focus) next.focus();
    },
  };
}

/** @param {HTMLDialogElement} dialog */
export function create(dialog) {
  const list = el("dl");
  const { heading, show } = createDialog(dialog, "", () =>
    dispatch(dialog, { type: "set", dialog: "" }),
  );
  const own = createOwn();
  dialog.append(list, own.node);

  /** @type {Description | null} */
  let network = null;
  /** @type {State["sums"]} */
  let sums = null;
  /** @type {State["pixels"]} */
  let pixels = null;
  return (/** @type {State} */ { network: of, sums: sum, ...state }) => {
    const wanted = state.dialog === "card" && !!of;
    show(wanted);
    if (!wanted) return;
    own.update({ ...state, network: of, sums: sum });
    if (of !== network || sum !== sums || state.pixels !== pixels) {
      [network, sums, pixels] = [of, sum, state.pixels];
      heading.textContent = of.name;
      list.replaceChildren(
        ...rows({ ...state, sums: sum, network: of }).map(([what, value, hint]) =>
          el(
            "div",
            {},
            el("dt", {}, what, ...(hint ? [el("span", { class: "basis" }, hint)] : [])),
            el("dd", {}, ...(typeof value === "string" ? breakable(value) : [value])),
          ),
        ),
      );
    }
  };
}
