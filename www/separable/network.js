// A network for the page: it loads into a worker, and calls go there.

import { capture } from "./capture.js";
import { Engine, sentence } from "./engine.js";
import { fit } from "./labels.js";
import { MOST_BYTES, digest, readLabels, readModel } from "./loading.js";
import { readRange, tidy } from "./range.js";
import { configurations } from "./variants.js";

/**
 * @import { Crop, Network, QuestionName, Source, load as SeparableLoad } from "../separable.d.ts"
 * @import { Abilities } from "./capture.js"
 * @import { Asked, EngineAnswers, EngineChange, LookArgs } from "./engine.js"
 * @import { LabelList } from "./labels.js"
 * @import { Description, PixelRange, Prediction, Vote } from "./wasm.d.ts"
 */

/**
 * Reads a model, starts the engine in a worker and puts the model into it.
 * @type {typeof SeparableLoad}
 */
export async function load(
  model,
  { labels, range, variant, dot, threads, onProgress, signal } = {},
) {
  const engine = new Engine(dot);
  const reading = new AbortController();
  const cancel = () => {
    engine.stop(signal?.reason);
    reading.abort(signal?.reason);
  };
  try {
    signal?.throwIfAborted();
    const wanted = readRange(range);
    signal?.addEventListener("abort", cancel);
    const [, description, lists] = await Promise.all([
      engine.start(configurations({ variant, threads })),
      readModel(Array.isArray(model) ? model : [model], reading.signal, onProgress).then((read) =>
        engine
          .open(read.parts, wanted)
          .then((description) => ({ ...description, lists: read.lists })),
      ),
      readLabels(labels, reading.signal),
    ]);
    const named = await nameClasses(engine, description, [...lists, ...description.lists]);
    return new MobileNet(engine, description, named);
  } catch (error) {
    engine.stop(error);
    reading.abort(error);
    throw error;
  } finally {
    signal?.removeEventListener("abort", cancel);
  }
}

/**
 * The names of the classes: from the lists that came, or those in the model's file.
 * @param {Engine} engine
 * @param {Description} description
 * @param {LabelList[]} lists
 */
async function nameClasses({ parts }, { classes, labelFiles, calibrated, metadata }, lists) {
  let found = fit(lists, classes);
  if (!found.labels) {
    const { packedLabels } = await import("./packed.js");
    const head = parts[parts.length - 1].join();
    found = fit([...lists, ...(await packedLabels(head, labelFiles, MOST_BYTES))], classes);
  }
  const { labels, note } = found;
  const notes = note ? [note] : [];
  if (metadata) notes.push(`What this file says of its network is left out. ${sentence(metadata)}`);
  if (calibrated) {
    notes.push(
      "This network's scores are meant to be calibrated, which is not done here: they are shown " +
        "as the network gives them.",
    );
  }
  return { labels, notes };
}

const ELEMENTS = { u8: Uint8Array, i8: Int8Array, f32: Float32Array };

/** @implements {Network} */
class MobileNet extends EventTarget {
  #engine;
  /** Whether its input is of floats. */
  #real;
  /** What the worker can read frames by, asked before the first. @type {Abilities | null} */
  #able = null;
  /** The buffers of the last look, to travel back with the next one. @type {ArrayBuffer[]} */
  #lent = [];
  /** Buffers that inputs travel in. @type {ArrayBuffer[]} */
  #inputs = [];
  /** The changes that run, to be made again after a restart. @type {EngineChange[]} */
  #changes = [];

  /**
   * @param {Engine} engine
   * @param {Description & { range: PixelRange }} description
   * @param {{ labels: string[] | null, notes: string[] }} named
   */
  constructor(engine, description, { labels, notes }) {
    super();
    this.#engine = engine;
    const { family, layers, stages, input, element, classes, macs, params } = description;
    this.family = family;
    this.layers = layers;
    this.stages = stages;
    this.input = input;
    this.#real = element === "f32";
    this.range = tidy(description.range);
    this.classes = classes;
    this.labels = labels;
    this.notes = notes;
    this.macs = macs;
    this.params = params;
    this.bytes = engine.parts.reduce((sum, { length }) => sum + length, 0);
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
    const wanted = { k, mirror: false, square: false, maps: [], timings: false, questions: [] };
    const { best } = await this.#see(source, crop, { ...wanted, spare: [] });
    return this.#answers(best).map(({ className, probability }) => ({ className, probability }));
  }

  /** @type {Network["look"]} */
  async look(source, { k = 5, mirror = false, crop, maps = [], timings = false, questions } = {}) {
    const layers = maps.map((layer) => this.#index(layer));
    const asked = Object.entries(questions ?? {});
    const spare = this.#lent;
    this.#lent = [];
    const seen = await this.#see(source, crop, {
      k,
      mirror,
      square: true,
      maps: layers,
      timings,
      questions: asked.map(([, question]) => this.#byNumber(question)),
      spare,
    });
    const square = /** @type {ArrayBuffer} */ (seen.square);
    const [height, width] = this.input;
    this.#lent = [square, ...seen.maps];
    return {
      answers: this.#answers(seen.best),
      untouched: seen.baseline && this.#answers(seen.baseline),
      square: {
        data: new Uint8ClampedArray(square),
        size: width === height ? width : 0,
        width,
        height,
      },
      maps: layers.map((layer, i) => ({ layer, ...this.#activation(layer, seen.maps[i]) })),
      timings: seen.timings,
      replies: /** @type {never} */ (
        Object.fromEntries(
          asked.map(([name, [question]], i) => {
            const { answer, problem } = seen.replies[i];
            const named = answer && this.#named(question, answer);
            return [name, { answer: named, problem: problem && sentence(problem) }];
          }),
        )
      ),
      ms: seen.ms,
    };
  }

  /** @type {Network["run"]} */
  async run(input, { raw = false } = {}) {
    const length = this.input[0] * this.input[1] * this.input[2];
    const signed = input instanceof Int8Array;
    const known = [Uint8Array, Uint8ClampedArray, Int8Array, Float32Array];
    if (!known.some((type) => input instanceof type)) {
      throw new Error(
        "The input is neither a Uint8Array of pixels nor an Int8Array or Float32Array of the " +
          "network's own numbers.",
      );
    }
    if (input.length !== length) {
      throw new Error(
        `The input has ${input.length} values, but this model takes ${length} ` +
          `(${this.input.join(" x ")}: height, width, ` +
          `${{ 1: "grey", 3: "RGB" }[this.input[2]] ?? "channels"}).`,
      );
    }
    // signed bytes are numbers for a float model, and bits for one of bytes
    const real = input instanceof Float32Array || (signed && this.#real);
    const spare = this.#inputs.pop();
    const bytes = real ? length * 4 : length;
    const buffer = spare?.byteLength === bytes ? spare : new ArrayBuffer(bytes);
    const sent = real ? new Float32Array(buffer) : new Uint8Array(buffer);
    sent.set(input);
    const answer = await this.#engine.call("run", { input: sent, raw: raw || signed }, [buffer]);
    this.#inputs.push(answer.input.buffer);
    const float = this.layers.at(-1)?.element === "f32";
    return float ? new Float32Array(answer.output) : new Uint8Array(answer.output);
  }

  /** @type {Network["setRange"]} */
  async setRange(range) {
    this.range = tidy(await this.#engine.setRange(readRange(range)));
  }

  /** @type {Network["activation"]} */
  async activation(layer) {
    const index = this.#index(layer);
    return this.#activation(index, await this.#engine.call("activation", { layer: index }));
  }

  /** @type {Network["weights"]} */
  weights(...args) {
    return this.#ask("weights", args);
  }

  /** @type {Network["cell"]} */
  cell(...args) {
    return this.#ask("cell", args);
  }

  /** @type {Network["field"]} */
  field(...args) {
    return this.#ask("field", args);
  }

  /** @type {Network["cam"]} */
  cam(...args) {
    return this.#ask("cam", args);
  }

  /** @type {Network["votes"]} */
  votes(...args) {
    return this.#ask("votes", args);
  }

  /** @type {Network["clipped"]} */
  clipped(...args) {
    return this.#ask("clipped", args);
  }

  /** @type {Network["strongest"]} */
  strongest(...args) {
    return this.#ask("strongest", args);
  }

  /** @type {Network["change"]} */
  async change(list) {
    const changes = list.map(({ layer, channel, kernel }) => ({
      layer: this.#index(layer),
      channel,
      kernel: kernel?.length ? Float32Array.from(kernel) : null,
    }));
    await this.#engine.call("change", { list: changes });
    this.#changes = changes;
  }

  /** @type {Network["time"]} */
  time(specs, { rounds = 20 } = {}) {
    return this.#engine.call("time", { specs: [specs].flat(), rounds });
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
      const [height, width] = this.input;
      const captured = await capture(source, this.#able, { height, width }, crop);
      frame = captured.frame;
      const took = performance.now() - began;
      const args = { frame, cut: captured.area, k: most, ...options };
      const seen = await this.#engine.call("look", args, [
        "data" in frame ? frame.data.buffer : frame,
        ...options.spare,
      ]);
      seen.ms.capture += took;
      return seen;
    } catch (error) {
      if (frame && "close" in frame) frame.close(); // it may not have been transferred
      if (!(error instanceof DOMException) || !/^(DataClone|Security)Error$/.test(error.name))
        throw error;
      throw new Error(
        "This picture comes from another site, which does not let its pixels be read; save it " +
          "and open the file.",
        { cause: error },
      );
    }
  }

  /**
   * @template {QuestionName} Name
   * @param {Name} name
   * @param {unknown[]} args
   * @returns {Promise<Awaited<ReturnType<Network[Name]>>>}
   */
  async #ask(name, args) {
    const answer = await this.#engine.call("ask", { question: this.#byNumber([name, ...args]) });
    return this.#named(name, /** @type {EngineAnswers[Name]} */ (answer));
  }

  /**
   * A question for the engine: a layer's name becomes its number.
   * @param {Asked} question
   * @returns {Asked}
   */
  #byNumber([name, first, ...rest]) {
    return [name, typeof first === "string" ? this.#index(first) : first, ...rest];
  }

  /**
   * An answer with the names of its classes.
   * @template {QuestionName} Name
   * @param {Name} name
   * @param {EngineAnswers[Name]} answer
   * @returns {Awaited<ReturnType<Network[Name]>>}
   */
  #named(name, answer) {
    if (name !== "votes") return /** @type {never} */ (answer);
    const votes = /** @type {Vote[]} */ (answer);
    return /** @type {never} */ (
      votes.map(({ index, logit }) => ({ className: this.#className(index), index, logit }))
    );
  }

  /** @param {Prediction[]} best */
  #answers(best) {
    return best.map(({ index, probability }) => {
      return { className: this.#className(index), probability, index };
    });
  }

  /** @param {number} index */
  #className(index) {
    return this.labels?.[index] || `class ${index}`;
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
