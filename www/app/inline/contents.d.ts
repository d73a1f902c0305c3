// Made by `cargo xtask dist`: files by their paths, gzipped, in base64.
declare const contents: Record<string, string>;
export default contents;
