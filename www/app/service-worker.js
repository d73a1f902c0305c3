// Where the browser keeps the page's service worker.

/** Null where there is none: where all is in one file, another module stands in for this one. */
export const serviceWorkers = () => (isSecureContext && navigator.serviceWorker) || null;
