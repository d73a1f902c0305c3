import { load } from "separable";

const model = `/models/${location.search.slice(1)}`;
const net = await load(model, { labels: "/models/labels.txt" });
const [best] = await net.classify(document.querySelector("img"));
globalThis.answered(best.className, best.probability);
