// What every page does: it runs the built-in network on known pixels, and asks something that the
// second part of the engine answers.

/** The raw output of the network, which the engine on this machine has to give, too. */
export async function check(load, folder, options) {
  const net = await load(`${folder}/model.tflite`, { labels: `${folder}/labels.txt`, ...options });
  const pixels = new Uint8Array(128 * 128 * 3).map((_, i) => (i * 37) % 251);
  const bytes = [...(await net.run(pixels))];
  const { output } = await net.tensors(0);
  const { threads } = net.backend;
  net.dispose();
  return { bytes, threads, asked: output !== undefined };
}
