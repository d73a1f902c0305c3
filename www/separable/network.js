// A network for the page: it runs in a worker, and calls go there.

import { digest, readPicture } from "./bytes.js";
import { capture } from "./capture.js";
import { choose, orAborted, readOptions } from "./choice.js";
import { sentence } from "./engine.js";
import { coded, codedNow } from "./failure.js";
import { isBlob, isUrl, kindOf } from "./kind.js";
import { inLine } from "./line.js";
import {
  ELEMENTS,
  bestOf,
  nameOf,
  outputOf,
  readScores,
  realOf,
  toProbabilities,
} from "./output.js";
import { readRange, tidy } from "./range.js";

/**
 * @import { Box, ClassMap, ClassifyOptions, Disposables, Layer, Network } from "../separable.d.ts"
 * @import { QuestionName, Scores, Source } from "../separable.d.ts"
 * @import { Abilities, Source as Picture } from "./capture.js"
 * @import { Asked, Engine, EngineAnswers, EngineChange, LookArgs } from "./engine.js"
 * @import { Description, PixelRange, Vote } from "./wasm.d.ts"
 */

/**
 * What the output is, and what is told of it; the code for other outputs than a softmax over
 * classes is loaded where there is one.
 * @param {Description} description
 * @param {string[] | null} labels
 * @param {Scores | null} chosen
 */
export async function meaningOf(description, labels, chosen) {
  const output = outputOf(description, labels, chosen);
  const { kind, scores, source } = output;
  if (kind === "classes" && scores === "softmax" && source === "network")
    return { output, others: null, notes: [] };
  const others = await import("./other-outputs.js");
  return { output, others, notes: others.notesOf(description, output, labels) };
}

/** @implements {Omit<Network, keyof Disposables>} */
export class MobileNet extends EventTarget {
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
  #description;
  /** What is told of its metadata and labels. */
  #told;
  /** The code for other outputs than a softmax over classes. */
  #others;

  /**
   * @param {Engine} engine
   * @param {Description & { range: PixelRange }} description
   * @param {{ labels: string[] | null, notes: string[] }} named
   * @param {Awaited<ReturnType<typeof meaningOf>>} meaning
   */
  constructor(engine, description, { labels, notes }, meaning) {
    super();
    this.#engine = engine;
    this.#description = description;
    this.#told = notes;
    const { family, layers, stages, input, element, output, macs, params } = description;
    this.features = description.features;
    this.family = family;
    this.layers = layers;
    this.stages = stages;
    this.input = input;
    this.#real = element === "f32";
    this.range = tidy(description.range);
    this.labels = labels;
    this.classes = labels?.length ?? output[2];
    this.output = meaning.output;
    this.notes = [...notes, ...meaning.notes];
    this.#others = meaning.others;
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
  async classify(source, options, more) {
    if (this.output.kind === "features")
      throw new Error(
        "This network's output are features and no classes: take them by run(), or give labels " +
          "for them when it is loaded.",
      );
    const wanted = codedNow("option", () => readOptions(options, more));
    const { output } = await this.#glance(source, wanted, null);
    const { threshold, allow, deny } = wanted;
    const most = threshold || allow || deny ? Infinity : wanted.k;
    const { answers } = this.#meaning(output, most);
    return codedNow("option", () => choose(answers, wanted, this.labels));
  }

  /** @type {Network["embed"]} */
  async embed(source, options) {
    if (this.features === null)
      throw new Error("This network has no layer whose output are features; see net.features.");
    const wanted = codedNow("option", () => readOptions(options, undefined));
    const { features } = await this.#glance(source, wanted, this.features);
    const raw = /** @type {ArrayBuffer} */ (features);
    return Float32Array.from(realOf(raw, this.layers[this.features]));
  }

  /**
   * What the fast plan alone has for a picture.
   * @param {Source} source
   * @param {ClassifyOptions} options
   * @param {number | null} features the layer whose output are the features, if they are wanted
   */
  #glance(source, { crop, fit, mirror = false, signal }, features) {
    const nothing = { square: false, maps: [], timings: false, questions: [], spare: [] };
    const wanted = { mirror, features, ...nothing, again: true };
    return orAborted(this.#see(source, { crop, fit }, wanted), signal);
  }

  /** @type {Network["watch"]} */
  async *watch(source, options) {
    const { watch } = await import("./watching.js");
    yield* watch(this, source, options);
  }

  /** @type {Network["look"]} */
  async look(
    source,
    { k = 5, mirror = false, crop, maps = [], timings = false, questions, unchanged } = {},
  ) {
    const layers = maps.map((layer) => this.#index(layer));
    const asked = Object.entries(questions ?? {});
    const spare = this.#lent;
    this.#lent = [];
    const seen = await this.#see(
      source,
      { crop },
      {
        mirror,
        features: null,
        square: true,
        maps: layers,
        timings,
        questions: asked.map(([, question]) => this.#byNumber(question)),
        again: unchanged !== "keep",
        spare,
      },
    );
    const square = /** @type {ArrayBuffer} */ (seen.square);
    const [height, width] = this.input;
    this.#lent = [square, ...seen.maps];
    return {
      ...this.#meaning(seen.output, k),
      untouched: seen.baseline && this.#meaning(seen.baseline, k).answers,
      square: {
        data: new Uint8ClampedArray(square),
        size: width === height ? width : 0,
        width,
        height,
      },
      maps: layers.map((layer, i) => ({ layer, ...this.#activation(layer, seen.maps[i]) })),
      timings: seen.timings,
      unchanged: seen.unchanged,
      replies: /** @type {never} */ (
        Object.fromEntries(
          asked.map(([name, [question, ...args]], i) => {
            const { answer, problem } = seen.replies[i];
            const named = answer && this.#named([question, ...args], answer);
            return [name, { answer: named, problem: problem && sentence(problem) }];
          }),
        )
      ),
      ms: seen.ms,
    };
  }

  /** @type {Network["run"]} */
  async run(input, { raw = false } = {}) {
    const sent = this.#copied(input, raw);
    const answer = await this.#engine.call("run", sent, [sent.input.buffer]);
    this.#inputs.push(answer.input.buffer);
    return this.#numbers(answer.output);
  }

  /** @type {Network["runCovered"]} */
  async runCovered(input, boxes, { level = 128, raw = false } = {}) {
    const of = { boxes: Uint32Array.from(boxes.flatMap(edges)), level };
    const sent = { ...this.#copied(input, raw), ...of };
    const told = await this.#engine.call("rerun", sent, [sent.input.buffer]);
    return this.#each(told, boxes.length);
  }

  /** @type {Network["runMuted"]} */
  async runMuted(input, layer, channels, { raw = false } = {}) {
    const of = { layer: this.#index(layer), channels: Uint32Array.from(channels) };
    const sent = { ...this.#copied(input, raw), ...of };
    const told = await this.#engine.call("rerun", sent, [sent.input.buffer]);
    return this.#each(told, channels.length);
  }

  /**
   * An input as the engine takes it.
   * @param {Parameters<Network["run"]>[0]} input
   * @param {boolean} raw
   */
  #copied(input, raw) {
    const length = this.input[0] * this.input[1] * this.input[2];
    const kind = kindOf(input);
    const signed = kind === "Int8Array";
    if (!/^(Uint8|Uint8Clamped|Int8|Float32)Array$/.test(kind)) {
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
    const real = kind === "Float32Array" || (signed && this.#real);
    const spare = this.#inputs.pop();
    const bytes = real ? length * 4 : length;
    const buffer = spare?.byteLength === bytes ? spare : new ArrayBuffer(bytes);
    const copied = real ? new Float32Array(buffer) : new Uint8Array(buffer);
    copied.set(input);
    return { input: copied, raw: raw || signed };
  }

  /** @param {ArrayBuffer} output */
  #numbers(output) {
    const float = this.layers.at(-1)?.element === "f32";
    return float ? new Float32Array(output) : new Uint8Array(output);
  }

  /**
   * @param {ArrayBuffer} outputs one after the other
   * @param {number} count
   */
  #each(outputs, count) {
    const bytes = outputs.byteLength / count;
    return Array.from({ length: count }, (_, i) =>
      this.#numbers(outputs.slice(i * bytes, (i + 1) * bytes)),
    );
  }

  /** @type {Network["answers"]} */
  answers(output, k = 5) {
    return this.#meaning(output.slice().buffer, k).answers;
  }

  /** @type {Network["setRange"]} */
  async setRange(range) {
    this.range = tidy(await this.#engine.setRange(readRange(range)));
  }

  /** @type {Network["setScores"]} */
  async setScores(scores) {
    const { output, others, notes } = await meaningOf(
      this.#description,
      this.labels,
      readScores(scores, this.#description),
    );
    this.output = output;
    this.notes = [...this.#told, ...notes];
    this.#others = others;
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

  /** @type {Network["tensors"]} */
  tensors(...args) {
    return this.#ask("tensors", args);
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

  /** @type {Network["toTflite"]} */
  toTflite({ head } = {}) {
    const { labels, output } = this;
    const parts = this.#engine.parts.map((part) => part.join());
    const own = labels?.length === output.shape[2] ? labels : [];
    return this.#engine.call(
      "write",
      { parts, labels: head?.labels ?? own, head },
      parts.map(({ buffer }) => buffer),
    );
  }

  /** @type {Network["time"]} */
  time(specs, { rounds = 20 } = {}) {
    return this.#engine.call("time", { specs: [specs].flat(), rounds });
  }

  /** @type {Network["teach"]} */
  async teach(options) {
    return (await import("./teaching.js")).teach(this.#engine, options);
  }

  /** @type {Network["assess"]} */
  async assess(options) {
    return (await import("./teaching.js")).assess(this.#engine, options);
  }

  timings() {
    return this.#engine.call("timings", {});
  }

  blanks() {
    return this.#engine.call("blanks", {});
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
   * @param {Pick<ClassifyOptions, "crop" | "fit">} part what of it the network sees
   * @param {Omit<LookArgs, "frame" | "cut">} options
   */
  async #see(source, part, options) {
    if (typeof source === "string" || isUrl(source) || isBlob(source)) {
      const picture = await coded("source", readPicture(source, this.#engine.signal));
      const free = () => "close" in picture && picture.close();
      return this.#send(picture, part, options).finally(free);
    }
    return inLine(source, () => this.#send(source, part, options));
  }

  /**
   * @param {Picture} source
   * @param {Pick<ClassifyOptions, "crop" | "fit">} part
   * @param {Omit<LookArgs, "frame" | "cut">} options
   */
  async #send(source, { crop, fit }, options) {
    let frame;
    try {
      const began = performance.now();
      this.#able ??= await this.#engine.call("able", {});
      const [height, width] = this.input;
      const ratio = { height, width };
      const captured = await coded("source", capture(source, this.#able, ratio, crop, fit));
      frame = captured.frame;
      const took = performance.now() - began;
      const args = { frame, cut: captured.area, ...options };
      const seen = await this.#engine.call("look", args, [
        "data" in frame ? frame.data.buffer : frame,
        ...options.spare,
      ]);
      seen.ms.capture += took;
      return seen;
    } catch (error) {
      if (frame && "close" in frame) frame.close(); // it may not have been transferred
      if (!/^(DataClone|Security)Error$/.test(/** @type {Error} */ (error)?.name)) throw error;
      const foreign = new Error(
        "This picture comes from another site, which does not let its pixels be read; save it " +
          "and open the file.",
        { cause: error },
      );
      throw Object.assign(foreign, { code: "source" });
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
    return this.#named([name, ...args], /** @type {EngineAnswers[Name]} */ (answer));
  }

  /** Whether one number tells two classes with names apart. */
  get #isPair() {
    return this.output.shape[2] === 1 && this.labels?.length === 2;
  }

  /**
   * A question for the engine: a layer's name becomes its number, and both classes of a pair the
   * one that is computed.
   * @param {Asked} question
   * @returns {Asked}
   */
  #byNumber([name, first, ...rest]) {
    if (name === "cam" && this.#isPair && (first === 0 || first === 1)) return [name, 0];
    return [name, typeof first === "string" ? this.#index(first) : first, ...rest];
  }

  /**
   * An answer with the names of its classes. The logit of a pair's first class is that of the
   * second with the other sign.
   * @template {QuestionName} Name
   * @param {Asked} question
   * @param {EngineAnswers[Name]} answer
   * @returns {Awaited<ReturnType<Network[Name]>>}
   */
  #named([name, first], answer) {
    if (name === "cam" && this.#isPair && first === 0)
      return /** @type {never} */ (negated(/** @type {ClassMap} */ (answer)));
    if (name !== "votes") return /** @type {never} */ (answer);
    const votes = /** @type {Vote[]} */ (answer);
    const named = votes.map(({ index, logit }) => {
      const own = this.#isPair ? 1 : index;
      return { className: nameOf(this.output, this.labels, own), index: own, logit };
    });
    return /** @type {never} */ (named);
  }

  /**
   * What a raw output means.
   * @param {ArrayBuffer} buffer
   * @param {number} k how many answers
   */
  #meaning(buffer, k) {
    const most = Math.max(Math.trunc(k) || 1, 1);
    const last = /** @type {Layer} */ (this.layers.at(-1));
    const numbers = toProbabilities(realOf(buffer, last), this.output);
    const { kind } = this.output;
    const others = kind === "map" || kind === "features" ? this.#others : null;
    return {
      answers: others ? [] : bestOf(numbers, this.output, this.labels, most),
      map: null,
      features: null,
      ...others?.meaning(numbers, this.output, this.labels, most),
    };
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

/**
 * The edges in whole pixels, those left of the picture or above it at its edge.
 * @param {Box} box
 */
const edges = ({ top, left, bottom, right }) =>
  [top, left, bottom, right].map((edge) => Math.max(0, Math.round(edge)));

/**
 * @param {ClassMap} map
 * @returns {ClassMap}
 */
function negated(map) {
  const other = Object.entries(map).map(([name, value]) => [
    name,
    typeof value === "number" ? -value : value,
  ]);
  return { ...Object.fromEntries(other), data: map.data.map((value) => -value) };
}

// For blocks that end what was declared by `using`; not every browser has these names.
const { dispose, asyncDispose } = /** @type {{ dispose?: symbol, asyncDispose?: symbol }} */ (
  /** @type {unknown} */ (Symbol)
);
/** @this {MobileNet} */
function end() {
  this.dispose();
}
/** @this {MobileNet} */
async function endLater() {
  this.dispose();
}
if (dispose) Object.defineProperty(MobileNet.prototype, dispose, { value: end });
if (asyncDispose) Object.defineProperty(MobileNet.prototype, asyncDispose, { value: endLater });
