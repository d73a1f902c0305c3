// What every runtime does; ends without `dispose()`.
import { load } from "separable";

const before = new Set(Object.keys(globalThis));
const at = (file) => new URL(`./app/public/${file}`, import.meta.url);
const all = [];
for (const threads of [1, 2]) {
  const net = await load(at("model.tflite"), { labels: at("labels.txt"), threads });
  const pixels = new Uint8Array(128 * 128 * 3).map((_, i) => (i * 37) % 251);
  const bytes = [...(await net.run(pixels))];
  const { output } = await net.tensors(0);
  const { layers } = await net.timings();
  const [best] = await net.classify({ data: new Uint8Array(64 ** 2 * 4), width: 64, height: 64 });
  const timed = layers.some((ms) => ms > 0);
  all.push({ bytes, threads: net.backend.threads, asked: output !== undefined, timed, best });
}
const added = Object.keys(globalThis).filter((name) => !before.has(name));
console.log(JSON.stringify({ all, added }));
