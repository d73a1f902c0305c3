// What the page knows of a network that has been read.

/**
 * @import { Description } from "../../domain/state.js"
 * @import { Network } from "../../separable.d.ts"
 */

/**
 * @param {Network} network
 * @param {Pick<Description, "id" | "name" | "files" | "limit">} told
 * @param {Description["preferences"]} preferences   how it was asked to run
 * @returns {Description}
 */
export function describe(network, told, preferences) {
  const { family, layers, stages, input, classes, macs, params, bytes } = network;
  const { labels, output, notes, features, backend } = network;
  return {
    ...told,
    ...{ family, layers, stages, input, classes, macs, params, bytes },
    ...{ labels, output, notes, features, backend, preferences },
  };
}
