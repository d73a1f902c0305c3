// A lesson as one file: a zip of pictures in folders by class, with a list beside them. It is read
// whole before anything of it counts.

import {
  MANIFEST,
  contentsOfFolders,
  manifestOf,
  readManifest,
} from "../../domain/teaching-file.js";
import { zipOf } from "../../picture/zip.js";
import { listFiles, unpack } from "../../separable/zip.js";

/** @import { Contents } from "../../domain/teaching-file.js" */
/** @import { Teaching } from "../../domain/teaching.js" */

/** Bytes of all that a file holds. */
const MOST_BYTES = 512 * 2 ** 20;
/** Bytes of the list, and of one picture. */
const MOST_LIST = 4 * 2 ** 20;
const MOST_PICTURE = 32 * 2 ** 20;

/** @typedef {Contents & { files: File[] }} Read   `files`: in the order of the pictures */

/**
 * @param {Teaching} teaching
 * @param {(id: number) => Blob} pictureOf
 */
export async function write(teaching, pictureOf) {
  const manifest = manifestOf(teaching);
  const bytesOf = async (/** @type {Blob} */ blob) => new Uint8Array(await blob.arrayBuffer());
  const pictures = manifest.pictures.map(async ({ file }, i) => ({
    ...{ name: file, bytes: await bytesOf(pictureOf(teaching.examples[i].id)) },
  }));
  const list = new TextEncoder().encode(`${JSON.stringify(manifest, null, 1)}\n`);
  return zipOf([{ name: MANIFEST, bytes: list }, ...(await Promise.all(pictures))]);
}

/**
 * What is in a zip; null if it is none.
 * @param {File} file
 * @param {string} name
 */
async function entriesOf(file, name) {
  if (file.size > MOST_BYTES)
    throw new Error(`${name} is larger than ${MOST_BYTES / 2 ** 20} MB; leave some pictures out.`);
  const bytes = new Uint8Array(
    await file.arrayBuffer().catch((cause) => {
      const text = `${name} cannot be read; it may have been moved or changed. Choose it again.`;
      throw new Error(text, { cause });
    }),
  );
  return listFiles(bytes, name, MOST_BYTES);
}

/**
 * Whether a zip is for the page's list of models, not for this view.
 * @param {File} file
 */
export async function holdsNetwork(file) {
  const entries = await entriesOf(file, `“${file.name}”`);
  return entries?.some(({ name }) => /\.tflite$/i.test(name)) ?? false;
}

/**
 * @param {File} file
 * @returns {Promise<Read>}
 */
export async function read(file) {
  const name = `“${file.name}”`;
  const entries = await entriesOf(file, name);
  if (!entries)
    throw new Error(
      `${name} is no zip, or was cut off; choose a file that was saved here, or a zip of folders ` +
        "of pictures, one for each class.",
    );
  const at = (/** @type {string} */ path) => entries.find((entry) => entry.name === path);
  const list = at(MANIFEST);
  if (list && list.size > MOST_LIST)
    throw new Error(`${name} cannot be opened: its ${MANIFEST} is too large.`);
  const contents = list
    ? readManifest(new TextDecoder().decode(await unpack(list, name)), name)
    : contentsOfFolders(
        entries.map((entry) => entry.name),
        name,
      );
  const files = [];
  for (const { file: path } of contents.pictures) {
    const entry = at(path);
    if (!entry) throw new Error(`${name} lacks a picture that it lists, ${JSON.stringify(path)}.`);
    if (entry.size > MOST_PICTURE)
      throw new Error(`${name} has a picture that is too large, ${JSON.stringify(path)}.`);
    files.push(new File([await unpack(entry, name)], path.split("/").at(-1) ?? path));
  }
  return { ...contents, files };
}
