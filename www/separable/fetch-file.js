// How a file is had. In Node, and where all is in one file, another module stands in for this one.

/** @type {(address: string | URL, init?: RequestInit) => Promise<Response>} */
export const fetchFile = (address, init) => fetch(address, init);
