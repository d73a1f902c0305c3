// The class that the view explains, and the place of the last map in focus.

/** @import { Description, Shape, State } from "../../domain/state.js" */

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
 * The map whose places come together for the answer, or that is the output: its layer (null: the
 * picture), and its height and width.
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
  const places = (/** @type {Shape} */ [h, w]) => h * w;
  const end = layers.findLast(({ input, output }) => places(input) > 1 && places(output) === 1);
  const [h, w] = end?.input ?? [1, 1];
  const layer = end?.inputs[0] ?? -1;
  return {
    layer: layer < 0 ? null : layer,
    shape: /** @type {[number, number]} */ ([h, w]),
  };
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
