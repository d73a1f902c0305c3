// The types of separable.js: MobileNet in a browser tab, in a worker of its own.

/**
 * What the platform calls so, or `Else` where the project's libraries do not have it: these types
 * need neither the DOM's nor a worker's.
 */
type Platform<Name extends string, Else = never> = typeof globalThis extends {
  [K in Name]: { prototype: infer Type };
}
  ? Type
  : Else;
/** Cancels. */
export type Signal = Platform<
  "AbortSignal",
  { readonly aborted: boolean; readonly reason: unknown }
>;

/**
 * A part of a model: an address (resolved against the page), or the file's bytes: a `.tflite`, or a
 * zip that holds one.
 */
export type Part = string | Platform<"URL"> | ArrayBuffer | ArrayBufferView | Platform<"Blob">;

/**
 * A source of pictures. The network sees the centre square (where its input is none, the largest
 * area of its ratio in the middle), or a `Crop`; transparent pixels are white. A network of one
 * channel sees grey: 0.299 red, 0.587 green, 0.114 blue.
 *
 * An image is waited for. Of its file all pixels are seen, also where `srcset`, `sizes` or a
 * density in the file make it smaller on the page; lines (SVG) are drawn at the network's size or
 * larger. What is broken or cut short is refused, but for the ends of files that the page may not
 * read.
 *
 * A canvas of WebGL or WebGPU without `preserveDrawingBuffer` has a picture only while its frame is
 * drawn. Where it is transparent it is asked again in the next frames, and refused if it stays so,
 * as any canvas is on which nothing has been drawn yet. What cannot be seen: a context with
 * `alpha: false` is black outside of its frame, and is taken for black.
 *
 * A file (a `Blob`), or its address, is read and turned the right way up.
 *
 * `ImageData`, and any `{ data, width, height }`, has four bytes a pixel; others are refused.
 *
 * Some browsers put noise on what pages read from canvases (against fingerprinting). Where no other
 * way is true, pictures are refused there, but for `ImageData`.
 */
export type Source =
  | Platform<"HTMLVideoElement">
  | Platform<"HTMLImageElement">
  | Platform<"HTMLCanvasElement">
  | Platform<"OffscreenCanvas">
  | Platform<"ImageBitmap">
  | Platform<"ImageData">
  | PixelData
  | Platform<"VideoFrame">
  | Platform<"Blob">
  | Platform<"URL">
  | string;

/** Pixels as `ImageData` has them: red, green, blue, alpha. */
export interface PixelData {
  data: Uint8Array | Uint8ClampedArray;
  width: number;
  height: number;
  /** "srgb" if left out; others are for `ImageData` alone. */
  colorSpace?: string;
}

/**
 * A square of the source, in its pixels (videoWidth, naturalWidth, width) from its top left.
 * Where the network's input is no square, `side` is the shorter side of an area of its ratio.
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

/**
 * How products are summed. "unsigned" and "signed": four bytes times four signed ones, in 32 bits.
 * "u8-pairs": two bytes times two signed ones, in 16 bits. "i16": two numbers of 16 bits times two
 * others, in 32 bits. Asked for, "i16" is whichever of the last two suits the machine.
 */
export type Dot = "unsigned" | "signed" | "u8-pairs" | "i16";

/** Height, width, channels. */
export type Shape = [number, number, number];

/**
 * What the pixels 0 to 255 stand for: `[low, high]`, evenly between the two, or
 * `(pixel - mean) / std` in units of pixels, with a number each or one for every channel. A
 * quantised network stores the number by scale and zero point of its input.
 */
export type RangeOption =
  | readonly [low: number, high: number]
  | { mean: number | readonly number[]; std: number | readonly number[] };

/** What pixels stand for, and from where that is known. */
export type PixelRange = (
  | { low: number; high: number; mean?: undefined; std?: undefined }
  | { mean: number[]; std: number[]; low?: undefined; high?: undefined }
) & {
  /** Whether bytes go into a quantised network as they are. */
  bytes: boolean;
  /**
   * "given" by the caller; by the "file" (its metadata, scale and zero point of its input); by a
   * scaling in front of the "network"; or "assumed", because nothing says it.
   */
  source: "given" | "file" | "network" | "assumed";
  /** Of a "file", what says it: its metadata, or scale and zero point of the network's input. */
  by?: "metadata" | "quantization";
};

/** A file of the engine: its worker, and its binaries, each in two parts. */
export type EngineFile =
  | "worker.js"
  | "relaxed.wasm"
  | "simd128.wasm"
  | "threads.wasm"
  | "relaxed-inspect.wasm"
  | "simd128-inspect.wasm"
  | "threads-inspect.wasm";

export interface LoadOptions {
  /**
   * How many threads a frame is spread over, at most as many as the machine has; 1 if left out.
   * More than one needs a page that is cross-origin isolated and a browser with relaxed SIMD;
   * elsewhere it is one, and `backend` says so.
   */
  threads?: number;
  /**
   * The address of a folder with models and their list, `index.json`, as `cargo xtask build` makes
   * it: the model is then given by its name there ("v1-1.0-224"), and brings its labels.
   */
  models?: string | Platform<"URL">;
  /**
   * One name per class, in order: a text file with one per line, JSON or CSV (its address, or
   * itself; of several files the first that fits counts), or a list. Left out: the labels that are
   * packed in the model, or beside it in a zip. Where none fit, classes have numbers, and `notes`
   * says why.
   */
  labels?: string | Platform<"URL"> | Platform<"Blob"> | Platform<"Blob">[] | string[];
  /**
   * What pixels stand for. Left out: what the file says (its metadata, scale and zero point of its
   * input, or a scaling in front of the network); else bytes go in as they are, and floats are -1
   * to 1. `net.range` tells which, and from where.
   */
  range?: RangeOption;
  /**
   * How the numbers of an output become probabilities, where the network does not say: left out, a
   * softmax is added to logits (to a single one a sigmoid), and to what there are labels for.
   */
  scores?: Scores;
  /** Left out: the best one that this browser validates and that passes its test. */
  variant?: Variant;
  /** Left out: the best one that this machine has. */
  dot?: Dot;
  /**
   * Where one of the engine's files is, as an address (resolved against the page), where it isn't
   * beside the engine's script; nothing for those that are. Of another site they need its header
   * Access-Control-Allow-Origin.
   */
  locate?: (file: EngineFile) => string | Platform<"URL"> | undefined;
  /**
   * Makes the engine's worker from its script, worker.js, which is a module: for pages whose policy
   * asks for Trusted Types, and for tools that have a way of their own.
   */
  worker?: () => Platform<"Worker">;
  /** Bytes of all parts so far; `total` is 0 while it is not known. */
  onProgress?: (progress: { loaded: number; total: number }) => void;
  /** Cancels the load, which rejects with the signal's reason (an AbortError). */
  signal?: Signal;
}

/**
 * What a failure is about: an option of the call; the model's file; the labels; the picture; the
 * engine, which could not be started, has stopped, or does not take what was asked of it.
 */
export type FailureCode = "option" | "model" | "labels" | "source" | "engine";

/** What rejects: its `message` is a sentence for people. What was cancelled is an AbortError. */
export interface Failure extends Error {
  code?: FailureCode;
}

/**
 * Reads a model, starts the engine in a worker and puts the model into it. A model of two parts,
 * body and head, may come in either order.
 *
 * A failure rejects with an `Error` whose message is a sentence, and leaves no worker behind; so
 * does a connection without data for twenty seconds.
 */
export function load(model: Part | Part[], options?: LoadOptions): Promise<Network>;

/** Of this interface, which follows semantic versioning. */
export const version: string;

export interface Answer {
  className: string;
  /** 0 to 1. */
  probability: number;
  /**
   * Of a map: row and column of its strongest place, from 0, and how many adjoining places have
   * this class (diagonally, too); 0 where it is nowhere the likeliest.
   */
  place?: { y: number; x: number; count: number };
}

/**
 * How numbers become probabilities: by a softmax over the classes, of which one holds; by a sigmoid
 * ("logistic") each, so that they need not add up to 1; or not at all.
 */
export type Scores = "softmax" | "logistic" | "none";

export interface ClassifyOptions {
  /** How many answers, best first; 5 if left out. */
  k?: number;
  /** Leaves out answers that are less probable. */
  threshold?: number;
  /** Only these classes, by name or index. */
  allow?: (string | number)[];
  /** All classes but these, by name or index. */
  deny?: (string | number)[];
  /** What to look at; without it, the centre square. */
  crop?: Crop;
  /**
   * What becomes of a picture whose ratio is not that of the network's input: left out or "centre",
   * the network sees the largest area in its middle; "stretch", all of it, out of shape.
   */
  fit?: "centre" | "stretch";
  /** Whether left and right are swapped before the network sees the picture. */
  mirror?: boolean;
  /** Ends the wait for the answer: the call rejects with the signal's reason (an AbortError). */
  signal?: Signal;
}

export interface WatchOptions extends ClassifyOptions {
  /** At most so many answers a second. */
  fps?: number;
}

/** What a network's output is. */
export interface Output {
  /**
   * "classes": a probability of each. "one": a single number, the probability of the second of two
   * classes, as tools that train networks have it (its labels are 0 and 1); with two labels both
   * are answers. "map": probabilities at every place. "features": numbers that are no scores, as
   * those of a network without its head.
   */
  kind: "classes" | "one" | "map" | "features";
  scores: Scores;
  /**
   * Whether the "network" makes probabilities by its last operator, the caller has "given" how they
   * are made, or it is "assumed": logits are the output of a layer with weights and no activation
   * function; other numbers are scores only where labels fit.
   */
  source: "network" | "given" | "assumed";
  /** `[1, 1, classes]` where there is one place. */
  shape: Shape;
}

/** The class of each place, row after row. */
export interface PlaceMap {
  shape: [number, number];
  /** The likeliest class; with a sigmoid -1 where none is as likely as not. */
  classes: Int32Array;
  /** Of the likeliest class. */
  probabilities: Float32Array;
  /** The class that is background by its name, which no answer tells; -1 if there is none. */
  background: number;
}

/** Numbers that are no scores. */
export interface Features {
  length: number;
  /** Square root of the sum of their squares. */
  norm: number;
  /** The k largest by magnitude, the largest first. */
  largest: { index: number; value: number }[];
}

/** One operator of the network. */
export interface Layer {
  name: string;
  kind:
    | "conv"
    | "depthwise"
    | "pointwise"
    | "classifier"
    | "pool"
    | "maxPool"
    | "add"
    | "subtract"
    | "multiply"
    | "clamp"
    | "hardSwish"
    | "logistic"
    | "pad"
    | "concat"
    | "transpose"
    | "reshape"
    | "quantize"
    | "softmax";
  /** The number of the block it belongs to, from 1. */
  block: number | null;
  /**
   * What it does in the block: makes more channels, looks around in each, weighs them by a factor
   * from their averages (squeeze and excite), mixes them into those of the block, adds its input.
   * An activation function has the role of the layer before it.
   */
  role: Role | null;
  /** The index of its stage in `stages`. */
  stage: number;
  /** The layers whose outputs it reads, by index, in the order of its operands; -1: the input. */
  inputs: number[];
  input: Shape;
  output: Shape;
  kernel: [number, number] | null;
  stride: [number, number] | null;
  /** Multiply-accumulates. */
  macs: number;
  /** What else it computes: additions, products, comparisons and the like. */
  operations: number;
  /** Weights, biases and other constants. */
  params: number;
  /** Bytes of the parameters. */
  bytes: number;
  /** What one element of its output is. */
  element: "u8" | "i8" | "f32";
  /** Real value of an output element: scale * (element - zeroPoint); 1 and 0 for f32. */
  scale: number;
  zeroPoint: number;
}

/** What a layer does in its block. */
export type Role = "expansion" | "depthwise" | "gate" | "projection" | "residual";

/** An entry of the ladder: layers that are shown together. A block is one entry. */
export interface Stage {
  /** "expand" no longer comes: an expansion is a part of its block. */
  kind: "conv" | "expand" | "block" | "average" | "maximum" | "hidden" | "classifier";
  block: number | null;
  layers: number[];
  macs: number;
  operations: number;
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

export interface LookOptions<Asked extends Questions = Questions> {
  /** How many answers, best first. */
  k?: number;
  /** Whether left and right are swapped before the network sees the frame. */
  mirror?: boolean;
  /** What to look at; without it, the centre square. */
  crop?: Crop;
  /** The layers, by index or name, whose outputs for this frame are wanted. */
  maps?: (number | string)[];
  /** Whether the time of every layer is wanted. */
  timings?: boolean;
  /** Questions about this frame, by names of your own. */
  questions?: Asked;
  /**
   * What becomes of a frame in which the network sees the very pixels of the one before: left out,
   * it is computed again; "keep" keeps the answer, and the time of the network is that of the frame
   * that was computed.
   */
  unchanged?: "keep";
}

/** The blank channels of a layer: those whose cells hold the same numbers for every input. */
export interface Blanks {
  channels: BlankChannel[];
  /**
   * Multiply-accumulates of this layer that no input needs: those of its blank channels, and those
   * that read blank channels of its input.
   */
  macs: number;
}

export interface BlankChannel {
  channel: number;
  /** As it is stored; null where cells at the edges hold other numbers than those within. */
  number: number | null;
  /**
   * The least and the largest sum of products and bias over all cells and all inputs; null where
   * the layer makes no sums.
   */
  sums: [number, number] | null;
}

/** The methods of a network that ask something about the last input. */
export type QuestionName =
  | "weights"
  | "cell"
  | "field"
  | "cam"
  | "votes"
  | "clipped"
  | "strongest"
  | "tensors";

/** A question: the name of a method, then its arguments. */
export type Question = {
  [Name in QuestionName]: [Name, ...Parameters<Network[Name]>];
}[QuestionName];

/** Questions by names of your own. */
export type Questions = { [name: string]: Question };

/** What the method of a question resolves to; or why it would reject. */
export interface Reply<Name extends QuestionName = QuestionName> {
  answer: Awaited<ReturnType<Network[Name]>> | undefined;
  /** A sentence; empty where there is an answer. */
  problem: string;
}

/** One frame through everything. Its buffers are valid until the next `look()`. */
export interface Look<Asked extends Questions = Questions> {
  /** None of features. */
  answers: (Answer & { index: number })[];
  /** Of a network whose output is one. */
  map: PlaceMap | null;
  /** Of a network whose output are features. */
  features: Features | null;
  /** The answers of the network without its changes (`change()`); null if it has none. */
  untouched: (Answer & { index: number })[] | null;
  /** Exactly what the network saw, as RGBA. `size` is its side; 0 where it is no square. */
  square: { data: Uint8ClampedArray<ArrayBuffer>; size: number; width: number; height: number };
  /** In the order asked for; `layer` is an index into `layers`. */
  maps: (Activation & { layer: number })[];
  /** Milliseconds per layer, from the inspecting plan. */
  timings: Float64Array | null;
  /** Whether it was not computed again, being the same as the one before (`LookOptions`). */
  unchanged: boolean;
  /** The replies to the questions, by the names that were given to them. */
  replies: { [Name in keyof Asked]: Reply<Asked[Name][0]> };
  /**
   * Milliseconds: from the source to RGBA in the engine (without waiting in line), from there to
   * the network's input, the network by its fast plan, maps, timings and replies by its
   * inspecting plan.
   */
  ms: { capture: number; prepare: number; infer: number; inspect: number };
}

/**
 * The peak of one thread of this machine: multiply-accumulates a second in the inner loop of the
 * engine's matrix product, with all operands in cache.
 */
export interface Peak {
  /** Of quantised layers, with the dot product that the engine uses. */
  integer: number;
  /** Of float layers. */
  float: number;
}

/** The tensors of a layer, and how its window lies on them. */
export interface Tensors {
  /** Its operands in their order. */
  inputs: Operand[];
  /** Of a convolution. Its biases are of 32 bits, in steps of input scale times weight scale. */
  weights: WeightTensor | null;
  output: Operand;
  /**
   * Zeros around the input, where a window slides over it: rows above, columns on the left, rows
   * below, columns on the right.
   */
  padding: [top: number, left: number, bottom: number, right: number] | null;
  /** Vertical and horizontal distance of the window's taps; 1 where it is not dilated. */
  dilation: [number, number] | null;
  /** What the result is clamped to. */
  activation: "none" | "relu" | "relu6" | "reluN1To1";
}

/** A tensor that flows through the network, or a constant beside it. */
export interface Operand extends Quantization {
  shape: Shape;
  element: "u8" | "i8" | "f32";
  constant: boolean;
}

/** Weights, and how often each number occurs among them. */
export interface WeightTensor {
  /** Outputs, kernel height and width, inputs; of a depthwise layer 1, height, width, outputs. */
  shape: [number, number, number, number];
  /** What one weight is in the file; the layer computes with floats where `scales` is empty. */
  stored: "u8" | "i8" | "f16" | "f32";
  /** One for all, or one for each output channel. */
  scales: Float32Array;
  zeroPoint: number;
  /**
   * `low` to `high` in equal parts, each with its count: of bytes each stored number, else 64 parts
   * of the real ones.
   */
  histogram: { low: number; high: number; counts: Uint32Array };
}

/** What a stored number means: real value = scale * (number - zeroPoint). */
export interface Quantization {
  scale: number;
  zeroPoint: number;
}

/**
 * How one cell came about. Where a layer computes with bytes, all numbers but `unit` and the real
 * ones are exact integers; where it computes with floats, they are single precision.
 *
 * A convolution sums products and adds a bias. The other operators have the same form: of MUL one
 * product of both operands; of ADD and SUB two taps in equal steps, with the weights 1 and -1; of
 * averages and maxima the numbers of the window; of HARD_SWISH the number times its gate
 * `relu6(x + 3) / 6`, which is the weight; of SOFTMAX the exponentials of the row, and the cell's
 * own as the accumulator; of others the one number that the cell is made of.
 */
export interface Cell {
  /** Of the first operand. */
  input: Quantization;
  /** Of the weights; of ADD, SUB and MUL that of the second operand. */
  weight: Quantization;
  output: Quantization;
  /** Which operand is a constant; null if none is. */
  constant: number | null;
  /**
   * The products in the order of the window; where a layer that is not depthwise has more than k of
   * them, the k largest by magnitude (of a maximum by value), the largest first.
   */
  taps: Tap[];
  /** The products that are not among `taps`. */
  rest: { count: number; sum: number };
  /** Of all products. */
  sum: number;
  bias: number;
  /** Sum and bias: what is multiplied. */
  accumulator: number;
  /** The real value of one step of products, sum, bias and accumulator; 1 for floats. */
  unit: number;
  /**
   * What the accumulator is multiplied by; once or twice rounded, as TensorFlow Lite has it.
   * `mantissa` and `shift` are 0 where an operator multiplies by no such number.
   */
  multiplier: { real: number; mantissa: number; shift: number; rounding: "once" | "twice" };
  /** The accumulator times the multiplier; with the output's zero point it is clamped ... */
  scaled: number;
  /** ... to what the activation lets through ... */
  clamp: { min: number; max: number };
  /** ... and stored. */
  number: number;
  /** What the stored number means. */
  real: number;
  /**
   * What the layer has stored: `number` where it computes with bytes. Floats are summed in another
   * order there, so that the last digits may differ.
   */
  stored: number;
}

/** A product: (input - its zero point) * (weight - its zero point). */
export interface Tap {
  /** Which of the layer's operands it reads. */
  operand: number;
  /** Row and column in the kernel. */
  ky: number;
  kx: number;
  /** Row and column in the layer's input; for padding they lie outside of it. */
  y: number;
  x: number;
  channel: number;
  /** Whether it falls on padding. */
  padding: boolean;
  input: number;
  weight: number;
  product: number;
}

/** Rows from `top` up to `bottom` and columns from `left` up to `right`, these two excluded. */
export interface Box {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** The receptive field of a cell. */
export interface Field {
  /** Of the network's input. */
  box: Box;
  /** The same with the padding that windows reach into. */
  unclipped: Box;
  /** Of each layer's output, up to the cell's own; null where the cell does not depend on it. */
  layers: ({ box: Box; unclipped: Box } | null)[];
}

/** A class activation map. */
export interface ClassMap {
  /** The contribution of each position of the last map, row after row. */
  data: Float64Array;
  shape: [number, number];
  /**
   * How the places come together: their average, the largest of each channel, or by weights of
   * their own.
   */
  pool: "average" | "maximum" | "flat";
  /** Whether hidden layers follow; what a place contributes then holds for this frame alone. */
  hidden: boolean;
  /** Of `data`; their sum, where they are not averaged. */
  mean: number;
  bias: number;
  /** Mean and bias: the real-valued logit. */
  logit: number;
  /** The logit as the network has stored it. */
  stored: number;
  /** Stored less real-valued logit: the effects of rounding the averages and the logit. */
  remainder: number;
  pooling: number;
  rounding: number;
}

/**
 * A channel of a layer's output muted; or the kernel of a channel of a depthwise layer replaced.
 */
export interface Change {
  layer: number | string;
  channel: number;
  /** Real weights, row after row; stored with the layer's scale. Left out: the channel is muted. */
  kernel?: ArrayLike<number> & Iterable<number>;
}

/** A synthetic network or layer to be timed, quantised and with random weights. */
export type Timeable =
  | {
      /** A MobileNet; `standard`: V1 with a standard convolution in the place of every block. */
      net: "V1" | "V2";
      standard?: boolean;
      alpha?: number;
      /** Height and width of its input. */
      size?: number;
      classes?: number;
    }
  | {
      /** A layer; or a block, a depthwise and a pointwise layer. */
      part: "standard" | "depthwise" | "pointwise" | "block";
      input: Shape;
      /** Of its output; left out: those of its input. */
      channels?: number;
      kernel?: number;
      stride?: number;
    };

/** Milliseconds measured, and what was counted. */
export interface Timed {
  /** Of the samples. */
  median: number;
  min: number;
  /** Samples. */
  count: number;
  macs: number;
  params: number;
  bytes: number;
}

/** A network of the MobileNet papers and its two multipliers. */
export interface Family {
  version:
    | "V1"
    | "V2"
    | "V3-Large"
    | "V3-Small"
    | "V3-Large-Minimalistic"
    | "V3-Small-Minimalistic"
    | "V4-Conv-Small"
    | "V4-Conv-Medium"
    | "V4-Conv-Large"
    | "EfficientNet-Lite0"
    | "EfficientNet-Lite1"
    | "EfficientNet-Lite2"
    | "EfficientNet-Lite3"
    | "EfficientNet-Lite4"
    | "MNASNet-A1"
    | "MNASNet-B1";
  /** Its channels over those of the paper's network. */
  alpha: number;
  /** The input's height over `resolution`. */
  rho: number;
  /** Height and width of the paper's input. */
  resolution: number;
  /** Whether only its first blocks are there, as where a network finds objects. */
  cut: boolean;
}

/**
 * A linear classifier of a network's features: the logit of class `i` is the sum of
 * `weights[i * features + j] * feature[j]`, plus `bias[i]`; a softmax makes probabilities of them.
 */
export interface Head {
  /** `[classes][features]`. */
  weights: Float32Array;
  /** One for each class. */
  bias: Float32Array;
}

/** A head that is written into a file. */
export interface WrittenHead extends Head {
  /** One for each class. */
  labels: string[];
  /**
   * The least and the largest logit that it gives for its pictures. A quantised network stores
   * logits in 255 steps of this range; what lies beyond becomes its end.
   */
  logits: [least: number, largest: number];
}

/** What a head is taught on. All lists are copied. */
export interface Examples {
  /**
   * `[n][features]`, in real numbers: the output of the layer `network.features`, as
   * `scale * (element - zeroPoint)`.
   */
  features: Float32Array;
  /** The class of each example, from 0 on. */
  classes: Uint16Array;
  /** How many classes there are: at least two, and an example of each. */
  count: number;
}

/** A head that has been taught. */
export interface Fit extends Head {
  /**
   * What was made least: minus the logarithm of the right class's probability, as a mean of the
   * classes' means, and the ridge's part, `ridge / 2 * spread * (sum of the squared weights)`.
   * `spread` is the mean square distance of the features from their mean, so that neither their
   * unit nor the number of pictures matters to the ridge.
   */
  loss: number;
  /** The length of its gradient, in weights for features of mean 0 and spread 1. */
  gradient: number;
  /** How often the examples were gone through. */
  steps: number;
}

/** What heads are worth on recordings that they have not been taught on. */
export interface Assessment {
  /**
   * The best ridge: the largest whose loss is within one standard error of the least, by how the
   * losses of the folds differ.
   */
  ridge: number;
  /**
   * Of each ridge, in the order given: its loss on what was held out, every class alike, and the
   * part of the examples whose class came out first.
   */
  ridges: { ridge: number; loss: number; accuracy: number }[];
  /** With the chosen ridge: how many examples were held out together, and came out right. */
  folds: { examples: number; right: number }[];
  /** In which of the folds each example was held out. */
  held: Uint32Array;
  /** Of every example while it was held out, with the chosen ridge, `[n][classes]`. */
  probabilities: Float32Array;
  /**
   * Classes that recordings could not divide, because they have a single one: held out are their
   * first and their second half, in the order of the examples. Their figures are too good.
   */
  split: number[];
}

/** `using` ends a network as `dispose()` does, where the language's library has it. */
export type Disposables = (SymbolConstructor extends { readonly dispose: infer S extends symbol }
  ? { [K in S]: () => void }
  : object) &
  (SymbolConstructor extends { readonly asyncDispose: infer S extends symbol }
    ? { [K in S]: () => Promise<void> }
    : object);

type Target = Platform<"EventTarget", object>;
type Happening = Platform<"Event", object>;

export interface NetworkEvents {
  /** The engine stopped unexpectedly and is being restarted with its model. */
  restart: Happening & { readonly detail: { reason: string } };
}

/**
 * A model in its engine, which answers one call at a time; the others wait in line.
 *
 * Of a video that plays two frames may be in line, of a canvas 32: `classify` and `look` drop a
 * further one, and reject with an `AbortError`. Everything else is answered in turn, `run` as well;
 * inputs and pictures of more than 512 MB may not wait together. An engine that works on one call
 * for twenty seconds without a sign of life is restarted; time in which the page slept is not
 * counted.
 */
export interface Network extends Target, Disposables {
  /** Which MobileNet it is, with alpha and rho as its shapes have them; null if it is none. */
  readonly family: Family | null;
  readonly layers: Layer[];
  readonly stages: Stage[];
  readonly input: Shape;
  /** What pixels stand for. */
  readonly range: PixelRange;
  /** What its output is, and how its numbers become answers. */
  readonly output: Output;
  /**
   * The layer whose output are its features, on which a head can be taught: the last average over
   * all places or, where there is none, what the classifier reads. Null if there is neither.
   */
  readonly features: number | null;
  /** How many classes it tells apart: the last size of its output; of one number 2, with labels. */
  readonly classes: number;
  readonly labels: string[] | null;
  /**
   * What had to be assumed or left out, each in a sentence that belongs beside the answer: labels
   * that do not fit, say, or a softmax that is added.
   */
  readonly notes: string[];
  readonly macs: number;
  readonly params: number;
  /** Bytes of the model's files. */
  readonly bytes: number;
  /** What it runs on; `threads` is how many there really are. */
  readonly backend: { variant: Variant; dot: Dot; threads: number };

  /**
   * The k best classes, best first. Of a map: its areas, which are adjoining places of one class,
   * each by its strongest place; then the classes that are nowhere the likeliest. Rejects where the
   * output are features.
   */
  classify(
    source: Source,
    options?: number | ClassifyOptions,
    more?: Pick<ClassifyOptions, "crop">,
  ): Promise<(Answer & { index: number })[]>;

  /**
   * The answers of a video that plays, or of a canvas, frame after frame. One frame is on its way
   * at a time, and those that come meanwhile are dropped; rests with a paused video and a hidden
   * page. Ends with the signal, and with the video.
   *
   *     for await (const [best] of net.watch(video)) text.textContent = best.className;
   */
  watch(
    source: Platform<"HTMLVideoElement"> | Platform<"HTMLCanvasElement">,
    options?: WatchOptions,
  ): AsyncGenerator<(Answer & { index: number })[], void, void>;

  /**
   * The network's features for a picture, real numbers: pictures that look alike to the network
   * have features that point the same way (a large cosine). Takes as long as `classify`. Rejects
   * where `features` is null.
   */
  embed(
    source: Source,
    options?: Pick<ClassifyOptions, "crop" | "fit" | "mirror" | "signal">,
  ): Promise<Float32Array<ArrayBuffer>>;

  /**
   * The raw output, a fresh array: bytes (int8 by its bits), or floats from a float model. The
   * input, height * width * channels numbers, is left as it was.
   *
   * Unsigned bytes are pixels (RGB, or grey for one channel), which stand for what `range` says.
   * With `raw`, and as an Int8Array or Float32Array always, they are the network's own numbers, as
   * they are. A quantised model takes each float at the nearest number that it can store; one of -1
   * to 1 as the pixel nearest to (x + 1) * 127.5.
   */
  run(
    input: Uint8Array | Uint8ClampedArray | Int8Array | Float32Array,
    options?: { raw?: boolean },
  ): Promise<Uint8Array | Float32Array>;

  /**
   * The raw outputs of `run` for the input with each of these boxes covered, one after the other,
   * by a grey of `level` (128 if left out). Only what the box can reach is computed again; the
   * bytes are those of a whole run. The input of this call is then the last input.
   */
  runCovered(
    input: Uint8Array | Uint8ClampedArray | Int8Array | Float32Array,
    boxes: Box[],
    options?: { level?: number; raw?: boolean },
  ): Promise<(Uint8Array | Float32Array)[]>;

  /**
   * The raw outputs of `run` for the input with each of these channels of a layer muted (its cells
   * are zero), one after the other; only the layers behind it are computed again. The input of this
   * call is then the last input.
   */
  runMuted(
    input: Uint8Array | Uint8ClampedArray | Int8Array | Float32Array,
    layer: number | string,
    channels: number[],
    options?: { raw?: boolean },
  ): Promise<(Uint8Array | Float32Array)[]>;

  /** What a raw output of `run` means: the k best answers, as `classify` has them. */
  answers(output: Uint8Array | Float32Array, k?: number): (Answer & { index: number })[];

  /** Has pixels stand for something else from now on; null: for what the file says. */
  setRange(range: RangeOption | null): Promise<void>;

  /**
   * Reads the output's numbers otherwise from now on; null: as they are by themselves. Rejects for
   * a network that makes probabilities itself.
   */
  setScores(scores: Scores | null): Promise<void>;

  /** A layer's output for the last input, by index or name. */
  activation(layer: number | string): Promise<Activation>;

  /**
   * Milliseconds for the last input: per layer from the inspecting plan, and the whole network
   * from the fast plan. The two need not add up.
   */
  timings(): Promise<{ layers: number[]; whole: number }>;

  /**
   * The real weights of a channel of a layer's output, in the order of the window and then of the
   * input's channels: those that run, or those of the network without its changes.
   */
  weights(
    layer: number | string,
    channel: number,
    untouched?: boolean,
  ): Promise<{ data: Float32Array; bias: number }>;

  /**
   * How a cell of a convolution's output came about, for the last input, with at most k of its
   * products where they are of many channels (32 if left out). Quantised models only.
   */
  cell(layer: number | string, y: number, x: number, channel: number, k?: number): Promise<Cell>;

  /** The receptive field of a cell in the input and in every layer before it. */
  field(layer: number | string, y: number, x: number): Promise<Field>;

  /** The class activation map of a class, for the last input. */
  cam(index: number): Promise<ClassMap>;

  /**
   * The k largest votes of a position of the last map: classes, and their logits if all positions
   * were like this one.
   */
  votes(
    y: number,
    x: number,
    k?: number,
  ): Promise<{ className: string; index: number; logit: number }[]>;

  /**
   * How many cells of each channel lie at the activation's lower and upper clamp, for the last
   * input.
   */
  clipped(layer: number | string): Promise<{ low: Uint32Array; high: Uint32Array }>;

  /** The k positions where a channel is strongest, for the last input; `value` is real. */
  strongest(
    layer: number | string,
    channel: number,
    k?: number,
  ): Promise<{ y: number; x: number; value: number }[]>;

  /**
   * For each layer of the network that runs, the channels that no input changes, and what they
   * cost. Bounds on every sum, in the reference kernels' own integers, prove it for all inputs;
   * layers of floats have none.
   */
  blanks(): Promise<Blanks[]>;

  /** What a layer reads and makes, as the file has it; with changes, the network that runs. */
  tensors(layer: number | string): Promise<Tensors>;

  /**
   * Runs the network with these changes, in place of those before; an empty list undoes them. Later
   * questions are about the changed network; `look()` also returns the answers of the network
   * without changes.
   */
  change(list: Change[]): Promise<void>;

  /**
   * The network as one `.tflite` file, with the changes that run: it gives the same bytes, here and
   * by TensorFlow Lite's reference kernels. What pixels stand for (`range`) is in it as TensorFlow
   * Lite Metadata, and `labels`, where there is one for each class, are packed behind. Ends of int8
   * become uint8 of the same scale, since LiteRT.js takes no int8. With a `head`, that is in the
   * file in place of everything after the features: stored as the network is, in floats, or with
   * int8 weights that have a scale for each class; its answers then differ from the head's own by
   * these roundings. Rejects where something in the network's own file could not be copied.
   */
  toTflite(options?: { head?: WrittenHead }): Promise<Uint8Array<ArrayBuffer>>;

  /**
   * Makes networks or layers and times them in this engine, in turn, `rounds` samples each (20 if
   * left out); other calls have their turn in between. Another call ends this one, which rejects;
   * one of an empty list only does that.
   */
  time(specs: Timeable | Timeable[], options?: { rounds?: number }): Promise<Timed[]>;

  /**
   * Teaches a head: softmax regression with a ridge, from 0.000001 to 1000000, until the loss is
   * within 0.00000001 of the least. `start` is where to begin, such as the head before the last
   * picture; it saves time and changes nothing else. Every class counts alike, however many
   * examples it has. What takes long lets other calls have their turn in between.
   */
  teach(options: Examples & { ridge: number; start?: Head }): Promise<Fit>;

  /**
   * Compares ridges by cross validation: of at most five folds each is held out in turn, while a
   * head is taught on the others. A recording is held out as a whole; `recordings` has the number
   * of that of each example, and variations of a picture are of its recording, beside it. Every
   * class needs two examples. Other calls have their turn in between. Another call ends this one,
   * which rejects.
   */
  assess(options: Examples & { recordings: Uint32Array; ridges?: number[] }): Promise<Assessment>;

  /** For a live page: one frame's answers, maps, times and replies to questions together. */
  look<Asked extends Questions = Record<never, never>>(
    source: Source,
    options?: LookOptions<Asked>,
  ): Promise<Look<Asked>>;

  /**
   * Measures the machine's peak, again at each call; the engine does nothing else for about a
   * quarter of a second.
   */
  calibrate(): Promise<Peak>;

  /** The SHA-256 of each of the model's files, computed from the bytes that were read. */
  digest(): Promise<string[]>;

  /** Bytes of WebAssembly memory that the engine holds. */
  memory(): Promise<number>;

  /** Ends the worker; pending and later calls reject. */
  dispose(): void;

  addEventListener<K extends keyof NetworkEvents>(
    type: K,
    listener: (event: NetworkEvents[K]) => void,
    options?: boolean | ListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: ((event: Happening) => void) | { handleEvent(event: Happening): void } | null,
    options?: boolean | ListenerOptions,
  ): void;
}

interface ListenerOptions {
  capture?: boolean;
  once?: boolean;
  passive?: boolean;
  signal?: Signal;
}
