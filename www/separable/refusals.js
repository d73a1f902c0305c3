// Files that are no TensorFlow Lite models: what each is, and how to come from it to a model.

/**
 * A kind of file: its first bytes, the text that they are, or its name tell it.
 * @typedef {object} Kind
 * @property {(file: { head: Uint8Array, text: string, name: string }) => boolean} is
 * @property {string} what
 * @property {string} how
 */

const TRAINED =
  "export it as TensorFlow Lite where it was trained (Teachable Machine: “Export model”, then " +
  "“TensorFlow Lite”)";
const KERAS =
  `${TRAINED}; or in Python: tf.lite.TFLiteConverter.from_keras_model(tf.keras.models.load_model(` +
  "…)).convert() gives the bytes of a .tflite file";
const SAVED_MODEL =
  `${TRAINED}; or in Python: tf.lite.TFLiteConverter.from_saved_model(folder).convert() gives ` +
  "the bytes of a .tflite file";
const PYTORCH =
  'convert it in Python: ai_edge_torch.convert(model.eval(), (sample,)).export("model.tflite")';
const UNPACK = "unpack it, and give the .tflite file in it";

/** @type {Record<string, Omit<Kind, "is">>} */
export const FOREIGN = {
  keras: { what: "a Keras model, not a TensorFlow Lite one", how: KERAS },
  savedModel: { what: "a TensorFlow SavedModel, not a TensorFlow Lite one", how: SAVED_MODEL },
  tensorflowJs: {
    what: "a TensorFlow.js model, not a TensorFlow Lite one",
    how:
      `${TRAINED}; or convert it to Keras with tensorflowjs_converter ` +
      "--input_format=tfjs_layers_model --output_format=keras, and that to TensorFlow Lite",
  },
  onnx: {
    what: "an ONNX model, not a TensorFlow Lite one",
    how: "convert it with onnx2tf -i model.onnx, which writes .tflite files",
  },
  pytorch: { what: "a PyTorch model, not a TensorFlow Lite one", how: PYTORCH },
};

/**
 * @param {Uint8Array} head
 * @param {number} at
 * @param {number[]} bytes
 */
const has = (head, at, ...bytes) => bytes.every((byte, i) => head[at + i] === byte);

/** @type {Kind[]} */
const KINDS = [
  {
    is: ({ text }) => /^version https:\/\/git-lfs/.test(text),
    what: "only a pointer to a file that Git LFS keeps, not the model",
    how: "run “git lfs pull” in its repository, or download the file from its web page",
  },
  {
    is: ({ text }) =>
      /^\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype html|html|head)/is.test(text),
    what: "a web page, not a model",
    how: "open its address in the browser, and download the file itself from there",
  },
  {
    is: ({ text }) => text.startsWith("GGUF"),
    what: "a language model (GGUF), not one for pictures",
    how: "give a .tflite file that classifies pictures",
  },
  {
    is: ({ head, name }) =>
      has(head, 0, 0x89, 0x48, 0x44, 0x46) || ends(name, "h5", "hdf5", "keras"),
    ...FOREIGN.keras,
  },
  {
    is: ({ text }) => /^\s*\{.*"(modelTopology|weightsManifest|(layers|graph)-model)"/s.test(text),
    ...FOREIGN.tensorflowJs,
  },
  {
    is: ({ head, text, name }) =>
      ends(name, "onnx") || (head[0] === 8 && has(head, 2, 0x12) && /pytorch|onnx/i.test(text)),
    ...FOREIGN.onnx,
  },
  {
    is: ({ head, name }) => has(head, 0, 8, 1, 0x12) || ends(name, "pb"),
    ...FOREIGN.savedModel,
  },
  {
    is: ({ head, name }) => has(head, 0, 0x80, 2, 0x8a, 10) || ends(name, "pt", "pth"),
    ...FOREIGN.pytorch,
  },
  {
    is: ({ head, name }) => ends(name, "safetensors") || has(head, 8, 0x7b, 0x22),
    what: "a file of weights (safetensors), without the network that they belong to",
    how: `load it with its network in PyTorch, and ${PYTORCH}`,
  },
  {
    is: ({ name }) => ends(name, "mlmodel", "mlpackage"),
    what: "a Core ML model, not a TensorFlow Lite one",
    how: "convert the model that it was made from to TensorFlow Lite",
  },
  {
    is: ({ head, text }) =>
      has(head, 0, 0x1f, 0x8b) ||
      /^(7z\xbc\xaf|Rar!|BZh)/.test(text) ||
      text.startsWith("ustar", 257),
    what: "an archive, and of those only zips are opened here",
    how: UNPACK,
  },
  {
    is: ({ text }) =>
      /^(\x89PNG|\xff\xd8\xff|GIF8|BM|RIFF....(WEBP|AVI)|....ftyp|\x1aE\xdf\xa3)/s.test(text) ||
      /^\s*(<\?xml[^>]*>\s*)?<svg/i.test(text),
    what: "a picture or a video, not a model",
    how: "open it as a picture, and give a .tflite file as the model",
  },
];

/**
 * @param {string} name
 * @param {string[]} endings
 */
const ends = (name, ...endings) =>
  endings.some((ending) => name.toLowerCase().endsWith(`.${ending}`));

/** The bytes of a file that tell its kind. */
export const HEAD = 1024;

/**
 * What a file is that begins like this, and what to do, in a sentence.
 * @param {Uint8Array} head its first bytes
 * @param {string} name of the file
 */
export function refusal(head, name) {
  const text = String.fromCharCode(...head);
  const found = KINDS.find(({ is }) => is({ head, text, name }));
  if (found) return sentence(name, found);
  const isText = head.length > 0 && !/[\0-\x08\x0e-\x1f\x7f]/.test(text);
  return sentence(name, {
    what: isText ? "text, not a model" : "not a model: it does not begin as .tflite files do",
    how: "download or export it again",
  });
}

/**
 * @param {string} name
 * @param {{ what: string, how: string }} kind
 */
export const sentence = (name, { what, how }) => `${name || "This file"} is ${what}; ${how}.`;
