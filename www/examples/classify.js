import { load } from "../separable.js";

const [input, status, list] = ["input", "p", "ol"].map((name) => document.querySelector(name));
const say = (error) => (status.textContent = error.message);
const models = new URL("../models/", import.meta.url);

try {
  const [{ parts, labels, name }] = await (await fetch(new URL("index.json", models))).json();
  const net = await load(
    parts.map((part) => new URL(part, models)),
    { labels: new URL(labels, models) },
  );
  status.textContent = `${name} is ready.`;
  input.disabled = false;
  input.addEventListener("change", () => classify(net, input.files[0]).catch(say));
} catch (error) {
  say(error);
}

async function classify(net, file) {
  const answers = await net.classify(await createImageBitmap(file), 5);
  const rows = answers.map(
    ({ className, probability }) => `${className}: ${(100 * probability).toFixed(1)} %`,
  );
  list.replaceChildren(
    ...rows.map((row) => Object.assign(document.createElement("li"), { textContent: row })),
  );
}
