// The taught network as a file: opened on the page, or saved; and what its head loses by being
// stored as the network is.

import { exportOf, logitsOf, softmax } from "../../domain/taught.js";
import { nameOf } from "../../domain/teaching.js";
import { download, downloadLabels } from "../../picture/download.js";
import { load } from "../../separable.js";

/**
 * @import { createStore } from "../../domain/state.js"
 * @import { Taught, ExampleSet } from "../../domain/taught.js"
 * @import { Teaching } from "../../domain/teaching.js"
 * @import { Network } from "../../separable.d.ts"
 * @import { createNetworkLoader } from "../network/loader.js"
 * @import { createHeads } from "./heads.js"
 */

const NAME = "taught.tflite";

/** Pictures that the file is tried on; more of them tell little more. */
const MOST = 200;

/**
 * @param {Network} network   on whose features the head was taught
 * @param {Taught} taught
 */
const fileOf = (network, { weights, bias, labels, low, high }) =>
  network.toTflite({ head: { weights, bias, labels, logits: [low, high] } });

/**
 * How the answers of the file differ from the head's own, over pictures that it was taught on,
 * evenly chosen.
 * @param {Uint8Array<ArrayBuffer>} file
 * @param {Taught} taught
 * @param {ExampleSet} set
 * @param {(id: number) => Blob} pictureOf
 */
async function tryFile(file, taught, { ids, own, features, length }, pictureOf) {
  const rows = ids.flatMap((id, row) => (own[row] ? [{ id, row }] : []));
  const step = Math.max(1, rows.length / MOST);
  const tried = rows.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
  const network = await load(file);
  let [same, most] = [0, 0];
  try {
    for (const { id, row } of tried) {
      const data = features.subarray(row * length, (row + 1) * length);
      const expected = softmax(logitsOf(taught, { data }));
      const bitmap = await createImageBitmap(pictureOf(id));
      const { answers } = await network.look(bitmap, { k: Infinity }).finally(() => bitmap.close());
      if (answers[0].index === expected.indexOf(Math.max(...expected))) same++;
      for (const { index, probability } of answers)
        most = Math.max(most, Math.abs(probability - expected[index]));
    }
  } finally {
    network.dispose();
  }
  return { pictures: tried.length, same, most };
}

/**
 * What a head is taught from.
 * @param {Teaching} teaching
 */
const contentOf = ({ classes, examples, settings }) => [classes, examples, settings];

class TaughtNetwork {
  #store;
  #page;
  /** What was opened last, and what it was taught.
   * @type {{ model: string, of: ReturnType<typeof contentOf> } | null} */
  #opened = null;

  /**
   * @param {ReturnType<typeof createStore>} store
   * @param {{
   *   running: ReturnType<typeof createNetworkLoader>,
   *   heads: ReturnType<typeof createHeads>,
   *   set: (patch: Partial<Teaching>) => void,
   *   pictureOf: (id: number) => Blob,
   *   see: (picture: File) => void,
   *   complain: (error: unknown) => unknown,
   * }} page
   */
  constructor(store, page) {
    this.#store = store;
    this.#page = page;
  }

  get #teaching() {
    return /** @type {Teaching} */ (this.#store.state.teaching);
  }

  /** What a file of it needs; null while nothing is taught. */
  get #taught() {
    const { head } = this.#teaching;
    const { set } = this.#page.heads;
    return head && set && exportOf(this.#teaching, head, set);
  }

  /**
   * Opens it on the page, or saves it.
   * @param {boolean} used
   */
  async hand(used) {
    const taught = this.#taught;
    const { heads, running, set, pictureOf, complain } = this.#page;
    const { network } = running;
    if (!taught || !heads.set || !network || this.#teaching.file === "writing") return;
    set({ file: "writing" });
    try {
      const bytes = await fileOf(network, taught);
      set({ file: await tryFile(bytes, taught, heads.set, pictureOf) });
      if (!used) return download(bytes, "application/octet-stream", NAME);
      const of = contentOf(this.#teaching);
      await running.drop({ models: [new File([bytes], NAME)], labels: [] });
      this.#opened = { model: this.#store.state.model, of };
      this.#store.set({ view: "why" });
    } catch (error) {
      set({ file: "" });
      complain(error);
    }
  }

  saveLabels() {
    if (this.#taught) downloadLabels(this.#taught.labels);
  }

  /**
   * Why it says what it says of a picture.
   * @param {number} id
   */
  async askWhy(id) {
    const { examples } = this.#teaching;
    const of = examples.find((example) => example.id === id)?.of;
    if (of === undefined) return;
    const { pictureOf, set, see } = this.#page;
    const picture = new File([pictureOf(id)], nameOf(this.#teaching, of), { type: "image/png" });
    set({ open: null });
    const content = contentOf(this.#teaching);
    const isSame =
      this.#store.state.model === this.#opened?.model &&
      content.every((part, i) => part === this.#opened?.of[i]);
    if (isSame) this.#store.set({ view: "why" });
    else await this.hand(true);
    see(picture);
  }
}

/** @type {(...args: ConstructorParameters<typeof TaughtNetwork>) => TaughtNetwork} */
export const createTaughtNetwork = (...args) => new TaughtNetwork(...args);
