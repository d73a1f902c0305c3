// Pictures, videos and models from files: picked, dropped or pasted.

import { withTimeout } from "../separable/timeouts.js";
import { FEW, filesIn, foldersIn } from "./folders.js";
import { namesLabels, sortFiles } from "./kinds.js";

/** @typedef {{ source: ImageBitmap, name: string, width: number, height: number }} Picture */

/** @import { Shot } from "./kinds.js" */

/**
 * @typedef {object} Takers
 * @property {(shots: Shot[], moment?: number) => void} onshots   pictures and videos, one or more,
 *   and the moment in which they came
 * @property {() => number} [moment]   the present
 * @property {(files: { models: File[], labels: File[] }) => void} onmodel labels may come alone
 * @property {(error: Error) => void} onproblem   why nothing, or not everything, was taken
 */

/**
 * Reads a picture; what reads it is loaded with the first one.
 * @param {File} file
 * @returns {Promise<Picture>}
 */
export const readPicture = (file) =>
  withTimeout(import("./picture.js")).then((picture) => picture.readPicture(file));

/** Names of files in a sentence, the first of many. */
const NAMED = 3;

/** @param {File[]} files */
function leftOut(files) {
  const named = files.slice(0, NAMED).map(({ name }) => `“${name}”`);
  const more = files.length - named.length;
  const last = more ? `${more} more` : named.length > 1 ? named.pop() : "";
  const names = last ? `${named.join(", ")} and ${last}` : named[0];
  const [is, they] = files.length > 1 ? ["are", "they are"] : ["is", "it is"];
  return files.every(({ name }) => namesLabels(name))
    ? `${names} ${is} left out: labels belong to a model; give them together with its file.`
    : `${names} ${is} left out: ${they} no .tflite model, labels, picture or video.`;
}

/**
 * Passes files on: the files of a model and of its labels, and all pictures and videos for a model
 * to see. Of what is left out, a sentence is told.
 * @param {File[]} files
 * @param {Takers} to
 * @param {"models" | "pictures"} [wanted] what a file of unknown kind counts as
 */
export async function hand(files, { onshots, onmodel, onproblem, moment }, wanted = "pictures") {
  const now = moment?.();
  const { models, labels, shots, rest } = await sortFiles(files, wanted);
  const isModel = models.length > 0 || (labels.length > 0 && labels.length === files.length);
  if (isModel) onmodel({ models, labels });
  const left = isModel ? rest : [...rest, ...labels];
  const unknown = shots.length || isModel ? undefined : left.shift();
  if (unknown) shots.push({ kind: "picture", file: unknown }); // reading it tells what it is
  if (shots.length) onshots(shots, now);
  if (left.length) onproblem(new Error(leftOut(left)));
}

/**
 * Accepts files and folders that are dropped on `root`, and files that are pasted anywhere.
 * @param {HTMLElement} root
 * @param {Takers} to
 */
export function listen(root, to) {
  const take = (/** @type {DataTransfer | null} */ data) => {
    const folders = foldersIn(data);
    const files = filesOf(data);
    if (folders.length)
      filesIn(folders, FEW)
        .then((inside) =>
          hand(
            inside.map(({ file }) => file),
            to,
          ),
        )
        .catch(to.onproblem);
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
    to.onproblem(
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
 * @param {"models" | "pictures" | "folder"} wanted models have any name, and their labels with
 *   them; of a folder come all files
 * @returns {Promise<File[]>} none if it was cancelled
 */
export function pick(wanted) {
  input?.remove(); // of a cancelled dialog, where the browser sends no event
  const fresh = (input = Object.assign(document.createElement("input"), {
    type: "file",
    accept: wanted === "pictures" ? "image/*,video/*" : "",
    multiple: true,
    hidden: true,
    webkitdirectory: wanted === "folder",
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
