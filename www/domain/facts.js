// The numbers of the text: of the running network, and of the block that the story explains.

import { blocksOf, formOf, priceOf } from "./block-cost.js";
import { NETWORKS, TOP1 } from "./published.js";

/**
 * @import { Fact } from "./localized-numbers.js"
 * @import { Description, Layer, Measured } from "./state.js"
 */

/** @typedef {Record<string, Fact>} Facts */

const FRAMES = 30; // of a camera, per second

/**
 * @param {Fact["as"]} as
 * @returns {(value: number) => Fact}
 */
const kind = (as) => (value) => ({ as, value });
const count = kind("count");
const big = kind("big");
const percent = kind("percent");
const ratio = kind("ratio");
const plain = kind("plain");

/**
 * Multiplications for one number of a layer's output.
 * @param {Layer} layer
 */
const each = ({ macs, output: [h, w, c] }) => macs / (h * w * c);

/**
 * Whether the depthwise layer of a stage has stride 2.
 * @param {Description} network
 * @param {number} stage
 */
export const halves = (network, stage) =>
  network.stages[stage]?.kind === "block" &&
  network.stages[stage].layers.some((i) => {
    const { kind, stride } = network.layers[i];
    return kind === "depthwise" && !!stride && stride[0] > 1;
  });

/**
 * The share of all layers of a kind in a quantity of the network.
 * @param {Description} network
 * @param {string} wanted a kind
 * @param {(layer: number) => number} weight
 */
function share(network, wanted, weight) {
  let own = 0;
  let all = 0;
  network.layers.forEach(({ kind }, i) => {
    all += weight(i);
    if (kind === wanted) own += weight(i);
  });
  return own / all;
}

/**
 * The standard convolution at the start of a network.
 * @param {Description} network
 */
const firstOf = (network) => network.layers.find(({ kind }) => kind === "conv");

/** The block whose view of the picture is told, where there are so many. */
const SIXTH = 6;

/**
 * How many pixels wide is what a cell after a stage sees, were the picture without end; NaN where
 * an average on the way sees it all.
 * @param {Description} network
 * @param {number} stage
 */
function fieldOf({ layers, stages }, stage) {
  let [side, step] = [1, 1];
  for (const i of stages.slice(0, stage + 1).flatMap(({ layers }) => layers)) {
    const { kind, kernel, stride } = layers[i];
    if (kind === "pool" || kind === "classifier") return NaN;
    side += ((kernel?.[1] ?? 1) - 1) * step;
    step *= stride?.[1] ?? 1;
  }
  return side;
}

/**
 * Of one block.
 * @param {Description} network
 * @param {number} stage
 * @returns {Facts}
 */
function blockFacts(network, stage) {
  const form = formOf(network, stage);
  if (!form) return {};
  const [, , inputs, outputs, kernel] = form;
  const { oh, ow, standard, depthwise, pointwise, separable } = priceOf(form);
  const kk = kernel ** 2;
  return {
    k: plain(kernel),
    kk: count(kk),
    M: count(inputs),
    N: count(outputs),
    h: plain(oh),
    w: plain(ow),
    standardEach: count(standard.macs / (oh * ow * outputs)),
    depthwiseEach: count(depthwise.macs / (oh * ow * inputs)),
    pointwiseEach: count(pointwise.macs / (oh * ow * outputs)),
    standardMacs: count(standard.macs),
    depthwiseMacs: count(depthwise.macs),
    pointwiseMacs: count(pointwise.macs),
    separableMacs: count(separable.macs),
    depthwiseShare: ratio(depthwise.macs / standard.macs),
    pointwiseShare: ratio(pointwise.macs / standard.macs),
    depthwiseOfBlock: percent(depthwise.macs / separable.macs),
    pointwiseOfBlock: percent(pointwise.macs / separable.macs),
    ratio: ratio(separable.macs / standard.macs),
    times: plain(Number((standard.macs / separable.macs).toFixed(1))),
    mistold: ratio(1 / (outputs + kk)),
  };
}

/**
 * Of the whole network.
 * @param {Description} network
 * @returns {Facts}
 */
function networkFacts(network) {
  const { layers, macs, params, input, family } = network;
  const first = firstOf(network);
  const window = first?.kernel ? first.kernel[0] * first.kernel[1] : NaN;
  const blocks = blocksOf(network);
  const ratios = blocks.map(({ form }) => priceOf(form).ratio);
  const last = blocks.at(-1)?.form;
  const sixth = blocks[Math.min(SIXTH, blocks.length) - 1];
  const places = last ? priceOf(last).oh * priceOf(last).ow : NaN;
  return {
    sixth: plain(sixth?.block ?? NaN),
    field: plain(sixth ? fieldOf(network, sixth.stage) : NaN),
    wide: plain(256 / 9),
    places: plain(places),
    lone: plain(3 * places),
    loneMean: plain(3),
    byteReal: plain((178 - 128) * 0.02),
    byteWithout: plain(178 * 0.02),
    classes: count(network.classes),
    even: ratio(1 / network.classes),
    macs: big(macs),
    macsMillions: count(macs / 1e6),
    params: big(params),
    perSecond: big(macs * FRAMES),
    perSecondMillions: count((macs * FRAMES) / 1e6),
    frames: plain(FRAMES),
    vgg: big(NETWORKS[0].macs),
    vggRight: plain(NETWORKS[0].top1),
    mobileRight: plain(NETWORKS[1].top1),
    firstK: plain(first?.kernel?.[0] ?? NaN),
    firstKK: count(window),
    firstM: count(first?.input[2] ?? NaN),
    firstN: count(first?.output[2] ?? NaN),
    firstEach: count(first ? each(first) : NaN),
    firstSide: plain(first?.output[0] ?? NaN),
    blocks: plain(blocks.length),
    halvings: plain(blocks.filter(({ stage }) => halves(network, stage)).length),
    lastSide: plain(last ? priceOf(last).oh : NaN),
    lastN: count(last?.[3] ?? NaN),
    leastBlock: plain(blocks[ratios.indexOf(Math.max(...ratios))]?.block ?? NaN),
    leastRatio: ratio(Math.max(...ratios)),
    bestRatio: ratio(Math.min(...ratios)),
    depthwiseOfMacs: percent(share(network, "depthwise", (i) => layers[i].macs)),
    pointwiseOfMacs: percent(share(network, "pointwise", (i) => layers[i].macs)),
    pointwiseOfParams: percent(share(network, "pointwise", (i) => layers[i].params)),
    alpha: plain(family?.alpha ?? NaN),
    rho: plain(family?.rho ?? NaN),
    side: plain(input[0]),
    thinRight: plain(TOP1[0.25][224]),
    smallRight: plain(TOP1[0.5][128]),
  };
}

/**
 * @param {Description} network
 * @param {number} stage of a block
 * @returns {Facts}
 */
export const factsOf = (network, stage) => ({
  ...networkFacts(network),
  ...blockFacts(network, stage),
});

/**
 * Measured numbers.
 * @param {Description} network
 * @param {Measured} measured
 * @returns {Facts}
 */
export function measuredFacts(network, { layers: times, layersCount, infer }) {
  const known = times?.length === network.layers.length;
  return {
    frameMs: { as: "ms", value: infer.median },
    frameCount: count(infer.count),
    timesCount: count(layersCount),
    ...(times &&
      known && { depthwiseOfTime: percent(share(network, "depthwise", (i) => times[i])) }),
  };
}

/**
 * The approximate cost of a network at another width and resolution. All channels scale with alpha,
 * except colours and classes; all positions scale with the picture, except those after the average.
 * V2's rounding of channels to multiples of eight is left out.
 * @param {Description} network
 * @param {number} alpha
 * @param {number} side of the picture
 */
export function priceAt(network, alpha, side) {
  const thinner = alpha / (network.family?.alpha ?? 1);
  let macs = 0;
  let params = 0;
  const first = firstOf(network);
  for (const layer of network.layers) {
    const one = layer === first || layer.kind === "depthwise" || layer.kind === "classifier";
    const fewer = one ? thinner : thinner ** 2;
    const [h] = layer.output;
    const halvings = Math.round(Math.log2(network.input[0] / h));
    const places = h === 1 ? 1 : (Math.ceil(side / 2 ** halvings) / h) ** 2;
    macs += layer.macs * fewer * places;
    params += layer.params * fewer;
  }
  return { macs, params };
}
