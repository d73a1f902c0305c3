// What users of `@tensorflow-models/mobilenet` call, on this engine. `load` takes one option more:
// `models`, the folder of a host that has the networks.

import { load as loadNetwork } from "./index.js";

/**
 * @import { Network } from "../separable.d.ts"
 * @import { Classified, MobileNetOptions, Picture } from "./types/mobilenet.d.ts"
 */

const SIDES = new Map([
  [0.25, 128],
  [0.5, 160],
  [0.75, 192],
  [1, 224],
]);

/**
 * @param {MobileNetOptions} [options]
 * @returns {Promise<MobileNet>}
 */
export async function load({ version = 1, alpha = 1, models, modelUrl, ...options } = {}) {
  if (modelUrl !== undefined) return new MobileNet(await loadNetwork(modelUrl, options));
  if (models === undefined)
    throw new Error(
      "Give the option `models`, the address of a folder with the networks and their index.json " +
        "(`cargo xtask build` makes one in dist/models/), or `modelUrl`, that of a .tflite file: " +
        "nothing is read from a host that you have not named.",
    );
  const side = version === 2 ? 224 : SIDES.get(alpha);
  if (!side || (version !== 1 && version !== 2))
    throw new Error("MobileNet has versions 1 and 2, and alpha is 0.25, 0.5, 0.75 or 1.");
  const name = `v${version}-${alpha === 1 ? "1.0" : alpha}-${side}`;
  return new MobileNet(await loadNetwork(name, { ...options, models }));
}

/** The one name of the thousand that its users know otherwise. */
const RENAMED = new Map([["jellyfish", "jelly fish"]]);

/** Class 0 of networks that were trained with one for what is none of the others. */
const BACKGROUND = "background";

class MobileNet {
  /** The network itself, for all else. */
  network;

  /** @param {Network} network */
  constructor(network) {
    this.network = network;
  }

  get #first() {
    return this.network.labels?.[0] === BACKGROUND ? 1 : 0;
  }

  /**
   * The likeliest classes; background is none, and the others' probabilities add up to 1.
   * @param {Picture} picture
   * @param {number} [topk]
   * @returns {Promise<Classified[]>}
   */
  async classify(picture, topk = 3) {
    const { classes } = this.network;
    const all = await this.network.classify(picture, { k: classes, fit: "stretch" });
    const own = all.filter(({ index }) => index >= this.#first);
    const sum = own.reduce((sum, { probability }) => sum + probability, 0);
    return own.slice(0, topk).map(({ className, probability }) => {
      const name = RENAMED.get(className) ?? className;
      return { className: name, probability: sum ? probability / sum : 0 };
    });
  }

  /**
   * The logits of the classes, or the features that they are computed from.
   * @param {Picture} picture
   * @param {boolean} [embedding]
   * @returns {Promise<Float32Array>}
   */
  async infer(picture, embedding = false) {
    if (embedding) return this.network.embed(picture, { fit: "stretch" });
    await this.network.classify(picture, { k: 1, fit: "stretch" });
    const { layers } = this.network;
    const last = layers.findLastIndex(({ kind }) => kind !== "softmax" && kind !== "logistic");
    const { data, scale, zeroPoint } = await this.network.activation(last);
    return Float32Array.from(data, (value) => scale * (value - zeroPoint)).subarray(this.#first);
  }

  dispose() {
    this.network.dispose();
  }
}
