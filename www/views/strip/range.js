// The choice of what the pixels 0 to 255 stand for.

import {
  asNormalization,
  digits,
  IMAGENET,
  INTERVALS,
  inWords,
  normalization,
} from "../../domain/range.js";
import { dispatch, el, mark, write } from "../shared/dom.js";

/**
 * @import { Pixels, State } from "../../domain/state.js"
 * @import { RangeOption } from "../../separable.d.ts"
 */

/** Who trains on which interval, in the order of `INTERVALS`. */
const USED = [
  "most MobileNets of Keras, Teachable Machine",
  "pixels ÷ 255: Edge Impulse, many scripts",
  "networks that scale pixels themselves",
];

/** @param {Pixels["own"]} own */
const ownWords = (own) =>
  own.by === "quantization"
    ? `${inWords(own)}, by scale and zero point of its input`
    : own.by
      ? `${inWords(own)}, in its metadata`
      : inWords(own);

/** @param {Pixels["own"]} own */
const ownTitle = ({ source }) =>
  ({ network: "What the network is made for", assumed: "What is assumed" })[
    /** @type {string} */ (source)
  ] ?? "What the file says";

/**
 * The fields of one mean and one deviation for each channel.
 * @param {string[]} names of the channels
 * @param {() => void} oninput
 */
function createFields(names, oninput) {
  const row = (/** @type {string} */ what) =>
    names.map((name) => {
      const field = el("input", {
        ...{ type: "number", step: "any", required: true, inputmode: "decimal" },
        "aria-label": [what, name].filter(Boolean).join(", "),
      });
      field.addEventListener("input", oninput);
      return field;
    });
  const rows = { mean: row("Mean"), std: row("Deviation") };
  const line = (/** @type {string} */ title, /** @type {HTMLInputElement[]} */ fields) =>
    el("div", {}, el("span", { "aria-hidden": "true" }, title), ...fields);
  const head = el(
    "div",
    { "aria-hidden": "true" },
    ...["", ...names].map((name) => el("span", {}, name)),
  );
  const node = el(
    "div",
    { class: "fields" },
    ...(names.length > 1 ? [head] : []),
    line("Mean", rows.mean),
    line("Deviation", rows.std),
  );
  return { node, ...rows };
}

class Choice {
  #root;
  #fields;
  #wrong = el("p", { class: "wrong", role: "alert" });
  /** @type {HTMLInputElement[]} in the order of the options */
  #radios = [];
  #ownWords = el("small");
  #ownName = el("span");

  /**
   * @param {HTMLElement} root
   * @param {boolean} grey whether pictures have one channel
   */
  constructor(root, grey) {
    this.#root = root;
    this.#fields = createFields(grey ? [""] : ["red", "green", "blue"], () => this.#read());
    const options = [
      this.#option(null, this.#ownName, this.#ownWords),
      ...INTERVALS.map((interval, i) =>
        this.#option(interval, interval.map(digits).join(" to "), el("small", {}, USED[i])),
      ),
      this.#option(
        undefined,
        "(pixel − mean) ÷ deviation",
        el("small", {}, "PyTorch; numbers below 1 count as shares of 255"),
      ),
    ];
    const group = el("fieldset", {}, el("legend", {}, "Pixels of 0 to 255 stand for"), ...options);
    const hint =
      "The code that trained the network says which: what it does with pixels before the first " +
      "layer. With a wrong range answers are wrong, or nearly the same for every picture.";
    root.replaceChildren(group, this.#fields.node, this.#wrong, el("p", { class: "hint" }, hint));
  }

  /**
   * @param {RangeOption | null | undefined} range undefined: that of the fields
   * @param {Node | string} name
   * @param {HTMLElement} words
   */
  #option(range, name, words) {
    const radio = el("input", { type: "radio", name: "range" });
    this.#radios.push(radio);
    radio.addEventListener("change", () => (range === undefined ? this.#read() : this.#say(range)));
    return el("label", {}, radio, el("span", {}, name, " ", words));
  }

  focus() {
    this.#radios.find(({ checked }) => checked)?.focus();
  }

  /** @param {RangeOption | null} range */
  #say(range) {
    this.#tell("");
    dispatch(this.#root, { type: "set", range });
  }

  /** Takes what the fields have, where that is a range. */
  #read() {
    const last = this.#radios[this.#radios.length - 1];
    last.checked = true;
    this.#fields.node.hidden = false;
    const [mean, std] = [this.#fields.mean, this.#fields.std].map((fields) =>
      fields.map((field) => (field.value === "" ? NaN : field.valueAsNumber)),
    );
    const fits = normalization(mean, std);
    for (const [i, field] of this.#fields.mean.entries())
      mark(field, "aria-invalid", Number.isNaN(mean[i]) || null);
    for (const [i, field] of this.#fields.std.entries())
      mark(field, "aria-invalid", !(Math.abs(std[i]) > 0) || null);
    if (fits) this.#say(fits);
    else this.#tell("Give a number in every field; a deviation is not 0.");
  }

  /** @param {string} wrong */
  #tell(wrong) {
    write(this.#wrong, wrong);
    this.#wrong.hidden = !wrong;
  }

  /**
   * @param {Pixels} pixels
   * @param {RangeOption | null} range
   */
  update({ own }, range) {
    write(this.#ownName, ownTitle(own));
    write(this.#ownWords, ownWords(own));
    const known = range && "mean" in range ? -1 : INTERVALS.findIndex((one) => same(one, range));
    const fields = range !== null && known < 0;
    this.#radios[fields ? INTERVALS.length + 1 : known + 1].checked = true;
    this.#fields.node.hidden = !fields;
    if (!this.#root.contains(document.activeElement) || !fields) this.#fill(own, range);
  }

  /**
   * @param {Pixels["own"]} own
   * @param {RangeOption | null} range
   */
  #fill(own, range) {
    this.#tell("");
    const shown = range ? asNormalization(range) : own.mean ? own : IMAGENET;
    for (const part of /** @type {const} */ (["mean", "std"])) {
      const numbers = [shown[part] ?? []].flat();
      for (const [i, field] of this.#fields[part].entries())
        field.value = String(numbers[i] ?? numbers[0]);
    }
  }
}

/**
 * @param {readonly number[]} interval
 * @param {RangeOption | null} range
 */
const same = (interval, range) =>
  range !== null && !("mean" in range) && interval.every((end, i) => end === range[i]);

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} button that opens it
 */
export function create(root, button) {
  /** @type {Choice | null} */
  let choice = null;
  /** @type {State["network"]} */
  let shown = null;
  /** @param {boolean} open */
  function toggle(open) {
    root.hidden = !open;
    mark(button, "aria-expanded", String(open));
    write(button, open ? "Close" : "Change");
    if (open) choice?.focus();
    else if (root.contains(document.activeElement)) button.focus();
  }
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    toggle(false);
  });
  return {
    toggle: () => toggle(!!root.hidden),
    /** @param {State} state */
    update({ network, pixels, range }) {
      if (!network || !pixels) return;
      if (network !== shown) choice = new Choice(root, network.input[2] === 1);
      shown = network;
      choice?.update(pixels, range);
    },
  };
}
