// What a file that somebody brings is: told by its first bytes, then by its name.

const MODEL = /\.(tflite|lite|tfl|task|zip|h5|hdf5|keras|pb|onnx|pth?|gguf|safetensors|mlmodel)$/i;
const LABELS = /\.(txt|csv|tsv|json|names|labels)$/i;
const VIDEO = /\.(mp4|m4v|mov|webm|mkv|avi|ogv)$/i;
/** Texts that stand beside a model and list no labels; they are tried last. */
const PROSE = /^(read.?me|licen[cs]e|notice|changelog|requirements)\b/i;

/** How pictures, sound and videos begin, one letter a byte. */
const IS_PICTURE = /^(\xff\xd8\xff|\x89PNG|GIF8|RIFF....WEBP|BM|....ftyp(avi|hei|hev|mif1|msf1))/s;
const IS_SOUND = /^(ID3|fLaC|RIFF....WAVE|....ftypM4[AB] )/s;
const SOUND = /\.(mp3|m4a|wav|flac|aac|oga|ogg|opus|wma|aiff?)$/i;
const IS_VIDEO = /^(....ftyp|\x1a\x45\xdf\xa3|RIFF....AVI|OggS)/s;

/**
 * @typedef {{ kind: "picture" | "video", file: File }} Shot   what the model is to look at
 * @typedef {{ models: File[], labels: File[], shots: Shot[], rest: File[] }} Sorted
 */

/**
 * Sorts files into parts of a model, lists of labels, pictures and videos in their order, and the
 * rest.
 *
 * What begins as a `.tflite` does is a model, whatever its name; where there is none, files that
 * other tools call a model, so that reading them tells what they are. A file of unknown kind counts
 * as a model where one is wanted.
 * @param {File[]} files
 * @param {"models" | "pictures"} wanted
 * @returns {Promise<Sorted>}
 */
export async function sortFiles(files, wanted) {
  const kinds = await Promise.all(files.map((file) => kindOf(file, wanted)));
  const of = (/** @type {string} */ kind) => files.filter((_, i) => kinds[i] === kind);
  const tflite = of("tflite");
  // Other tools' models may be folders of files: one of them tells what it is.
  const foreign = of("model").sort((a, b) => Number(isMain(b)) - Number(isMain(a)));
  const models = [tflite, of("zip"), foreign.slice(0, 1)].find(({ length }) => length) ?? [];
  if (wanted === "models" && !models.length)
    return {
      models: files.filter((_, i) => kinds[i] !== "labels"),
      labels: of("labels"),
      shots: [],
      rest: [],
    };
  /** @type {Shot[]} */
  const shots = files.flatMap((file, i) => {
    const kind = kinds[i];
    return kind === "picture" || kind === "video" ? [{ kind, file }] : [];
  });
  return {
    models,
    labels: of("labels").sort((a, b) => Number(PROSE.test(a.name)) - Number(PROSE.test(b.name))),
    shots,
    rest: files.filter(
      (_, i) => kinds[i] === "rest" || (tflite.length > 0 && /^(model|zip)$/.test(kinds[i])),
    ),
  };
}

/** Whether this file is what its folder is named by. @param {File} file */
const isMain = ({ name }) => /^(saved_model\.pb|model\.json)$|\.(tflite|h5|keras)$/i.test(name);

/**
 * @param {File} file
 * @param {"models" | "pictures"} wanted
 */
async function kindOf(file, wanted) {
  const { name, type } = file;
  const head = await begin(file);
  if (head.startsWith("TFL3", 4)) return "tflite";
  if (head.startsWith("PK\x03\x04")) return "zip";
  if (MODEL.test(name)) return "model";
  if (/\.json$/i.test(name) && /"(modelTopology|weightsManifest|(layers|graph)-model)"/.test(head))
    return "model";
  if (LABELS.test(name) || type === "text/plain") return "labels";
  if (IS_PICTURE.test(head)) return "picture";
  if (isSound(head, file)) return wanted === "models" ? "model" : "rest";
  if (IS_VIDEO.test(head)) return "video";
  if (wanted === "models") return "model";
  if (type ? type.startsWith("video/") : VIDEO.test(name)) return "video";
  return type.startsWith("image/") ? "picture" : "rest";
}

/**
 * Whether a file is sound, without pictures.
 * @param {string} head its first bytes
 * @param {{ name?: string, type: string }} file
 */
export const isSound = (head, { name = "", type }) =>
  IS_SOUND.test(head) || (type ? type.startsWith("audio/") : SOUND.test(name));

/** @param {string} name */
export const namesLabels = (name) => LABELS.test(name) && !PROSE.test(name);

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
