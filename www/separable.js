// MobileNet for any page: the engine runs in a worker, this is how a page talks to it.
//
//     import { load } from "./separable.js";
//     const net = await load("mobilenet.tflite", { labels: "labels.txt" });
//     const [best] = await net.classify(video);

export * from "./separable/index.js";
