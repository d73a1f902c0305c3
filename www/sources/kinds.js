// What a file that somebody brings is: told by its first bytes, then by its name.

const MODEL = /\.(tflite|lite|tfl|task|zip|h5|hdf5|keras|pb|onnx|pth?|gguf|safetensors|mlmodel)$/i;
const LABELS = /\.(txt|csv|tsv|json|names|labels)$/i;
const VIDEO = /\.(mp4|m4v|mov|webm|mkv|avi|ogv)$/i;
/** Texts that stand beside a model and list no labels; they are tried last. */
const PROSE = /^(read.?me|licen[cs]e|notice|changelog|requirements)\b/i;

/** @typedef {{ models: File[], labels: File[], pictures: File[], videos: File[] }} Sorted */

/**
 * Sorts files into parts of a model, lists of labels, pictures and videos.
 *
 * What begins as a `.tflite` does is a model, whatever its name; where there is none, files that
 * other tools call a model, so that reading them tells what they are. A file of unknown kind counts
 * as what is wanted.
 * @param {File[]} files
 * @param {"models" | "pictures"} wanted
 * @returns {Promise<Sorted>}
 */
export async function sortFiles(files, wanted) {
  const kinds = await Promise.all(files.map((file) => kindOf(file, wanted)));
  const of = (/** @type {string} */ kind) => files.filter((_, i) => kinds[i] === kind);
  const models = of("tflite");
  return {
    models: models.length ? models : of("models"),
    labels: of("labels").sort((a, b) => Number(PROSE.test(a.name)) - Number(PROSE.test(b.name))),
    pictures: of("pictures"),
    videos: of("videos"),
  };
}

/**
 * @param {File} file
 * @param {"models" | "pictures"} wanted
 */
async function kindOf(file, wanted) {
  const { name, type } = file;
  const head = await begin(file);
  if (head.startsWith("TFL3", 4)) return "tflite";
  if (head.startsWith("PK\x03\x04") || MODEL.test(name)) return "models";
  if (/\.json$/i.test(name) && /"(modelTopology|weightsManifest|(layers|graph)-model)"/.test(head))
    return "models";
  if (LABELS.test(name) || type === "text/plain") return "labels";
  if (wanted === "models") return "models";
  const isVideo = type ? type.startsWith("video/") : VIDEO.test(name);
  return isVideo ? "videos" : "pictures";
}

/**
 * The first bytes of a file, one letter each; none if it cannot be read, which is told where it is
 * read.
 * @param {File} file
 */
async function begin(file) {
  try {
    return String.fromCharCode(...new Uint8Array(await file.slice(0, 1024).arrayBuffer()));
  } catch {
    return "";
  }
}
