// What LiteRT.js and MediaPipe make of a written file: for each picture all numbers of the output.

/**
 * @typedef {{ number: number, pictures: number, float: boolean,
 *   classified: { width: number, height: number } | null }} File
 */

const bytes = async (number, end) =>
  new Uint8Array(await (await fetch(`/files/${number}.${end}`)).arrayBuffer());

const litert = (async () => {
  const rt = await import("/modules/@litertjs/core/dist/index.js");
  await rt.loadLiteRt("/modules/@litertjs/core/wasm/", { threads: false });
  return rt;
})();
const mediapipe = (async () => {
  const vision = await import("/modules/@mediapipe/tasks-vision/vision_bundle.mjs");
  const wasm = "/modules/@mediapipe/tasks-vision/wasm";
  return { vision, files: await vision.FilesetResolver.forVisionTasks(wasm) };
})();

/**
 * @param {File} file
 * @param {"tflite" | "published"} [end]   which file
 */
async function byLiteRt({ number, pictures, float }, end = "tflite") {
  const rt = await litert;
  const net = await rt.loadAndCompile(await bytes(number, end), { accelerator: "wasm" });
  const { shape } = net.getInputDetails()[0];
  const { buffer } = await bytes(number, "in");
  const all = float ? new Float32Array(buffer) : new Uint8Array(buffer);
  const each = all.length / pictures;
  const answers = [];
  for (let i = 0; i < pictures; i++) {
    const input = new rt.Tensor(all.slice(i * each, (i + 1) * each), [...shape].map(Math.abs));
    const outputs = await net.run([input]);
    answers.push([...(outputs[0].data ? await outputs[0].data() : outputs[0].toTypedArray())]);
    outputs.forEach((output) => output.delete?.());
    input.delete?.();
  }
  net.delete?.();
  return answers;
}

/** @param {File} file */
async function byMediaPipe({ number, pictures, classified }, end = "tflite") {
  const { vision, files } = await mediapipe;
  const task = await vision.ImageClassifier.createFromOptions(files, {
    baseOptions: { modelAssetBuffer: await bytes(number, end), delegate: "CPU" },
    runningMode: "IMAGE",
  });
  const rgb = await bytes(number, "rgb");
  const { width, height } = classified;
  const answers = [];
  for (let i = 0; i < pictures; i++) {
    const image = new ImageData(width, height);
    for (let at = 0; at < width * height; at++) {
      for (let c = 0; c < 3; c++) image.data[4 * at + c] = rgb[3 * (i * width * height + at) + c];
      image.data[4 * at + 3] = 255;
    }
    const { categories } = task.classify(image).classifications[0];
    const scores = [];
    const names = [];
    for (const { index, score, categoryName } of categories) {
      scores[index] = score;
      names[index] = categoryName;
    }
    answers.push({ scores, names });
  }
  task.close();
  return answers;
}

const sentence = (error) => String(error?.message ?? error);

/**
 * A reader's answers, or the sentence with which it refuses the file, and the one as published.
 * @param {(end?: "published") => Promise<unknown>} read
 */
const attempt = (read) =>
  read().then(
    (answers) => ({ answers }),
    async (error) => ({
      refusal: sentence(error),
      published: await read("published").then(() => null, sentence),
    }),
  );

/** @param {File} file */
export async function answersOf(file) {
  return {
    litert: await attempt((end) => byLiteRt(file, end)),
    mediapipe: file.classified ? await attempt((end) => byMediaPipe(file, end)) : null,
  };
}
