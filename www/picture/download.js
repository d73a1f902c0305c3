// Hands a file to the visitor.

/**
 * @param {BlobPart} content
 * @param {string} type   its media type
 * @param {string} name
 */
export function download(content, type, name) {
  const href = URL.createObjectURL(new Blob([content], { type }));
  Object.assign(document.createElement("a"), { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000); // the download has read it by then
}

/** @param {string[]} labels   of a network, a line each */
export const downloadLabels = (labels) =>
  download(`${labels.join("\n")}\n`, "text/plain", "labels.txt");
