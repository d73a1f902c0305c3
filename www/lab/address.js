// The lab in the address: a preset by its name, or every number, in characters that need no escape.
//
//   blur*f0_0_1_1                                     a preset, and the output number in focus
//   i6_6_3*v0129…*k3_3*s1*psame*d1*g3*n3*w1_2f9_-1…*m4*u1_0.5_-1…*f0_0_1_1
//
// i height, width, channels; v the input's digits, or x for the page's frame; k kernel; s stride; p
// padding; d dilation; g groups; n outputs; w each weight in order ("2f9" is two ninths); m, u
// outputs and weights of the second step.

import { parse, text } from "./kernels.js";
import { choices, legalPlace, MOST } from "./lab.js";
import { PRESETS } from "./presets.js";
import { POINTWISE } from "./refit.js";

/**
 * @import { Convolution } from "./convolution.js"
 * @import { Lab } from "./lab.js"
 */

/** @param {number[]} weights */
const written = (weights) => weights.map((weight) => text(weight).replace("/", "f")).join("_");

/**
 * All but the output number in focus.
 * @param {Lab} lab
 */
function body({ shape, input, picture, steps: [step, second] }) {
  return [
    `i${shape.join("_")}`,
    picture ? "x" : `v${input.join("")}`,
    `k${step.kernel.join("_")}`,
    `s${step.stride}`,
    `p${step.padding}`,
    `d${step.dilation}`,
    `g${step.groups}`,
    `n${step.outputs}`,
    `w${written(step.weights)}`,
    ...(second ? [`m${second.outputs}`, `u${written(second.weights)}`] : []),
  ].join("*");
}

/**
 * The preset that a lab still is, if any.
 * @param {Lab} lab
 */
export function presetOf(lab) {
  const own = body(lab);
  return Object.keys(PRESETS).find((id) => body(PRESETS[id].lab) === own) ?? null;
}

/** @param {Lab} lab */
export function encode(lab) {
  const { step, channel, y, x } = lab.place;
  const preset = presetOf(lab);
  const focus = [step, channel, y, x].join("_");
  const usual = preset && Object.values(PRESETS[preset].lab.place).join("_") === focus;
  return (preset ?? body(lab)) + (usual ? "" : `*f${focus}`);
}

/**
 * The lab that a word of the address describes; null if it describes none.
 * @param {string} address
 * @returns {Lab | null}
 */
export function decode(address) {
  const parts = address.split("*");
  const lab =
    PRESETS[parts[0]]?.lab ?? built(new Map(parts.map((part) => [part[0], part.slice(1)])));
  if (!lab) return null;
  const focus = wholes(parts.find((part) => part.startsWith("f"))?.slice(1), 4);
  const [step, channel, y, x] = focus ?? Object.values(lab.place);
  return { ...lab, place: legalPlace(lab, { step, channel, y, x }) };
}

/**
 * @param {string | undefined} text
 * @param {number} length
 */
function wholes(text, length) {
  const numbers = (text ?? "").split("_");
  return numbers.length === length && numbers.every((number) => /^\d{1,3}$/.test(number))
    ? numbers.map(Number)
    : null;
}

/**
 * @param {string | undefined} text
 * @param {number} length
 */
function weights(text, length) {
  const all = (text ?? "").split("_").map((weight) => parse(weight.replace("f", "/"), MOST.weight));
  return all.length === length && all.every((weight) => weight !== null) ? all : null;
}

/**
 * @param {Map<string, string>} parts
 * @returns {Lab | null}
 */
function built(parts) {
  const one = (/** @type {string} */ key) => wholes(parts.get(key), 1)?.[0] ?? 0;
  const shape = wholes(parts.get("i"), 3);
  const kernel = wholes(parts.get("k"), 2);
  const padding = parts.get("p");
  const [groups, outputs] = [one("g"), one("n")];
  if (!shape || !kernel || (padding !== "same" && padding !== "valid")) return null;
  const [h, w, c] = shape;
  if (h < 1 || w < 1 || c < 1 || h > MOST.side || w > MOST.side || c > MOST.channels) return null;
  if (!groups || !outputs || c % groups || outputs % groups || outputs > MOST.outputs) return null;

  const picture = parts.has("x");
  const digits = picture ? "0".repeat(h * w * c) : (parts.get("v") ?? "");
  if (digits.length !== h * w * c || !/^\d+$/.test(digits) || (picture && c !== 3)) return null;
  const own = weights(parts.get("w"), (outputs * kernel[0] * kernel[1] * c) / groups);
  if (!own) return null;
  /** @type {Lab} */
  const lab = {
    shape: [h, w, c],
    input: Array.from(digits, Number),
    picture,
    steps: [
      {
        kernel: [kernel[0], kernel[1]],
        stride: one("s"),
        padding,
        dilation: one("d"),
        groups,
        outputs,
        weights: own,
      },
    ],
    place: { step: 0, channel: 0, y: 0, x: 0 },
  };
  const { stride, dilation } = lab.steps[0];
  if (!choices(lab, "stride").includes(stride) || !choices(lab, "dilation").includes(dilation))
    return null;
  if (!choices(lab, "kh").includes(kernel[0]) || !choices(lab, "kw").includes(kernel[1]))
    return null;
  if (parts.has("m")) {
    const mix = one("m");
    const second = mix >= 1 && mix <= MOST.outputs && weights(parts.get("u"), mix * outputs);
    if (!second) return null;
    lab.steps.push({ ...POINTWISE, outputs: mix, weights: second });
  }
  return lab;
}
