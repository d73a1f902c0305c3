// Models and labels as bytes: from an address, with progress, or as the caller has them.

import { fetchFile } from "./fetch-file.js";
import { isBlob, isBuffer, isUrl } from "./kind.js";
import { parseLabels } from "./labels.js";
import { decode, resolve } from "./platform.js";
import { withTimeout } from "./timeouts.js";
import { violations } from "./violations.js";
import { isWhole } from "./whole.js";

/**
 * @import { LoadOptions, Part } from "../separable.d.ts"
 * @import { LabelList } from "./labels.js"
 * @import { Violation } from "./violations.js"
 */

/** Larger than any MobileNet, and small enough for a tab; also what a zip may unpack to. */
export const MOST_BYTES = 256 * 2 ** 20;

/** A zip's last record with the longest comment (PKWARE's APPNOTE.TXT, section 4.3.16). */
const ZIP_END = 22 + 65_535;

/**
 * @typedef {object} Bytes a file, in the chunks in which it arrived
 * @property {number} length
 * @property {(most?: number, from?: number) => Uint8Array<ArrayBuffer>} join copies it, or so many
 *   bytes at most, from one on
 */

/**
 * All parts of a model, as copies that no other code changes, and the label files that came in a
 * zip with them.
 * @param {Part[]} parts
 * @param {AbortSignal} signal
 * @param {LoadOptions["onProgress"]} [onProgress]
 * @returns {Promise<{ parts: Bytes[], lists: LabelList[] }>}
 */
export async function readModel(parts, signal, onProgress) {
  if (!parts.length)
    throw new Error("There is no model to load; give an address or the bytes of a .tflite file.");
  const opened = await Promise.all(parts.map((part) => open(part, "model", signal)));
  const total = opened.every(({ size }) => size)
    ? opened.reduce((sum, { size }) => sum + size, 0)
    : 0;
  let loaded = 0;
  const found = await Promise.all(
    opened.map(async (part) => {
      const bytes = await readAll(part, signal, (count) =>
        onProgress?.({ loaded: (loaded += count), total }),
      );
      return modelIn(bytes, part.file);
    }),
  );
  return { parts: found.flatMap(({ parts }) => parts), lists: found.flatMap(({ lists }) => lists) };
}

/**
 * The model that a file is, or that the zip holds.
 * @param {Bytes} bytes
 * @param {string} file its name
 */
async function modelIn(bytes, file) {
  const head = bytes.join(8);
  if (!head.length || hasMark(head, 4, "TFL3")) return { parts: [bytes], lists: [] };
  if (hasMark(head, 0, "PK")) {
    const { openZip } = await import("./packed.js");
    return openZip(bytes.join(), file, MOST_BYTES);
  }
  const { HEAD, refusal } = await import("./refusals.js");
  throw new Error(refusal(bytes.join(HEAD), file));
}

/**
 * Whether a zip may lie behind a model. Most have none, and the code for it is not loaded.
 * @param {Bytes} model
 */
export function mayEndInZip({ length, join }) {
  const end = join(ZIP_END, Math.max(0, length - ZIP_END));
  return new TextDecoder("latin1").decode(end).includes("PK\x05\x06");
}

/**
 * @param {Uint8Array} bytes
 * @param {number} at
 * @param {string} mark
 */
const hasMark = (bytes, at, mark) =>
  String.fromCharCode(...bytes.subarray(at, at + mark.length)) === mark;

/**
 * The lists of labels that a caller gives.
 * @param {LoadOptions["labels"]} labels
 * @param {AbortSignal} signal
 * @returns {Promise<LabelList[]>}
 */
export async function readLabels(labels, signal) {
  if (labels === undefined || labels === null) return [];
  if (Array.isArray(labels) && !labels.some(isBlob))
    return [{ name: "The list of labels", names: labels.map(String) }];
  const files = /** @type {(string | URL | Blob)[]} */ ([labels].flat());
  return Promise.all(
    files.map(async (file) => {
      const opened = await open(file, "label file", signal);
      return parseLabels((await readAll(opened, signal)).join(), opened.file || opened.name);
    }),
  );
}

/**
 * @param {string | URL | Blob} file
 * @param {string} what it should be
 * @param {AbortSignal} signal
 */
export async function readFile(file, what, signal) {
  const opened = await open(file, what, signal);
  return { name: opened.name, bytes: (await readAll(opened, signal)).join() };
}

/**
 * The picture in a file.
 * @param {string | URL | Blob} file
 * @param {AbortSignal} signal
 */
export async function readPicture(file, signal) {
  const { name, bytes } = await readFile(file, "picture", signal);
  if (!isWhole(bytes)) throw new Error(`${name} is cut short; load or save it again.`);
  return decode(bytes, name);
}

/**
 * @typedef {object} Opened
 * @property {string} name what it is called in a sentence
 * @property {string} file the name of the file; empty if it has none
 * @property {number} size in bytes, 0 if unknown
 * @property {AsyncIterable<Uint8Array> | Iterable<Uint8Array>} chunks
 */

/**
 * @param {Part} part
 * @param {string} what it should be
 * @param {AbortSignal} signal
 * @returns {Promise<Opened>}
 */
async function open(part, what, signal) {
  if (typeof part === "string" || isUrl(part)) return openAddress(part, what, signal);
  const file = isBlob(part) && "name" in part ? String(part.name) : "";
  const name = file ? `The ${what} ${file}` : `The ${what}`;
  if (isBlob(part))
    return { name, file, size: part.size, chunks: chunksOf(part.stream(), name, signal) };
  if (isBuffer(part))
    return { name, file, size: part.byteLength, chunks: copy(new Uint8Array(part)) };
  if (ArrayBuffer.isView(part)) {
    const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
    return { name, file, size: bytes.length, chunks: copy(bytes) };
  }
  throw new Error(
    `A ${what} is given as an address or as bytes, but this is ` +
      `${part === null ? "null" : typeof part}.`,
  );
}

/**
 * @param {string | URL} address
 * @param {string} what
 * @param {AbortSignal} signal
 * @returns {Promise<Opened>}
 */
async function openAddress(address, what, signal) {
  let url;
  try {
    url = resolve(address);
  } catch (cause) {
    throw new Error(`“${address}” is no address; give the address of the ${what}.`, { cause });
  }
  const file = (url.protocol.startsWith("http") && url.pathname.split("/").pop()) || "";
  const name = file ? `The ${what} ${file}` : `The ${what}`;
  const blocked = violations();
  const response = await withTimeout(fetchFile(url, { signal })).catch(async (cause) => {
    signal.throwIfAborted();
    throw new Error(`${name} ${await why(url, await blocked())}`, { cause });
  });
  blocked();
  if (!response.ok) {
    throw new Error(
      response.status === 404
        ? `${name} is not there (404); check the address ${url.href}`
        : `${name} could not be read, the server answered ${response.status}; try again later.`,
    );
  }
  if (response.headers.get("Content-Type")?.startsWith("text/html")) {
    throw new Error(`${name} is a web page, not a ${what}; check the address ${url.href}`);
  }
  // The length of a compressed transfer is not that of the file.
  const encoded = response.headers.has("Content-Encoding");
  const size = encoded ? 0 : Number(response.headers.get("Content-Length") ?? 0);
  const chunks = response.body ? chunksOf(response.body, name, signal) : [];
  return { name, file, size, chunks };
}

/**
 * Why it could not be fetched; without a connection the code that finds out may not come either.
 * @param {URL} url
 * @param {Violation[]} blocked
 */
const why = (url, blocked) =>
  import("./unreachable.js").then(
    ({ whyNotFetched }) => whyNotFetched(url, blocked),
    () => "could not be fetched; check the connection and the address, then try again.",
  );

/** @param {Uint8Array} bytes */
function* copy(bytes) {
  yield bytes.slice();
}

/**
 * A stream's chunks; not every browser can iterate a stream by itself.
 * @param {ReadableStream<Uint8Array>} stream
 * @param {string} name
 * @param {AbortSignal} signal
 */
async function* chunksOf(stream, name, signal) {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await withTimeout(reader.read()).catch((cause) => {
        signal.throwIfAborted();
        throw stopped(name, cause);
      });
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => {}); // nothing to cancel where it has ended or failed
  }
}

/**
 * @param {Opened} opened
 * @param {AbortSignal} signal
 * @param {(count: number) => void} [onbytes]
 * @returns {Promise<Bytes>}
 */
async function readAll({ name, size, chunks }, signal, onbytes) {
  /** @type {Uint8Array[]} */
  const all = [];
  let length = 0;
  refuseHuge(name, size);
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    refuseHuge(name, (length += chunk.length));
    all.push(chunk);
    onbytes?.(chunk.length);
  }
  if (length < size) throw stopped(name);
  const join = (most = length, from = 0) => {
    const bytes = new Uint8Array(Math.min(most, length - from));
    let at = -from; // where the chunk goes
    for (const chunk of all) {
      const part = chunk.subarray(Math.max(0, -at), Math.max(0, bytes.length - at));
      if (part.length) bytes.set(part, Math.max(0, at));
      at += chunk.length;
    }
    return bytes;
  };
  return { length, join };
}

/**
 * The SHA-256 of each part, as sha256sum writes it.
 * @param {Bytes[]} parts
 */
export function digest(parts) {
  if (!globalThis.crypto?.subtle) {
    throw new Error(
      "Browsers compute checksums only for pages from https or localhost; open this page by such " +
        "an address.",
    );
  }
  return Promise.all(
    parts.map(async (part) => {
      const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", part.join()));
      return Array.from(sum, (byte) => byte.toString(16).padStart(2, "0")).join("");
    }),
  );
}

/**
 * @param {string} name
 * @param {unknown} [cause]
 */
function stopped(name, cause) {
  return new Error(`${name} stopped half way; check the connection, then try again.`, { cause });
}

/**
 * @param {string} name
 * @param {number} bytes
 */
function refuseHuge(name, bytes) {
  if (bytes > MOST_BYTES) {
    throw new Error(
      `${name} is larger than ${MOST_BYTES / 2 ** 20} MB, which no MobileNet is; check the ` +
        "address.",
    );
  }
}
