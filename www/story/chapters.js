// The order of the text, the figures of each chapter, and how its question is checked: all of it
// that is the same in every language.

import { blocksOf, formOf, priceOf } from "../domain/block-cost.js";
import { halves } from "../domain/facts.js";

/** @import { Description, Stage, State, View } from "../domain/state.js" */

/**
 * @typedef {object} Typed   a number to type
 * @property {"typed"} kind
 * @property {string} fact     the answer
 * @property {number} [times]  what of it is asked for: 100 for percent
 * @property {number} within   how far off is near enough, as a share of the answer
 * @property {number} [unit]   what the answer counts: a million
 * @property {string[]} slips  facts that are told from other wrong answers
 *
 * @typedef {object} Chosen   a stage to choose
 * @property {"chosen"} kind
 * @property {(network: Description, stage: number) => boolean} right
 *
 * @typedef {object} Set   two multipliers to set
 * @property {"set"} kind
 * @property {number} most   share of the multiplications that may be left
 *
 * @typedef {Typed | Chosen | Set} Question
 *
 * @typedef {object} Figure   what a figure shows, and where that is in the workshop
 * @property {string} name   its place in the text
 * @property {View | "bytes" | null} live   the view that it is; null: a drawing
 * @property {string} [only]   what is shown of the view
 * @property {View | null} opens   in the workshop; null: it is not there
 * @property {string} [part]   of that view, as a selector
 * @property {(network: Description) => Partial<State>} [sets]   what of the state it is about
 * @property {(network: Description) => boolean} [fits]   whether a network has what it shows
 *
 * @typedef {object} Chapter
 * @property {string} id
 * @property {"standard" | "depthwise" | "pointwise" | null} lit
 * @property {Figure[]} figures
 * @property {Question} question
 */

/**
 * @param {Description} network
 * @param {(stage: Stage, i: number) => boolean} like
 */
const find = (network, like) => Math.max(0, network.stages.findIndex(like));

/** @param {Description} network */
const hasBlocks = (network) => blocksOf(network).length > 0;

/** @param {Description} network */
const firstBlock = (network) => find(network, ({ kind }) => kind === "block");

/**
 * The block whose view of the picture is told: the sixth, where there are so many.
 * @param {Description} network
 */
const sixthBlock = (network) => blocksOf(network).slice(0, 6).at(-1)?.stage ?? 0;

/** @type {Chapter[]} */
export const CHAPTERS = [
  {
    id: "why",
    lit: null,
    figures: [{ name: "prices", live: null, opens: "cost" }],
    question: {
      kind: "typed",
      fact: "perSecondMillions",
      within: 0.03,
      unit: 1e6,
      slips: ["macsMillions"],
    },
  },
  {
    id: "standard",
    lit: "standard",
    figures: [
      { name: "window", live: null, opens: null },
      { name: "look", live: "stage", only: "conv", opens: "stage", sets: () => ({ stage: 0 }) },
    ],
    question: { kind: "typed", fact: "firstEach", within: 0, slips: ["firstKK", "firstM"] },
  },
  {
    id: "depthwise",
    lit: "depthwise",
    figures: [
      { name: "window", live: null, opens: null },
      {
        name: "look",
        live: "stage",
        only: "depthwise",
        opens: "stage",
        fits: hasBlocks,
        sets: (network) => ({ stage: firstBlock(network) }),
      },
    ],
    question: { kind: "typed", fact: "depthwiseEach", within: 0, slips: ["standardEach"] },
  },
  {
    id: "pointwise",
    lit: "pointwise",
    figures: [
      { name: "window", live: null, opens: null },
      {
        name: "look",
        live: "stage",
        only: "pointwise",
        opens: "stage",
        fits: hasBlocks,
        sets: (network) => ({ stage: firstBlock(network) }),
      },
    ],
    question: {
      kind: "typed",
      fact: "pointwiseOfBlock",
      times: 100,
      within: 0.015,
      slips: ["depthwiseOfBlock"],
    },
  },
  {
    id: "saving",
    lit: null,
    figures: [
      {
        name: "saving",
        live: null,
        opens: "twin",
        sets: (network) => ({ stage: firstBlock(network) }),
      },
    ],
    question: {
      kind: "chosen",
      right: (network, stage) => {
        const most = Math.max(...blocksOf(network).map(({ form }) => priceOf(form).ratio));
        const form = formOf(network, stage);
        return !!form && priceOf(form).ratio === most;
      },
    },
  },
  {
    id: "sees",
    lit: null,
    figures: [
      {
        name: "field",
        live: "stage",
        only: "sees",
        opens: "stage",
        sets: (network) => ({ stage: sixthBlock(network), unfolded: ["sees"] }),
      },
    ],
    question: { kind: "typed", fact: "field", within: 0, slips: ["kk"] },
  },
  {
    id: "blocks",
    lit: null,
    figures: [
      {
        name: "blocks",
        live: null,
        opens: "stage",
        sets: (network) => ({ stage: blocksOf(network)[1]?.stage ?? 0 }),
      },
    ],
    question: { kind: "chosen", right: halves },
  },
  {
    id: "work",
    lit: null,
    figures: [{ name: "shares", live: "cost", only: "shares", opens: "cost", part: ".shares" }],
    question: { kind: "typed", fact: "wide", within: 0.03, slips: [] },
  },
  {
    id: "multipliers",
    lit: null,
    figures: [{ name: "multipliers", live: null, opens: "cost", part: ".alphas" }],
    question: { kind: "set", most: 0.1 },
  },
  {
    id: "bytes",
    lit: null,
    figures: [
      {
        name: "bytes",
        live: "bytes",
        opens: "stage",
        part: ".one-cell",
        sets: (network) => ({ stage: firstBlock(network), place: [0, 0] }),
      },
    ],
    question: { kind: "typed", fact: "byteReal", within: 0, slips: ["byteWithout"] },
  },
  {
    id: "answer",
    lit: null,
    figures: [{ name: "votes", live: "why", only: "votes", opens: "why" }],
    question: { kind: "typed", fact: "loneMean", within: 0, slips: ["lone"] },
  },
  {
    id: "limits",
    lit: null,
    figures: [],
    question: { kind: "typed", fact: "even", times: 100, within: 0.05, slips: [] },
  },
];

/** The papers behind the text. */
export const PAPERS = [
  ["MobileNets (V1), 2017", "https://arxiv.org/abs/1704.04861"],
  ["MobileNetV2, 2018", "https://arxiv.org/abs/1801.04381"],
  ["Searching for MobileNetV3, 2019", "https://arxiv.org/abs/1905.02244"],
  ["MobileNetV4, 2024", "https://arxiv.org/abs/2404.10518"],
  ["Quantisation for integer arithmetic, 2017", "https://arxiv.org/abs/1712.05877"],
  ["Class activation maps, 2015", "https://arxiv.org/abs/1512.04150"],
];
