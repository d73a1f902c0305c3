// Models by their names, from the list of a host that the caller names.

/** @import { Part } from "../separable.d.ts" */

/** @typedef {{ id: string, parts: string[], labels: string }} Entry of `index.json` */

/**
 * The files of a model, and of its labels.
 * @param {unknown} name as the list has it: "v1-1.0-224"
 * @param {URL} folder with the files and their list
 * @param {(list: URL) => Promise<Uint8Array>} read
 * @returns {Promise<{ parts: Part[], labels: URL }>}
 */
export async function filesOf(name, folder, read) {
  const list = new URL("index.json", folder);
  const text = new TextDecoder().decode(await read(list));
  /** @type {Entry[]} */
  let entries;
  try {
    entries = JSON.parse(text);
    if (!entries.every(({ id, parts, labels }) => id && parts.length && labels)) throw text;
  } catch (cause) {
    throw new Error(
      `${list.href} is no list of models: [{ id, parts, labels }, ...], with addresses of files.`,
      { cause },
    );
  }
  const found = entries.find(({ id }) => id === name);
  if (!found)
    throw new Error(
      `There is no model “${name}” in ${list.href}, but ${entries.map(({ id }) => id).join(", ")}.`,
    );
  const parts = found.parts.map((part) => new URL(part, folder));
  return { parts, labels: new URL(found.labels, folder) };
}
