import { load } from "../separable.js";

/** @import { Network } from "../separable.d.ts" */

const input = /** @type {HTMLInputElement} */ (document.querySelector("input"));
const status = /** @type {HTMLElement} */ (document.querySelector("p"));
const list = /** @type {HTMLElement} */ (document.querySelector("ol"));
/** @param {unknown} error */
const say = (error) => {
  status.textContent = error instanceof Error ? error.message : String(error);
};
const models = new URL("../models/", import.meta.url);

try {
  const [{ parts, labels, name }] = await (await fetch(new URL("index.json", models))).json();
  const net = await load(
    parts.map((/** @type {string} */ part) => new URL(part, models)),
    { labels: new URL(labels, models) },
  );
  // What pixels stand for; where a file does not say it, load(…, { range: [0, 1] }) does.
  if (net.range.source === "assumed") console.warn("Pixels are assumed to stand for", net.range);
  status.textContent = `${name} is ready.`;
  input.disabled = false;
  input.addEventListener("change", () => {
    const [file] = input.files ?? [];
    if (file) classify(net, file).catch(say);
  });
} catch (error) {
  say(error);
}

/**
 * @param {Network} net
 * @param {File} file
 */
async function classify(net, file) {
  const answers = await net.classify(await createImageBitmap(file), 5);
  const rows = answers.map(
    ({ className, probability }) => `${className}: ${(100 * probability).toFixed(1)} %`,
  );
  list.replaceChildren(
    ...rows.map((row) => Object.assign(document.createElement("li"), { textContent: row })),
  );
}
