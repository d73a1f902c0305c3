// For tests of the view Teach: pictures and files to give to it, and what they must lead to,
// computed by plain loops.

/** Pseudo-random numbers from 0 to 1. @param {number} seed */
export function randoms(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * A picture of blots about a colour: those of near colours are taken for each other now and then.
 * @param {number} hue
 * @param {number} seed
 */
export async function picture(hue, seed) {
  const random = randoms(seed * 7919 + 17);
  const canvas = new OffscreenCanvas(256, 256);
  const context = canvas.getContext("2d", { alpha: false });
  for (let i = 0; i < 60; i++) {
    const angle = hue + (random() - 0.5) * 220;
    context.fillStyle = `hsl(${angle} ${30 + 50 * random()}% ${20 + 60 * random()}%)`;
    context.fillRect(
      random() * 256 - 40,
      random() * 256 - 40,
      20 + random() * 120,
      20 + random() * 120,
    );
  }
  const { encode } = await import("/www/picture/png.js");
  return encode(context.getImageData(0, 0, 256, 256));
}

/**
 * A lesson as a file: of each hue a class, in recordings of so many pictures.
 * @param {number[]} hues
 * @param {number} recordings   of each class
 * @param {number} each   pictures of a recording
 */
export async function lesson(hues, recordings, each) {
  const pictures = [];
  const files = [];
  for (let r = 0; r < recordings; r++)
    for (const [of, hue] of hues.entries())
      for (let i = 0; i < each; i++) {
        const file = `class ${of}/${r}-${i}.png`;
        files.push({ name: file, bytes: await picture(hue + 12 * r, pictures.length) });
        pictures.push({ file, of, recording: r * hues.length + of, at: 1e12 + pictures.length });
      }
  const classes = hues.map((hue) => ({ name: `hue ${hue}` }));
  const settings = { ridge: null, mirror: false, crop: false, light: false };
  const manifest = { format: "separable-teaching", version: 1, classes, settings, pictures };
  const list = new TextEncoder().encode(JSON.stringify(manifest));
  return {
    ...manifest,
    files,
    zip: await zip([{ name: "separable-teaching.json", bytes: list }, ...files]),
  };
}

/** @param {{ name: string, bytes: Uint8Array }[]} files */
export async function zip(files) {
  const { zipOf } = await import("/www/picture/zip.js");
  return zipOf(files);
}

/**
 * Chooses files where the page opens a dialog for them.
 * @param {File[]} files
 * @param {() => void} press   what opens it
 */
export function choose(files, press) {
  const click = HTMLInputElement.prototype.click;
  HTMLInputElement.prototype.click = function () {
    if (this.type !== "file") return click.call(this);
    const data = new DataTransfer();
    for (const file of files) data.items.add(file);
    this.files = data.files;
    this.dispatchEvent(new Event("change"));
  };
  press();
  HTMLInputElement.prototype.click = click;
}

/**
 * Drops a folder: what the browser answers about one, since no script can drop it.
 * @param {Element} node
 * @param {string} name
 * @param {File[]} files
 */
export function dropFolder(node, name, files) {
  const entries = files.map((file) => ({
    ...{ name: file.name, isDirectory: false, isFile: true },
    file: (done) => setTimeout(() => done(file)),
  }));
  let batches = [entries, []];
  const folder = {
    ...{ name, isDirectory: true, isFile: false },
    createReader: () => ({
      readEntries(done) {
        const [batch = [], ...rest] = batches;
        batches = rest;
        setTimeout(() => done(batch));
      },
    }),
  };
  const item = { kind: "file", webkitGetAsEntry: () => folder, getAsFile: () => null };
  const dataTransfer = {
    ...{ types: ["Files"], items: [item], files: [new File([], name)] },
    getData: () => "",
  };
  const event = new Event("drop", { bubbles: true, cancelable: true });
  node.dispatchEvent(Object.defineProperty(event, "dataTransfer", { value: dataTransfer }));
}

/** The button with this text. @param {string} text */
export const button = (text) =>
  [...document.querySelectorAll(".teaching button, .look button")].find(
    (node) => node.textContent.trim() === text && node.checkVisibility(),
  );

/** @param {Blob} blob */
export function open(blob) {
  choose([new File([blob], "lesson.zip")], () => button("Open a file").click());
}

/** The file that "Save as a file" makes. */
export const saved = () => savedAs("application/zip", "Save as a file");

/**
 * The file of a kind that a button makes.
 * @param {string} type
 * @param {string} text   of the button
 * @returns {Promise<Blob>}
 */
export function savedAs(type, text) {
  return new Promise((resolve) => {
    const { createObjectURL } = URL;
    URL.createObjectURL = (blob) => {
      if (blob.type !== type) return createObjectURL(blob);
      URL.createObjectURL = createObjectURL;
      resolve(blob);
      return createObjectURL(blob);
    };
    button(text).click();
  });
}

/** What the view says now: each class with its probability, to the last digit. */
export const says = () =>
  Object.fromEntries(
    [...document.querySelectorAll(".says li:not([hidden])")].map((row) => [
      row.dataset.label,
      Number(row.querySelector("[data-metric=taught]").dataset.value),
    ]),
  );

/** The report as the view shows it, once it does not lag. */
export async function report() {
  for (let i = 0; i < 1200; i++) {
    const lags = document.querySelector(".figures .lags");
    const accuracy = document.querySelector("[data-metric=accuracy]");
    if (accuracy?.dataset.value && lags.hidden) {
      const rows = [...document.querySelectorAll(".confusion tbody tr")];
      return {
        accuracy: Number(accuracy.dataset.value),
        ridge: Number(document.querySelector("[data-metric=ridge]").dataset.value),
        basis: document.querySelector(".figures .basis").textContent,
        needs: [...document.querySelectorAll(".needs li")].map((node) => node.textContent),
        confusion: rows.map((row) =>
          [...row.querySelectorAll("td")].map((cell) => Number(cell.textContent)),
        ),
        wrong: [...document.querySelectorAll(".held")[0].querySelectorAll("[data-held]")].map(
          (node) => ({
            sure: Number(node.dataset.value),
            text: node.textContent,
          }),
        ),
      };
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no report: ${document.querySelector(".teaching").textContent}`);
}

/**
 * The features of pictures by the engine, outside of the page.
 * @param {Uint8Array[]} files
 */
export async function featuresOf(files) {
  const { load } = await import("/separable.js");
  const net = await load("/models/built-in/model_int8.tflite");
  const rows = [];
  for (const bytes of files) {
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const { maps } = await net.look(bitmap, { maps: [net.features] });
    const [{ data, scale, zeroPoint }] = maps;
    rows.push(Array.from(data, (stored) => Math.fround(scale * (stored - zeroPoint))));
  }
  return { net, rows };
}

/**
 * The head with the least loss, as `src/teach/mod.rs` states it, by plain gradient descent. Its
 * weights are sums of centred examples, times what is looked for: one number for each example and
 * class.
 * @param {number[][]} rows
 * @param {number[]} classes
 * @param {number} count
 * @param {number} ridge
 */
export function fit(rows, classes, count, ridge) {
  const n = rows.length;
  const mean = rows[0].map((_, k) => rows.reduce((sum, row) => sum + row[k], 0) / n);
  const x = rows.map((row) => row.map((value, k) => value - mean[k]));
  const spread = x.reduce((sum, row) => sum + dot(row, row), 0) / n;
  const products = x.map((a) => x.map((b) => dot(a, b)));
  const sizes = Array.from({ length: count }, (_, c) => classes.filter((own) => own === c).length);
  const shares = Array.from({ length: count }, () => new Array(n).fill(0));
  const bias = new Array(count).fill(0);
  // Each step follows the gradient in the examples' own space; the bias has a step of its own.
  const steepest = Math.max(...products.map((row, i) => row[i]));
  const rate = 1 / (0.5 * steepest + ridge * spread);
  for (let step = 0; step < 200_000; step++) {
    let most = 0;
    const errors = classes.map((own, i) => {
      const p = softmax(shares.map((a, c) => dot(a, products[i]) + bias[c]));
      return p.map((value, c) => (value - Number(own === c)) / (count * sizes[own]));
    });
    for (let c = 0; c < count; c++) {
      let all = 0;
      for (let i = 0; i < n; i++) {
        const g = errors[i][c] + ridge * spread * shares[c][i];
        shares[c][i] -= rate * g;
        all += errors[i][c];
        most = Math.max(most, Math.abs(g));
      }
      bias[c] -= all;
      most = Math.max(most, Math.abs(all));
    }
    if (most < 1e-7) break;
  }
  const weights = shares.map((a) =>
    mean.map((_, k) => x.reduce((sum, row, i) => sum + a[i] * row[k], 0)),
  );
  return (/** @type {number[]} */ row) => {
    const centred = row.map((value, k) => value - mean[k]);
    return softmax(weights.map((own, c) => dot(own, centred) + bias[c]));
  };
}

/** @param {number[]} a @param {number[]} b */
function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** @param {number[]} logits */
function softmax(logits) {
  const most = Math.max(...logits);
  const all = logits.map((logit) => Math.exp(logit - most));
  const sum = all.reduce((a, b) => a + b);
  return all.map((value) => value / sum);
}
