// A folder of pictures through the network that runs, and the second one where there is one; frames
// go on meanwhile.

import {
  asCsv,
  classesOfPictures,
  kindOfFile,
  matchNames,
  saidOf,
  worst,
} from "../../domain/folder.js";
import { byClass, labelOf } from "../../domain/output.js";
import { agree, classesOf } from "../../domain/pair.js";
import { download } from "../../picture/download.js";
import { readPicture } from "../../sources/files.js";

/**
 * @import { Matched, Result } from "../../domain/folder.js"
 * @import { Description, FolderRun, createStore } from "../../domain/state.js"
 * @import { Network } from "../../separable.d.ts"
 * @import { Picture } from "../../sources/files.js"
 * @import { Shot } from "../../sources/kinds.js"
 * @import { Placed } from "../../sources/folders.js"
 * @import { createNetworkLoader } from "../network/loader.js"
 * @import { SecondNetworks } from "./second.js"
 */

/** ms from one report to the next. */
const REPORT = 250;
const MOST_LIST = 2e7;
const AMONG = 5;
/** Pictures that the buttons for the next and the one before lead to. */
const SHOWN = 24;

/**
 * @typedef {{ network: Network, about: Description, matched: Matched }} Judge
 * @typedef {{ path: string, file: File, className: string }} Wanted
 * @typedef {object} Page
 * @property {Pick<ReturnType<typeof createNetworkLoader>, "network">} running
 * @property {SecondNetworks} second
 * @property {(shots: Shot[]) => void} shots
 * @property {(error: unknown) => unknown} complain
 */

/** @type {Omit<FolderRun, "name" | "results" | "bad">} */
const BEGINNING = {
  ...{ phase: "reading", all: 0, others: 0, missing: 0, a: null, b: null, changed: false },
  matched: { classes: new Map(), unmatched: [], ambiguous: [], by: "" },
  ...{ matchedB: 0, problem: "" },
};

class Folder {
  #store;
  #page;
  /** What runs; another one, or none, ends it. @type {symbol | null} */
  #current = null;

  /**
   * @param {ReturnType<typeof createStore>} store
   * @param {Page} page
   */
  constructor(store, page) {
    this.#store = store;
    this.#page = page;
    store.watch((state, before) => {
      const { folder } = state;
      if (!this.#current || !folder?.a) return;
      const other = state.network !== folder.a || state.changes !== before.changes;
      if (other) this.#end("The network was changed meanwhile, so the rest was left out.");
      const gone = folder.b && state.second?.network !== folder.b;
      if (gone) this.#end("The second network was changed meanwhile, so the rest was left out.");
    });
  }

  /** @param {Partial<FolderRun>} patch */
  #set(patch) {
    const { folder } = this.#store.state;
    if (folder) this.#store.set({ folder: { ...folder, ...patch } });
  }

  stop = () => this.#end("");

  /** @param {string} problem */
  #end(problem) {
    if (!this.#current) return;
    this.#current = null;
    this.#set({ phase: "stopped", problem });
  }

  /**
   * @param {Placed[]} files
   */
  async start(files) {
    this.#current = null;
    const mine = (this.#current = Symbol("run"));
    const name = files[0]?.path.includes("/") ? files[0].path.split("/")[0] : "pictures";
    this.#store.set({ folder: { ...BEGINNING, name, results: [], bad: [] } });
    this.#page.second.use(true);
    try {
      const { pictures, ...rest } = await sort(files);
      await this.#page.second.loaded;
      if (this.#current !== mine) return;
      await this.#run(mine, pictures, rest);
    } catch (error) {
      if (this.#current === mine) this.#end(/** @type {Error} */ (error).message);
    } finally {
      this.#page.second.use(false);
    }
  }

  /**
   * @param {symbol} mine
   * @param {Wanted[]} pictures
   * @param {{ others: number, missing: number }} rest
   */
  async #run(mine, pictures, rest) {
    const { network: a, second, changes } = this.#store.state;
    const { network } = this.#page.running;
    const [b, other] = [second?.network ?? null, this.#page.second.network];
    if (!pictures.length) throw new Error("There is no picture in there; choose another folder.");
    if (!network || !a) throw new Error("No network runs yet; try again once there is an answer.");
    if (a.output.kind === "features")
      throw new Error(`The output of ${a.name} are features and no classes; choose another model.`);
    const names = classNames(pictures, a);
    for (const picture of pictures) if (!names.includes(picture.className)) picture.className = "";
    const matched = matchNames(names, a);
    /** @type {Judge[]} */
    const judges = [{ network, about: a, matched }];
    if (b && other && b.output.kind !== "features")
      judges.push({ network: other, about: b, matched: matchNames(names, b) });
    const matchedB = judges[1]?.matched.classes.size ?? 0;
    const told = { a, b: judges[1] ? b : null, matched, matchedB, changed: changes.length > 0 };
    this.#set({ ...rest, ...told, phase: "running", all: pictures.length });
    await this.#judge(mine, pictures, judges);
    if (this.#current !== mine) return;
    this.#current = null;
    this.#set({ phase: "done" });
  }

  /**
   * @param {symbol} mine
   * @param {Wanted[]} pictures
   * @param {Judge[]} judges
   */
  async #judge(mine, pictures, judges) {
    const { results = [], bad = [] } = this.#store.state.folder ?? {};
    let told = performance.now();
    let next = read(pictures[0]);
    for (const [i, wanted] of pictures.entries()) {
      const got = await next;
      if (i + 1 < pictures.length) next = read(pictures[i + 1]);
      try {
        if (this.#current !== mine) break;
        if (got instanceof Error) bad.push({ path: wanted.path, text: got.message });
        else {
          const [a, b = null] = await said(got, wanted.className, judges);
          results.push({ ...wanted, a, b });
        }
      } finally {
        if (!(got instanceof Error)) got.source.close();
      }
      if (this.#current !== mine) break;
      if (performance.now() - told < REPORT) continue;
      told = performance.now();
      this.#set({});
    }
    next.then((left) => left instanceof Error || left.source.close());
  }

  /** The results as a file. */
  save = () => {
    const { folder } = this.#store.state;
    if (!folder?.a || !folder.results.length) return;
    const { a, b, name, results } = folder;
    const classes = b && classesOf(a, b);
    const nameIn = (/** @type {Description} */ network) => (/** @type {number} */ index) =>
      labelOf(network, index);
    const same = (/** @type {Result} */ { a, b }) => (classes ? agree(classes, a, b) : null);
    download(asCsv(results, nameIn(a), b && nameIn(b), same), "text/csv", `${name}.csv`);
  };

  /**
   * Shows one of the pictures on the page; the next ones are those that went worst.
   * @param {number} at
   */
  show(at) {
    const { results = [] } = this.#store.state.folder ?? {};
    const order = worst(results).slice(0, SHOWN);
    const from = order.indexOf(at);
    const all = from < 0 ? [at] : [...order.slice(from), ...order.slice(0, from)];
    this.#page.shots(all.map((i) => ({ kind: "picture", file: results[i].file })));
  }
}

/**
 * @param {Picture} picture
 * @param {string} className
 * @param {Judge[]} judges
 */
async function said({ source }, className, judges) {
  const all = [];
  for (const { network, matched } of judges) {
    const { answers } = await network.look(source, { k: AMONG });
    const wanted = matched.classes.get(className) ?? -1;
    all.push(saidOf(byClass(answers), wanted));
  }
  return all;
}

/** @param {Wanted} picture */
const read = ({ file }) => readPicture(file).catch((/** @type {Error} */ error) => error);

/**
 * Pictures with their classes, and how much else there is.
 * @param {Placed[]} files
 */
async function sort(files) {
  const kinds = files.map(({ path, file }) => kindOfFile(path, file.type));
  const lists = files.filter(({ file }, i) => kinds[i] === "list" && file.size < MOST_LIST);
  const texts = await Promise.all(lists.map(({ file }) => file.text().catch(() => "")));
  const shots = files.filter((_, i) => kinds[i] === "picture");
  const paths = shots.map(({ path }) => path);
  const { pictures, missing } = classesOfPictures(paths, texts);
  const others = kinds.filter((kind) => kind === "other").length;
  return { pictures: pictures.map((told, i) => ({ ...shots[i], ...told })), others, missing };
}

/**
 * The names of classes. A single folder whose name is no class is no class.
 * @param {Wanted[]} pictures
 * @param {Description} network
 */
function classNames(pictures, network) {
  const names = [...new Set(pictures.map(({ className }) => className))].filter(Boolean);
  const one = names.length === 1 && !matchNames(names, network).classes.size;
  return one ? [] : names;
}

/**
 * @param {ReturnType<typeof createStore>} store
 * @param {Page} page
 */
export const createFolder = (store, page) => new Folder(store, page);
