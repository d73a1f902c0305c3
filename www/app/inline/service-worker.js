// A page in one file has no service worker: that would be another file, and so is what it stores.

export const serviceWorkers = () => null;
