// Heads that a network's features are taught: what a caller gives is checked and copied.

import { kindOf } from "./kind.js";

/**
 * @import { Network } from "../separable.d.ts"
 * @import { Engine } from "./engine.js"
 */

/**
 * @param {Engine} engine
 * @param {Parameters<Network["teach"]>[0]} options
 */
export async function teach(engine, options) {
  const { features, classes, count, ridge, start } = { ...options };
  const sent = {
    features: copy("features", features, "Float32Array"),
    classes: copy("classes", classes, "Uint16Array"),
    count,
    ridge,
    start: start && {
      weights: copy("start.weights", start.weights, "Float32Array"),
      bias: copy("start.bias", start.bias, "Float32Array"),
    },
  };
  return engine.call("teach", sent, [sent.features.buffer, sent.classes.buffer]);
}

/**
 * @param {Engine} engine
 * @param {Parameters<Network["assess"]>[0]} options
 */
export async function assess(engine, options) {
  const { features, classes, count, recordings, ridges } = { ...options };
  const sent = {
    features: copy("features", features, "Float32Array"),
    classes: copy("classes", classes, "Uint16Array"),
    recordings: copy("recordings", recordings, "Uint32Array"),
    count,
    ridges: ridges && Float64Array.from(ridges),
  };
  return engine.call("assess", sent, [sent.features.buffer, sent.classes.buffer]);
}

/**
 * @template {Float32Array | Uint16Array | Uint32Array} List
 * @param {string} name
 * @param {List} list
 * @param {string} kind
 */
function copy(name, list, kind) {
  if (kindOf(list) !== kind) throw new Error(`“${name}” is no ${kind}.`);
  return /** @type {List & { buffer: ArrayBuffer }} */ (list.slice());
}
