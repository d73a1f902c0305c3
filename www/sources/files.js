// Pictures, videos and models from files: picked, dropped or pasted.

/** Pictures with more pixels than this are scaled down to it while they are read. */
const PIXELS_KEPT = 2e6;
/** Up to here a picture is decoded whole, which finds out if it is damaged. */
const PIXELS_WHOLE = 24e6;
/** What this many would take in memory while being decoded, no tab should ask for. */
const PIXELS_MOST = 150e6;

const INSTEAD = "choose a JPEG, PNG, WebP, AVIF or GIF";

/** @typedef {{ source: ImageBitmap, name: string, width: number, height: number }} Picture */

/**
 * Reads a picture, the right way up; `width` and `height` are the file's own, `source` may be
 * smaller. Throws a sentence for what is none.
 * @param {File | Blob} file
 * @returns {Promise<Picture>}
 */
export async function readPicture(file) {
  const name = file instanceof File && file.name || "pasted picture";
  const image = new Image();
  const address = URL.createObjectURL(file);
  try {
    // An img learns its size from the first bytes, without decoding the rest.
    image.src = address;
    await new Promise((resolve, reject) => {
      image.onload = resolve;
      image.onerror = reject;
    });
    const { naturalWidth: width, naturalHeight: height } = image;
    const pixels = width * height;
    if (!pixels) throw new Error(`“${name}” does not say how large it is; ${INSTEAD}.`);
    if (pixels > PIXELS_MOST) {
      throw new Error(
        `“${name}” has ${width} x ${height} pixels, too many to decode here; scale it down to 12,000 x 12,000 or less.`,
      );
    }
    const scale = Math.min(1, Math.sqrt(PIXELS_KEPT / pixels));
    const size = [width, height].map((length) => Math.max(1, Math.round(length * scale)));
    const source = pixels <= PIXELS_WHOLE && file.type !== "image/svg+xml"
      ? await decode(file, size, scale < 1)
      : draw(image, size);
    return { source, name, width, height };
  } catch (error) {
    if (error instanceof Error && !(error instanceof DOMException)) throw error;
    throw new Error(await describe(file, `“${name}”`), { cause: error });
  } finally {
    URL.revokeObjectURL(address);
  }
}

/**
 * @param {Blob} file
 * @param {number[]} size
 * @param {boolean} smaller
 */
function decode(file, [resizeWidth, resizeHeight], smaller) {
  /** @type {ImageBitmapOptions} */
  const scaled = smaller ? { resizeWidth, resizeHeight, resizeQuality: "high" } : {};
  return createImageBitmap(file, { imageOrientation: "from-image", ...scaled });
}

/**
 * Drawn smaller than it is, a JPEG is decoded at an eighth, a quarter or half of its size.
 * @param {HTMLImageElement} image
 * @param {number[]} size
 */
function draw(image, [width, height]) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("The browser has no memory left for this picture; close other tabs, or try a smaller one.");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, width, height);
  return canvas.transferToImageBitmap();
}

/**
 * A sentence for a file that the browser cannot show, by its first bytes and not by its name.
 * @param {Blob} file
 * @param {string} name
 */
async function describe(file, name) {
  let bytes;
  try {
    bytes = new Uint8Array(await file.slice(0, 512).arrayBuffer());
  } catch {
    return `${name} cannot be read; it may have been moved or changed. Choose it again.`;
  }
  if (!bytes.length) return `${name} is empty; ${INSTEAD}.`;
  const text = String.fromCharCode(...bytes);
  const [, brand] = /^....ftyp(....)/s.exec(text) ?? [];
  if (brand && /^(hei|hev|mif1|msf1)/.test(brand)) {
    return `${name} is a HEIC photograph, which this browser cannot read; export it as JPEG `
      + "(on an iPhone: Settings, Camera, Formats, Most Compatible).";
  }
  const is = /^\xff\xd8\xff|^\x89PNG|^GIF8|^RIFF....WEBP|^BM|^....ftypavi/s.test(text)
    ? "is damaged, cut short, too large, or of a kind that this browser cannot read; save it anew, or"
    : brand || /^\x1a\x45\xdf\xa3|^RIFF....AVI/s.test(text)
      ? "is a video, not a picture; drop it on the page to play it, or"
      : /^....TFL3/s.test(text)
        ? "is a model, not a picture; drop it on the page to run it, or"
        : /^%PDF/.test(text)
          ? "is a PDF, not a picture; export the page as a picture, or"
          : /^(II\*\0|MM\0\*)/.test(text)
            ? "is a TIFF, which this browser cannot read; export it as JPEG, or"
            : /^[\t\n\r\x20-\x7e\x80-\xff]*$/.test(text)
              ? "is a text file, whatever its name says;"
              : "is no picture that this browser can read;";
  return `${name} ${is} ${INSTEAD}.`;
}

/**
 * What each of these files is: the parts of a model, the labels that come with it, pictures, videos.
 * A file of no known kind counts as a picture, whose reading says what it is instead.
 * @param {Iterable<File>} files
 */
export function sortFiles(files) {
  /** @type {{ models: File[], labels: File[], pictures: File[], videos: File[] }} */
  const sorted = { models: [], labels: [], pictures: [], videos: [] };
  for (const file of files) sorted[kindOf(file)].push(file);
  return sorted;
}

/** @param {File} file */
function kindOf({ name, type }) {
  if (/\.tflite$/i.test(name)) return "models";
  if (/\.(txt|labels)$/i.test(name) || type === "text/plain") return "labels";
  const video = type ? type.startsWith("video/") : /\.(mp4|m4v|mov|webm|mkv|avi|ogv)$/i.test(name);
  return video ? "videos" : "pictures";
}

/**
 * @typedef {object} Takers
 * @property {(picture: Promise<Picture>) => void} onpicture
 * @property {(file: File) => void} onvideo
 * @property {(files: { models: File[], labels: File[] }) => void} onmodel labels may come alone
 */

/**
 * Gives files to whom they concern: a picture, a video, or the `.tflite` files of a model and the
 * `.txt` of its labels.
 * @param {File[]} files
 * @param {Takers} to
 */
export function hand(files, { onpicture, onvideo, onmodel }) {
  const { models, labels, pictures, videos } = sortFiles(files);
  const picture = pictures.find(({ type }) => type.startsWith("image/"));
  if (models.length || (labels.length && labels.length === files.length)) onmodel({ models, labels });
  else if (videos.length && !picture) onvideo(videos[0]);
  else if (files.length) onpicture(readPicture(picture ?? files[0]));
}

/**
 * Takes what is dropped on `root` or pasted anywhere.
 * @param {HTMLElement} root
 * @param {Takers} to
 */
export function listen(root, to) {
  const take = (/** @type {DataTransfer | null} */ data) => {
    const files = filesOf(data);
    hand(files, to);
    return files.length > 0;
  };
  root.addEventListener("dragover", (event) => {
    if (isWelcome(event.dataTransfer)) event.preventDefault();
  });
  root.addEventListener("drop", (event) => {
    if (!isWelcome(event.dataTransfer)) return;
    event.preventDefault(); // or the browser would leave the page for the file
    if (take(event.dataTransfer)) return;
    to.onpicture(Promise.reject(new Error(
      "That was a link, not a file, and this page asks no other site for anything; save the picture and drop the file.",
    )));
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
 * Opens the file dialog, where a click or a key allows it.
 * @param {string} [accept]
 * @returns {Promise<File[]>} none if it was cancelled
 */
export function pick(accept = "image/*") {
  input?.remove(); // a dialog that was cancelled where the browser does not say so
  const fresh = input = Object.assign(document.createElement("input"), { type: "file", accept, hidden: true });
  fresh.multiple = accept.includes(".tflite");
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
