// What callers import in Node: the same, but the bundler puts `node/platform.js` in the place of
// `platform.js`.

export * from "./index.js";
