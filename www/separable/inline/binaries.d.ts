// Made by `cargo xtask pack`: parts of binaries by their names, gzipped, in base64.
declare const binaries: Record<string, string>;
export default binaries;
