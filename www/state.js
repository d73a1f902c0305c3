// The page's state as plain data, and the part of it that the address carries.

import { CENTRE } from "./crop.js";
import { isLanguage, preferred } from "./language.js";

/**
 * @typedef {[number, number, number]} Shape   height, width, channels
 *
 * @typedef {object} Layer
 * @property {string} name
 * @property {string} kind
 * @property {number | null} block
 * @property {Shape} input
 * @property {Shape} output
 * @property {[number, number] | null} kernel
 * @property {[number, number] | null} stride
 * @property {number} macs
 * @property {number} params
 * @property {"u8" | "i8" | "f32"} element   of its output
 *
 * @typedef {object} Stage
 * @property {"conv" | "expand" | "block" | "average" | "classifier"} kind
 * @property {number | null} block
 * @property {number[]} layers
 * @property {number} macs
 * @property {number} params
 *
 * @typedef {object} Entry   one model of models/index.json
 * @property {string} id
 * @property {string} name
 * @property {string[]} parts
 * @property {string} labels
 * @property {number} bytes
 * @property {number} input
 * @property {number} [alpha]
 * @property {string | null} [accuracy]   with where it is from
 * @property {string} [licence]
 * @property {string} [source]
 *
 * @typedef {object} Description   what runs now
 * @property {string} id
 * @property {string} name
 * @property {Shape} input
 * @property {number} classes
 * @property {string[] | null} labels
 * @property {number} macs
 * @property {number} params
 * @property {number} bytes
 * @property {string[]} files
 * @property {{ version: string, alpha: number, rho: number } | null} family
 * @property {Layer[]} layers
 * @property {Stage[]} stages
 * @property {{ variant: string, dot: string, threads: number }} backend
 * @property {Wishes} wishes   with which it was loaded
 *
 * @typedef {object} FeatureMap   one layer's output for one frame
 * @property {number} layer
 * @property {Uint8Array | Int8Array | Float32Array} data
 * @property {Shape} shape
 * @property {number} scale
 * @property {number} zeroPoint
 *
 * @typedef {object} Frame   everything that the page shows of one frame
 * @property {number} number
 * @property {string} model
 * @property {number} stage
 * @property {{ className: string, probability: number, index: number }[]} answers
 * @property {{ data: Uint8ClampedArray, size: number }} square
 * @property {FeatureMap[]} maps
 *
 * @typedef {{ median: number, p95: number, count: number }} Spread   of so many frames
 *
 * @typedef {object} Measured
 * @property {Spread} infer
 * @property {Spread} capture
 * @property {Spread} prepare
 * @property {Spread} inspect   maps and times of layers
 * @property {Spread} rest      all to the answer that is not the network: capture, prepare, messages
 * @property {Spread} draw      from the answer to the page drawn
 * @property {Spread} frame     from the source to what is shown
 * @property {number | null} fps   null where nothing moves
 * @property {Float64Array | null} layers   ms per layer, from the inspecting plan
 * @property {number} layersCount
 *
 * @typedef {object} Source
 * @property {"sample" | "camera" | "screen" | "video" | "picture"} kind
 * @property {string} id      of a sample
 * @property {string} title
 * @property {boolean} frozen
 * @property {boolean} mirror
 * @property {{ deviceId: string, label: string }[]} devices
 * @property {string} deviceId
 * @property {import("./crop.js").Crop} crop   the square of it that is looked at
 *
 * @typedef {object} Sums   of the files that were read
 * @property {string} model
 * @property {string[]} list   one for each file; none while they are computed
 * @property {string} problem  why there are none
 *
 * @typedef {object} Offer   a smaller model for a device that is slow
 * @property {string} to      its id
 * @property {string} text    the reason
 *
 * @typedef {object} Problem
 * @property {string} text
 * @property {boolean} retry   whether it can be tried again
 *
 * @typedef {object} Wishes   how the engine should run; null: as suits the machine
 * @property {number | null} threads
 * @property {"simd128" | "relaxed" | null} variant
 * @property {"unsigned" | "signed" | "i16" | null} dot
 *
 * @typedef {object} Own
 * @property {string} model      id of the model asked for
 * @property {number} stage
 * @property {number | null} channel  of the depthwise maps, or of a stage's only maps; null: the liveliest
 * @property {number | null} output   channel of the pointwise maps
 * @property {"layer" | "channel"} scale
 * @property {boolean} story
 * @property {import("./language.js").Language} language   of the story
 * @property {string} sample
 * @property {{ panel: number, channel: number } | null} hover
 * @property {string | null} lit   "standard", "depthwise", "pointwise": what the words point at
 * @property {Entry[]} models
 * @property {Description | null} network
 * @property {{ name: string, loaded: number, total: number } | null} reading
 * @property {import("./feed.js").Plays | null} opening   what has been asked for
 * @property {Source} source
 * @property {{ id: string, title: string }[]} samples
 * @property {Frame | null} frame
 * @property {Measured | null} measured
 * @property {Problem | null} problem
 * @property {boolean} card    whether the model card is open
 * @property {Sums | null} sums
 * @property {Offer | null} offer
 * @property {boolean} engine  whether the engine's panel is open
 *
 * @typedef {Own & Wishes} State
 */

/** @type {Wishes} */
export const NO_WISHES = { threads: null, variant: null, dot: null };

/** @returns {State} */
export function initial() {
  return {
    model: "built-in",
    ...NO_WISHES,
    stage: 1,
    channel: null,
    output: null,
    scale: "layer",
    story: true,
    language: preferred(),
    sample: "",
    hover: null,
    lit: null,
    models: [],
    network: null,
    reading: null,
    opening: null,
    source: {
      kind: "sample",
      id: "",
      title: "",
      frozen: false,
      mirror: false,
      devices: [],
      deviceId: "",
      crop: CENTRE,
    },
    samples: [],
    frame: null,
    measured: null,
    problem: null,
    card: false,
    sums: null,
    offer: null,
    engine: false,
  };
}

/**
 * Holds the state; whoever watches is told at once, so that a frame is drawn while its buffers are its own.
 * @param {State} state
 */
export function createStore(state) {
  /** @type {((state: State, before: State) => void)[]} */
  const watchers = [];
  return {
    get state() {
      return state;
    },
    /** @param {Partial<State>} patch */
    set(patch) {
      const before = state;
      state = { ...state, ...patch };
      for (const tell of watchers) tell(state, before);
    },
    /** @param {(state: State, before: State) => void} tell */
    watch(tell) {
      watchers.push(tell);
    },
  };
}

const whole = (/** @type {string | null} */ text) =>
  text !== null && /^\d{1,4}$/.test(text) ? Number(text) : null;

/**
 * What an address asks for; what it does not name, or names wrongly, is left out.
 * @param {string} hash
 * @returns {Partial<State>}
 */
export function fromAddress(hash) {
  const asked = new URLSearchParams(hash.replace(/^#/, ""));
  /** @type {Partial<State>} */
  const patch = {};
  const model = asked.get("model");
  const sample = asked.get("sample");
  const scale = asked.get("scale");
  const story = asked.get("story");
  const lang = asked.get("lang");
  const stage = whole(asked.get("stage"));
  const channel = whole(asked.get("channel"));
  const output = whole(asked.get("output"));
  const threads = whole(asked.get("threads"));
  const variant = asked.get("variant");
  const dot = asked.get("dot");
  if (model) patch.model = model;
  if (sample) patch.sample = sample;
  if (stage !== null) patch.stage = stage;
  if (channel !== null) patch.channel = channel;
  if (output !== null) patch.output = output;
  if (scale === "layer" || scale === "channel") patch.scale = scale;
  if (threads) patch.threads = threads;
  if (variant === "simd128" || variant === "relaxed") patch.variant = variant;
  if (dot === "unsigned" || dot === "signed" || dot === "i16") patch.dot = dot;
  if (isLanguage(lang)) patch.language = lang;
  if (story !== null) patch.story = story !== "0";
  return patch;
}

/**
 * The address of a state, as short as it can be: what stands at its default is not named.
 * @param {State} state
 */
export function toAddress(state) {
  const plain = initial();
  const named = new URLSearchParams();
  if (state.model !== plain.model && !state.model.startsWith("dropped")) named.set("model", state.model);
  if (state.sample && state.sample !== state.samples[0]?.id) named.set("sample", state.sample);
  for (const key of /** @type {const} */ ([
    "stage",
    "channel",
    "output",
    "scale",
    "threads",
    "variant",
    "dot",
  ])) {
    if (state[key] !== plain[key]) named.set(key, String(state[key]));
  }
  if (state.language !== plain.language) named.set("lang", state.language);
  if (!state.story) named.set("story", "0");
  return named.size ? `#${named}` : "";
}
