// What zips hold for this engine: a network with its labels, as tools export them, and the labels
// behind a model.

import { parseLabels } from "./labels.js";
import { FOREIGN, sentence } from "./refusals.js";
import { begin, listFiles, unpack } from "./zip.js";

/**
 * @import { Bytes } from "./bytes.js"
 * @import { LabelList } from "./labels.js"
 * @import { Entry } from "./zip.js"
 */

/** Bytes of a label file. */
const MOST_LABELS = 2 ** 22;
/** Files that are looked into for a model. */
const MOST_LOOKS = 64;

/** @param {Uint8Array} head */
const isModel = (head) => String.fromCharCode(...head.subarray(4, 8)) === "TFL3";

/**
 * The model in a zip, or its parts, and the label files beside it.
 * @param {Uint8Array} bytes
 * @param {string} name of the zip
 * @param {number} most bytes of what it holds
 * @returns {Promise<{ parts: Bytes[], lists: LabelList[] }>}
 */
export async function openZip(bytes, name, most) {
  name ||= "This file";
  const files = listFiles(bytes, name, most);
  if (!files) throw new Error(`${name} is a zip that was cut off; download or export it again.`);
  /** @type {Bytes[]} */
  const parts = [];
  for (const file of files.filter(isPromising).slice(0, MOST_LOOKS)) {
    if (!isModel(await begin(file, 8, name))) continue;
    const model = await unpack(file, name);
    const join = (most = model.length, from = 0) => model.slice(from, from + most);
    parts.push({ length: model.length, join });
  }
  if (!parts.length) throw new Error(withoutModel(files, name));
  if (parts.length > 2) {
    throw new Error(
      `${name} holds ${parts.length} models, and one at a time runs; unpack it, and give one of ` +
        "them.",
    );
  }
  return { parts, lists: await readLists(labelFiles(files), name, "") };
}

/**
 * The labels in the zip behind a model.
 * @param {Uint8Array} bytes of the model
 * @param {string[]} named the label files that its metadata names, the best first
 * @param {number} most bytes of what the zip holds
 * @returns {Promise<LabelList[]>}
 */
export async function packedLabels(bytes, named, most) {
  const zip = "The zip behind this model";
  try {
    const files = listFiles(bytes, zip, most) ?? [];
    const known = named.flatMap((wanted) => files.find(({ name }) => name === wanted) ?? []);
    return await readLists(known.length ? known : labelFiles(files), zip, " in the model");
  } catch (error) {
    const problem = /** @type {Error} */ (error).message.replace(/[;.][^;]*$/, "");
    return [{ name: "", names: [], problem }];
  }
}

/**
 * @param {Entry[]} files
 * @param {string} zip
 * @param {string} where
 */
function readLists(files, zip, where) {
  return Promise.all(
    files.map(async (file) => parseLabels(await unpack(file, zip), `${base(file.name)}${where}`)),
  );
}

/** @param {string} path */
const base = (path) => path.split("/").at(-1) ?? path;

/**
 * Whether this file may be a model: its name says so, or nothing.
 * @param {Entry} file
 */
const isPromising = ({ name }) => /\.(tflite|lite|tfl|bin)$|^[^.]*$/i.test(base(name));

/**
 * The files that may list labels; where some are called so, these.
 * @param {Entry[]} files
 */
function labelFiles(files) {
  const lists = files.filter(
    ({ name, size }) => /\.(txt|csv|tsv|json|names|labels)$/i.test(name) && size <= MOST_LABELS,
  );
  const called = lists.filter(({ name }) => /label|class|names|categor/i.test(base(name)));
  const other = /read.?me|licen[cs]e|notice|about|requirement|change/i;
  return called.length ? called : lists.filter(({ name }) => !other.test(base(name)));
}

/**
 * What a zip without a model is, in a sentence.
 * @param {Entry[]} files
 * @param {string} name
 */
function withoutModel(files, name) {
  const holds = (/** @type {RegExp} */ pattern) => files.some((file) => pattern.test(file.name));
  if (holds(/(^|\/)saved_model\.pb$/)) return sentence(name, FOREIGN.savedModel);
  if (holds(/\.(h5|keras)$/)) return sentence(name, FOREIGN.keras);
  if (holds(/(^|\/)model\.json$/)) return sentence(name, FOREIGN.tensorflowJs);
  if (holds(/\.onnx$/)) return sentence(name, FOREIGN.onnx);
  if (holds(/(^|\/)data\.pkl$|\.pth?$/)) return sentence(name, FOREIGN.pytorch);
  if (holds(/(^|\/)(edge-impulse-sdk|tflite-model)\//)) {
    return sentence(name, {
      what: "a library of Edge Impulse, in which the model is compiled",
      how: "download “TensorFlow Lite” from the project's dashboard instead, and give that file",
    });
  }
  if (holds(/\.(zip|gz|tar|tgz|7z|rar)$/i)) {
    return sentence(name, {
      what: "a zip that holds another archive",
      how: "unpack it, and give the .tflite file or the zip that holds it",
    });
  }
  const names = files.slice(0, 3).map((file) => base(file.name).slice(0, 40));
  const more = files.length > 3 ? ` and ${files.length - 3} more` : "";
  return sentence(name, {
    what: names.length
      ? `a zip without a model: it holds ${names.join(", ")}${more}`
      : "an empty zip",
    how: "give a .tflite file, or the zip that holds it",
  });
}
