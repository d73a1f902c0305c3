// The worker that holds the engine, or one of its threads, as its name says. Of the engine, each
// message is one call, answered in turn.

import { fetchFile } from "./fetch-file.js";
import { THREAD, becomeThread } from "./thread.js";
import * as glue from "./wasm.js";

/**
 * @import { Dot, QuestionName } from "../separable.d.ts"
 * @import { Asked, Calls, EngineAnswers, EngineReply, Located, Questions } from "./engine.js"
 */

/** @typedef {typeof import("./wasm.d.ts")} Wasm   the module that wasm-bindgen makes */
/**
 * How a call is answered in slices.
 * @template {keyof Calls} Op
 * @template {{ free(): void }} Task
 * @typedef {{
 *   begin(engine: Wasm, session: InstanceType<Wasm["Session"]>, args: Calls[Op]["args"]): Task,
 *   slice(task: Task): boolean,
 *   end(task: Task): Done<Op>,
 *   replaced?: string,
 * }} Slices   `slice` returns whether there is more to do; `replaced` is said where a newer call
 *   ends it
 */

/**
 * How frames are read, from the first question about it on.
 * @type {typeof import("./fill.js")}
 */
let filling;

/** The engine, once it runs. @type {Wasm} */
let engine;
/** The address of its second part. */
let rest = "";
/** That part, from the first question on that needs it. @type {Promise<void> | null} */
let inspecting = null;
/** @type {WebAssembly.Memory} */
let memory;
/** The model in the engine. @type {InstanceType<Wasm["Session"]>} */
let session;
/** Whether its files came with the head first. */
let swapped = false;
/** Of its input. */
let channels = 3;
/** Milliseconds of the last run of the fast plan; null before the first. @type {number | null} */
let whole = null;
/** Buffers that came back from the page, to be filled again. @type {ArrayBuffer[]} */
let spare = [];

/** @type {{ [op in keyof Calls]: (args: Calls[op]["args"]) => Promise<Done<op>> | Done<op> }} */
const calls = {
  async start({ configurations, module }) {
    assertWasmAllowed();
    let failure;
    for (const configuration of configurations) {
      try {
        const threads = await begin(
          configuration,
          configuration === configurations[0] ? module : null,
        );
        return done({ ...configuration, threads, dot: /** @type {Dot} */ (engine.dot()) });
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  },

  async able() {
    filling ??= await import("./fill.js");
    return done(await filling.abilities(!(memory.buffer instanceof ArrayBuffer)));
  },

  async open({ parts, dot, range }) {
    session = join(parts, dot);
    const description = session.describe();
    channels = description.input[2];
    if (range) await setRange(range);
    return done({ ...description, range: session.range() });
  },

  async look(args) {
    const { frame, cut, mirror, square, maps, timings, questions, again } = args;
    spare = args.spare;
    const began = performance.now();
    filling ??= await import("./fill.js");
    const { height, width } = cut;
    await filling.fill(frame, cut, () => session.pixels(height, width));
    const captured = performance.now();
    const unchanged = !session.prepare(height, width, mirror) && !again;
    const prepared = performance.now();
    if (!unchanged) {
      session.run();
      whole = performance.now() - prepared;
    }
    const output = lend(session.output());
    const other = session.outputOfBaseline();
    const baseline = other ? lend(other) : null;
    const layer = args.features;
    const kept = layer === null ? null : (session.features() ?? session.activation(layer));
    const features = kept && lend(kept);
    const seen = square ? rgba(session.input(), channels) : null;
    const looked = performance.now();
    const data = maps.map((layer) => lend(session.activation(layer)));
    const times = timings ? session.timings() : null;
    const replies = [];
    for (const question of questions) replies.push(await reply(question));
    const ms = {
      capture: captured - began,
      prepare: prepared - captured,
      infer: /** @type {number} */ (whole),
      inspect: performance.now() - looked,
    };
    const lent = [output, baseline, features, seen, ...data].filter((buffer) => buffer !== null);
    const told = { output, baseline, features, square: seen, maps: data, timings: times };
    return done({ ...told, replies, unchanged, ms }, lent);
  },

  async range({ range }) {
    await (range ? setRange(range) : inspect().then(() => session.resetRange()));
    return done(session.range());
  },

  run({ input, raw }) {
    setInput(input, raw);
    const began = performance.now();
    session.run();
    whole = performance.now() - began;
    const output = session.output().slice().buffer;
    return done({ output, input }, [output, input.buffer]);
  },

  async rerun({ input, raw, boxes, level, layer, channels }) {
    await inspect();
    setInput(input, raw);
    session.run();
    const outputs = boxes ? session.covered(boxes, level) : session.muted(layer, channels);
    const data = outputs.slice().buffer;
    return done(data, [data]);
  },

  activation({ layer }) {
    const data = session.activation(layer).slice().buffer;
    return done(data, [data]);
  },

  ask: async ({ question }) => done(await ask(question)),

  async change({ list }) {
    await inspect();
    const changes = new engine.Changes();
    for (const { layer, channel, kernel } of list) {
      if (kernel) changes.replace(layer, channel, kernel);
      else changes.mute(layer, channel);
    }
    return done(session.change(changes));
  },

  async write({ parts, labels, head }) {
    await inspect();
    const { weights, bias, logits } = head ?? {};
    const own = swapped ? parts.toReversed() : parts;
    const file = session.toTflite(own, labels, weights, bias, logits).slice();
    return done(file, [file.buffer]);
  },

  time: async (args) => inSlices("time", await import("./benchmark.js"), args),
  teach: async (args) => inSlices("teach", (await import("./training.js")).teach, args),
  assess: async (args) => inSlices("assess", (await import("./training.js")).assess, args),

  timings() {
    const layers = Array.from(session.timings());
    return done({ layers, whole: /** @type {number} */ (whole) });
  },

  async blanks() {
    await inspect();
    return done(session.blanks());
  },

  async calibrate() {
    await inspect();
    return done(session.calibrate());
  },

  memory: () => done(memory.buffer.byteLength),

  // No method of a network calls this: tests of the restart do, by a message.
  async trap() {
    await inspect();
    return done(engine.trap());
  },
};

/**
 * @param {Located} configuration
 * @param {WebAssembly.Module | null} compiled the binary, if the page has it
 * @returns how many threads there are
 */
async function begin({ binary, files, threads }, compiled) {
  rest = files.second;
  inspecting = null;
  const reading = read(binary, compiled ?? bring(files.first));
  const starting =
    threads > 1
      ? import("./thread-pool.js").then(({ ThreadPool }) => new ThreadPool(threads - 1))
      : null;
  try {
    engine = await reading;
    if (!starting) return 1;
    const pool = await starting;
    return 1 + (await pool.start({ module: engine.module(), memory }));
  } catch (error) {
    starting?.then(
      (pool) => pool.terminate(),
      () => {},
    );
    throw error;
  }
}

/** Memory that no binary without threads imports; one with threads gets its own. */
const NO_MEMORY = /** @type {WebAssembly.Memory} */ ({});

/**
 * Starts a binary, and tests it.
 * @param {string} binary
 * @param {WebAssembly.Module | Promise<Response>} wasm
 */
async function read(binary, wasm) {
  const own = binary === "threads" ? undefined : NO_MEMORY;
  glue.forget(); // one that was tried before
  try {
    memory = (await glue.default({ module_or_path: wasm, memory: own })).memory;
  } catch (cause) {
    throw new Error(
      `The engine (${binary}) could not be loaded; check the connection, and that ${binary}.wasm ` +
        `is where it should be, then try again. (${text(cause)})`,
    );
  }
  try {
    glue.selfTest();
  } catch (cause) {
    throw new Error(
      "This browser computes WebAssembly SIMD wrongly, so its answers could not be trusted; " +
        `update it, or use another one. (${text(cause)})`,
    );
  }
  return glue;
}

/**
 * The binary, on its way. Tells the page of each piece that comes: it gives up a line on which
 * nothing does.
 * @param {string} address
 */
async function bring(address) {
  const [response, { reportChunks }] = await Promise.all([
    fetchFile(address),
    import("./timeouts.js"),
  ]);
  return reportChunks(response, () => self.postMessage({ came: true }));
}

/** Waits for the second part of the binary; one that did not come is asked for again. */
function inspect() {
  inspecting ??= fetchFile(rest)
    .then((response) => {
      if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
      return response.arrayBuffer();
    })
    .then((bytes) => WebAssembly.compile(bytes))
    .then(engine.extend)
    .catch((cause) => {
      inspecting = null;
      throw new Error(
        "The part of the engine that answers this could not be loaded; check the connection, and " +
          `try again. (${text(cause)})`,
      );
    });
  return inspecting;
}

/** A policy may forbid all WebAssembly; it would look like a broken file. */
function assertWasmAllowed() {
  try {
    new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)); // the smallest there is
  } catch (cause) {
    throw new Error(
      "This site's content security policy forbids WebAssembly, which the engine is made of; " +
        `the site's administrator has to allow 'wasm-unsafe-eval' in it. (${text(cause)})`,
    );
  }
}

/**
 * A model of its parts. Body and head come in any order, as a file dialog lists them: only one
 * meets.
 * @param {Uint8Array[]} parts
 * @param {Dot} [dot]
 */
function join(parts, dot) {
  swapped = false;
  try {
    return new engine.Session(parts, dot);
  } catch (error) {
    if (parts.length !== 2 || isTrap(error)) throw error;
    try {
      swapped = true;
      return new engine.Session(parts.toReversed(), dot);
    } catch (again) {
      throw isTrap(again) ? again : error;
    }
  }
}

/**
 * @param {Calls["run"]["args"]["input"]} input
 * @param {boolean} raw
 */
function setInput(input, raw) {
  if (input instanceof Float32Array) session.setRealInput(input);
  else if (raw) session.setOwnInput(input);
  else session.setInput(input);
}

/** @param {NonNullable<Calls["open"]["args"]["range"]>} range */
async function setRange(range) {
  await inspect();
  if ("low" in range) session.setInterval(range.low, range.high);
  else session.setNormalization(range.mean, range.std);
}

/** How many calls of each kind have come: a new one may end the one before. */
const latest = { time: 0, teach: 0, assess: 0 };

/**
 * Answers in slices, between which other calls have their turn.
 * @template {keyof typeof latest} Op
 * @template {{ free(): void }} Task
 * @param {Op} op
 * @param {Slices<Op, Task>} slices
 * @param {Calls[Op]["args"]} args
 */
async function inSlices(op, { begin, slice, end, replaced }, args) {
  const number = ++latest[op];
  await inspect();
  const over = () => replaced && number !== latest[op];
  const task = await next(() => begin(engine, session, args));
  while (!over() && (await next(() => slice(task))));
  return next(() => {
    if (!over()) return end(task);
    task.free();
    throw new Error(replaced);
  });
}

/** Questions that the first part of the binary answers. */
const AT_ONCE = ["weights"];

/**
 * What the engine answers to a question about the last input.
 * @param {Asked} question
 * @returns {Promise<EngineAnswers[QuestionName]>}
 */
async function ask([name, ...args]) {
  if (!AT_ONCE.includes(name)) await inspect();
  /** @type {Questions} */
  const questions = session;
  const method = /** @type {(...args: unknown[]) => EngineAnswers[QuestionName]} */ (
    questions[name]
  );
  return method.apply(session, args);
}

/**
 * As `ask`; a question that cannot be answered does not keep back the others.
 * @param {Asked} question
 * @returns {Promise<EngineReply>}
 */
async function reply(question) {
  try {
    return { answer: await ask(question), problem: "" };
  } catch (error) {
    if (isTrap(error)) throw error;
    return { answer: undefined, problem: text(error) };
  }
}

/**
 * A copy of the engine's bytes, in a buffer that was used before if one fits.
 * @param {Uint8Array} bytes
 */
function lend(bytes) {
  const buffer = take(bytes.length);
  new Uint8Array(buffer).set(bytes);
  return buffer;
}

/**
 * RGB or grey as the canvas wants it.
 * @param {Uint8Array} pixels
 * @param {number} channels
 */
function rgba(pixels, channels) {
  const buffer = take((pixels.length / channels) * 4);
  const to = new Uint8Array(buffer);
  const [green, blue] = channels === 1 ? [0, 0] : [1, 2];
  for (let i = 0, o = 0; i < pixels.length; i += channels, o += 4) {
    to[o] = pixels[i];
    to[o + 1] = pixels[i + green];
    to[o + 2] = pixels[i + blue];
    to[o + 3] = 255;
  }
  return buffer;
}

/** @param {number} length */
function take(length) {
  const index = spare.findIndex((buffer) => buffer.byteLength === length);
  return index < 0 ? new ArrayBuffer(length) : spare.splice(index, 1)[0];
}

/**
 * @template T
 * @param {T} result
 * @param {Transferable[]} [transfer]
 */
function done(result, transfer = []) {
  return { result, transfer };
}

/**
 * @template {keyof Calls} Op
 * @typedef {{ result: Calls[Op]["result"], transfer: Transferable[] }} Done
 */

/** @param {unknown} error */
function text(error) {
  return error instanceof Error ? error.message : String(error);
}

/**
 * After one of these the engine's memory may be in any state.
 * @param {unknown} error
 */
function isTrap(error) {
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
}

// Calls wait for each other: while one awaits a video frame's pixels, none may move the memory.
let turn = Promise.resolve();
if (self.name === THREAD) becomeThread();
else {
  self.onmessage = ({ data }) => {
    if (data.op in latest) answer(data);
    else turn = turn.then(() => answer(data));
  };
  self.postMessage({ here: true });
}

/**
 * Waits for its turn, and for calls that have come meanwhile.
 * @template T
 * @param {() => T} task
 * @returns {Promise<T>}
 */
async function next(task) {
  await new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve(null);
    };
    port2.postMessage(null);
  });
  const done = turn.then(task);
  turn = done.then(
    () => {},
    () => {},
  );
  return done;
}

/** @param {{ id: number, op: keyof Calls }} message */
async function answer(message) {
  const { id, op } = message;
  try {
    const { result, transfer } = await calls[op](/** @type {never} */ (message));
    self.postMessage({ id, result }, { transfer });
  } catch (error) {
    self.postMessage({ id, error: text(error), trap: isTrap(error) });
  }
}
