import { loadAndCompile, loadLiteRt, Tensor } from "@litertjs/core";
import { bestOf, pixels } from "./pixels.js";

await loadLiteRt("/wasm/");
const model = await loadAndCompile(`/models/${location.search.slice(1)}`, { accelerator: "wasm" });
const { dtype, shape } = model.getInputDetails()[0];
const rgb = await pixels();
const input =
  dtype === "float32" ? Float32Array.from(rgb, (x) => x / 127.5 - 1) : Uint8Array.from(rgb);
const [output] = await model.run([new Tensor(input, [...shape])]);
const scores = Array.from(await output.data(), (x) => (dtype === "float32" ? x : x / 256));
globalThis.answered(...(await bestOf(scores)));
