// What the stage view says where it is a figure of the text, too: there in the text's language.

import { createSay } from "../../domain/say.js";
import { SCENE } from "../../domain/stages.js";

/** @import { Say as SayOf } from "../../domain/say.js" */

export const WORDS = {
  ...SCENE,
  // the player
  play: "Play",
  pause: "Pause",
  previous: "Previous cell",
  next: "Next cell",
  cells: "Cell, row after row",
  slide: "Slide the kernel over the map",
  where: "row {y}, column {x}",
  whereOf: "row {y}, column {x} of {h} × {w}",
  // a layer
  cost: "{macs} MACs, {share} · {params} params",
  none: "no",
  computed: "Computed: {macs} MACs, {share} of the network's; {params} weights and biases",
  zerosAround: "Zeros stand around the input, {n} rows or columns on each side.",
  zerosAround1: "Zeros stand around the input, 1 row or column on each side.",
  above: "{n} rows above",
  above1: "1 row above",
  below: "{n} rows below",
  below1: "1 row below",
  left: "{n} columns at the left",
  left1: "1 column at the left",
  right: "{n} columns at the right",
  right1: "1 column at the right",
  and: " and ",
  zeros:
    "Zeros: {sides}, none elsewhere (TensorFlow's SAME). Symmetric padding would have {n} on " +
    "every side, and each window {n} places further up and left.",
  zeros1:
    "Zeros: {sides}, none elsewhere (TensorFlow's SAME). Symmetric padding would have 1 on " +
    "every side, and each window 1 place further up and left.",
  // its maps
  map: "map",
  maps: "grid of maps",
  channel: "Channel {n} of {count}",
  class: "{name} · class {n} of {count}",
  sees: "What the model sees",
  picture: "What the model sees: {shape} numbers, {colours}.",
  grey: "grey",
  rgb: "red, green and blue",
  red: "red",
  green: "green",
  blue: "blue",
  pictureKeys: "The picture. {keys}",
  keys: "Arrow keys move the cell in focus, Enter opens its arithmetic.",
  input: "Input map {n}",
  inputKeys: "Input map {n}. {keys}",
  inputCaption: "Input map {n} of {count} of {stage}, {h} × {w}; {scope}, {low} to {high}.",
  colours: "Colours: {scope}",
  ofLayer: "this layer, this frame",
  ofChannel: "channel {n} alone, this frame",
  outputCaption: "{title}: {label}, of {stage}, {h} × {w}; colours: {scope}, {low} to {high}.",
  outputKeys:
    "{title}, {label}: {h} by {w} cells. Arrow keys move, Enter opens the arithmetic of a cell, " +
    "Escape closes it.",
  everywhere: "{value} everywhere",
  blank: "Channel {n} is blank, whatever the camera sees: {places}.",
  blankEverywhere: "all of its cells always hold one number",
  blankEdges:
    "its cells never change, though those at the edges, where zeros stand around the input, can " +
    "hold another number than the others",
  blankSum: "The sum of its products and its bias is {low} for every picture.",
  blankSums:
    "The sum of its products and its bias lies between {low} and {high} for every picture{end}.",
  blankSame: ", and all that lies between becomes one number",
  blankMaps: "{n} of them blank",
  outputMaps: "output maps",
  inputMaps: "input maps",
  inputs: "Input maps",
  galleryKeys:
    "{title}: {n} channels. Arrow keys move from one to the next, Enter goes into its map.",
  galleryCaption: "{title} of {stage}: all {n} channels, {h} × {w} each; colours: {scale}.",
  oneScale: "one scale for the whole layer",
  ownScale: "each channel by itself",
  all: "All {n}",
  allEach: "All {n}, {shape} each",
  // its weights
  kernel: "× kernel {n}",
  strongest: "strongest colour = ±{value}",
  row: "row of weights",
  weights: "Weights of output {n}",
  classWeights: "Weights of class {n}",
  weightsCaption:
    "{title} weights of output {n} of {stage} over its {count} inputs, {order}; green above " +
    "zero, violet below.",
  bySize: "the largest first",
  inOrder: "in the order of the channels",
  sort: "sort",
  unsort: "in order",
  weight: "weight of {n}: {value}",
  longest: "{count} weights, longest bar = ±{value}",
  weightsKeys:
    "Weights of all {count} inputs for output {n}; {text}. Arrow keys move from one to the next.",
  // a cell's arithmetic
  arithmetic: "The arithmetic of this cell",
  cell: "Row {y}, column {x} of channel {n}",
  formula: "input × weight, summed",
  formulaBytes: "input × weight, summed; in bytes (input{zero}) × (weight{weightZero})",
  padding: "padding",
  inputHead: "input",
  terms: "value × weight",
  adds: "adds",
  inBytes: "in bytes",
  channelOnly: "channel {n}",
  around: "around the value",
  others: "the other {n}",
  real: "real",
  bytes: "bytes",
  sum: "sum of {n}",
  bias: "+ bias",
  accumulator: "= accumulator",
  multiplier: "× multiplier",
  zeroPoint: "+ zero point",
  clamped: "clamped",
  stored: "stored",
  products: "{n} products",
  steps: "steps of {value}",
  once: "{value}, rounded once",
  twice: "{value}, rounded twice",
  range: "bytes from {low} to {high}",
  otherOrder:
    "The network has {value}: it adds in another order, and floats are rounded after each step.",
  place: "Row {y}, column {x}",
  convolution: "convolution",
  depthwiseKind: "depthwise",
  pointwiseKind: "pointwise",
  score: "score",
  said:
    "{what} channel {n}: {count} products sum to {sum}, with bias {accumulator}, stored as " +
    "{number}, which is {real}",
  // what a cell sees
  cellSees: "What this cell sees",
  growth: "How its field grows, from the cell back to the picture",
  seesAll: "This cell sees the whole picture",
  placeSees: "What row {y}, column {x} sees",
  field: "This cell sees {rows} × {columns} of {h} × {w} pixels.",
  fieldCut:
    "This cell sees {rows} × {columns} of {h} × {w} pixels; its receptive field is {allRows} × " +
    "{allColumns}, and the rest of it lies in the padding.",
  seesCaption: "{stage} of {name}, {title}: {text}",
  responds: "Where channel {n} responds most in this frame:",
  response: "row {y}, column {x}: {value}",
  convShort: "conv",
  thePicture: "The picture",
  pictureShort: "picture",
  failed: "This part could not be loaded; check the connection, then open it again.",
};

/** @typedef {typeof WORDS} Words */
/** @typedef {SayOf<keyof Words>} Say */

/** @type {Say} */
export const english = createSay(WORDS);
