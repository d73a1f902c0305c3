import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { loadGraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { bestOf } from "./pixels.js";

setWasmPaths("/wasm/");
await tf.setBackend("wasm");
const model = await loadGraphModel(`/models/${location.search.slice(1)}`);
const image = document.querySelector("img");
await image.decode();
const scores = tf.tidy(() => {
  const input = tf.expandDims(tf.sub(tf.div(tf.browser.fromPixels(image), 127.5), 1));
  return model.predict(input);
});
globalThis.answered(...(await bestOf(await scores.data())));
