// What a file of the network that runs holds, in sentences.

import { exact } from "./number.js";
import { intervalOf, inWords } from "./range.js";

/** @import { Description, Pixels } from "./state.js" */

/**
 * The labels that can be packed in a file: one for each class.
 * @param {Pick<Description, "labels" | "output">} network
 */
export const labelsOf = ({ labels, output }) =>
  labels?.length === output.shape[2] ? labels : null;

/**
 * What pixels stand for, as a part of a sentence.
 * @param {Pixels} pixels
 */
function meaning({ now }) {
  const words = inWords(now);
  return intervalOf(now) ? `that pixels stand for ${words}` : `what pixels stand for, ${words}`;
}

/**
 * What other readers cannot do with it.
 * @param {Description} network
 */
function limitsOf({ input, output }) {
  const classifier = "MediaPipe’s Image Classifier";
  if (output.kind === "features" || output.kind === "map")
    return [`${classifier} cannot read it, since its output is no list of classes.`];
  if (input[2] !== 3) return [`${classifier} cannot read it, since it looks at no colours.`];
  return [];
}

/**
 * @param {Description} network
 * @param {number} changes   how many there are
 * @param {Pixels} pixels
 */
export function contentsOf(network, changes, pixels) {
  const { layers, files } = network;
  const labels = labelsOf(network);
  const count = changes === 1 ? "your change" : `your ${exact(changes)} changes`;
  const packed = labels ? `its ${exact(labels.length)} labels and ` : "";
  const sentences = [
    `The file is this network with ${count}: it gives the same bytes as here by TensorFlow ` +
      `Lite’s reference kernels. Packed in it are ${packed}${meaning(pixels)}, in the form that ` +
      "MediaPipe’s Image Classifier reads.",
  ];
  if (!labels) sentences.push("It has no labels, because there is not one for each class.");
  if (files.length > 1) sentences.push("Body and head become one file.");
  const [first] = layers;
  const signed = first.kind !== "quantize" && first.element === "i8";
  if (signed || layers[layers.length - 1].element === "i8") {
    sentences.push(
      "Where it takes or gives int8, the file takes or gives uint8, with the same steps: " +
        "LiteRT.js refuses int8.",
    );
  }
  const { bytes, source } = pixels.now;
  if (first.element !== "f32" && !bytes && source === "given") {
    sentences.push(
      "Programs that give a quantised network bytes as they are do not use the range that is " +
        "chosen here.",
    );
  }
  return [...sentences, ...limitsOf(network)];
}
