// Two controls, width and picture, and what is left of the network: plates as many and as large as
// they say.

import { pointed, written } from "../../domain/localized-numbers.js";
import { priceAt } from "../../domain/facts.js";
import { SIDES, TOP1, WIDTHS } from "../../domain/published.js";
import { el, write } from "../shared/dom.js";
import { svg } from "../shared/svg.js";
import { filled } from "./words.js";

/**
 * @import { Fact } from "../../domain/localized-numbers.js"
 * @import { Description } from "../../domain/state.js"
 * @import { Text } from "../../story/en.js"
 * @import { Writer } from "./words.js"
 */

/** @typedef {{ width: number, side: number }} Setting   places in WIDTHS and in PICTURES */

/** Sides of the picture: half of the largest, without published accuracy, and the others. */
const PICTURES = [112, ...SIDES];
const FULL = { width: WIDTHS.length - 1, side: PICTURES.length - 1 };

const PLATES = 8;
const LARGE = 64;
const STEP = 15;

/**
 * @param {string} name
 * @param {number} value
 * @param {number} max
 * @param {(value: number) => void} tell
 */
function control(name, value, max, tell) {
  const input = el("input", { type: "range", min: 0, max, step: 1, value });
  const output = el("output", { class: "number" });
  input.addEventListener("input", () => tell(Number(input.value)));
  return {
    node: el("label", {}, el("span", { class: "name" }, name), input, output),
    input,
    output,
  };
}

/**
 * @param {Text["chapters"]["multipliers"]["figures"]["multipliers"]} text
 * @param {Writer} writer
 * @param {Setting} setting is kept up to date
 */
export function createMultipliers(text, { language }, setting) {
  /** @type {Description | null} */
  let network = null;
  const plates = Array.from({ length: PLATES }, () => svg("rect", { rx: 2 }));
  const picture = svg(
    "svg",
    { viewBox: "0 0 176 78", role: "img", "aria-label": text.alt },
    ...plates,
  );
  const width = control(text.width, setting.width, FULL.width, (value) =>
    draw((setting.width = value)),
  );
  const side = control(text.side, setting.side, FULL.side, (value) => draw((setting.side = value)));
  const left = el("p");
  const accuracy = el("p");

  /** The share of the multiplications that is left. */
  function share() {
    if (!network) return NaN;
    const full = priceAt(network, WIDTHS[FULL.width], PICTURES[FULL.side]);
    return priceAt(network, WIDTHS[setting.width], PICTURES[setting.side]).macs / full.macs;
  }
  /** @param {number} [_] */
  function draw(_) {
    if (!network) return;
    const [alpha, pixels] = [WIDTHS[setting.width], PICTURES[setting.side]];
    const say = (/** @type {Fact["as"]} */ as, /** @type {number} */ value) =>
      written({ as, value }, language);
    const rho = say("plain", pixels / 224);
    write(width.output, say("plain", alpha));
    write(side.output, filled(text.pixels, { side: String(pixels), rho }));
    width.input.setAttribute("aria-valuetext", width.output.textContent ?? "");
    side.input.setAttribute("aria-valuetext", side.output.textContent ?? "");
    const { macs, params } = priceAt(network, alpha, pixels);
    write(
      left,
      filled(text.left, {
        left: say("percent", share()),
        macs: say("big", macs),
        params: say("big", params),
      }),
    );
    accuracy.hidden = network.family?.version !== "V1";
    const top1 = TOP1[alpha][pixels];
    const right = pointed((top1 ?? NaN).toFixed(1), language);
    write(accuracy, top1 ? filled(text.accuracy, { right }) : text.unpublished);
    const size = (LARGE * pixels) / 224;
    plates.forEach((plate, i) => {
      const at = { x: 2 + i * STEP, y: 2 + i + (LARGE - size), width: size, height: size };
      for (const [name, value] of Object.entries(at)) plate.setAttribute(name, String(value));
      plate.toggleAttribute("data-off", i >= PLATES * alpha);
    });
  }

  return {
    node: el(
      "figure",
      { class: "figure multipliers" },
      picture,
      width.node,
      side.node,
      el("figcaption", {}, left, accuracy),
    ),
    share,
    /** @param {Description} shown */
    show(shown) {
      if (shown === network) return;
      network = shown;
      draw();
    },
  };
}
