// Pictures, videos and models from files: picked, dropped or pasted.

import { withTimeout } from "../separable/timeouts.js";
import { filesIn, foldersIn } from "./folders.js";
import { sortFiles } from "./kinds.js";

/** @typedef {{ source: ImageBitmap, name: string, width: number, height: number }} Picture */

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
 * Passes files on: a picture, a video, or the files of a model and of its labels; with a model, one
 * picture for it to see.
 * @param {File[]} files
 * @param {Takers} to
 * @param {"models" | "pictures"} [wanted] what a file of unknown kind counts as
 */
export async function hand(files, { onpicture, onvideo, onmodel }, wanted = "pictures") {
  const { models, labels, pictures, videos } = await sortFiles(files, wanted);
  const picture = pictures.find(({ type }) => type.startsWith("image/"));
  const isModel = models.length > 0 || (labels.length > 0 && labels.length === files.length);
  if (isModel) onmodel({ models, labels });
  if (isModel && !picture) return;
  if (videos.length && !picture) onvideo(videos[0]);
  else if (files.length) onpicture(read(picture ?? pictures[0] ?? files[0]));
}

/**
 * Accepts files and folders that are dropped on `root`, and files that are pasted anywhere.
 * @param {HTMLElement} root
 * @param {Takers} to
 */
export function listen(root, to) {
  const refuse = (/** @type {Error} */ error) => to.onpicture(Promise.reject(error));
  const take = (/** @type {DataTransfer | null} */ data) => {
    const folders = foldersIn(data);
    const files = filesOf(data);
    if (folders.length)
      filesIn(folders)
        .then((inside) => hand(inside, to))
        .catch(refuse);
    else hand(files, to);
    return folders.length + files.length > 0;
  };
  root.addEventListener("dragover", (event) => {
    if (isWelcome(event.dataTransfer)) event.preventDefault();
  });
  root.addEventListener("drop", (event) => {
    if (!isWelcome(event.dataTransfer)) return;
    event.preventDefault(); // or the browser would leave the page for the file
    if (take(event.dataTransfer)) return;
    refuse(
      new Error(
        "That was a link, not a file, and this page asks no other site for anything; save " +
          "the picture and drop the file.",
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
 * @param {"models" | "pictures"} wanted models have any name, and their labels with them
 * @returns {Promise<File[]>} none if it was cancelled
 */
export function pick(wanted) {
  input?.remove(); // of a cancelled dialog, where the browser sends no event
  const fresh = (input = Object.assign(document.createElement("input"), {
    type: "file",
    accept: wanted === "pictures" ? "image/*,video/*" : "",
    multiple: wanted === "models",
    hidden: true,
  }));
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
