// The list of models, and the loading of one into the engine.

import { fetchFile } from "../../separable/fetch-file.js";
import { withTimeout } from "../../separable/timeouts.js";
import { load } from "../../separable.js";

/**
 * @import { Entry } from "../../domain/state.js"
 * @import { LoadOptions, Network } from "../../separable.d.ts"
 */

/**
 * @typedef {Required<Pick<LoadOptions, "onProgress" | "signal">>
 *   & Pick<LoadOptions, "threads" | "variant" | "dot">} How
 */

const folder = new URL("../../models/", import.meta.url);

/**
 * @returns {Promise<Entry[]>} the built-in model first
 */
export async function readIndex() {
  const answer = await withTimeout(fetchFile(new URL("index.json", folder))).catch(() => null);
  const text = answer && (await withTimeout(answer.text()).catch(() => null));
  if (!answer || text === null)
    throw new Error(
      "The list of models could not be read: the server does not answer. Check the " +
        "connection, then try again.",
    );
  if (!answer.ok)
    throw new Error(
      `The list of models could not be read: the server says ${answer.status}. Build the page ` +
        "with cargo xtask build, then try again.",
    );
  /** @type {Entry[] | null} */
  let entries = null;
  try {
    entries = JSON.parse(text);
  } catch {} // told below
  if (!Array.isArray(entries) || !entries.length)
    throw new Error(
      "The list of models, models/index.json, is not what this page expects. Build the page " +
        "again with cargo xtask build.",
    );
  return entries;
}

/**
 * @param {Entry} entry
 * @param {How} how
 * @returns {Promise<Network>}
 */
export async function open(entry, { onProgress, ...how }) {
  const parts = entry.parts.map((part) => new URL(part, folder).href);
  const network = await load(parts, {
    labels: entry.labels ? new URL(entry.labels, folder).href : undefined,
    ...how,
    // A compressing server does not send the size, but the list has it.
    onProgress: ({ loaded, total }) => onProgress({ loaded, total: total || entry.bytes }),
  });
  const sums = await network.digest().catch(() => []); // computed for safe addresses alone
  if (!sums.every((sum, i) => sum.startsWith(entry.sums?.[i] ?? ""))) {
    network.dispose();
    throw new Error(
      `${entry.name} did not arrive as it was published: some of its bytes are others. Try again.`,
    );
  }
  return network;
}

/**
 * A model from the visitor's own files: its parts in any order, and lists of labels if they came
 * along.
 * @param {{ models: File[], labels: File[] }} files
 * @param {How} how
 * @returns {Promise<Network>}
 */
export function openFiles({ models, labels }, how) {
  return load(models, { labels: labels.length ? labels : undefined, ...how });
}
