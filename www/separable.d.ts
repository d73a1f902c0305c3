// The types of separable.js: MobileNet in a browser tab, in a worker of its own.

/** A part of a model: an address (resolved against the page), or the file's bytes. */
export type Part = string | URL | ArrayBuffer | ArrayBufferView | Blob;

/** What can be looked at. The centre square counts, or a `Crop`; what is transparent counts as white. */
export type Source =
  | HTMLVideoElement
  | HTMLImageElement
  | HTMLCanvasElement
  | OffscreenCanvas
  | ImageBitmap
  | ImageData
  | VideoFrame;

/**
 * A square of the source, in its own pixels (videoWidth, naturalWidth, width) from its top left.
 *
 * It is rounded to whole pixels (in a video its corner to even ones) and moved and shrunk until it
 * lies inside; at least one pixel remains.
 */
export interface Crop {
  x: number;
  y: number;
  side: number;
}

/** The instructions that the engine uses. */
export type Variant = "simd128" | "relaxed";

/** How bytes are multiplied and summed: all eight bits at once where the machine can, else by i16. */
export type Dot = "unsigned" | "signed" | "i16";

/** Height, width, channels. */
export type Shape = [number, number, number];

export interface LoadOptions {
  /**
   * How many threads a frame is spread over, at most as many as the machine has; 1 if left out. More
   * than one takes a page that is cross-origin isolated and a browser with relaxed SIMD; elsewhere
   * it is one, and `backend` says so.
   */
  threads?: number;
  /** One name a class, in order: a text file with one a line (its address, or itself), or the names. */
  labels?: string | URL | Blob | string[];
  /** Left out: the best one that this browser validates and that passes its test. */
  variant?: Variant;
  /** Left out: the best one that this machine has. */
  dot?: Dot;
  /** Bytes of all parts so far; `total` is 0 while it is not known. */
  onProgress?: (progress: { loaded: number; total: number }) => void;
  /** Cancels the load, which rejects with the signal's reason (an AbortError). */
  signal?: AbortSignal;
}

/**
 * Reads a model, starts the engine in a worker and puts the model into it. A model of two parts,
 * body and head, may come in either order.
 *
 * A failure rejects with an `Error` whose message is a sentence, and leaves no worker behind.
 */
export function load(model: Part | Part[], options?: LoadOptions): Promise<Network>;

export interface Answer {
  className: string;
  /** 0 to 1. */
  probability: number;
}

/** One operator of the network. */
export interface Layer {
  name: string;
  kind:
    | "conv"
    | "depthwise"
    | "pointwise"
    | "classifier"
    | "add"
    | "pool"
    | "reshape"
    | "quantize"
    | "softmax";
  /** The number of the block it belongs to, from 1. */
  block: number | null;
  /** The index of its stage in `stages`. */
  stage: number;
  input: Shape;
  output: Shape;
  kernel: [number, number] | null;
  stride: [number, number] | null;
  /** Multiply-accumulates. */
  macs: number;
  /** Weights and biases. */
  params: number;
  /** Bytes of weights and biases. */
  bytes: number;
  /** What one element of its output is. */
  element: "u8" | "i8" | "f32";
  /** Real value of an output element: scale * (element - zeroPoint); 1 and 0 for f32. */
  scale: number;
  zeroPoint: number;
}

/** An entry of the ladder: layers that are looked at together. */
export interface Stage {
  kind: "conv" | "expand" | "block" | "average" | "classifier";
  block: number | null;
  layers: number[];
  macs: number;
  params: number;
}

/** A layer's output; real value of an element: scale * (element - zeroPoint). */
export interface Activation {
  /** As the layer has it: u8, i8 or f32. */
  data: Uint8Array | Int8Array | Float32Array;
  shape: Shape;
  scale: number;
  zeroPoint: number;
}

export interface LookOptions {
  /** How many answers, best first. */
  k?: number;
  /** Whether left and right are swapped before the network sees the frame. */
  mirror?: boolean;
  /** The square to look at; without it, the centre square. */
  crop?: Crop;
  /** The layers, by index or name, whose outputs for this frame are wanted. */
  maps?: (number | string)[];
  /** Whether the time of every layer is wanted. */
  timings?: boolean;
}

/** One frame through everything. Its buffers are valid until the next `look()`. */
export interface Look {
  answers: (Answer & { index: number })[];
  /** Exactly what the network saw, as RGBA. */
  square: { data: Uint8ClampedArray<ArrayBuffer>; size: number };
  /** In the order asked for; `layer` is an index into `layers`. */
  maps: (Activation & { layer: number })[];
  /** Milliseconds per layer, from the inspecting plan. */
  timings: Float64Array | null;
  /**
   * Milliseconds: from the source to RGBA in the engine (without waiting in line), from there to
   * the network's input, the network by its fast plan, maps and timings by its inspecting plan.
   */
  ms: { capture: number; prepare: number; infer: number; inspect: number };
}

/**
 * What one thread of this machine can do at most: multiply-accumulates a second in the inner step
 * of the engine's matrix product, with all operands at hand.
 */
export interface Peak {
  /** Of quantised layers, with the dot product that the engine uses. */
  integer: number;
  /** Of float layers. */
  float: number;
}

export interface NetworkEvents {
  /** The engine stopped unexpectedly and is being restarted with its model. */
  restart: CustomEvent<{ reason: string }>;
}

/** A model in its engine, which answers one call at a time. */
export interface Network extends EventTarget {
  /** Which MobileNet it is, with alpha and rho as its shapes have them; null if it is none. */
  readonly family: { version: "V1" | "V2"; alpha: number; rho: number } | null;
  readonly layers: Layer[];
  readonly stages: Stage[];
  readonly input: Shape;
  readonly classes: number;
  readonly labels: string[] | null;
  readonly macs: number;
  readonly params: number;
  /** Bytes of the model's files. */
  readonly bytes: number;
  /** What it runs on; `threads` is how many there really are. */
  readonly backend: { variant: Variant; dot: Dot; threads: number };

  /** The k best classes, best first. */
  classify(source: Source, k?: number, options?: Pick<LookOptions, "crop">): Promise<Answer[]>;

  /**
   * The raw output, a fresh array, for height * width * 3 RGB bytes or floats of x / 127.5 - 1:
   * bytes (int8 by its bits), or floats from a float model. A quantised model takes each float at
   * the nearest byte, a float model as it is. The input is left as it was.
   */
  run(input: Uint8Array | Uint8ClampedArray | Float32Array): Promise<Uint8Array | Float32Array>;

  /** A layer's output for the last input, by index or name. */
  activation(layer: number | string): Promise<Activation>;

  /**
   * Milliseconds for the last input: per layer from the inspecting plan, and the whole network
   * from the fast plan. The two need not add up.
   */
  timings(): Promise<{ layers: number[]; whole: number }>;

  /** For a live page: one frame's answers, maps and times together. */
  look(source: Source, options?: LookOptions): Promise<Look>;

  /** Measures the machine's peak, anew at each call; the engine does nothing else for about a quarter of a second. */
  calibrate(): Promise<Peak>;

  /** The SHA-256 of each of the model's files, computed from the bytes that were read. */
  digest(): Promise<string[]>;

  /** Bytes of WebAssembly memory that the engine holds. */
  memory(): Promise<number>;

  /** Makes the engine trap, to test the restart; rejects. */
  trap(): Promise<never>;

  /** Ends the worker; pending and later calls reject. */
  dispose(): void;

  addEventListener<K extends keyof NetworkEvents>(
    type: K,
    listener: (event: NetworkEvents[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
}
