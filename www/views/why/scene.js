// The class that the view explains, and the place of the last map in focus.

import { isolate } from "../../domain/bidi.js";

/** @import { Description, State } from "../../domain/state.js" */

/**
 * @param {Description} network
 * @param {number} index of a class
 */
export const labelOf = (network, index) => network.labels?.[index] ?? `class ${index}`;

/**
 * The label for a sentence.
 * @param {Description} network
 * @param {number} index of a class
 */
export const nameOf = (network, index) => isolate(labelOf(network, index));

/**
 * The class that is explained: the one chosen, else the top answer.
 * @param {State} state
 */
export function targetOf({ network, frame, target }) {
  if (!network) return null;
  if (target !== null && target < network.classes) return target;
  return frame?.model === network.id ? (frame.answers[0]?.index ?? null) : null;
}

/**
 * The map that is averaged: its layer, where it is known, and its height and width.
 * @param {Description} network
 */
export function lastMap({ layers }) {
  const pool = layers.findLastIndex(({ kind }) => kind === "pool");
  const [h, w] = layers[pool]?.input ?? [1, 1];
  const before = layers[pool - 1];
  const layer = before?.output.join() === layers[pool]?.input.join() ? pool - 1 : null;
  return { layer, shape: /** @type {[number, number]} */ ([h, w]) };
}

/**
 * The place in focus: under the pointer, else the one pinned.
 * @param {State} state
 */
export function placeOf({ network, spot, over }) {
  if (!network) return null;
  const { shape } = lastMap(network);
  return [over, spot].find((place) => place && place[0] < shape[0] && place[1] < shape[1]) ?? null;
}
