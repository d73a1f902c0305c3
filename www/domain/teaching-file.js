// What is taught as a file: pictures in folders by class, which other programs can read, and beside
// them what folders cannot say. Nothing of a file is believed before it is checked.

import { MOST, MOST_CLASSES, tidyName } from "./teaching.js";

/** @import { Settings, Teaching } from "./teaching.js" */

/**
 * @typedef {object} Manifest
 * @property {"separable-teaching"} format
 * @property {1} version
 * @property {{ name: string }[]} classes
 * @property {Settings} settings
 * @property {{ file: string, of: number, recording: number, at: number }[]} pictures   `of` counts
 *   classes from 0, `recording` recordings from 0, `at` is in milliseconds since 1970
 *
 * @typedef {Pick<Manifest, "classes" | "pictures"> & { settings: Settings | null }} Contents
 */

export const MANIFEST = "separable-teaching.json";
const MOST_FOLDER = 60; // characters

const PICTURE = /\.(png|jpe?g|webp|gif|bmp|avif)$/i;

/**
 * A folder's name for each class: what every system takes, and no two alike.
 * @param {string[]} names
 */
export function foldersOf(names) {
  /** @type {string[]} */
  const folders = [];
  for (const [i, name] of names.entries()) {
    const plain = [...name.replace(/[\p{C}\s\\/:*?"<>|]+/gu, " ").trim()]
      .slice(0, MOST_FOLDER)
      .join("")
      .replace(/^\.+|[. ]+$/g, "");
    const taken = new Set(folders.map((folder) => folder.toLowerCase()));
    const safe = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(plain) ? "" : plain;
    const first = safe || `Class ${i + 1}`;
    let free = first;
    for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${first} (${n})`;
    folders.push(free);
  }
  return folders;
}

/**
 * @param {Pick<Teaching, "classes" | "examples" | "settings">} teaching
 * @returns {Manifest} pictures in the order of the examples
 */
export function manifestOf({ classes, examples, settings }) {
  const folders = foldersOf(classes.map(({ name }) => name));
  const counts = classes.map(() => 0);
  const recordings = [...new Set(examples.map(({ recording }) => recording))];
  return {
    format: "separable-teaching",
    version: 1,
    classes: classes.map(({ name }) => ({ name })),
    settings,
    pictures: examples.map(({ of: id, recording, at }) => {
      const of = classes.findIndex((one) => one.id === id);
      const file = `${folders[of]}/${String(++counts[of]).padStart(4, "0")}.png`;
      return { file, of, recording: recordings.indexOf(recording), at };
    }),
  };
}

/**
 * @param {unknown} value
 * @param {number} below
 */
const isCount = (value, below) =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) < below;

/** @param {unknown} value */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Reads a manifest; throws a sentence for what is none.
 * @param {string} text
 * @param {string} name   of the file around it
 * @returns {Contents}
 */
export function readManifest(text, name) {
  const bad = (/** @type {string} */ what) =>
    new Error(
      `${name} cannot be opened: its ${MANIFEST} ${what}; save it again where it was made.`,
    );
  /** @type {any} */
  let told;
  try {
    told = JSON.parse(text);
  } catch {
    throw bad("is damaged");
  }
  if (!isObject(told) || told.format !== "separable-teaching") throw bad("is of another program");
  if (told.version !== 1)
    throw new Error(`${name} is of a newer version of this page; reload the page, then try again.`);
  const { classes, pictures, settings } = told;
  if (!Array.isArray(classes) || !Array.isArray(pictures))
    throw bad("lists no classes or pictures");
  assertFew(classes.length, pictures.length, name);
  if (!classes.every((one) => isObject(one) && typeof one.name === "string"))
    throw bad("has a class without a name");
  for (const picture of pictures) {
    const known =
      isObject(picture) &&
      typeof picture.file === "string" &&
      isCount(picture.of, classes.length) &&
      isCount(picture.recording, 2 ** 31) &&
      isCount(picture.at, 2 ** 53);
    if (!known) throw bad("has a picture without its file, class, recording or time");
  }
  return { ...{ classes: tidied(classes), pictures }, settings: settingsOf(settings) };
}

/** @param {{ name: string }[]} classes */
function tidied(classes) {
  /** @type {string[]} */
  const names = [];
  for (const [i, { name }] of classes.entries())
    names.push(tidyName(tidyName(name, []) || `Class ${i + 1}`, names));
  return names.map((name) => ({ name }));
}

/**
 * @param {any} told
 * @returns {Settings}
 */
function settingsOf(told) {
  const { ridge, mirror, crop, light } = isObject(told) ? told : {};
  return {
    ridge: typeof ridge === "number" && ridge > 0 && Number.isFinite(ridge) ? ridge : null,
    ...{ mirror: mirror === true, crop: crop === true, light: light === true },
  };
}

/**
 * @param {number} classes
 * @param {number} pictures
 * @param {string} name
 */
function assertFew(classes, pictures, name) {
  if (classes > MOST_CLASSES || pictures > MOST)
    throw new Error(
      `${name} has ${classes} classes and ${pictures} pictures, and at most ${MOST_CLASSES} and ` +
        `${MOST} are taught here; leave some out.`,
    );
}

/**
 * What folders by themselves say: the folder of a picture is its class, and every picture is a
 * recording of its own. Throws a sentence where there is none.
 * @param {string[]} paths
 * @param {string} name   of the file that they are in
 * @returns {Contents}
 */
export function contentsOfFolders(paths, name) {
  const pictures = paths
    .filter((path) => PICTURE.test(path) && path.includes("/"))
    .map((file) => ({ file, folder: file.split("/").at(-2) ?? "" }));
  if (!pictures.length)
    throw new Error(
      `${name} holds no folders of pictures, one for each class; choose a file that was saved ` +
        "here, or a zip of such folders.",
    );
  const folders = [...new Set(pictures.map(({ folder }) => folder))];
  assertFew(folders.length, pictures.length, name);
  return {
    classes: tidied(folders.map((folder) => ({ name: folder }))),
    pictures: pictures.map(({ file, folder }, i) => ({
      ...{ file, of: folders.indexOf(folder), recording: i, at: 0 },
    })),
    settings: null,
  };
}
