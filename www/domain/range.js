// What the pixels 0 to 255 stand for, in words and in the address.

/** @import { PixelRange, RangeOption } from "../separable.d.ts" */

/** @typedef {{ mean: number[], std: number[] }} Normalization in units of pixels */

/** The intervals that most networks are trained on. */
export const INTERVALS = /** @type {const} */ ([
  [-1, 1],
  [0, 1],
  [0, 255],
]);

/** Of ImageNet's pixels, as PyTorch's torchvision has them. @type {Normalization} */
export const IMAGENET = { mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] };

/** @param {number} value with as many digits as tell something */
export const digits = (value) => String(Number(value.toPrecision(4))).replace("-", "−");

/**
 * The interval that a range is, to a hundredth of its width; null where channels differ.
 * @param {PixelRange} range
 * @returns {[low: number, high: number] | null}
 */
export function intervalOf({ low, high, mean, std }) {
  if (mean === undefined) return [low, high];
  const all = mean.map((middle, c) => [0, 255].map((pixel) => (pixel - middle) / std[c]));
  const [[from, to]] = all;
  const near = all.every(
    ([a, b]) => Math.abs(a - from) + Math.abs(b - to) < 0.01 * Math.abs(to - from),
  );
  return near ? [from, to] : null;
}

/**
 * Whether two ranges are the same but for rounding.
 * @param {readonly number[]} a
 * @param {readonly number[]} b
 */
export const alike = (a, b) =>
  a.length === b.length &&
  a.every((value, i) => Math.abs(value - b[i]) <= 0.02 * Math.max(1, Math.abs(b[i])));

/**
 * "−1 to 1", or what is done with pixels.
 * @param {PixelRange} range
 */
export function inWords(range) {
  const interval = intervalOf(range);
  if (interval) {
    const usual = INTERVALS.find((known) => alike(interval, known)) ?? interval;
    return usual.map(digits).join(" to ");
  }
  const { mean = [], std = [] } = range;
  return alike(mean, IMAGENET.mean) && alike(std, IMAGENET.std)
    ? "(pixel − mean) ÷ deviation, those of ImageNet"
    : "(pixel − mean) ÷ deviation of each channel";
}

/** What may stand in front of a network, by the kinds of its layers. */
const IN_FRONT = { quantize: "QUANTIZE", multiply: "MUL", subtract: "SUB", add: "ADD", pad: "PAD" };

/**
 * The operators that scale pixels before the network looks at them.
 * @param {{ kind: string }[]} layers
 * @param {boolean} real whether the input are floats, which QUANTIZE scales, too
 */
export function inFront(layers, real) {
  const end = layers.findIndex(({ kind }) => !(kind in IN_FRONT));
  const names = layers
    .slice(0, end < 0 ? layers.length : end)
    .map(({ kind }) => IN_FRONT[/** @type {keyof typeof IN_FRONT} */ (kind)]);
  const scales = names.some((name) => name !== "PAD" && (real || name !== "QUANTIZE"));
  return scales ? names.filter((name) => name !== "PAD") : [];
}

/**
 * What the channels of a picture are for a network.
 * @param {readonly number[]} input its shape
 */
export const channels = ([, , count]) =>
  count === 1 ? "Grey pixels (0.299 red + 0.587 green + 0.114 blue)" : "RGB pixels";

/**
 * What pixels stand for and from where that is known, in a sentence or two.
 * @param {{ now: PixelRange, own: PixelRange }} pixels
 * @param {{ input: readonly number[], layers: { kind: string }[] }} network
 */
export function sentence({ now, own }, { input, layers }) {
  const front = inFront(layers, !own.bytes);
  const scale = front.length > 1 ? "layers scale" : "layer scales";
  const scaled = front.length ? `, which its first ${scale} (${front.join(", ")})` : "";
  const stand = `${channels(input)} stand for ${inWords(now)}${scaled}`;
  if (now.source === "given") return `${stand}, as chosen here.${cutOff(now, own)}`;
  if (now.source === "network") return `${stand}.`;
  if (now.source === "assumed") return `${stand}: assumed, the file does not say it.`;
  return `${stand}, by ${now.by === "metadata" ? "the file's metadata" : "the input's scale"}.`;
}

/**
 * A sentence for what a quantised input cannot hold of the numbers that were chosen.
 * @param {PixelRange} now
 * @param {PixelRange} own where pixels are the input's own bytes, its ends
 */
function cutOff(now, own) {
  if (!own.bytes || own.mean) return "";
  const { mean = [0], std = [1] } = now.mean ? now : asNormalization([now.low, now.high]);
  const ends = [mean].flat().flatMap((middle, c) => {
    return [0, 255].map((pixel) => (pixel - middle) / ([std].flat()[c] ?? 1));
  });
  const least = Math.min(own.low, own.high);
  const most = Math.max(own.low, own.high);
  const step = 0.02 * (most - least);
  const fits = Math.min(...ends) >= least - step && Math.max(...ends) <= most + step;
  return fits ? "" : ` Its input holds only ${inWords(own)}: the rest is cut off.`;
}

const NUMBER = /^-?\d{1,6}(\.\d{1,6})?$/;

/**
 * `-1_1` in the address: low and high; `123.7_116.3_103.5*58.4_57.1_57.4`: means, then deviations.
 * @param {string} word
 * @returns {RangeOption | undefined}
 */
export function rangeOf(word) {
  const lists = word.split("*").map((list) => list.split("_"));
  if (!lists.flat().every((number) => NUMBER.test(number))) return undefined;
  const [first, std, more] = lists.map((list) => list.map(Number));
  if (!std) return first.length === 2 && first[0] !== first[1] ? [first[0], first[1]] : undefined;
  const fits = first.length === std.length && [1, 3].includes(std.length) && !std.includes(0);
  return fits && !more ? { mean: first, std } : undefined;
}

/** @param {RangeOption | null} range */
export function written(range) {
  if (!range) return "";
  const list = (/** @type {number | readonly number[]} */ numbers) =>
    [numbers]
      .flat()
      .map((number) => String(Number(number.toFixed(6))))
      .join("_");
  return "mean" in range ? `${list(range.mean)}*${list(range.std)}` : list(range);
}

/**
 * Means and deviations as somebody writes them: in units of pixels, or below 1 as shares of 255.
 * @param {number[]} mean
 * @param {number[]} std
 * @returns {Normalization | null} null where they are none
 */
export function normalization(mean, std) {
  const all = [...mean, ...std].map(Math.abs);
  if (!all.every((number) => number < 1e6) || std.some((number) => Math.abs(number) < 1e-5))
    return null;
  const isShare = all.every((number) => number <= 1) && std.some((number) => Math.abs(number) < 1);
  const units = (/** @type {number} */ number) =>
    isShare ? Number((number * 255).toFixed(6)) : number;
  return { mean: mean.map(units), std: std.map(units) };
}

/**
 * A range as means and deviations.
 * @param {RangeOption} range
 * @returns {{ mean: number | readonly number[], std: number | readonly number[] }}
 */
export function asNormalization(range) {
  if ("mean" in range) return range;
  const [low, high] = range;
  const std = 255 / (high - low);
  return { mean: Number((-low * std).toFixed(6)), std: Number(std.toFixed(6)) };
}
