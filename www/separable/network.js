// A network for the page: it loads into a worker, and calls go there.

import { soon } from "./timeouts.js";
import { capture } from "./capture.js";
import { Engine } from "./engine.js";
import { digest, readLabels, readModel } from "./loading.js";
import { plans } from "./variants.js";

/**
 * @import { Crop, Network, Source, load as SeparableLoad } from "../separable.d.ts"
 * @import { Abilities } from "./capture.js"
 * @import { Description, LookArgs } from "./engine.js"
 */

/**
 * Reads a model, starts the engine in a worker and puts the model into it.
 * @type {typeof SeparableLoad}
 */
export async function load(model, { labels, variant, dot, threads, onProgress, signal } = {}) {
  const engine = new Engine(dot);
  const reading = new AbortController();
  const cancel = () => {
    engine.stop(signal?.reason);
    reading.abort(signal?.reason);
  };
  try {
    signal?.throwIfAborted();
    signal?.addEventListener("abort", cancel);
    const [, description, names] = await Promise.all([
      engine.start(plans({ variant, threads })),
      readModel(Array.isArray(model) ? model : [model], reading.signal, onProgress).then((parts) =>
        engine.open(parts),
      ),
      readLabels(labels, reading.signal),
    ]);
    if (names && names.length !== description.classes) {
      throw new Error(
        `There are ${names.length} labels, but this model has ${description.classes} classes; ` +
          "give the label file that belongs to it.",
      );
    }
    const bytes = engine.parts.reduce((sum, { length }) => sum + length, 0);
    return new MobileNet(engine, { ...description, bytes }, names);
  } catch (error) {
    engine.stop(error);
    reading.abort(error);
    throw error;
  } finally {
    signal?.removeEventListener("abort", cancel);
  }
}

/** Read when the first question is asked. */
const questions = () => soon(import("./questions.js"));

const ELEMENTS = { u8: Uint8Array, i8: Int8Array, f32: Float32Array };

/** @implements {Network} */
class MobileNet extends EventTarget {
  #engine;
  /** What the worker can read frames by, asked before the first. @type {Abilities | null} */
  #able = null;
  /** The buffers of the last look, to travel back with the next one. @type {ArrayBuffer[]} */
  #lent = [];
  /** Buffers that inputs travel in. @type {ArrayBuffer[]} */
  #inputs = [];
  /** The changes that run, to be made again after a restart. @type {Float32Array} */
  #changes = new Float32Array();

  /**
   * @param {Engine} engine
   * @param {Description} description
   * @param {string[] | null} labels
   */
  constructor(engine, description, labels) {
    super();
    this.#engine = engine;
    const { family, layers, stages, input, classes, macs, params, bytes } = description;
    this.family = family;
    this.layers = layers;
    this.stages = stages;
    this.input = input;
    this.classes = classes;
    this.labels = labels;
    this.macs = macs;
    this.params = params;
    this.bytes = bytes;
    engine.onrestart = (reason) => {
      if (this.#changes.length) engine.call("change", { list: this.#changes }).catch(() => {});
      this.dispatchEvent(new CustomEvent("restart", { detail: { reason } }));
    };
  }

  get backend() {
    return this.#engine.backend;
  }

  /** @type {Network["classify"]} */
  async classify(source, k = 5, { crop } = {}) {
    const wanted = { k, mirror: false, square: false, maps: [], timings: false, spare: [] };
    const { best } = await this.#see(source, crop, wanted);
    return this.#answers(best).map(({ className, probability }) => ({ className, probability }));
  }

  /** @type {Network["look"]} */
  async look(source, { k = 5, mirror = false, crop, maps = [], timings = false } = {}) {
    const wanted = maps.map((layer) => this.#index(layer));
    const spare = this.#lent;
    this.#lent = [];
    const seen = await this.#see(source, crop, {
      k,
      mirror,
      square: true,
      maps: wanted,
      timings,
      spare,
    });
    const square = /** @type {ArrayBuffer} */ (seen.square);
    this.#lent = [seen.best, square, ...seen.maps];
    if (seen.untouched) this.#lent.push(seen.untouched);
    return {
      answers: this.#answers(seen.best),
      untouched: seen.untouched && this.#answers(seen.untouched),
      square: { data: new Uint8ClampedArray(square), size: this.input[0] },
      maps: wanted.map((layer, i) => ({ layer, ...this.#activation(layer, seen.maps[i]) })),
      timings: seen.timings,
      ms: seen.ms,
    };
  }

  /** @type {Network["run"]} */
  async run(input) {
    const length = this.input[0] * this.input[1] * this.input[2];
    const floats = input instanceof Float32Array;
    if (!floats && !(input instanceof Uint8Array) && !(input instanceof Uint8ClampedArray)) {
      throw new Error(
        "The input is neither a Uint8Array of RGB bytes nor a Float32Array of x / 127.5 - 1.",
      );
    }
    if (input.length !== length) {
      throw new Error(
        `The input has ${input.length} values, but this model takes ${length} ` +
          `(${this.input.join(" x ")}: height, width, RGB).`,
      );
    }
    const spare = this.#inputs.pop();
    const bytes = floats ? length * 4 : length;
    const buffer = spare?.byteLength === bytes ? spare : new ArrayBuffer(bytes);
    const sent = floats ? new Float32Array(buffer) : new Uint8Array(buffer);
    sent.set(input);
    const answer = await this.#engine.call("run", { input: sent }, [buffer]);
    this.#inputs.push(answer.input.buffer);
    const float = this.layers.at(-1)?.element === "f32";
    return float ? new Float32Array(answer.output) : new Uint8Array(answer.output);
  }

  /** @type {Network["activation"]} */
  async activation(layer) {
    const index = this.#index(layer);
    return this.#activation(index, await this.#engine.call("activation", { layer: index }));
  }

  /** @type {Network["weights"]} */
  async weights(layer, c, untouched = false) {
    const flat = await this.#engine.call("weights", { layer: this.#index(layer), c, untouched });
    return (await questions()).weights(flat);
  }

  /** @type {Network["cell"]} */
  async cell(layer, y, x, c, k = 32) {
    return (await questions()).cell(
      await this.#engine.call("cell", { layer: this.#index(layer), y, x, c, k }),
    );
  }

  /** @type {Network["field"]} */
  async field(layer, y, x) {
    return (await questions()).field(
      await this.#engine.call("field", { layer: this.#index(layer), y, x }),
    );
  }

  /** @type {Network["cam"]} */
  async cam(index) {
    return (await questions()).classMap(await this.#engine.call("cam", { index }));
  }

  /** @type {Network["votes"]} */
  async votes(y, x, k = 5) {
    return (await questions()).votes(await this.#engine.call("votes", { y, x, k }), (index) =>
      this.#className(index),
    );
  }

  /** @type {Network["clipped"]} */
  async clipped(layer) {
    return (await questions()).clipped(
      await this.#engine.call("clipped", { layer: this.#index(layer) }),
    );
  }

  /** @type {Network["strongest"]} */
  async strongest(layer, c, k = 5) {
    return (await questions()).places(
      await this.#engine.call("strongest", { layer: this.#index(layer), c, k }),
    );
  }

  /** @type {Network["change"]} */
  async change(list) {
    const flat = (await questions()).changes(list, (layer) => this.#index(layer));
    await this.#engine.call("change", { list: flat });
    this.#changes = flat;
  }

  /** @type {Network["time"]} */
  async time(specs, { rounds = 20 } = {}) {
    return (await questions()).timed(
      await this.#engine.call("time", { specs: [specs].flat(), rounds }),
    );
  }

  timings() {
    return this.#engine.call("timings", {});
  }

  calibrate() {
    return this.#engine.call("calibrate", {});
  }

  async digest() {
    return digest(this.#engine.parts);
  }

  memory() {
    return this.#engine.call("memory", {});
  }

  trap() {
    return this.#engine.call("trap", {});
  }

  dispose() {
    this.#engine.stop(new Error("This network has been disposed of; load it again."));
  }

  /**
   * @param {Source} source
   * @param {Crop | undefined} crop
   * @param {Omit<LookArgs, "frame" | "cut">} options
   */
  async #see(source, crop, { k, ...options }) {
    const most = Math.min(Math.max(Math.trunc(k) || 1, 1), this.classes);
    let frame;
    try {
      const began = performance.now();
      this.#able ??= await this.#engine.call("able", {});
      const captured = await capture(source, this.#able, crop);
      frame = captured.frame;
      const took = performance.now() - began;
      const args = { frame, cut: captured.square, k: most, ...options };
      const seen = await this.#engine.call("look", args, [
        "data" in frame ? frame.data.buffer : frame,
        ...options.spare,
      ]);
      seen.ms.capture += took;
      return seen;
    } catch (error) {
      if (frame && "close" in frame) frame.close(); // it may not have left
      if (!(error instanceof DOMException) || !/^(DataClone|Security)Error$/.test(error.name))
        throw error;
      throw new Error(
        "This picture comes from another site, which does not let its pixels be read; save it " +
          "and open the file.",
        { cause: error },
      );
    }
  }

  /** @param {ArrayBuffer} buffer */
  #answers(buffer) {
    const best = new Float32Array(buffer);
    return Array.from({ length: best.length / 2 }, (_, i) => {
      const index = best[2 * i];
      return { className: this.#className(index), probability: best[2 * i + 1], index };
    });
  }

  /** @param {number} index */
  #className(index) {
    return this.labels?.[index] ?? `class ${index}`;
  }

  /**
   * @param {number} index
   * @param {ArrayBuffer} buffer
   */
  #activation(index, buffer) {
    const { element, output, scale, zeroPoint } = this.layers[index];
    return { data: new ELEMENTS[element](buffer), shape: output, scale, zeroPoint };
  }

  /** @param {number | string} layer */
  #index(layer) {
    const index =
      typeof layer === "number" ? layer : this.layers.findIndex(({ name }) => name === layer);
    if (this.layers[index]) return index;
    const what = typeof layer === "number" ? layer : `“${layer}”`;
    throw new Error(
      `This model has no layer ${what}; it has layers 0 to ${this.layers.length - 1}, named ` +
        "in net.layers.",
    );
  }
}
