// Loads a network: reads a model, starts the engine in a worker, puts the model into it, and names
// its classes.

import { MOST_BYTES, mayEndInZip, readFile, readLabels, readModel } from "./bytes.js";
import { Engine, sentence } from "./engine.js";
import { coded, codedNow } from "./failure.js";
import { fit } from "./labels.js";
import { MobileNet, meaningOf } from "./network.js";
import { readScores } from "./output.js";
import { resolve } from "./platform.js";
import { readRange } from "./range.js";
import { configurations } from "./variants.js";

/**
 * @import { LoadOptions, Network, Part, load as SeparableLoad } from "../separable.d.ts"
 * @import { Bytes } from "./bytes.js"
 * @import { LabelList } from "./labels.js"
 * @import { Description } from "./wasm.d.ts"
 */

/**
 * Reads a model, starts the engine in a worker and puts the model into it.
 * @type {typeof SeparableLoad}
 */
export async function load(
  model,
  { models, labels, range, scores, variant, threads, onProgress, signal, ...options } = {},
) {
  const engine = new Engine(options);
  const reading = new AbortController();
  const cancel = () => {
    engine.stop(signal?.reason);
    reading.abort(signal?.reason);
  };
  try {
    signal?.throwIfAborted();
    const wanted = codedNow("option", () => readRange(range));
    signal?.addEventListener("abort", cancel);
    const ways = codedNow("engine", () => configurations({ variant, threads }));
    const starting = coded("engine", engine.start(ways));
    starting.catch(() => {}); // awaited below
    const files =
      models === undefined
        ? { parts: Array.isArray(model) ? model : [model], labels }
        : await coded("model", filesByName(model, models, labels, reading.signal));
    const [, opened, lists] = await Promise.all([
      starting,
      coded(
        "model",
        readModel(files.parts, reading.signal, onProgress).then(async ({ parts, lists }) => {
          const last = parts[parts.length - 1];
          // On its way while the model is opened; asked for again where names are wanted.
          if (files.labels === undefined && mayEndInZip(last))
            import("./packed.js").catch(() => {});
          return { description: await engine.open(parts, wanted), lists, last };
        }),
      ),
      coded("labels", readLabels(files.labels, reading.signal)),
    ]);
    const { description, last } = opened;
    const named = await coded(
      "labels",
      nameClasses(description, [...lists, ...opened.lists], last),
    );
    const meaning = await meaningOf(description, named.labels, readScores(scores, description));
    return /** @type {Network} */ (
      /** @type {unknown} */ (new MobileNet(engine, description, named, meaning))
    );
  } catch (error) {
    engine.stop(error);
    reading.abort(error);
    throw error;
  } finally {
    signal?.removeEventListener("abort", cancel);
  }
}

/**
 * @param {Part | Part[]} name
 * @param {string | URL} models
 * @param {LoadOptions["labels"]} labels
 * @param {AbortSignal} signal
 */
async function filesByName(name, models, labels, signal) {
  const { filesOf } = await import("./named-models.js");
  const folder = resolve(`${models}`.replace(/\/?$/, "/"));
  const read = async (/** @type {URL} */ list) =>
    (await readFile(list, "list of models", signal)).bytes;
  const files = await filesOf(name, folder, read);
  return { ...files, labels: labels ?? files.labels };
}

/**
 * The names of the classes: from the lists that came, or those in the zip behind the model.
 * @param {Description} description
 * @param {LabelList[]} lists
 * @param {Bytes} last the part that the classes come from
 */
async function nameClasses({ output, labelFiles, calibrated, metadata }, lists, last) {
  const classes = output[2];
  // One number tells two classes apart.
  const match = (/** @type {LabelList[]} */ lists) => {
    const two = classes === 1 ? fit(lists, 2) : null;
    return two?.labels ? two : fit(lists, classes);
  };
  let found = match(lists);
  if (!found.labels && mayEndInZip(last)) {
    const { packedLabels } = await import("./packed.js");
    found = match([...lists, ...(await packedLabels(last.join(), labelFiles, MOST_BYTES))]);
  }
  const { labels, note } = found;
  const notes = note ? [note] : [];
  if (metadata) notes.push(`What this file says of its network is left out. ${sentence(metadata)}`);
  if (calibrated) {
    notes.push(
      "This network's scores are meant to be calibrated, which is not done here: they are shown " +
        "as the network gives them.",
    );
  }
  return { labels, notes };
}
