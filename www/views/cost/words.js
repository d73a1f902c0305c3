// What the shares by kind of layer say where they are a figure of the text, too: there in the
// language of the text.

import { createSay } from "../../domain/say.js";

/** @import { Say as SayOf } from "../../domain/say.js" */

export const WORDS = {
  byKind: "By kind of layer",
  shares: "Shares of the network by kind of layer",
  caption: "{name}: kinds of layers and their share of the MACs, of the weights and of the time.",
  pointwise: "1×1, pointwise",
  depthwise: "depthwise",
  conv: "standard",
  classifier: "classifier, apart",
  other: "all else",
  macs: "MACs",
  weights: "weights",
  time: "time",
  paper: "paper {share}",
  basis:
    "Weights are counted without biases, as the paper counts them; time is by the inspecting plan.",
  ofThePaper:
    "Paper: MobileNets (arXiv 1704.04861), table 2; its shares of the MACs add up to 99.29 %, " +
    "and the counted ones say that the missing part belongs to the standard convolution.",
  ofAnother:
    "The paper gives 94.86 % of the MACs and 74.59 % of the weights to the 1×1 convolutions of " +
    "MobileNet V1 1.0, 224; another network divides otherwise.",
};

/** @typedef {typeof WORDS} Words */
/** @typedef {SayOf<keyof Words>} Say */

/** @type {Say} */
export const english = createSay(WORDS);
