// The engine in its worker: calls become messages, and a trap restarts it with its model.

import { coded, withCode } from "./failure.js";
import { fetchFile } from "./fetch-file.js";
import { addressOf, binaryOf } from "./files.js";
import { Line } from "./line.js";
import { startWorker } from "./platform.js";
import { reportChunks, watch } from "./timeouts.js";
import { violations, whyNotMade } from "./violations.js";

/**
 * @import { Assessment, Blanks, Dot, Fit, Head, LoadOptions } from "../separable.d.ts"
 * @import { Network, Peak } from "../separable.d.ts"
 * @import { QuestionName, Timeable, Timed, WrittenHead } from "../separable.d.ts"
 * @import { Abilities, Frame } from "./capture.js"
 * @import { Binary } from "./files.js"
 * @import { Bytes } from "./bytes.js"
 * @import { Area } from "./reading.js"
 * @import { Configuration } from "./variants.js"
 * @import { Description, PixelRange } from "./wasm.d.ts"
 */

/**
 * The worker's calls.
 * @typedef {{
 *   start: {
 *     args: { configurations: Located[], module: WebAssembly.Module | null },
 *     result: Started,
 *   },
 *   able: { args: {}, result: Abilities },
 *   open: {
 *     args: { parts: Uint8Array[], dot?: Dot, range: EngineRange | null },
 *     result: Description & { range: PixelRange },
 *   },
 *   range: { args: { range: EngineRange | null }, result: PixelRange },
 *   look: { args: LookArgs, result: Looked },
 *   run: { args: { input: Input, raw: boolean }, result: { output: ArrayBuffer, input: Input } },
 *   rerun: { args: RerunArgs, result: ArrayBuffer },
 *   activation: { args: { layer: number }, result: ArrayBuffer },
 *   ask: { args: { question: Asked }, result: EngineAnswers[QuestionName] },
 *   change: { args: { list: EngineChange[] }, result: void },
 *   write: {
 *     args: { parts: Uint8Array[], labels: string[], head: WrittenHead | undefined },
 *     result: Uint8Array<ArrayBuffer>,
 *   },
 *   time: { args: { specs: Timeable[], rounds: number }, result: Timed[] },
 *   teach: { args: TeachArgs, result: Fit },
 *   assess: { args: AssessArgs, result: Assessment },
 *   timings: { args: {}, result: { layers: number[], whole: number } },
 *   blanks: { args: {}, result: Blanks[] },
 *   calibrate: { args: {}, result: Peak },
 *   memory: { args: {}, result: number },
 *   trap: { args: {}, result: void },
 * }} Calls
 */
/** @typedef {Uint8Array<ArrayBuffer> | Float32Array<ArrayBuffer>} Input */
/**
 * @typedef {{ input: Input, raw: boolean } & (
 *   | { boxes: Uint32Array<ArrayBuffer>, level: number, layer?: never, channels?: never }
 *   | { layer: number, channels: Uint32Array<ArrayBuffer>, boxes?: never, level?: never }
 * )} RerunArgs
 */
/** @typedef {{ features: Float32Array, classes: Uint16Array, count: number }} Examples */
/** @typedef {Examples & { ridge: number, start?: Head }} TeachArgs */
/** @typedef {Examples & { recordings: Uint32Array, ridges?: Float64Array }} AssessArgs */
/**
 * What pixels are to stand for.
 * @typedef {{ low: number, high: number } | { mean: Float32Array, std: Float32Array }} EngineRange
 */
/**
 * The configuration that was started; `threads` counts those that did start.
 * @typedef {Configuration & { dot: Dot }} Started
 */
/** @typedef {Configuration & { files: Binary }} Located   the worker itself knows no place */
/**
 * The questions as the engine takes them: the methods of a network, with layers by number and
 * answers without names of classes. The worker's session is checked against it.
 * @typedef {{
 *   [name in QuestionName]: (
 *     ...args: ByNumber<Parameters<Network[name]>>
 *   ) => Nameless<Awaited<ReturnType<Network[name]>>>
 * }} Questions
 */
/**
 * @template {unknown[]} Args
 * @typedef {{ [i in keyof Args]: string extends Args[i] ? number : Args[i] }} ByNumber
 */
/**
 * @template Answer
 * @typedef {Answer extends { className: string }[] ? Omit<Answer[number], "className">[] : Answer}
 *   Nameless
 */
/** @typedef {{ [name in QuestionName]: ReturnType<Questions[name]> }} EngineAnswers */
/** @typedef {{ answer: EngineAnswers[QuestionName] | undefined, problem: string }} EngineReply */
/**
 * A question, with its layer by number.
 * @typedef {[QuestionName, ...unknown[]]} Asked
 */
/** @typedef {{ layer: number, channel: number, kernel: Float32Array | null }} EngineChange */
/**
 * @typedef {object} LookArgs
 * @property {Frame} frame
 * @property {Area} cut what of it the network sees
 * @property {boolean} mirror
 * @property {boolean} square whether what the network sees is wanted
 * @property {number | null} features the layer whose output are the features, if they are wanted
 * @property {number[]} maps
 * @property {boolean} timings
 * @property {Asked[]} questions
 * @property {boolean} again whether a frame equal to the one before is computed again
 * @property {ArrayBuffer[]} spare buffers of the result before, to be used again
 */
/**
 * @typedef {object} Looked
 * @property {ArrayBuffer} output raw
 * @property {ArrayBuffer | null} baseline as `output`, of the network without its changes
 * @property {ArrayBuffer | null} features raw
 * @property {ArrayBuffer | null} square
 * @property {ArrayBuffer[]} maps
 * @property {Float64Array | null} timings
 * @property {EngineReply[]} replies in the order of the questions
 * @property {boolean} unchanged whether the frame was not computed again
 * @property {{ capture: number, prepare: number, infer: number, inspect: number }} ms
 */

/**
 * The dot product to use, whatever suits this machine, and where the engine's files are.
 * @typedef {Pick<LoadOptions, "dot" | "locate" | "worker">} EngineOptions
 */

/** Where the code that finds a reason does not come. */
const NO_REASON = { whyNoWorker: () => "" };

/** Traps in a row, without a successful call between them, after which it is not restarted. */
const MOST_TRAPS = 4;

export class Engine {
  /** @type {Worker | null} */
  #worker = null;
  #waiting = new Line(() => this.#crash("it no longer answers"));
  #calls = 0;
  #traps = 0;
  /** On which the engine's files come. @type {ReturnType<typeof watch> | null} */
  #line = null;
  /** Settles when calls can go out. @type {Promise<unknown>} */
  #ready = Promise.resolve();
  /** Called when the worker listens. */
  #arrived = () => {};
  /** Settles when the worker has been asked to start. @type {Promise<unknown>} */
  #asked = Promise.resolve();
  /**
   * The remaining configurations: the one in use, and those that could replace it.
   * @type {Configuration[]}
   */
  #configurations = [];
  /**
   * The binary of the first configuration, retained for a restart.
   * @type {Promise<WebAssembly.Module | null> | null}
   */
  #compiled = null;
  /** Cancels its downloads. */
  #reading = new AbortController();
  /** @type {EngineOptions} */
  #options;
  /** The model, kept for a restart. @type {Bytes[]} */
  #parts = [];
  /** And what its pixels stand for. @type {EngineRange | null} */
  #range = null;
  /** Whether the engine has opened the model; before that, a trap cannot be recovered from. */
  #open = false;
  /** Why there will be no further calls. @type {unknown} */
  #over = null;

  /** What runs, once it has started. @type {Network["backend"]} */
  backend = { variant: "simd128", dot: "i16", threads: 1 };

  /**
   * Called when a trap has ended the worker and a new one starts.
   * @type {(reason: string) => void}
   */
  onrestart = () => {};

  /** @param {EngineOptions} options */
  constructor(options) {
    this.#options = options;
  }

  /**
   * Starts the worker by the first of these configurations that works.
   * @param {Configuration[]} configurations
   */
  async start(configurations) {
    const { locate } = this.#options;
    const located = configurations.map((it) => ({ ...it, files: binaryOf(it.binary, locate) }));
    const [{ binary, files }] = located;
    const line = watch(() =>
      this.stop(
        new Error(
          "The engine could not be loaded: no data has arrived for a while. Check the " +
            "connection, " +
            "then try again.",
        ),
      ),
    );
    this.#line = line;
    // What is sent before the worker listens is lost, and some bundlers load its code late.
    const here = new Promise((resolve) => {
      this.#arrived = () => resolve(null);
    });
    this.#spawn();
    // Compiled here while the worker starts; a failure is repeated and reported there.
    this.#compiled ??= compile(files.first, this.#reading.signal, line.came).catch(() => null);
    const asked = Promise.all([this.#compiled, here]).then(([module]) => ({
      started: this.#post("start", { configurations: located, module }),
    }));
    this.#asked = asked;
    const started = await (await asked).started.finally(line.stop);
    const { variant, dot, threads } = started;
    this.backend = { variant, dot: this.#options.dot ?? dot, threads };
    if (binary !== started.binary) this.#compiled = null;
    this.#configurations = configurations.slice(
      configurations.findIndex(({ binary }) => binary === started.binary),
    );
    return started;
  }

  /**
   * Puts the model into the engine once it has started; calls before that wait in the worker.
   * @param {Bytes[]} parts
   * @param {EngineRange | null} range what pixels stand for; null: as the file has it
   */
  async open(parts, range) {
    const files = parts.map((part) => part.join());
    await this.#asked;
    const description = await this.#post(
      "open",
      { parts: files, dot: this.#options.dot, range },
      files.map(({ buffer }) => buffer),
    );
    this.#parts = parts;
    this.#range = range;
    this.#open = true;
    return description;
  }

  /**
   * @template {keyof Calls} Op
   * @param {Op} op
   * @param {Calls[Op]["args"]} args
   * @param {Transferable[]} [transfer]
   * @returns {Promise<Calls[Op]["result"]>}
   */
  async call(op, args, transfer) {
    await this.#ready;
    const result = await coded("engine", this.#post(op, args, transfer));
    this.#traps = 0;
    return result;
  }

  /**
   * Has pixels stand for something else; null: what the file has.
   * @param {EngineRange | null} range
   */
  async setRange(range) {
    const is = await this.call("range", { range });
    this.#range = range;
    return is;
  }

  /** Ends what is read for it, once it has been stopped. */
  get signal() {
    return this.#reading.signal;
  }

  /** The model's files, as they were read. */
  get parts() {
    return this.#parts;
  }

  /**
   * Ends the worker; pending and later calls reject with this reason.
   * @param {unknown} reason
   */
  stop(reason) {
    this.#over ??= withCode("engine", reason);
    this.#reading.abort();
    this.#end(this.#over);
  }

  #spawn() {
    const blocked = violations();
    let worker;
    const script = addressOf("worker.js", this.#options.locate);
    try {
      worker = startWorker(script, this.#options);
    } catch (cause) {
      blocked();
      throw new Error(whyNotMade(script, cause), { cause });
    }
    const crash = (/** @type {string} */ reason) => {
      if (worker === this.#worker) this.#crash(reason);
    };
    worker.onmessage = ({ data }) => {
      if (data.here) this.#arrived();
      else if (data.came) this.#line?.came();
      else if (data.trap) crash(data.error);
      else this.#receive(data);
    };
    worker.addEventListener("message", blocked, { once: true });
    worker.onmessageerror = () => crash("a message could not be read");
    worker.onerror = async (event) => {
      const seen = await blocked();
      const { whyNoWorker } = await import("./unreachable.js").catch(() => NO_REASON);
      const why = !event.message && (await whyNoWorker(script, seen));
      if (!why) crash(event.message || `${script.href} did not load`);
      else if (worker === this.#worker) this.stop(new Error(why));
    };
    this.#worker = worker;
  }

  /**
   * @template {keyof Calls} Op
   * @param {Op} op
   * @param {Calls[Op]["args"]} args
   * @param {Transferable[]} [transfer]
   * @returns {Promise<Calls[Op]["result"]>}
   */
  #post(op, args, transfer = []) {
    return new Promise((resolve, reject) => {
      if (!this.#worker) throw this.#over;
      const id = this.#calls++;
      const bytes = transfer.map(bytesOf).reduce((sum, each) => sum + each, 0);
      this.#waiting.join(id, { op, bytes, resolve, reject });
      try {
        this.#worker.postMessage({ id, op, ...args }, transfer);
      } catch (error) {
        this.#waiting.leave(id);
        throw error;
      }
    });
  }

  /** @param {{ id: number, result?: unknown, error?: string }} answer */
  #receive({ id, result, error }) {
    const call = this.#waiting.leave(id);
    this.#waiting.alive();
    if (error === undefined) call?.resolve(/** @type {never} */ (result));
    else call?.reject(new Error(sentence(error)));
  }

  /** @param {string} reason */
  #crash(reason) {
    if (!this.#open) {
      this.stop(
        new Error(
          `The engine stopped while it was starting (${reason}); try again, or another model ` +
            "or browser.",
        ),
      );
    } else if (++this.#traps >= MOST_TRAPS) {
      this.stop(
        new Error(`The engine keeps stopping (${reason}); load this model again, or another one.`),
      );
    } else {
      this.#end(
        new Error(`The engine stopped unexpectedly (${reason}) and is being restarted; try again.`),
      );
      this.#ready = this.#restart().catch((error) => this.stop(error));
      this.onrestart(reason);
    }
  }

  async #restart() {
    this.#open = false;
    await this.start(this.#configurations);
    await this.open(this.#parts, this.#range);
  }

  /** @param {unknown} reason */
  #end(reason) {
    this.#worker?.terminate();
    this.#worker = null;
    this.#arrived(); // whoever waits for it finds no worker
    this.#waiting.end(reason);
  }
}

/**
 * Of a buffer or a picture that goes to the worker.
 * @param {Transferable} sent
 */
function bytesOf(sent) {
  if ("byteLength" in sent) return sent.byteLength;
  if ("codedWidth" in sent) return sent.codedWidth * sent.codedHeight * 4;
  return "width" in sent ? sent.width * sent.height * 4 : 0;
}

/**
 * @param {string} address
 * @param {AbortSignal} signal
 * @param {() => void} came called for each piece of it
 */
async function compile(address, signal, came) {
  const response = await fetchFile(address, { signal });
  return WebAssembly.compileStreaming(reportChunks(response, came));
}

/**
 * Messages of the engine begin with a small letter and end without a full stop.
 * @param {string} message
 */
export function sentence(message) {
  return message.charAt(0).toUpperCase() + message.slice(1) + (/[.)!?]$/.test(message) ? "" : ".");
}
