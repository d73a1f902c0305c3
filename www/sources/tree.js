// The files of folders with their paths: dropped, or chosen in a dialog. Loaded with the first one.

/** @typedef {{ path: string, file: File }} Placed */

const MOST_FILES = 100_000;
const MOST_DEPTH = 8;

/**
 * All files in there, but hidden ones.
 * @param {FileSystemEntry[]} entries
 * @returns {Promise<Placed[]>}
 */
export async function filesUnder(entries) {
  /** @type {Placed[]} */
  const files = [];
  let level = entries;
  for (let depth = 0; level.length && depth <= MOST_DEPTH; depth++) {
    /** @type {FileSystemEntry[]} */
    const next = [];
    for (const entry of level) {
      if (entry.name.startsWith(".")) continue;
      if (entry.isDirectory) next.push(...(await list(entry)));
      else files.push({ path: entry.fullPath.replace(/^\//, ""), file: await fileOf(entry) });
      if (files.length + next.length > MOST_FILES) throw tooMany();
    }
    level = next;
  }
  return inOrder(files);
}

/**
 * Files as a dialog or a drop without folders gives them.
 * @param {File[]} files
 * @returns {Placed[]}
 */
export function placed(files) {
  if (files.length > MOST_FILES) throw tooMany();
  const all = files.map((file) => ({ path: file.webkitRelativePath || file.name, file }));
  return inOrder(all.filter(({ path }) => !/(^|\/)\./.test(path)));
}

const tooMany = () =>
  new Error(`These are more than ${MOST_FILES} files; choose a folder with fewer of them.`);

const order = new Intl.Collator("en", { numeric: true });

/** @param {Placed[]} files */
const inOrder = (files) => files.sort((a, b) => order.compare(a.path, b.path));

/** @param {FileSystemEntry} entry */
const fileOf = (entry) =>
  new Promise((/** @type {(file: File) => void} */ resolve, reject) =>
    /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject),
  );

/**
 * A folder's entries; browsers give them in batches, the last of which is empty.
 * @param {FileSystemEntry} entry
 */
async function list(entry) {
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  /** @type {FileSystemEntry[]} */
  const all = [];
  while (all.length <= MOST_FILES) {
    const batch = await new Promise(
      (/** @type {(batch: FileSystemEntry[]) => void} */ resolve, reject) =>
        reader.readEntries(resolve, reject),
    );
    if (!batch.length) break;
    all.push(...batch);
  }
  return all;
}

/** @type {HTMLInputElement | null} */
let input = null;

/**
 * Opens the dialog for a folder; browsers allow it only after a click or a key.
 * @returns {Promise<File[]>} none if it was cancelled
 */
export function pickFolder() {
  input?.remove(); // of a cancelled dialog, where the browser sends no event
  const fresh = (input = Object.assign(document.createElement("input"), {
    type: "file",
    multiple: true,
    hidden: true,
    webkitdirectory: true,
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
