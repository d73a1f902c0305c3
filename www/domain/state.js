// The page's state as plain data.

import { CENTRE } from "./crop.js";
import { preferred } from "./language.js";

/**
 * @import {
 *   Blanks, Box, Change, Look, Network, Peak, PixelRange, Question, RangeOption, Timed,
 * } from "../separable.d.ts"
 * @import { BenchmarkSpec } from "./action.js"
 * @import { Crop } from "./crop.js"
 * @import { Matched, Result } from "./folder.js"
 * @import { Language } from "./language.js"
 * @import { Teaching } from "./teaching.js"
 * @import { Minute } from "./pair.js"
 */

/** @typedef {"camera" | "video" | "screen"} Plays what a source does that is no picture */

/**
 * @typedef {import("../separable.d.ts").Shape} Shape
 * @typedef {import("../separable.d.ts").Layer} Layer
 * @typedef {import("../separable.d.ts").Stage} Stage
 *
 * @typedef {object} Entry   one model of models/index.json
 * @property {string} id
 * @property {string} name
 * @property {string[]} parts
 * @property {string[]} [sums]   how the SHA-256 of each part begins
 * @property {string} labels
 * @property {number} bytes
 * @property {number} input
 * @property {number} [alpha]
 * @property {string | null} [accuracy]   with where it is from
 * @property {number} [top1]     the same in percent
 * @property {number} [guess]    the probability under which an answer looks like a guess
 * @property {boolean} [camera]  whether it is the host's first choice for a camera
 * @property {string} [licence]
 * @property {string} [source]
 *
 * @typedef {object} Description   what runs now
 * @property {string} id
 * @property {string} name
 * @property {Shape} input
 * @property {number} classes
 * @property {string[] | null} labels
 * @property {Network["output"]} output
 * @property {number} limit   an answer of less looks like a guess
 * @property {string[]} notes   what had to be assumed or left out, in sentences
 * @property {number} macs
 * @property {number} params
 * @property {number} bytes
 * @property {string[]} files
 * @property {Network["family"]} family
 * @property {Layer[]} layers
 * @property {Stage[]} stages
 * @property {number | null} features   the layer whose output a head can be taught on
 * @property {{ variant: string, dot: string, threads: number }} backend
 * @property {Preferences} preferences   with which it was loaded
 *
 * @typedef {object} FeatureMap   one layer's output for one frame
 * @property {number} layer
 * @property {Uint8Array | Int8Array | Float32Array} data
 * @property {Shape} shape
 * @property {number} scale
 * @property {number} zeroPoint
 *
 * @typedef {{ data: Uint8ClampedArray, width: number, height: number }} Picture   RGBA
 *
 * @typedef {object} Frame   everything that the page shows of one frame
 * @property {number} number
 * @property {string} model
 * @property {number} stage
 * @property {View | null} view   null where the text is read
 * @property {string[]} figures   of the text, whose questions were asked
 * @property {Answer[]} answers
 * @property {Look["map"]} map   of a network whose output is one
 * @property {Look["features"]} features   of a network whose output are features
 * @property {Answer[]} ranking all classes, while frames are compared or a view wants them; else as
 *   many as the answers
 * @property {Answer[] | null} untouched   the ranking of the network without the changes that run
 * @property {Picture} square   what the network saw
 * @property {FeatureMap[]} maps
 * @property {Record<string, Reply>} replies   to the questions of the view, by the names it gave
 *
 * @typedef {Look["answers"][number]} Answer
 *
 * @typedef {object} Reply
 * @property {any[]} args    the question's arguments
 * @property {any} answer    as the question's method of Network has it; undefined where it has none
 * @property {string} problem   why there is none
 *
 * @typedef {object} Wants   what a view has to know of the next frame
 * @property {number[]} [maps]   layers
 * @property {boolean} [all]     all classes, not only the likeliest
 * @property {number} [k]        how many answers; five if left out
 * @property {Record<string, Question>} [questions]   by names of the view's own
 * @property {BenchmarkSpec[]} [benchmarks]   networks or layers to be timed, once
 * @property {boolean} [peak]    whether the peak of this machine is to be measured
 * @property {boolean} [blanks]  whether the channels that no frame changes are to be found
 *
 * @typedef {"stage" | "twin" | "cost" | "why" | "lab" | "change" | "teach" | "networks"} View
 *
 * @typedef {"read" | "explore"} Way   into the page: the text, or the workshop
 *
 * @typedef {object} Benchmark   networks or layers timed in turn by the engine
 * @property {Timed[] | null} timed   null while it runs
 * @property {string} problem   why it was not to be had
 *
 * @typedef {{ at: number, ms: number }} Moment what frames took around a time of performance.now()
 *
 * @typedef {object} Held   a frame that others are compared with
 * @property {number} number   of all that were held
 * @property {string} title    of its source
 * @property {number | null} at  the second of a drawn sample
 * @property {string} time     of day
 *
 * @typedef {Pick<Frame, "model" | "ranking" | "square" | "maps">
 *   & { held: number, kept: Kept | null }} Beside the
 *   held frame, looked at again
 *
 * @typedef {object} Kept   what the network said with which a frame was held
 * @property {Description} network
 * @property {Answer[]} ranking
 *
 * @typedef {object} Second   the network beside the one that runs
 * @property {string} id
 * @property {string} name
 * @property {Description | null} network   null until it is read
 * @property {{ loaded: number, total: number } | null} reading
 * @property {string} problem   why it is not to be had
 *
 * @typedef {object} Pair   what both networks say of one frame
 * @property {number} frame   its number
 * @property {string} a   the networks
 * @property {string} b
 * @property {Answer[]} rankingA
 * @property {Answer[]} rankingB
 * @property {Measured | null} measured   of the second network
 * @property {Minute} minute   one object, which goes on
 * @property {number} at   milliseconds
 * @property {Errors | null} errors   where both are of one structure
 *
 * @typedef {object} Errors   of the second network's numbers against those of the first
 * @property {[a: number, b: number][]} layers
 * @property {Float64Array} values
 *
 * @typedef {object} FolderRun   a folder of pictures through the networks
 * @property {string} name
 * @property {"reading" | "running" | "stopped" | "done"} phase
 * @property {number} all   pictures
 * @property {Result[]} results   of those that were looked at, in order; one list, which grows
 * @property {{ path: string, text: string }[]} bad   those that could not be read, and why
 * @property {number} others   files that are no pictures
 * @property {number} missing   lines of lists whose file is not there
 * @property {Matched} matched
 * @property {number} matchedB   how many names are classes of the second network
 * @property {Description | null} a   null until it begins
 * @property {Description | null} b
 * @property {boolean} changed   whether the network ran with changes
 * @property {string} problem   why it ended
 *
 * @typedef {object} Trial what the first answer of one frame loses without each channel of a layer
 * @property {number} layer
 * @property {string} model
 * @property {number} index        the class that was the first answer
 * @property {number} before       its probability
 * @property {Ablated[]} channels  those that were tried, in their order
 * @property {number} all          how many are tried
 * @property {Change[]} changes   that ran meanwhile
 * @property {boolean} running
 * @property {string} problem      why it ended before all were tried
 *
 * @typedef {object} Ablated
 * @property {number} channel
 * @property {number} after   the class's probability with this channel muted
 * @property {number} first   the class that is the first answer then
 *
 * @typedef {object} Occlusion   what a class loses where squares cover one frame
 * @property {string} model
 * @property {Picture} square   the frame
 * @property {number} index     the class
 * @property {number} before    its probability
 * @property {number[]} after   of the squares that were tried, in their order (`squaresOf`)
 * @property {number} all       how many are tried
 * @property {boolean} running
 * @property {string} problem   why it ended before all were tried
 *
 * @typedef {object} Covered   what a square that covers a part of the frame does
 * @property {Box} box
 * @property {number} index    the class
 * @property {number} before   its probability
 * @property {number} after
 * @property {number} first    the class that is the first answer then
 * @property {number} share    its probability
 *
 * @typedef {{ median: number, p95: number, count: number }} Spread   of so many frames
 *
 * @typedef {object} Measured
 * @property {Spread} infer
 * @property {boolean} unchanged   the last frame was that before it, and was not computed again
 * @property {Spread} capture
 * @property {Spread} prepare
 * @property {Spread} inspect   maps and times of layers
 * @property {Spread} rest all to the answer that is not the network: capture, prepare, messages
 * @property {Spread} draw      from the answer to the page drawn
 * @property {Spread} frame     from the source to what is shown
 * @property {number | null} fps   null where nothing moves
 * @property {Float64Array | null} layers   ms per layer, from the inspecting plan
 * @property {number} layersCount
 * @property {readonly Moment[]} minute the network's time over the last minute; one list, which
 *   goes on
 *
 * @typedef {{ min: number, median: number, p95: number }} Times   milliseconds
 *
 * @typedef {{ kind: string, block: number | null, input: string, output: string, macs: number,
 *   ms: Times, gmacs: number, share: number }} TimedLayer   speed and share of the peak from the
 *   least time
 *
 * @typedef {object} EngineBenchmark
 * @property {string} model
 * @property {Network["backend"]} backend
 * @property {string} browser
 * @property {string} when
 * @property {number} runs
 * @property {Peak} peak   of one thread, the best of a few
 * @property {number} share   of that peak, times the threads
 * @property {number} macs
 * @property {Times} whole    by the fast plan
 * @property {TimedLayer[]} layers by the inspecting plan
 *
 * @typedef {object} EnginePanel   what only the engine's panel shows
 * @property {Description | null} suited   what ran as the engine chose by itself
 * @property {number | null} progress   of the benchmark, 0 to 1, while it runs
 * @property {EngineBenchmark | null} result
 * @property {string} said   what came of copying, or went wrong
 *
 * @typedef {object} Offline   how the page works without a network
 * @property {boolean} next   whether a new version waits
 * @property {boolean} others   whether it cannot be loaded because other tabs show this page
 * @property {string} page   whether the page is stored: "kept", "full" or "failed"
 * @property {string} model   the same of the model that runs
 *
 * @typedef {object} Source
 * @property {"sample" | "camera" | "screen" | "video" | "picture"} kind
 * @property {string} id      of a sample
 * @property {string} title
 * @property {boolean} frozen
 * @property {{ deviceId: string, label: string }[]} devices
 * @property {string} deviceId
 * @property {{ at: number, count: number } | null} shot   which of the pictures and videos that
 *   came together; null: it came alone
 *
 * @typedef {object} Pixels   what pixels stand for in the network that runs
 * @property {PixelRange} now
 * @property {PixelRange} own   unless the visitor says otherwise
 *
 * @typedef {object} Sums   of the files that were read
 * @property {string} model
 * @property {string[]} list   one for each file; none while they are computed
 * @property {string} problem  why there are none
 *
 * @typedef {object} OwnModel   a model from the visitor's own files
 * @property {string} id
 * @property {string} key     what tells its files from others
 * @property {string} name    of its files, unlike those of the others
 * @property {number} bytes   of its files
 * @property {"" | "keeping" | "kept"} kept   whether it is there at the next visit
 * @property {string} problem   why it could not be kept or removed
 *
 * @typedef {object} Offer   another model: for a device that is slow, or for better answers
 * @property {"smaller" | "better"} kind
 * @property {string} to      its id
 * @property {string} text    the reason
 * @property {string} take    what the button says
 *
 * @typedef {object} Problem
 * @property {string} text
 * @property {boolean} retry   whether it can be tried again
 *
 * @typedef {object} Preferences   how the engine should run; null: as suits the machine
 * @property {number | null} threads
 * @property {"simd128" | "relaxed" | null} variant
 * @property {"unsigned" | "signed" | "u8-pairs" | "i16" | null} dot
 *
 * @typedef {object} Own
 * @property {string} model      id of the model asked for
 * @property {Way} way
 * @property {View} view
 * @property {number} stage
 * @property {number | null} channel of the depthwise maps, or of a stage's only maps; null: the
 *   liveliest
 * @property {number | null} output   channel of the pointwise maps
 * @property {[number, number] | null} place row and column of the cell in focus, in the stage's
 *   output
 * @property {[number, number] | null} over    the cell under the pointer
 * @property {string[]} unfolded   parts of the stage view that are open: sees, clips, tensors
 * @property {number | null} step   the layer of the stage that is opened by itself
 * @property {boolean} sorted   whether the weights of a pointwise row stand by size
 * @property {"layer" | "channel"} scale
 * @property {number | null} target   the class asked why; null: the first answer
 * @property {[number, number] | null} spot row and column of the place of the last map that is
 *   asked for its votes
 * @property {[number, number, number, number, number, number] | null} shape a twin's own: height,
 *   width, inputs, outputs, kernel, stride; null: the stage's
 * @property {number | null} alpha   of the chart; null: the network's
 * @property {number | null} rho
 * @property {string} lab   the lab in a word; "": as it starts
 * @property {Change[]} changes   with layers by index
 * @property {Change[][]} history   the lists of changes before, the latest last
 * @property {number | null} at   seconds at which a sample was frozen
 * @property {Crop} crop   the square of the source that is looked at
 * @property {boolean} mirror   whether its left and right are swapped
 * @property {RangeOption | null} range   what pixels are to stand for; null: what the file says
 * @property {Held | null} held
 * @property {Beside | null} beside
 * @property {string} with   id of the network that is compared with the one that runs; "": none
 * @property {Second | null} second
 * @property {Pair | null} pair
 * @property {FolderRun | null} folder
 * @property {boolean} folded   whether the ladder shows names alone
 * @property {boolean} wholeNames   whether lists have all synonyms of a class
 * @property {string[]} hide   parts of the page that are hidden
 * @property {string | null} figure   of the text, shown alone: "depthwise-look"
 * @property {Record<string, Benchmark>} benchmarks   by what was timed
 * @property {Trial | null} trial   every channel of a layer muted in turn
 * @property {Box | null} cover   the square that the visitor moves over the frame
 * @property {Covered | null} covered   what it did last
 * @property {Occlusion | null} occlusion
 * @property {Teaching | null} teaching   what the visitor teaches, once its view has been opened
 * @property {Peak | null} peak   of one thread, the best of all times it was measured
 * @property {Blanks[] | null} blanks   of each layer of the network that runs, once they are known
 * @property {{ from: string, done: boolean } | null} copied   what came of copying, and for whom
 * @property {Language} language   of the text
 * @property {{ id: string } | null} chapter the last that was asked for from elsewhere, a new
 *   object each time
 * @property {string} sample
 * @property {{ panel: number, channel: number } | null} hover the channel under the pointer: 0 of
 *   `channel`, 1 of `output`
 * @property {string | null} lit   "standard", "depthwise", "pointwise": what the words point at
 * @property {Entry[]} models
 * @property {OwnModel[]} own   those that could be read, in the order in which they came
 * @property {Description | null} network
 * @property {{ name: string, loaded: number, total: number, waits?: boolean } | null} reading
 *   `waits`: nothing comes
 * @property {Plays | null} opening   what has been asked for
 * @property {Source} source
 * @property {{ id: string, title: string }[]} samples
 * @property {Frame | null} frame
 * @property {Measured | null} measured
 * @property {Problem | null} problem
 * @property {Pixels | null} pixels
 * @property {Sums | null} sums
 * @property {{ right: boolean, text: string, title: string } | null} verification whether the
 *   engine gives
 *   TensorFlow Lite's bytes here
 * @property {Offer | null} offer
 * @property {boolean} printing   all of the text is wanted
 * @property {boolean} engine  whether the engine's panel is open
 * @property {EnginePanel} enginePanel
 * @property {Offline} offline
 * @property {"" | "card" | "help" | "link"} dialog   what lies over the page
 *
 * @typedef {Own & Preferences} State
 */

/** @type {readonly View[]} */
export const VIEWS = ["stage", "twin", "cost", "why", "lab", "change", "teach", "networks"];

/** @type {Preferences} */
export const NO_PREFERENCES = { threads: null, variant: null, dot: null };

/** @returns {State} */
export function initial() {
  return {
    model: "built-in",
    ...NO_PREFERENCES,
    way: "explore",
    view: "stage",
    stage: 1,
    channel: null,
    output: null,
    place: null,
    over: null,
    unfolded: [],
    step: null,
    sorted: false,
    scale: "layer",
    target: null,
    spot: null,
    shape: null,
    alpha: null,
    rho: null,
    lab: "",
    changes: [],
    history: [],
    at: null,
    crop: CENTRE,
    mirror: false,
    range: null,
    held: null,
    beside: null,
    with: "",
    second: null,
    pair: null,
    folder: null,
    folded: false,
    wholeNames: false,
    hide: [],
    figure: null,
    benchmarks: {},
    trial: null,
    cover: null,
    covered: null,
    occlusion: null,
    teaching: null,
    peak: null,
    blanks: null,
    copied: null,
    language: preferred(),
    chapter: null,
    sample: "",
    hover: null,
    lit: null,
    models: [],
    own: [],
    network: null,
    reading: null,
    opening: null,
    source: {
      kind: "sample",
      id: "",
      title: "",
      frozen: false,
      devices: [],
      deviceId: "",
      shot: null,
    },
    samples: [],
    frame: null,
    measured: null,
    problem: null,
    pixels: null,
    sums: null,
    verification: null,
    offer: null,
    printing: false,
    engine: false,
    enginePanel: { suited: null, progress: null, result: null, said: "" },
    offline: { next: false, others: false, page: "", model: "" },
    dialog: "",
  };
}

/**
 * Holds the state; who watches is told of every change at once, so that a frame is drawn while its
 * buffers are its own. A change that a watcher makes is in the state at once, and told after the
 * change before it has been told to all: each watcher gets every change once, in order.
 * @param {State} state
 */
export function createStore(state) {
  /** @type {((state: State, before: State) => void)[]} */
  const watchers = [];
  /** Changes that are still to be told. @type {[state: State, before: State][]} */
  const queue = [];
  let telling = false;

  function tellAll() {
    telling = true;
    try {
      for (let change = queue.shift(); change; change = queue.shift())
        for (const watcher of watchers) watcher(...change);
    } finally {
      telling = false;
    }
  }

  return {
    get state() {
      return state;
    },
    /** @param {Partial<State>} patch */
    set(patch) {
      const before = state;
      state = { ...state, ...patch };
      queue.push([state, before]);
      if (!telling) tellAll();
    },
    /** @param {(state: State, before: State) => void} watcher */
    watch(watcher) {
      watchers.push(watcher);
    },
  };
}
