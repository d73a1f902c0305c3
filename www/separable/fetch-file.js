// How a file is had. In Node, and where all is in one file, another module stands in for this one.

/**
 * @param {string | URL | Blob} file its address; a Blob where all is in one file
 * @param {RequestInit} [init]
 * @returns {Promise<Response>}
 */
export const fetchFile = (file, init) => fetch(/** @type {string | URL} */ (file), init);
