// What callers import where all has to be in one file: the same, but the bundler puts the modules
// of `inline/` in the place of their namesakes, and makes two with the worker and its binaries.

export * from "./index.js";
