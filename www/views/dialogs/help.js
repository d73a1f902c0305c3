// Help: keys and gestures, what colours mean, where numbers come from, where the words
// are explained.

import { dispatch, el } from "../shared/dom.js";
import { createDialog } from "./dialog.js";

/** @import { State } from "../../domain/state.js" */

/** @type {[keys: string[], what: string][]} */
const KEYS = [
  [["f"], "freeze the frame on show, and go on"],
  [["k"], "keep this frame, to compare others with it"],
  [["p", "n"], "the previous and the next of several pictures that you brought"],
  [["1", "–", "7"], "the seven views"],
  [
    ["←", "→", "↑", "↓"],
    "move in a grid, in the ladder, among tabs, the square that the model sees",
  ],
  [["Enter"], "go in: from the ladder to its maps, from a map to its cells"],
  [["Esc"], "one level back: cell, channel, ladder; or close what lies over the page"],
  [["+", "−", "0"], "zoom the square, and back to the whole of it"],
  [["Ctrl", "Z"], "take the last change of the network back, in the view that makes them"],
  [["Ctrl", "P"], "print the view on show and the whole text"],
  [["?"], "this help"],
];

/** @type {[what: string, does: string][]} */
const GESTURES = [
  ["Point", "shows a channel or a cell while you are there"],
  ["Click", "pins it: it stays while frames go on"],
  ["Tap", "shows; a second tap in the same place pins"],
  ["Drag, pinch, wheel", "on the square: moves and zooms what the model sees"],
  ["Drop, paste", "pictures, videos or a .tflite model, anywhere on the page"],
];

/** @type {[name: string, means: string][]} */
const COLOURS = [
  ["depthwise", "depthwise: one kernel for each channel"],
  ["pointwise", "pointwise: mixes the channels at each place"],
  ["standard", "standard convolution, and all that is neither"],
];

/** @type {[what: string, from: string][]} */
const NUMBERS = [
  [
    "Bytes, sums, answers",
    "are read from the engine that runs, for the very frame on show. Real values are scale × " +
      "(byte − zero point).",
  ],
  [
    "MACs, parameters",
    "are computed from the shapes of the layers, exactly, biases included where it says " +
      "parameters.",
  ],
  [
    "Milliseconds",
    "are measured on this machine: a median, with the number of frames behind it. A whole " +
      "frame is timed in the fast plan; the split among layers comes from the inspecting plan, " +
      "which keeps every map, so the two need not add up. 95 of 100 values are at most p95.",
  ],
  [
    "Published",
    "are numbers from papers and model cards. They say so, and nothing here measures them.",
  ],
];

/** @type {[word: string, means: string, chapter: string][]} */
const WORDS = [
  [
    "Map, channel",
    "what a layer gives is a stack of channels; a map is one of them, drawn",
    "standard",
  ],
  ["Kernel", "the weights of the small window that moves over the maps", "standard"],
  ["MAC", "a multiplication and the addition that goes with it, the unit of work", "standard"],
  [
    "Depthwise",
    "a convolution with a kernel of its own for each channel; channels stay apart",
    "depthwise",
  ],
  [
    "Pointwise",
    "a 1×1 convolution: every output is a weighted sum of all channels at one place",
    "pointwise",
  ],
  [
    "Block",
    "a depthwise layer with the pointwise layer after it; in MobileNet V2 also the expansion " +
      "before",
    "blocks",
  ],
  [
    "Standard",
    "the equivalent standard convolution of a block: the same shapes in and out",
    "saving",
  ],
  [
    "Stage",
    "a line of the ladder: the first convolution, a block, the average, the classifier",
    "blocks",
  ],
  ["α and ρ", "multiply the width of all layers, and the side of the picture", "multipliers"],
];

/** @param {HTMLDialogElement} dialog */
export function create(dialog) {
  const { show } = createDialog(dialog, "Help", () =>
    dispatch(dialog, { type: "set", dialog: "" }),
  );
  const keys = part(
    "Keys",
    list(KEYS.map(([keys, what]) => [keysOf(keys), what])),
    "Shortcuts are off while you type. Each has a button, too.",
  );
  const hand = part("Hand", list(GESTURES));
  dialog.append(
    ...(matchMedia("(hover: none)").matches ? [hand, keys] : [keys, hand]),
    part(
      "Colours",
      list(COLOURS.map(([name, means]) => [el("span", { class: `swatch ${name}` }), means])),
      "A map runs from dark, its least value, to light, its greatest. Beside each scale " +
        "stands its scope: one channel, or the whole layer; " +
        "maps of different scopes cannot be compared by their brightness. What can be " +
        "negative (weights, products, differences) has two " +
        "colours about a middle that is zero, and a sign. The scales differ in lightness, so " +
        "that they read without telling hues apart.",
    ),
    part("Numbers", list(NUMBERS)),
    part(
      "Words",
      list(WORDS.map(([word, means, chapter]) => [word, told(means, () => read(dialog, chapter))])),
    ),
  );
  return (/** @type {State} */ { dialog }) => show(dialog === "help");
}

/**
 * @param {string} title
 * @param {Node} body
 * @param {string} [more]
 */
function part(title, body, more) {
  return el("section", {}, el("h3", {}, title), body, ...(more ? [el("p", {}, more)] : []));
}

/** @param {[string | Node, string | Node][]} rows */
const list = (rows) =>
  el(
    "dl",
    {},
    ...rows.map(([term, means]) => el("div", {}, el("dt", {}, term), el("dd", {}, means))),
  );

/** @param {string[]} keys */
const keysOf = (keys) =>
  el("span", {}, ...keys.flatMap((key) => (key === "–" ? [" – "] : [el("kbd", {}, key), " "])));

/**
 * @param {string} means
 * @param {() => void} show
 */
function told(means, show) {
  const more = el("button", { class: "link" }, "In the text");
  more.addEventListener("click", show);
  return el("span", {}, `${means}. `, more);
}

/**
 * Opens a chapter of the text.
 * @param {HTMLDialogElement} dialog
 * @param {string} id
 */
function read(dialog, id) {
  dialog.close();
  dispatch(dialog, { type: "set", way: "read", chapter: { id } });
}
