// What the view Why says where it is a figure of the text, too: there in the text's language.

import { createSay } from "../../domain/say.js";

/** @import { Say as SayOf } from "../../domain/say.js" */

export const WORDS = {
  // the picture
  over: "The map over the frame",
  map: "map",
  opacity: "Opacity",
  draw: "Draw",
  places: "places",
  smoothed: "smoothed",
  against: "{value} against",
  for: "{value} for",
  scope:
    "Green favours {name}, violet is against it. Scale: this class, this frame; strongest colour " +
    "= ±{value}.",
  hint:
    "Point at a place, or move there with the arrow keys, to see what it votes for. A click pins " +
    "it.",
  field:
    "Through all layers, the place in row {y}, column {x} sees {w}×{h} of the {size} pixels " +
    "(dashed): its number is about more than the pixels under it.",
  keys: "{h} by {w} places of the frame. Arrow keys move; Escape clears the place.",
  caption:
    "Class activation map of {name} over the frame: what each of {h}×{w} places of the last map " +
    "adds to the logit's mean. Green for, violet against, strongest colour = ±{value}.",
  // the account
  account: "From the places to the answer",
  allFavour: "All {count} places favour it.",
  noneFavours: "None of the {count} places favours it.",
  someFavour: "{above} of {count} places favour it, {others} do not.",
  mostFavour: "{above} of {count} places favour it, 1 does not.",
  strongest: "The strongest (row {y}, column {x}) adds {share}.",
  strongestOfMean: "The strongest (row {y}, column {x}: {value}) adds {share} to the mean.",
  mean: "mean of the {count} places",
  sum: "sum of the {count} places",
  bias: "plus the bias of {name}",
  biases: "plus what no place changes: biases",
  logitOfSoftmax: "is the logit, the score before softmax",
  logitOfSigmoid: "is the logit, the score before the sigmoid",
  stored: "stored by the network",
  storedByte: "stored by the network, as byte {byte}",
  difference: "difference",
  roundingMeans: "from rounding the averages",
  roundingPlaces: "from rounding the places",
  rounding: "from rounding the logit",
  roundingHidden: "from rounding in the hidden layers and of the logit",
  floats: "This network computes in 32-bit floats, so little is rounded.",
  byteStep: "A step of that byte is {step}, so rounding changes the logit by at most {half}.",
  softmax: "Softmax over all {count} logits turns it into {share}.",
  sigmoid: "The sigmoid turns it into {share}.",
  // the votes
  votes: "What a place votes for",
  choose: "Choose a place of the map: what would the answer be if the whole frame were like it?",
  place: "Row {y}, column {x}",
  vote:
    "{value} for {name} before the bias. If every place were like this one, the logits would " +
    "be:",
  why: "Why “{name}”?",
  said: "{place}: {value} for {name}; ",
  votesFor: "it votes for {votes}.",
  // where the output is a map
  classesOver: "The classes over the frame",
  tally: "Places of each class",
  count: "{n} of {count}",
  clear: "{n} of {count} places are {name}, and stay clear.",
  classless: "{n} of {count} places have no class, and stay clear.",
  classHint:
    "Point at a place, or move there with the arrow keys, to see its class and what of the " +
    "picture it sees. A click pins it.",
  classCaption:
    "The classes of {h}×{w} places over the frame: each place in the colour of its class, the " +
    "stronger the likelier.",
  unlikely: "no class is likelier than not",
  classOf: "{place}: {name}, {share}.",
  sees: "It sees {w}×{h} pixels (dashed).",
  // instead of a map
  none: "This network has no such map: {problem}.",
  instead:
    "What each channel does to the answer can be measured for any network: mute channels in the " +
    "view “What if?”.",
};

/** @typedef {typeof WORDS} Words */
/** @typedef {SayOf<keyof Words>} Say */

/** @type {Say} */
export const english = createSay(WORDS);
