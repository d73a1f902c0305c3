// The order of the story, what each chapter sets up and points at, and how its question is checked:
// all of it that is the same in every language.

import { blocksOf, formOf, priceOf } from "../domain/block-cost.js";
import { halves } from "../domain/facts.js";

/** @import { Description, Stage, View } from "../domain/state.js" */

/**
 * @typedef {object} Typed   a number to type
 * @property {"typed"} kind
 * @property {string} fact     the answer
 * @property {number} [times]  what of it is asked for: 100 for percent
 * @property {number} within   how far off is near enough, as a share of the answer
 * @property {string[]} slips  facts that are told from other wrong answers
 *
 * @typedef {object} Chosen   a stage to choose in the ladder
 * @property {"chosen"} kind
 * @property {(network: Description, stage: number) => boolean} right
 *
 * @typedef {object} Set   two multipliers to set
 * @property {"set"} kind
 * @property {number} most   share of the multiplications that may be left
 *
 * @typedef {Typed | Chosen | Set} Question
 *
 * @typedef {object} Chapter
 * @property {string} id
 * @property {"standard" | "depthwise" | "pointwise" | null} lit
 * @property {((network: Description) => number) | null} shows   a stage; null: the one in focus
 * @property {View} view   in which
 * @property {Question} question
 */

/**
 * @param {Description} network
 * @param {(stage: Stage, i: number) => boolean} like
 */
const find = (network, like) => Math.max(0, network.stages.findIndex(like));

/** @param {Description} network */
const firstBlock = (network) => find(network, ({ kind }) => kind === "block");

/** @type {Chapter[]} */
export const CHAPTERS = [
  {
    id: "why",
    lit: null,
    shows: (network) => {
      const most = Math.max(...network.stages.map(({ macs }) => macs));
      return find(network, ({ macs }) => macs === most);
    },
    view: "cost",
    question: { kind: "typed", fact: "perSecondMillions", within: 0.03, slips: ["macsMillions"] },
  },
  {
    id: "standard",
    lit: "standard",
    shows: () => 0,
    view: "stage",
    question: { kind: "typed", fact: "firstEach", within: 0, slips: ["firstKK", "firstM"] },
  },
  {
    id: "depthwise",
    lit: "depthwise",
    shows: firstBlock,
    view: "stage",
    question: { kind: "typed", fact: "depthwiseEach", within: 0, slips: ["standardEach"] },
  },
  {
    id: "pointwise",
    lit: "pointwise",
    shows: firstBlock,
    view: "stage",
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
    shows: (network) => blocksOf(network).at(-1)?.stage ?? 0,
    view: "twin",
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
    id: "blocks",
    lit: null,
    shows: (network) => find(network, ({ kind }) => kind === "average"),
    view: "stage",
    question: { kind: "chosen", right: halves },
  },
  { id: "multipliers", lit: null, shows: null, view: "cost", question: { kind: "set", most: 0.1 } },
];
