// What a value is, whichever realm made it: those of a frame, or of a test's document, are no
// instances of this realm's classes.

/**
 * The name of a built-in type, as "Uint8Array", "Blob" or "URL".
 * @param {unknown} value
 */
export const kindOf = (value) => Object.prototype.toString.call(value).slice(8, -1);

/**
 * @param {unknown} value
 * @returns {value is Blob}
 */
export const isBlob = (value) => /^(Blob|File)$/.test(kindOf(value));

/**
 * @param {unknown} value
 * @returns {value is URL}
 */
export const isUrl = (value) => kindOf(value) === "URL";

/**
 * @param {unknown} value
 * @returns {value is ArrayBuffer}
 */
export const isBuffer = (value) => /^(Shared)?ArrayBuffer$/.test(kindOf(value));
