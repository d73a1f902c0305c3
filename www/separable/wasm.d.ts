/* tslint:disable */
/* eslint-disable */
/**
 * A channel of a layer's output whose cells hold the same numbers for every input.
 */
export interface BlankChannel {
    /**
     * Which of the layer's channels.
     */
    channel: number;
    /**
     * The number, as it is stored; None where cells at the edges hold others than those within.
     */
    number: number | null;
    /**
     * The least and the largest sum of products and bias, over all cells and all inputs. None where
     * the layer makes no such sums.
     */
    sums: [number, number] | null;
}

/**
 * A class activation map.
 */
export interface ClassMap {
    /**
     * What each position of the last map contributes, `[h][w]`.
     */
    data: Float64Array<ArrayBuffer>;
    /**
     * Height and width.
     */
    shape: [number, number];
    /**
     * How the positions come together.
     */
    pool: Pooled;
    /**
     * Whether hidden layers come after that, so that the factors are those of this frame alone.
     */
    hidden: boolean;
    /**
     * The mean of `data`, where the positions are averaged; else their sum.
     */
    mean: number;
    /**
     * The bias of the class.
     */
    bias: number;
    /**
     * Mean and bias: the real-valued logit.
     */
    logit: number;
    /**
     * The logit as the network has stored it.
     */
    stored: number;
    /**
     * Stored less real-valued logit: the two parts that follow.
     */
    remainder: number;
    /**
     * The part that comes from rounding the averages.
     */
    pooling: number;
    /**
     * The part that comes from rounding the logit, and what is between it and the averages.
     */
    rounding: number;
}

/**
 * A fold, and how many of its examples came out right while it was held out.
 */
export interface FoldScore {
    /**
     * Its examples.
     */
    examples: number;
    /**
     * Those whose class came out first.
     */
    right: number;
}

/**
 * A head, and how well it fits.
 */
export interface Fit {
    /**
     * `[classes][length]`, for raw features.
     */
    weights: Float32Array<ArrayBuffer>;
    /**
     * One for each class.
     */
    bias: Float32Array<ArrayBuffer>;
    loss: number;
    /**
     * The length of the loss's gradient.
     */
    gradient: number;
    /**
     * How often the examples were gone through.
     */
    steps: number;
}

/**
 * A multiplier, `mantissa * 2^(shift - 31)`, and how its product is rounded.
 */
export interface Requantization {
    /**
     * Its value.
     */
    real: number;
    /**
     * 31 bits; 0 where the operator multiplies by no such number.
     */
    mantissa: number;
    /**
     * Positive to the left.
     */
    shift: number;
    /**
     * Once or twice, as TensorFlow Lite does.
     */
    rounding: Rounding;
}

/**
 * A network of a known family and its two multipliers.
 */
export interface Family {
    /**
     * Which network of the family.
     */
    version: Version;
    /**
     * The width multiplier alpha: its channels over those of the paper's network.
     */
    alpha: number;
    /**
     * The resolution multiplier rho: the input's height over `resolution`.
     */
    rho: number;
    /**
     * Height and width of the paper's input, in pixels.
     */
    resolution: number;
    /**
     * Whether only its first blocks are there, as where a network finds objects (FOMO).
     */
    cut: boolean;
}

/**
 * A network of the papers.
 */
export type Version = "V1" | "V2" | "V3-Large" | "V3-Small" | "V3-Large-Minimalistic" | "V3-Small-Minimalistic" | "V4-Conv-Small" | "V4-Conv-Medium" | "V4-Conv-Large" | "EfficientNet-Lite0" | "EfficientNet-Lite1" | "EfficientNet-Lite2" | "EfficientNet-Lite3" | "EfficientNet-Lite4" | "MNASNet-A1" | "MNASNet-B1";

/**
 * A network.
 */
export interface Description {
    /**
     * Which network of the MobileNet papers it is; null if it is none.
     */
    family: Family | null;
    layers: LayerDescription[];
    stages: StageDescription[];
    input: [number, number, number];
    /**
     * The type of the input's elements.
     */
    element: Element;
    /**
     * Height, width and classes of the output.
     */
    output: [number, number, number];
    /**
     * How its numbers are to be read.
     */
    scores: Scores;
    /**
     * The layer whose output are its features; null if there is none.
     */
    features: number | null;
    macs: number;
    /**
     * Operations of what is no convolution: additions, products, comparisons and the like.
     */
    operations: number;
    params: number;
    bytes: number;
    /**
     * The label files in the zip behind the model, the best first.
     */
    labelFiles: string[];
    /**
     * Whether its scores are meant to be calibrated.
     */
    calibrated: boolean;
    /**
     * Why its metadata cannot be read; null if it can.
     */
    metadata: string | null;
}

/**
 * A position of a channel.
 */
export interface Position {
    /**
     * Row.
     */
    y: number;
    /**
     * Column.
     */
    x: number;
    /**
     * The real value there.
     */
    value: number;
}

/**
 * A product: (input - its zero point) * (weight - its zero point).
 */
export interface Tap {
    /**
     * Which of the layer's operands it reads.
     */
    operand: number;
    /**
     * Row in the kernel.
     */
    ky: number;
    /**
     * Column in the kernel.
     */
    kx: number;
    /**
     * Row in the input; outside of it for padding.
     */
    y: number;
    /**
     * Column in the input; outside of it for padding.
     */
    x: number;
    /**
     * Channel of the input.
     */
    channel: number;
    /**
     * Whether it falls on padding.
     */
    padding: boolean;
    /**
     * The stored number of the input; for padding what stands there.
     */
    input: number;
    /**
     * The stored number of the weight; one step and its zero point where there is none.
     */
    weight: number;
    /**
     * Both less their zero points, multiplied.
     */
    product: number;
}

/**
 * A ridge, and how it did on what was held out.
 */
export interface RidgeScore {
    /**
     * The ridge.
     */
    ridge: number;
    /**
     * Mean of minus the logarithm of the right class's probability, every class alike.
     */
    loss: number;
    /**
     * The part of the examples whose class came out first.
     */
    accuracy: number;
}

/**
 * A tensor that flows through the network, or a constant beside it.
 */
export interface Operand {
    /**
     * Height, width, channels.
     */
    shape: [number, number, number];
    /**
     * What one element is.
     */
    element: Element;
    /**
     * The real value of one step; 1 for floats.
     */
    scale: number;
    /**
     * The number that stands for zero.
     */
    zeroPoint: number;
    /**
     * Whether it stands in the file.
     */
    constant: boolean;
}

/**
 * An entry of the ladder.
 */
export interface StageDescription {
    kind: 'conv' | 'block' | 'average' | 'maximum' | 'hidden' | 'classifier';
    block: number | null;
    layers: number[];
    macs: number;
    /**
     * Operations of what is no convolution: additions, products, comparisons and the like.
     */
    operations: number;
    params: number;
    bytes: number;
}

/**
 * Bounds of the stored numbers.
 */
export interface Clamp {
    /**
     * The least.
     */
    min: number;
    /**
     * The largest.
     */
    max: number;
}

/**
 * From where a network's range is known.
 */
export type RangeSource = "given" | "metadata" | "quantization" | "network" | "assumed";

/**
 * How a position votes on a class.
 */
export interface Vote {
    /**
     * The class.
     */
    index: number;
    /**
     * The logit if all positions were like this one.
     */
    logit: number;
}

/**
 * How a sum of products is multiplied; TensorFlow Lite's operators differ, and the bytes with
 * them.
 */
export type Rounding = "twice" | "once";

/**
 * How many cells of each channel lie at a clamp.
 */
export interface Clipped {
    /**
     * `[oc]`, at the lower one: for ReLU and ReLU6 zero, else the least that can be stored.
     */
    low: Uint32Array<ArrayBuffer>;
    /**
     * `[oc]`, at the upper one: for ReLU6 six, else the most that can be stored.
     */
    high: Uint32Array<ArrayBuffer>;
}

/**
 * How often numbers occur: `low` to `high` in equal parts.
 */
export interface Histogram {
    /**
     * The least number that is counted.
     */
    low: number;
    /**
     * The largest one.
     */
    high: number;
    /**
     * Of bytes one for each number.
     */
    counts: Uint32Array<ArrayBuffer>;
}

/**
 * How the numbers of an output are to be read.
 */
export type Scores = "softmax" | "logistic" | "logits" | "features";

/**
 * How the positions of the last map come together.
 */
export type Pooled = "average" | "maximum" | "flat";

/**
 * Multiply-accumulates a second of one thread, in the inner loop with all operands in cache.
 */
export interface Peak {
    /**
     * Of quantised layers, with the dot product that the engine uses.
     */
    integer: number;
    /**
     * Of float layers.
     */
    float: number;
}

/**
 * One operator.
 */
export interface LayerDescription {
    name: string;
    kind: LayerKind;
    /**
     * The number of the block that it belongs to, from 1.
     */
    block: number | null;
    /**
     * What it does in the block.
     */
    role: Role | null;
    /**
     * The index of its stage.
     */
    stage: number;
    /**
     * The layers whose outputs it reads; -1 the network's input.
     */
    inputs: number[];
    input: [number, number, number];
    output: [number, number, number];
    kernel: [number, number] | null;
    stride: [number, number] | null;
    element: Element;
    scale: number;
    zeroPoint: number;
    macs: number;
    /**
     * Operations of what is no convolution: additions, products, comparisons and the like.
     */
    operations: number;
    params: number;
    bytes: number;
}

/**
 * Products that are left out of a list.
 */
export interface Rest {
    /**
     * How many.
     */
    count: number;
    /**
     * Their sum.
     */
    sum: number;
}

/**
 * Rows and columns; the last ones are excluded.
 */
export interface Area {
    /**
     * The first row.
     */
    top: number;
    /**
     * The first column.
     */
    left: number;
    /**
     * The row after the last one.
     */
    bottom: number;
    /**
     * The column after the last one.
     */
    right: number;
}

/**
 * The arithmetic of a cell: products, their sum, and how the sum becomes the cell.
 *
 * Of a layer that computes with bytes, all numbers but `unit` and the real ones are exact integers;
 * of one that computes with floats, they are single precision. Every operator fits this form:
 *
 * | operator | taps | accumulator |
 * |---|---|---|
 * | convolutions | input times weight | sum and bias |
 * | MUL | one: first operand times second | the product |
 * | ADD, SUB | two: the operands, of equal `unit`; `weight` is 1 or -1 | their sum |
 * | averages | the numbers of the window | their sum |
 * | maxima | the numbers of the window | the largest |
 * | HARD_SWISH | one: the number times its gate `relu6(x + 3) / 6`, which is the `weight` | the product |
 * | SOFTMAX | the exponentials of all numbers, less the largest | the cell's own |
 * | others | the one number that the cell is made of | that number |
 */
export interface Cell {
    /**
     * What the input's numbers mean; those of the first operand.
     */
    input: Quantization;
    /**
     * What the weight's numbers mean; of ADD, SUB and MUL those of the second operand.
     */
    weight: Quantization;
    /**
     * What the output's numbers mean.
     */
    output: Quantization;
    /**
     * Which operand is a constant, if one is.
     */
    constant: number | null;
    /**
     * The products in the order of the window; of a layer that has more than `k` of them, and is
     * not depthwise, the largest by magnitude, of a maximum by value, the largest first.
     */
    taps: Tap[];
    /**
     * The products that are not among `taps`.
     */
    rest: Rest;
    /**
     * The sum of all products.
     */
    sum: number;
    /**
     * The bias.
     */
    bias: number;
    /**
     * What is multiplied.
     */
    accumulator: number;
    /**
     * The real value of one step of products, sum, bias and accumulator.
     */
    unit: number;
    /**
     * What the accumulator is multiplied by.
     */
    multiplier: Requantization;
    /**
     * The accumulator times the multiplier; with the output's zero point it is clamped ...
     */
    scaled: number;
    /**
     * ... to the bounds of the activation function ...
     */
    clamp: Clamp;
    /**
     * ... and stored.
     */
    number: number;
    /**
     * What the stored number means.
     */
    real: number;
    /**
     * The number that the layer has made: the same for bytes. Sums of floats depend on their order,
     * which is another one there.
     */
    stored: number;
}

/**
 * The blank channels of a layer, and what they cost.
 */
export interface Blanks {
    /**
     * In their order.
     */
    channels: BlankChannel[];
    /**
     * Multiply-accumulates of this layer that no input needs: those of its blank channels, and those
     * that read blank channels of its input.
     */
    macs: number;
}

/**
 * The kind of a layer, in the words of the MobileNet papers.
 */
export type LayerKind = "conv" | "depthwise" | "pointwise" | "classifier" | "pool" | "maxPool" | "add" | "subtract" | "multiply" | "clamp" | "hardSwish" | "logistic" | "pad" | "concat" | "transpose" | "reshape" | "quantize" | "softmax";

/**
 * The part of one value that a cell depends on.
 */
export interface Extent {
    /**
     * Inside the value.
     */
    box: Area;
    /**
     * With the padding that windows reach into, as if every value had no edge.
     */
    unclipped: Area;
}

/**
 * The receptive field of a cell (Araujo et al., "Computing Receptive Fields of Convolutional Neural
 * Networks", Distill 2019).
 */
export interface Field {
    /**
     * In the network's input.
     */
    box: Area;
    /**
     * In the network's input, with the padding that windows reach into.
     */
    unclipped: Area;
    /**
     * In the output of each layer, up to the cell's own; None where the cell does not depend on it.
     */
    layers: (Extent | null)[];
}

/**
 * The tensors of a layer, and how its window lies on them.
 */
export interface Tensors {
    /**
     * Its operands in their order.
     */
    inputs: Operand[];
    /**
     * The weights of a convolution.
     */
    weights: WeightTensor | null;
    /**
     * What it makes.
     */
    output: Operand;
    /**
     * Zeros around the input, where a window slides over it: rows above, columns on the left, rows
     * below, columns on the right.
     */
    padding: [number, number, number, number] | null;
    /**
     * Vertical and horizontal distance of the window's taps.
     */
    dilation: [number, number] | null;
    /**
     * What the result is clamped to.
     */
    activation: 'none' | 'relu' | 'relu6' | 'reluN1To1';
}

/**
 * The times of a model, and what it costs.
 */
export interface Timed {
    /**
     * Median of the samples, in milliseconds of one run.
     */
    median: number;
    /**
     * The least sample, in milliseconds of one run.
     */
    min: number;
    /**
     * Number of samples.
     */
    count: number;
    /**
     * Multiply-accumulates of one run.
     */
    macs: number;
    /**
     * Weights and biases.
     */
    params: number;
    /**
     * Bytes of weights and biases.
     */
    bytes: number;
}

/**
 * The type of an activation's elements.
 */
export type Element = "u8" | "i8" | "f32";

/**
 * The weights of one output channel.
 */
export interface ChannelWeights {
    /**
     * Real weights, `[kh][kw][c]` of a convolution, `[kh][kw]` of a depthwise one.
     */
    data: Float32Array<ArrayBuffer>;
    /**
     * The real bias.
     */
    bias: number;
}

/**
 * Weights, and how often each number occurs among them.
 */
export interface WeightTensor {
    /**
     * `[oc][kh][kw][c]`; `[1][kh][kw][oc]` of a depthwise layer.
     */
    shape: [number, number, number, number];
    /**
     * What one weight is in the file.
     */
    stored: 'u8' | 'i8' | 'f16' | 'f32';
    /**
     * One for all, or one for each output channel; none where it computes with floats.
     */
    scales: Float32Array<ArrayBuffer>;
    /**
     * The number that stands for zero.
     */
    zeroPoint: number;
    /**
     * Of the stored numbers; of the real ones where it computes with floats.
     */
    histogram: Histogram;
}

/**
 * What a layer does in its block.
 */
export type Role = "expansion" | "depthwise" | "gate" | "projection" | "residual";

/**
 * What a stored number means: real = scale * (number - zero point).
 */
export interface Quantization {
    /**
     * The real value of one step.
     */
    scale: number;
    /**
     * The number that stands for zero.
     */
    zeroPoint: number;
}

/**
 * What an assessment found.
 */
export interface Assessed {
    ridge: number;
    ridges: RidgeScore[];
    folds: FoldScore[];
    held: Uint32Array<ArrayBuffer>;
    /**
     * `[n][classes]`.
     */
    probabilities: Float32Array<ArrayBuffer>;
    split: number[];
}

/**
 * What pixels stand for: `low` to `high`, or `(pixel - mean) / std` of each channel.
 */
export interface PixelRange {
    low: number | null;
    high: number | null;
    mean: number[] | null;
    std: number[] | null;
    /**
     * Whether bytes go into a quantised network as they are.
     */
    bytes: boolean;
    source: RangeSource;
}


/**
 * An assessment over folds.
 */
export class Assessment {
    free(): void;
    /**
     * Goes through the examples once; returns whether there is more to do.
     */
    advance(): boolean;
    /**
     * What it has found; undefined as long as there is more to do.
     */
    assessed(): Assessed | undefined;
    /**
     * Begins to assess heads of `count` classes over ridges (a grid, if left out); each example is
     * of a recording.
     *
     * # Errors
     * A sentence that says what is wrong with them.
     */
    constructor(features: Float32Array | number[], classes: Uint16Array | number[], count: number, recordings: Uint32Array | number[], ridges?: Float64Array | number[] | null);
}

/**
 * A benchmark of networks and layers, in the engine of a session.
 */
export class Benchmark {
    private constructor();
    free(): void;
    /**
     * Goes on for a moment; returns whether there is more to do.
     */
    advance(): boolean;
    /**
     * Adds a layer or block: "standard", "depthwise", "pointwise" or "block".
     *
     * # Errors
     * A sentence, if there is no such layer, or it is too large.
     */
    layer(kind: string, h: number, w: number, c: number, channels: number, kernel: number, stride: number): void;
    /**
     * Adds a MobileNet of version 1 or 2; `standard` for one of standard convolutions alone.
     *
     * # Errors
     * A sentence, if there is no such network, or it is too large.
     */
    network(version: number, standard: boolean, alpha: number, size: number, classes: number): void;
    /**
     * The times so far, in the order of the entries.
     */
    timed(): Timed[];
}

/**
 * Changes of a network, added one by one.
 */
export class Changes {
    free(): void;
    /**
     * Mutes a channel of a layer's output.
     */
    mute(layer: number, channel: number): void;
    /**
     * None yet.
     */
    constructor();
    /**
     * Replaces the kernel of a channel of a depthwise layer: real weights, `[kh][kw]`.
     */
    replace(layer: number, channel: number, kernel: Float32Array | number[]): void;
}

/**
 * A model, ready to run.
 */
export class Session {
    free(): void;
    /**
     * The raw output of a layer for the present input, i8 by its bits.
     *
     * # Errors
     * A sentence, if there is no such layer, or no input yet.
     */
    activation(layer: number): Uint8Array;
    /**
     * A benchmark of so many rounds, without entries yet.
     */
    benchmark(rounds: number): Benchmark;
    /**
     * The channels of each layer that no input changes.
     */
    blanks(): Blanks[];
    /**
     * The peak of one thread of this machine. Takes about a quarter of a second.
     *
     * # Errors
     * A sentence, if the sums come out wrong or nothing can be timed.
     */
    calibrate(): Peak;
    /**
     * The class activation map of a class.
     *
     * # Errors
     * A sentence, if there is no such class, or the network does not end in an average and a
     * classifier.
     */
    cam(index: number): ClassMap;
    /**
     * The arithmetic of a cell; at most `k` of its products (32 if left out), where they are of many
     * channels.
     *
     * # Errors
     * A sentence, if there is no such cell, or it is not a sum of products of bytes.
     */
    cell(layer: number, y: number, x: number, channel: number, k?: number | null): Cell;
    /**
     * Runs the network with these changes, in place of those before.
     *
     * # Errors
     * A sentence, if there is no such channel, or no kernel of that size; nothing changes then.
     */
    change(arg0: Changes): void;
    /**
     * How many cells of each channel the activation function clips.
     *
     * # Errors
     * A sentence, if there is no such layer.
     */
    clipped(layer: number): Clipped;
    /**
     * The raw outputs for the present input with each of these boxes covered, one after the other; a
     * box is its top, left, bottom and right in the network's input, the last two excluded, and
     * becomes a grey of `level`.
     *
     * # Errors
     * A sentence, if there is no input yet.
     */
    covered(boxes: Uint32Array | number[], level: number): Uint8Array;
    /**
     * The network in words and numbers.
     */
    describe(): Description;
    /**
     * The network's features for the last run by the fast plan, raw; undefined where that does not
     * keep them.
     */
    features(): Uint8Array | undefined;
    /**
     * The receptive field of a cell.
     *
     * # Errors
     * A sentence, if there is no such cell.
     */
    field(layer: number, y: number, x: number): Field;
    /**
     * The present picture: pixels, `[h][w][c]`, RGB or grey.
     */
    input(): Uint8Array;
    /**
     * The raw outputs for the present input with each of these channels of a layer muted, one after
     * the other.
     *
     * # Errors
     * A sentence, if there is no such layer or channel, or no input yet.
     */
    muted(layer: number, channels: Uint32Array | number[]): Uint8Array;
    /**
     * Reads the parts of a model (a whole one, or body and head) and packs its weights; `dot`
     * says how products are to be summed, where that is not left to a probe.
     *
     * # Errors
     * A sentence that says what is wrong with the files.
     */
    constructor(parts: Uint8Array[], dot?: string | null);
    /**
     * The raw output of the baseline for the present input; nothing where there are no changes.
     */
    outputOfBaseline(): Uint8Array | undefined;
    /**
     * The raw output of the last run.
     */
    output(): Uint8Array;
    /**
     * A buffer for a frame, `[height][width][4]` RGBA; fill it at once.
     */
    pixels(height: number, width: number): Uint8Array;
    /**
     * Sets the input to the frame in [`Self::pixels`], resized. Returns whether the network has
     * to run: false where the input stays the same and its output is there.
     *
     * # Errors
     * A sentence, if the frame is empty or of another size.
     */
    prepare(height: number, width: number, mirror: boolean): boolean;
    /**
     * What pixels stand for.
     */
    range(): PixelRange;
    /**
     * Has pixels stand for what the file says, or else is assumed.
     */
    resetRange(): void;
    /**
     * Runs the fast plan on the present input.
     */
    run(): void;
    /**
     * Sets the input: pixels, `[h][w][c]`, RGB or grey.
     *
     * # Errors
     * A sentence, if there are not as many as the model takes.
     */
    setInput(pixels: Uint8Array | number[]): void;
    /**
     * Has pixels stand for `low`, 0, to `high`, 255.
     *
     * # Errors
     * A sentence, if these are not two numbers.
     */
    setInterval(low: number, high: number): void;
    /**
     * Has pixels stand for `(pixel - mean) / std`.
     *
     * # Errors
     * A sentence, if these are for other channels than the network has, or a deviation is zero.
     */
    setNormalization(mean: Float32Array | number[], std: Float32Array | number[]): void;
    /**
     * Sets the input to the network's own numbers, `[h][w][c]`, i8 by its bits.
     *
     * # Errors
     * A sentence, if there are not as many as the model takes.
     */
    setOwnInput(bytes: Uint8Array | number[]): void;
    /**
     * Sets the input as real numbers, `[h][w][c]`.
     *
     * # Errors
     * A sentence, if there are not as many as the model takes.
     */
    setRealInput(real: Float32Array | number[]): void;
    /**
     * The `k` positions (5 if left out) where a channel is strongest.
     *
     * # Errors
     * A sentence, if there is no such layer or channel.
     */
    strongest(layer: number, channel: number, k?: number | null): Position[];
    /**
     * What a layer reads and makes.
     *
     * # Errors
     * A sentence, if there is no such layer.
     */
    tensors(layer: number): Tensors;
    /**
     * Milliseconds of each layer for the present input, from the inspecting plan.
     *
     * # Errors
     * A sentence, if there is no input yet.
     */
    timings(): Float64Array;
    /**
     * The network that runs, with its changes, as a `.tflite` file with these labels. `parts` are the
     * files that it was read from, which are not kept here. With weights, `[classes][features]`,
     * biases, and the least and largest logit of its pictures, that head is in place of its own.
     *
     * # Errors
     * A sentence, if its file cannot be copied as a whole, or the head is for no features of this
     * network.
     */
    toTflite(parts: Uint8Array[], labels: string[], weights?: Float32Array | number[] | null, bias?: Float32Array | number[] | null, logits?: Float32Array | number[] | null): Uint8Array;
    /**
     * The `k` largest votes (5 if left out) of a position of the last map.
     *
     * # Errors
     * A sentence, if there is no such position, or as [`Self::cam`].
     */
    votes(y: number, x: number, k?: number | null): Vote[];
    /**
     * The real weights of an output channel: those that run, or those of the baseline.
     *
     * # Errors
     * A sentence, if the layer has none.
     */
    weights(layer: number, channel: number, baseline?: boolean | null): ChannelWeights;
}

/**
 * A head that is being taught.
 */
export class Teaching {
    free(): void;
    /**
     * Goes through the examples once; returns whether there is more to do.
     */
    advance(): boolean;
    /**
     * What it has come to.
     */
    fit(): Fit;
    /**
     * Begins to teach `count` classes by `features`, `[n][length]`, each of a class; from a head, if
     * its weights and biases are given.
     *
     * # Errors
     * A sentence that says what is wrong with them.
     */
    constructor(features: Float32Array | number[], classes: Uint16Array | number[], count: number, ridge: number, weights?: Float32Array | number[] | null, bias?: Float32Array | number[] | null);
}

/**
 * The fastest kind of dot product on this machine: "unsigned", "signed", "u8-pairs" or "i16".
 */
export function dot(): string;

/**
 * In a worker thread that trapped: tells the thread that waits for it.
 */
export function markCrashed(): void;

/**
 * This binary, for a worker thread to start it on the same memory.
 */
export function module(): any;

/**
 * In a new worker thread: its number. Sessions opened from now on use it.
 */
export function registerThread(): number;

/**
 * In a worker thread: takes part in every frame, forever.
 */
export function runThread(number: number): void;

/**
 * Runs one small convolution whose bytes are known.
 *
 * # Errors
 * A sentence, if this browser computes other bytes.
 */
export function selfTest(): void;

export function start(): void;

/**
 * Panics: for tests of the restart, which the worker takes by a message of its own.
 */
export function trap(): void;

/**
 * The instructions of this binary: "simd128" or "relaxed".
 */
export function variant(): string;

export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

export interface InitOutput {
    readonly memory: WebAssembly.Memory;
}

export type SyncInitInput = BufferSource | WebAssembly.Module;

/**
 * Instantiates the given `module`, which can either be bytes or
 * a precompiled `WebAssembly.Module`.
 *
 * @param {{ module: SyncInitInput, memory?: WebAssembly.Memory, thread_stack_size?: number }} module - Passing `SyncInitInput` directly is deprecated.
 * @param {WebAssembly.Memory} memory - Deprecated.
 *
 * @returns {InitOutput}
 */
export function initSync(module: { module: SyncInitInput, memory?: WebAssembly.Memory, thread_stack_size?: number } | SyncInitInput, memory?: WebAssembly.Memory): InitOutput;

/**
 * If `module_or_path` is {RequestInfo} or {URL}, makes a request and
 * for everything else, calls `WebAssembly.instantiate` directly.
 *
 * @param {{ module_or_path: InitInput | Promise<InitInput>, memory?: WebAssembly.Memory, thread_stack_size?: number }} module_or_path - Passing `InitInput` directly is deprecated.
 * @param {WebAssembly.Memory} memory - Deprecated.
 *
 * @returns {Promise<InitOutput>}
 */
export default function __wbg_init (module_or_path: { module_or_path: InitInput | Promise<InitInput>, memory?: WebAssembly.Memory, thread_stack_size?: number } | InitInput | Promise<InitInput>, memory?: WebAssembly.Memory): Promise<InitOutput>;

/**
 * Adds the second part of the binary, which some methods need.
 */
export function extend(module: WebAssembly.Module): void;

/**
 * Forgets the binary, so that another one can be started.
 */
export function forget(): void;
