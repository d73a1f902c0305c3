import { load } from "separable/inline";
import { check } from "./check.js";
import digits from "./model.hex.js";

const model = Uint8Array.from(digits.match(/../g), (byte) => Number.parseInt(byte, 16));

globalThis.check = (threads, variant) => check(() => load(model, { threads, variant }), "", {});
globalThis.classify = async () => {
  const net = await load(model);
  const canvas = Object.assign(document.createElement("canvas"), { width: 160, height: 120 });
  canvas.getContext("2d").fillRect(20, 20, 60, 60);
  const [best] = await net.classify(canvas);
  net.dispose();
  return best;
};
document.title = "ready";
