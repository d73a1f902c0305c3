import { env, pipeline } from "@huggingface/transformers";

env.allowRemoteModels = false;
env.allowLocalModels = true;
env.localModelPath = "/models/";
env.backends.onnx.wasm.wasmPaths = "/wasm/";
const classify = await pipeline("image-classification", location.search.slice(1), {
  device: "wasm",
  dtype: "fp32",
});
const [best] = await classify(document.querySelector("img").src, { top_k: 1 });
globalThis.answered(best.label, best.score);
