// The files of folders with their paths: dropped, or chosen in a dialog.

/** @typedef {{ path: string, file: File }} Placed */

/**
 * @typedef {object} Bounds   how much is looked at
 * @property {number} most   files
 * @property {string} instead   what to do where there are more
 */

const MOST_DEPTH = 8;

/** @type {Bounds} */
export const FEW = { most: 500, instead: "drop the model and its labels alone" };
/** @type {Bounds} */
export const MANY = { most: 100_000, instead: "choose a folder with fewer of them" };

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
 * All files in there, but hidden ones, in the order of their paths.
 * @param {FileSystemEntry[]} entries
 * @param {Bounds} bounds
 * @returns {Promise<Placed[]>}
 */
export async function filesIn(entries, bounds) {
  /** @type {Placed[]} */
  const files = [];
  let level = entries.map((entry) => ({ entry, path: entry.name }));
  for (let depth = 0; level.length && depth <= MOST_DEPTH; depth++) {
    /** @type {typeof level} */
    const next = [];
    for (const { entry, path } of level) {
      if (entry.name.startsWith(".")) continue;
      if (!entry.isDirectory) files.push({ path, file: await fileOf(entry) });
      for (const inside of entry.isDirectory ? await list(entry, bounds.most) : [])
        next.push({ entry: inside, path: `${path}/${inside.name}` });
      check(files.length + next.length, bounds);
    }
    level = next;
  }
  if (!files.length) throw new Error("This folder holds no files; drop the model or the picture.");
  return inOrder(files);
}

/**
 * Files as a dialog, or a drop without folders, gives them.
 * @param {File[]} files
 * @param {Bounds} bounds
 * @returns {Placed[]}
 */
export function placed(files, bounds) {
  check(files.length, bounds);
  const all = files.map((file) => ({ path: file.webkitRelativePath || file.name, file }));
  return inOrder(all.filter(({ path }) => !/(^|\/)\./.test(path)));
}

/**
 * @param {number} count
 * @param {Bounds} bounds
 */
function check(count, { most, instead }) {
  if (count > most) throw new Error(`This folder holds more than ${most} files; ${instead}.`);
}

/** @param {Placed[]} files */
function inOrder(files) {
  const order = new Intl.Collator("en", { numeric: true });
  return files.sort((a, b) => order.compare(a.path, b.path));
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
