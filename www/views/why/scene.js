// The class that the view explains, and the place of the last map in focus.

/** @import { Description, State } from "../../domain/state.js" */

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
 * The map that is averaged, or that is the output: its layer, where it is known, and its height and width.
 * @param {Description} network
 */
export function lastMap({ layers, output: { kind, shape } }) {
  if (kind === "map") {
    const last = layers.findLastIndex(({ output }) => output.join() === shape.join());
    return {
      layer: last < 0 ? null : last,
      shape: /** @type {[number, number]} */ ([shape[0], shape[1]]),
    };
  }
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
