// What the pages do by themselves whose runtimes take numbers and give numbers.

/** The red, green and blue of the picture's pixels, 0 to 255. */
export async function pixels() {
  const image = document.querySelector("img");
  await image.decode();
  const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return data.filter((_, at) => at % 4 < 3);
}

/** The class with the highest probability: its name, and the probability. */
export async function bestOf(probabilities) {
  const labels = (await (await fetch("/models/labels.txt")).text()).trim().split("\n");
  const most = Math.max(...probabilities);
  return [labels[probabilities.indexOf(most)], most];
}
