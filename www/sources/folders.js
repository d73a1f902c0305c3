// The files in a folder that is dropped.

/** Files that are looked at, and folders within each other. */
const MOST_FILES = 500;
const MOST_DEPTH = 6;

/**
 * What is dropped, if a folder is among it; else nothing. It is asked for while the event lasts.
 * @param {DataTransfer | null} data
 * @returns {FileSystemEntry[]}
 */
export function foldersIn(data) {
  const entries = Array.from(data?.items ?? []).flatMap((item) =>
    item.kind === "file" ? (item.webkitGetAsEntry?.() ?? []) : [],
  );
  return entries.some(({ isDirectory }) => isDirectory) ? entries : [];
}

/**
 * All files in there, but hidden ones.
 * @param {FileSystemEntry[]} entries
 * @param {number} [most]
 * @param {string} [instead]   what to do where there are more
 * @returns {Promise<File[]>}
 */
export async function filesIn(
  entries,
  most = MOST_FILES,
  instead = "drop the model and its labels alone",
) {
  /** @type {File[]} */
  const files = [];
  let level = entries;
  for (let depth = 0; level.length && depth <= MOST_DEPTH; depth++) {
    /** @type {FileSystemEntry[]} */
    const next = [];
    for (const entry of level) {
      if (entry.name.startsWith(".")) continue;
      if (entry.isDirectory) next.push(...(await list(entry, most)));
      else files.push(await fileOf(entry));
      if (files.length + next.length > most)
        throw new Error(`This folder holds more than ${most} files; ${instead}.`);
    }
    level = next;
  }
  if (!files.length) throw new Error("This folder holds no files; drop the model or the picture.");
  return files;
}

/** @param {FileSystemEntry} entry */
const fileOf = (entry) =>
  new Promise((/** @type {(file: File) => void} */ resolve, reject) =>
    /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject),
  );

/**
 * A folder's entries; browsers give them in batches, the last of which is empty.
 * @param {FileSystemEntry} entry
 * @param {number} most
 */
async function list(entry, most) {
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  /** @type {FileSystemEntry[]} */
  const all = [];
  while (all.length <= most) {
    const batch = await new Promise(
      (/** @type {(batch: FileSystemEntry[]) => void} */ resolve, reject) =>
        reader.readEntries(resolve, reject),
    );
    if (!batch.length) break;
    all.push(...batch);
  }
  return all;
}
