// Pictures, videos and models from files: picked, dropped or pasted.

import { withTimeout } from "../separable/timeouts.js";

/** @typedef {{ source: ImageBitmap, name: string, width: number, height: number }} Picture */

/**
 * Sorts files into parts of a model, its labels, pictures and videos. A file of unknown kind counts
 * as a picture; reading it fails with a sentence that names its kind.
 * @param {Iterable<File>} files
 */
export function sortFiles(files) {
  /** @type {{ models: File[], labels: File[], pictures: File[], videos: File[] }} */
  const sorted = { models: [], labels: [], pictures: [], videos: [] };
  for (const file of files) sorted[kindOf(file)].push(file);
  return sorted;
}

/** @param {File} file */
function kindOf({ name, type }) {
  if (/\.tflite$/i.test(name)) return "models";
  if (/\.(txt|labels)$/i.test(name) || type === "text/plain") return "labels";
  const video = type ? type.startsWith("video/") : /\.(mp4|m4v|mov|webm|mkv|avi|ogv)$/i.test(name);
  return video ? "videos" : "pictures";
}

/**
 * @typedef {object} Takers
 * @property {(picture: Promise<Picture>) => void} onpicture
 * @property {(file: File) => void} onvideo
 * @property {(files: { models: File[], labels: File[] }) => void} onmodel labels may come alone
 */

/**
 * @param {File} file
 * @returns {Promise<Picture>}
 */
const read = (file) =>
  withTimeout(import("./picture.js")).then(({ readPicture }) => readPicture(file));

/**
 * Passes files on: a picture, a video, or the `.tflite` files of a model and the `.txt` of its
 * labels.
 * @param {File[]} files
 * @param {Takers} to
 */
export function hand(files, { onpicture, onvideo, onmodel }) {
  const { models, labels, pictures, videos } = sortFiles(files);
  const picture = pictures.find(({ type }) => type.startsWith("image/"));
  if (models.length || (labels.length && labels.length === files.length))
    onmodel({ models, labels });
  else if (videos.length && !picture) onvideo(videos[0]);
  else if (files.length) onpicture(read(picture ?? files[0]));
}

/**
 * Accepts files that are dropped on `root` or pasted anywhere.
 * @param {HTMLElement} root
 * @param {Takers} to
 */
export function listen(root, to) {
  const take = (/** @type {DataTransfer | null} */ data) => {
    const files = filesOf(data);
    hand(files, to);
    return files.length > 0;
  };
  root.addEventListener("dragover", (event) => {
    if (isWelcome(event.dataTransfer)) event.preventDefault();
  });
  root.addEventListener("drop", (event) => {
    if (!isWelcome(event.dataTransfer)) return;
    event.preventDefault(); // or the browser would leave the page for the file
    if (take(event.dataTransfer)) return;
    to.onpicture(
      Promise.reject(
        new Error(
          "That was a link, not a file, and this page asks no other site for anything; save " +
            "the picture and drop the file.",
        ),
      ),
    );
  });
  root.ownerDocument.addEventListener("paste", (event) => {
    if (take(event.clipboardData)) event.preventDefault();
  });
}

/** @param {DataTransfer | null} data */
function isWelcome(data) {
  return data !== null && (data.types.includes("Files") || data.types.includes("text/uri-list"));
}

/**
 * @param {DataTransfer | null} data
 * @returns {File[]}
 */
function filesOf(data) {
  const files = Array.from(data?.files ?? []);
  if (files.length) return files;
  return Array.from(data?.items ?? []).flatMap((item) => item.getAsFile?.() ?? []);
}

/** @type {HTMLInputElement | null} */
let input = null;

/**
 * Opens the file dialog; browsers allow it only after a click or a key.
 * @param {string} [accept]
 * @returns {Promise<File[]>} none if it was cancelled
 */
export function pick(accept = "image/*") {
  input?.remove(); // of a cancelled dialog, where the browser sends no event
  const fresh = (input = Object.assign(document.createElement("input"), {
    type: "file",
    accept,
    hidden: true,
  }));
  fresh.multiple = accept.includes(".tflite");
  document.body.append(fresh);
  return new Promise((resolve) => {
    const finish = () => {
      resolve(Array.from(fresh.files ?? []));
      fresh.remove();
    };
    fresh.addEventListener("change", finish);
    fresh.addEventListener("cancel", finish);
    fresh.click();
  });
}
