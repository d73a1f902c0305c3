// What a project may write, whatever libraries it names.
import { load, type Network, version } from "separable";

const pixels = { data: new Uint8Array(4), width: 1, height: 1 };
const net: Network = await load(new Uint8Array(3), { threads: 2 });
const [best] = await net.classify(pixels, { k: 2, allow: ["cat", 3] });
net.addEventListener("restart", ({ detail }) => detail.reason.length);
const features: Float32Array = await net.embed(pixels);
net.dispose();
export const all = [best?.className ?? version, features.length];
