// Channels that no frame changes, as views ask for them.

/**
 * @import { BlankChannel } from "../separable.d.ts"
 * @import { State } from "./state.js"
 */

/** @type {BlankChannel[]} */
const NONE = [];

/**
 * The blank channels of a layer; none before they are known.
 * @param {Pick<State, "blanks">} state
 * @param {number} layer
 */
export const blanksOf = ({ blanks }, layer) => blanks?.[layer]?.channels ?? NONE;
