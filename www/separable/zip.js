// The files in a zip: one that was brought, or the one behind a model. The browser inflates them;
// here everything that the zip claims is checked first. (PKWARE's APPNOTE.TXT, section 4.3)

const END = 0x06054b50;
const HEADER = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const HEADER_BYTES = 46;
const LOCAL_BYTES = 30;

const STORED = 0;
const DEFLATED = 8;
/** No deflated byte stands for more. */
const MOST_RATIO = 1032;
const MOST_FILES = 4096;
/** Bytes that are inflated at a time, so that nothing much waits for the reader. */
const SLICE = 4096;

/**
 * @typedef {object} Entry a file in a zip
 * @property {string} name with the folders that it lies in
 * @property {Uint8Array} packed its bytes, as the zip has them
 * @property {boolean} deflated
 * @property {number} size of its bytes, as the zip claims
 * @property {number} sum their CRC-32, as the zip claims
 */

/**
 * The files of the zip at the end of `bytes`, without folders and what macOS adds; null if no zip
 * is there.
 * @param {Uint8Array} bytes
 * @param {string} name what it is called in a sentence
 * @param {number} most bytes of all files together
 * @returns {Entry[] | null}
 */
export function listFiles(bytes, name, most) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end < 0) return null;
  const count = view.getUint16(end + 10, true);
  const length = view.getUint32(end + 12, true);
  const offset = view.getUint32(end + 16, true);
  if (count === 0xffff || length === 0xffffffff || offset === 0xffffffff) {
    throw new Error(
      `${name} is packed as ZIP64, which is for far larger files; unpack it, and give the model ` +
        "in it.",
    );
  }
  // In a zip behind a model, offsets count from the zip's beginning or from the model's.
  const directory = end - length;
  const start = directory - offset;
  if (start < 0) throw damaged(name, "its list of files reaches out of it");
  if (count > MOST_FILES) {
    throw new Error(
      `${name} holds ${count} files, and at most ${MOST_FILES} are looked at; unpack it, and ` +
        "give the model in it.",
    );
  }
  /** @type {Entry[]} */
  const entries = [];
  let at = directory;
  let total = 0;
  for (let i = 0; i < count; i++) {
    if (at + HEADER_BYTES > end || view.getUint32(at, true) !== HEADER)
      throw damaged(name, `it claims ${count} files, but lists ${i}`);
    const [nameLength, ...others] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const next = at + HEADER_BYTES + nameLength + others[0] + others[1];
    if (next > end) throw damaged(name, "its list of files is cut off");
    const inner = decode(bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + nameLength));
    assertSafe(inner, name);
    if (!inner.endsWith("/") && !/(^|\/)(__MACOSX\/|\.)/.test(inner)) {
      const entry = readEntry(bytes, view, at, start, directory, inner, name);
      total += entry.size;
      entries.push(entry);
    }
    at = next;
  }
  if (total > most) {
    throw new Error(
      `${name} claims to hold ${Math.ceil(total / 2 ** 20)} MB, and at most ${most / 2 ** 20} MB ` +
        "are unpacked; unpack it, and give the model in it.",
    );
  }
  return entries;
}

/**
 * The place of the record that ends a zip, behind which stands only its comment; -1 if there is
 * none.
 * @param {DataView} view
 */
function findEnd(view) {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= 0 && at >= last - 0xffff; at--)
    if (view.getUint32(at, true) === END && view.getUint16(at + 20, true) === last - at) return at;
  return -1;
}

/**
 * @param {Uint8Array} bytes
 * @param {DataView} view
 * @param {number} at where its header is
 * @param {number} start from where offsets count
 * @param {number} end where the files' bytes end
 * @param {string} inner its name
 * @param {string} name of the zip
 * @returns {Entry}
 */
function readEntry(bytes, view, at, start, end, inner, name) {
  const [flags, method] = [8, 10].map((field) => view.getUint16(at + field, true));
  const [sum, length, size, offset] = [16, 20, 24, 42].map((field) =>
    view.getUint32(at + field, true),
  );
  if (flags & 1)
    throw new Error(`${name} is encrypted; unpack it with its password, and give the model in it.`);
  if (method !== STORED && method !== DEFLATED) {
    throw new Error(
      `${name} has packed ${inner} in a way that browsers cannot unpack (method ${method}); ` +
        "unpack it, and give the model in it.",
    );
  }
  const deflated = method === DEFLATED;
  if (deflated ? size > length * MOST_RATIO : size !== length)
    throw damaged(name, `it claims more of ${inner} than it holds`);
  const local = start + offset;
  if (local + LOCAL_BYTES > end || view.getUint32(local, true) !== LOCAL)
    throw damaged(name, `${inner} is not where it says`);
  const [names, extra] = [26, 28].map((field) => view.getUint16(local + field, true));
  const from = local + LOCAL_BYTES + names + extra;
  if (from + length > end) throw damaged(name, `it claims more of ${inner} than it holds`);
  return { name: inner, packed: bytes.subarray(from, from + length), deflated, size, sum };
}

/**
 * A file's bytes.
 * @param {Entry} entry
 * @param {string} name of the zip
 */
export async function unpack(entry, name) {
  const bytes = await begin(entry, entry.size + 1, name);
  if (bytes.length !== entry.size)
    throw damaged(name, `it holds more or less of ${entry.name} than it claims`);
  if (crc32(bytes) !== entry.sum)
    throw damaged(name, `${entry.name} has another checksum than it claims`);
  return bytes;
}

/**
 * The first bytes of a file; fewer than `count` where it has no more. What is behind them is not
 * inflated.
 * @param {Entry} entry
 * @param {number} count
 * @param {string} name of the zip
 */
export async function begin(entry, count, name) {
  const bytes = new Uint8Array(count);
  let length = 0;
  try {
    for await (const chunk of chunksOf(entry)) {
      const part = chunk.subarray(0, count - length);
      bytes.set(part, length);
      length += part.length;
      if (length === count) break;
    }
  } catch (cause) {
    if (typeof DecompressionStream !== "undefined")
      throw damaged(name, `${entry.name} cannot be unpacked`, cause);
    throw new Error(
      `${name} cannot be unpacked by this browser; unpack it, and give the model in it.`,
      { cause },
    );
  }
  return bytes.subarray(0, length);
}

/**
 * @param {Entry} entry
 * @returns {AsyncGenerator<Uint8Array>}
 */
async function* chunksOf({ packed, deflated }) {
  if (!deflated) {
    yield packed;
    return;
  }
  let at = 0;
  /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */
  const slices = new ReadableStream({
    pull(controller) {
      if (at >= packed.length) return controller.close();
      controller.enqueue(packed.slice(at, (at += SLICE)));
    },
  });
  const reader = slices.pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => {}); // nothing to cancel where it has ended or failed
  }
}

/** @type {Uint32Array | null} */
let table = null;

/** @param {Uint8Array} bytes */
function crc32(bytes) {
  table ??= Uint32Array.from({ length: 256 }, (_, n) => {
    for (let bit = 0; bit < 8; bit++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
    return n;
  });
  let sum = -1;
  for (const byte of bytes) sum = (sum >>> 8) ^ table[(sum ^ byte) & 255];
  return ~sum >>> 0;
}

/** @param {Uint8Array} bytes */
const decode = (bytes) => new TextDecoder().decode(bytes);

/**
 * Nothing is written by these names, but no tool that exports models makes such.
 * @param {string} inner
 * @param {string} name
 */
function assertSafe(inner, name) {
  if (/(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[a-z]:|[\0-\x1f\x7f]/i.test(inner)) {
    throw new Error(
      `${name} has a file whose path leads out of it (${JSON.stringify(inner.slice(0, 80))}); ` +
        "get it from elsewhere.",
    );
  }
}

/**
 * @param {string} name
 * @param {string} what
 * @param {unknown} [cause]
 */
function damaged(name, what, cause) {
  return new Error(`${name} is a damaged zip: ${what}; download or export it again.`, { cause });
}
