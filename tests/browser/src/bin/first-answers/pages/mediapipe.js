import { FilesetResolver, ImageClassifier } from "@mediapipe/tasks-vision";

const vision = await FilesetResolver.forVisionTasks("/wasm");
const classifier = await ImageClassifier.createFromOptions(vision, {
  baseOptions: { modelAssetPath: `/models/${location.search.slice(1)}`, delegate: "CPU" },
  runningMode: "IMAGE",
  maxResults: 1,
});
const image = document.querySelector("img");
await image.decode();
const { classifications } = classifier.classify(image);
const [{ categoryName, score }] = classifications[0].categories;
globalThis.answered(categoryName, score);
