// The tensors of a stage's layers, as the file has them: shapes, types, scales and zero points,
// what pads them, and how often each number occurs.

import { bars, histogramOf, summary } from "../../domain/histogram.js";
import { exact, integer, percent, signed } from "../../domain/number.js";
import { stepName } from "../../domain/steps.js";
import { el, mark, write } from "../shared/dom.js";
import { svg } from "../shared/svg.js";

/**
 * @import { Operand, Tensors, WeightTensor } from "../../separable.d.ts"
 * @import { Histogram } from "../../domain/histogram.js"
 * @import { Description, FeatureMap } from "../../domain/state.js"
 * @import { Shown } from "./known.js"
 */

const TYPES = { u8: "uint8", i8: "int8", f16: "float16", f32: "float32" };
const ACTIVATIONS = {
  none: "no activation",
  relu: "ReLU",
  relu6: "ReLU6",
  reluN1To1: "clamped to −1 … 1",
};

/** @param {number} scale */
const written = (scale) => String(Number(scale.toPrecision(6)));

/** @param {readonly number[]} shape */
const sizes = (shape) => shape.join("×");

/** @param {ArrayLike<number>} scales */
function scalesOf(scales) {
  if (scales.length === 0) return "–";
  if (scales.length === 1) return written(scales[0]);
  const list = Array.from(scales);
  const [least, most] = [Math.min(...list), Math.max(...list)].map((it) => it.toPrecision(3));
  return `${Number(least)} … ${Number(most)}, one for each of ${list.length} outputs`;
}

/**
 * @param {string} name
 * @param {string[]} cells
 */
const row = (name, cells) =>
  el("tr", {}, el("th", { scope: "row" }, name), ...cells.map((cell) => el("td", {}, cell)));

/**
 * @param {string} name
 * @param {Operand} operand
 */
function operandRow(name, { shape, element, scale, zeroPoint, constant }) {
  const real = element === "f32";
  const cells = [TYPES[element], real ? "–" : written(scale), real ? "–" : integer(zeroPoint)];
  return row(constant ? `${name}, constant` : name, [sizes(shape), ...cells]);
}

/** @param {Tensors} tensors */
function tableOf({ inputs, weights, output }) {
  const several = inputs.length > 1;
  const rows = inputs.map((input, i) => operandRow(several ? `input ${i + 1}` : "input", input));
  if (weights) {
    const { shape, stored, scales, zeroPoint } = weights;
    const floats = !scales.length;
    const zero = floats ? "–" : integer(zeroPoint);
    rows.push(row("weights", [sizes(shape), TYPES[stored], scalesOf(scales), zero]));
    const unit = floats ? "–" : "input × weights";
    rows.push(
      row("bias", [`${output.shape[2]}`, floats ? "float32" : "int32", unit, floats ? "–" : "0"]),
    );
  }
  rows.push(operandRow("output", output));
  const heads = ["tensor", "shape", "type", "scale", "zero point"];
  return el(
    "table",
    {},
    el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head)))),
    el("tbody", {}, ...rows),
  );
}

/**
 * @param {Tensors} tensors
 * @param {Description["layers"][number]} layer
 */
function windowOf({ padding, dilation, activation }, { kernel, stride }) {
  if (!padding || !kernel || !stride) return `${ACTIVATIONS[activation]}.`;
  const [top, left, bottom, right] = padding;
  const zeros =
    top + left + bottom + right
      ? `zeros: ${top} above, ${left} left, ${bottom} below, ${right} right`
      : "no padding";
  const apart = dilation?.some((step) => step > 1) ? `, dilation ${dilation.join(" × ")}` : "";
  return `Window ${kernel.join(" × ")}, stride ${stride.join(" × ")}${apart}; ${zeros}; ${
    ACTIVATIONS[activation]
  }.`;
}

/** Bars, their ends, and a sentence. @param {string} name */
function createHistogram(name) {
  const path = svg("path");
  const zero = svg("path", { class: "zero" });
  const picture = svg("svg", { preserveAspectRatio: "none", "aria-hidden": "true" }, zero, path);
  const [low, high] = [el("span"), el("span")];
  const text = el("p", { class: "range" });
  return {
    node: el(
      "figure",
      { class: "histogram" },
      el("figcaption", {}, name),
      picture,
      el("p", { class: "ends number" }, low, high),
      text,
    ),
    /**
     * @param {Histogram} histogram
     * @param {{ scale: number | null, zeroPoint: number, what: string }} meaning   a scale of all,
     *   if there is one; null also for floats
     */
    show(histogram, { scale, zeroPoint, what }) {
      const { length } = histogram.counts;
      const { all, least, most, different, share } = summary(histogram, zeroPoint);
      mark(picture, "viewBox", `0 0 ${length} 1`);
      mark(path, "d", bars(histogram));
      const at = ((zeroPoint - histogram.low) / (histogram.high - histogram.low)) * (length - 1);
      mark(zero, "d", at >= 0 && at < length ? `M${at + 0.5} 0v1` : "M0 0");
      const end = (/** @type {number} */ number) => {
        if (different === null) return signed(number);
        const real = scale === null ? "" : ` = ${signed(scale * (number - zeroPoint))}`;
        return `${integer(number)}${real}`;
      };
      write(low, end(histogram.low));
      write(high, end(histogram.high));
      write(
        text,
        `${exact(all)} ${what}, ${end(least)} to ${end(most)}` +
          (different === null || share === null
            ? "."
            : `; ${different} different ones; ${percent(share)} are ${integer(zeroPoint)}, ` +
              "the zero point."),
      );
    },
  };
}

/** One layer. */
function createLayer() {
  const [title, name] = [el("h4"), el("code")];
  const [slot, about, problem] = [el("div"), el("p", { class: "range" }), el("p")];
  const [weights, values] = [createHistogram("Weights"), createHistogram("Output, this frame")];
  mark(problem, "class", "problem");
  /** @type {FeatureMap | null} */
  let painted = null;

  /** @param {WeightTensor} tensor */
  function showWeights({ scales, zeroPoint, histogram }) {
    const what = scales.length ? "weights by stored number" : "weights";
    weights.show(histogram, { scale: scales.length === 1 ? scales[0] : null, zeroPoint, what });
  }
  return {
    node: el(
      "section",
      { class: "tensors-of" },
      el("header", {}, title, name),
      slot,
      about,
      el("div", { class: "histograms" }, weights.node, values.node),
      problem,
    ),
    /**
     * @param {Description} network
     * @param {number} index
     * @param {Tensors} tensors
     */
    describe(network, index, tensors) {
      const layer = network.layers[index];
      write(title, stepName(network, index));
      // Lines break between the parts of a name.
      name.replaceChildren(...layer.name.split(/(?<=[/_])/).flatMap((part) => [part, el("wbr")]));
      slot.replaceChildren(tableOf(tensors));
      write(about, windowOf(tensors, layer));
      weights.node.hidden = !tensors.weights;
      if (tensors.weights) showWeights(tensors.weights);
    },
    /** @param {string} reason */
    fail: (reason) => write(problem, reason),
    /** @param {FeatureMap | null} map */
    paint(map) {
      values.node.hidden = !map;
      if (!map || map === painted) return;
      painted = map;
      const { data, scale, zeroPoint } = map;
      const bytes = !(data instanceof Float32Array);
      const what = bytes ? "numbers by stored byte" : "numbers";
      values.show(histogramOf(data), { scale: bytes ? scale : null, zeroPoint, what });
    },
  };
}

export function createTensors() {
  const list = el("div", { class: "list" });
  /** @type {{ index: number, view: ReturnType<typeof createLayer>, known: boolean }[]} */
  let layers = [];
  let shown = "";
  return {
    node: el(
      "section",
      { class: "tensors" },
      el("h3", {}, "Tensors"),
      el(
        "p",
        { class: "range" },
        "As the file has them; a real value is scale × (number − zero point). Heights of bars go " +
          "with the logarithm of the count; the line stands at the zero point.",
      ),
      list,
    ),
    /**
     * @param {Shown} shown
     * @param {number} stage
     */
    show({ state: { network, changes }, frame, replyOf }, stage) {
      if (!network) return;
      const key = JSON.stringify([network.id, stage, changes]);
      if (shown !== key) {
        shown = key;
        layers = network.stages[stage].layers.map((index) => ({
          ...{ index, view: createLayer(), known: false },
        }));
        list.replaceChildren(...layers.map(({ view }) => view.node));
      }
      for (const layer of layers) {
        const { index, view } = layer;
        const reply = replyOf(`tensors${index}`, index);
        if (reply?.answer && !layer.known) {
          layer.known = true;
          view.describe(network, index, reply.answer);
        }
        view.fail(reply?.problem ?? "");
        view.paint(frame.maps.find((map) => map.layer === index) ?? null);
      }
    },
  };
}
