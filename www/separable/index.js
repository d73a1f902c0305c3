// What callers import.

export { load } from "./load.js";

/** Of the interface, which follows semantic versioning. */
export const version = "0.1.0";
