// For tests of what visitors bring: zips, packed by the browser's own CompressionStream, and files
// that fall on the page.

/** @param {Uint8Array} bytes */
function crc32(bytes) {
  let sum = -1;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return ~sum >>> 0;
}

/** @param {Uint8Array} bytes */
async function deflate(bytes) {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

const utf8 = (/** @type {string} */ text) => new TextEncoder().encode(text);

/** @param {...number} values pairs: how many bytes, and the number in them */
function numbers(...values) {
  const bytes = [];
  for (let i = 0; i < values.length; i += 2)
    for (let byte = 0; byte < values[i]; byte++) bytes.push((values[i + 1] >>> (8 * byte)) & 255);
  return new Uint8Array(bytes);
}

/**
 * A zip of files; `claimed` is the size that it says of each, and `packed` what it holds of it.
 * @param {{ name: string, bytes?: Uint8Array, packed?: Uint8Array, flags?: number,
 *   claimed?: number }[]} files
 */
async function zip(files) {
  const locals = [];
  const headers = [];
  let at = 0;
  for (const {
    name,
    bytes = new Uint8Array(),
    flags = 0,
    claimed = bytes.length,
    ...file
  } of files) {
    const packed = file.packed ?? (await deflate(bytes));
    const path = utf8(name);
    const shared = numbers(
      ...[2, 20, 2, flags, 2, 8, 4, 0, 4, crc32(bytes), 4, packed.length, 4, claimed],
      ...[2, path.length, 2, 0],
    );
    locals.push(numbers(4, 0x04034b50), shared, path, packed);
    headers.push(numbers(4, 0x02014b50, 2, 20), shared, numbers(2, 0, 4, 0, 4, 0, 4, at), path);
    at += 30 + path.length + packed.length;
  }
  const directory = headers.reduce((sum, { length }) => sum + length, 0);
  const count = files.length;
  const end = numbers(4, 0x06054b50, 4, 0, 2, count, 2, count, 4, directory, 4, at, 2, 0);
  return new Uint8Array(await new Blob([...locals, ...headers, end]).arrayBuffer());
}

/** @param {string} address */
const read = async (address) => new Uint8Array(await (await fetch(address)).arrayBuffer());

/** @param {File[]} files */
function drop(files) {
  const data = new DataTransfer();
  for (const file of files) data.items.add(file);
  for (const kind of ["dragenter", "dragover", "drop"])
    document.body.dispatchEvent(
      new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }),
    );
}

/**
 * A script cannot drop a folder: the browser's answers about one, for the page to ask.
 * @param {Record<string, File[]>} folders files by the path of their folder
 */
function dropFolder(folders) {
  const fileEntry = (/** @type {File} */ file) => ({
    ...{ name: file.name, isDirectory: false, isFile: true },
    file: (/** @type {(file: File) => void} */ done) => setTimeout(() => done(file)),
  });
  const folder = (/** @type {string} */ path) => {
    const inside = Object.keys(folders).filter((other) => other.startsWith(`${path}/`));
    let batches = [folders[path].map(fileEntry), inside.map(folder)];
    return {
      ...{ name: path.split("/").at(-1), isDirectory: true, isFile: false },
      createReader: () => ({
        readEntries(/** @type {(entries: object[]) => void} */ done) {
          const [batch = [], ...rest] = batches.filter(({ length }) => length);
          batches = rest;
          setTimeout(() => done(batch));
        },
      }),
    };
  };
  const [root] = Object.keys(folders);
  const item = { kind: "file", webkitGetAsEntry: () => folder(root), getAsFile: () => null };
  const event = new Event("drop", { bubbles: true, cancelable: true });
  const dataTransfer = { types: ["Files"], items: [item], files: [new File([], root)] };
  document.body.dispatchEvent(
    Object.defineProperty(event, "dataTransfer", { value: dataTransfer }),
  );
}

Object.assign(window, { deflate, drop, dropFolder, read, utf8, zip });
