// Teaches classes from what the visitor shows: records pictures, keeps them, reads and writes them
// as a file. What is taught from them is `heads.js`'s. Loaded when its view is opened.

import { CENTRE } from "../../domain/crop.js";
import {
  MOST,
  MOST_CLASSES,
  NONE_NAME,
  beginning,
  moved,
  nameOf,
  picturesOf,
  recordingsOf,
  renamed,
  undone,
  withClass,
  without,
  withoutClass,
} from "../../domain/teaching.js";
import { download } from "../../picture/download.js";
import { pick, readPicture } from "../../sources/files.js";
import { filesIn, foldersIn } from "../../sources/folders.js";
import { better } from "../network/offers.js";
import { holdsNetwork, read, write } from "../teaching/file.js";
import { createKeeping } from "../teaching/keeping.js";
import { createHeads } from "../teaching/heads.js";
import { take } from "../teaching/shots.js";
import { createTaughtNetwork } from "../teaching/taught-network.js";

/**
 * @import { State, createStore } from "../../domain/state.js"
 * @import { Report } from "../../domain/taught.js"
 * @import { Example, TeachAction, Teaching } from "../../domain/teaching.js"
 * @import { Contents } from "../../domain/teaching-file.js"
 * @import { createCurrentSource } from "../frames/current-source.js"
 * @import { createNetworkLoader } from "../network/loader.js"
 */

/**
 * A file that was read, and not yet taken.
 * @typedef {Pick<Contents, "classes" | "settings"> & {
 *   pictures: { of: number, recording: number, at: number, blob: Blob }[] }} Brought
 */

const BOUNDS = { most: MOST, instead: "drop fewer of them" };
const GAP = 95; // ms between two pictures of a recording, a little less than a tenth of a second
const WRITTEN = 400; // ms from a change to what is kept
const SLOW = 60; // ms a frame that a suggested network may take
const MOST_SIDE = 1024; // pixels of a stored picture that is kept as it is

/**
 * @typedef {{
 *   running: ReturnType<typeof createNetworkLoader>,
 *   feed: ReturnType<typeof createCurrentSource>,
 *   between: (work: () => Promise<void>) => Promise<void>,
 *   complain: (error: unknown) => unknown,
 *   see: (picture: File) => void,
 * }} Page
 */

class Teacher {
  #store;
  #page;
  #taught;
  #keeping = createKeeping();
  /** By id. @type {Map<number, { blob: Blob, url: string }>} */
  #pictures = new Map();
  /** The button that is held. @type {{ of: number, recording: number, last: number } | null} */
  #hold = null;
  /** Whether a picture is being packed. */
  #packing = false;
  /** A file that was read. @type {Brought | null} */
  #brought = null;
  #timer = 0;

  /**
   * @param {ReturnType<typeof createStore>} store
   * @param {Page} page
   */
  constructor(store, page) {
    this.#store = store;
    this.#page = page;
    store.set({ teaching: beginning() });
    const { running, between, see, complain } = page;
    const common = { running, complain, set: this.#set, pictureOf: this.#pictureOf };
    const heads = createHeads(store, { ...common, between, suggest: this.#suggest });
    this.#taught = createTaughtNetwork(store, { ...common, heads, see });
    store.watch((state, before) => this.#follow(state, before));
    this.#restore();
  }

  get #teaching() {
    return /** @type {Teaching} */ (this.#store.state.teaching);
  }

  /** @param {Partial<Teaching>} patch */
  #set = (patch) => this.#store.set({ teaching: { ...this.#teaching, ...patch } });

  /** @param {number} id */
  #pictureOf = (id) => this.#pictures.get(id)?.blob ?? new Blob();

  /**
   * @param {State} state
   * @param {State} before
   */
  #follow(state, before) {
    const { teaching, frame, view, way, source } = state;
    if (this.#hold) {
      if (view !== "teach" || way !== "explore" || source !== before.source) this.#stop();
      else if (frame !== before.frame && this.#page.feed.moving) this.#shoot();
    }
    if (teaching?.kept !== "kept" || !before.teaching) return;
    const { classes, examples, settings } = before.teaching;
    if (
      teaching.classes !== classes ||
      teaching.examples !== examples ||
      teaching.settings !== settings
    )
      this.#write();
  }

  /** @param {TeachAction} action */
  act(action) {
    const teaching = this.#teaching;
    switch (action.do) {
      case "add":
      case "add-none":
        return this.#add(action.do === "add" ? undefined : NONE_NAME);
      case "rename":
        return this.#set(renamed(teaching, action.of, action.name));
      case "remove-class":
        return this.#remove(withoutClass(teaching, action.of), nameOf(teaching, action.of));
      case "record":
        return this.#record(action.of);
      case "stop":
        return this.#stop();
      case "files":
        return this.#drop(action.data, action.of);
      case "choose":
        return pick("pictures").then((files) => this.#bring(files, action.of));
      case "look":
        return this.#set({ open: action.id });
      case "move":
        return this.#set({ ...moved(teaching, action.ids, action.to), ...this.#said(action) });
      case "remove":
        return this.#remove(without(teaching, action.ids), count(action.ids.length));
      case "undo":
        return this.#set({ ...undone(teaching), said: "Back again" });
      case "set":
        return this.#set({ settings: { ...teaching.settings, ...action.settings } });
      default:
        return this.#keep(action);
    }
  }

  /** What is not about a single picture or class. @param {TeachAction} action */
  #keep(action) {
    switch (action.do) {
      case "next":
        return this.#set({ lesson: this.#teaching.lesson + 1 });
      case "ask-delete":
        return this.#set({ asks: "delete" });
      case "cancel":
        this.#brought = null;
        return this.#set({ asks: "", brought: null });
      case "delete-all":
        return this.#deleteAll();
      case "keep":
        this.#set({ kept: "keeping" });
        return this.#write(0);
      case "forget":
        return this.#keeping.forget().then(() => this.#set({ kept: "" }), this.#page.complain);
      case "save":
        return this.#save();
      case "load":
        return pick("models").then(([file]) => file && this.#open(file));
      case "drop":
        return this.#openDropped(action.file);
      case "take":
        return this.#take(action.how);
      case "better":
      case "no-better":
        return this.#answer(action.do === "better");
      case "use":
      case "save-network":
        return this.#taught.hand(action.do === "use");
      case "why":
        return this.#taught.askWhy(action.id);
      case "save-labels":
        return this.#taught.saveLabels();
    }
  }

  // Classes and pictures

  /** @param {string} [name] */
  #add(name) {
    if (this.#teaching.classes.length < MOST_CLASSES)
      return this.#set(withClass(this.#teaching, name));
    this.#page.complain(new Error(`At most ${MOST_CLASSES} classes are taught here.`));
  }

  /**
   * @param {Partial<Teaching>} patch
   * @param {string} what
   */
  #remove(patch, what) {
    this.#set({ ...patch, open: null, said: `Deleted: ${what}` });
    this.#release();
  }

  /** @param {Extract<TeachAction, { do: "move" }>} action */
  #said = ({ ids, to }) => ({
    said: `${count(ids.length)} moved to ${nameOf(this.#teaching, to)}`,
  });

  /** Lets go of pictures that no undo brings back. */
  #release() {
    const { examples, removed } = this.#teaching;
    const held = new Set(
      [examples, ...removed.map((step) => step.examples)].flat().map(({ id }) => id),
    );
    for (const [id, { url }] of this.#pictures) {
      if (held.has(id)) continue;
      URL.revokeObjectURL(url);
      this.#pictures.delete(id);
    }
  }

  /**
   * @param {Blob} blob
   * @param {Omit<Example, "id" | "url" | "bytes">} example
   */
  #hang(blob, example) {
    const { classes, examples, next } = this.#teaching;
    if (!classes.some(({ id }) => id === example.of)) return; // deleted meanwhile
    const url = URL.createObjectURL(blob);
    this.#pictures.set(next, { blob, url });
    const hung = { id: next, ...example, url, bytes: blob.size };
    this.#set({ examples: [...examples, hung], next: next + 1 });
  }

  /** The number of another recording. */
  #another() {
    const { next } = this.#teaching;
    this.#set({ next: next + 1 });
    return next;
  }

  /** Whether another picture may come; says why not. */
  #isFull() {
    if (this.#teaching.examples.length < MOST) return false;
    this.#page.complain(
      new Error(`${MOST} pictures are held at most; delete some that look alike, then go on.`),
    );
    return true;
  }

  // Recording

  /** @param {number} of */
  #record(of) {
    if (this.#hold?.of === of) return;
    this.#stop();
    if (!this.#store.state.network || this.#isFull()) return;
    this.#hold = { of, recording: this.#another(), last: -Infinity };
    this.#set({ recording: of });
    this.#shoot();
  }

  #stop() {
    const { of } = this.#hold ?? {};
    if (of === undefined) return;
    this.#hold = null;
    const pictures = picturesOf(this.#teaching, of);
    this.#set({
      recording: null,
      said:
        `${nameOf(this.#teaching, of)}: ${count(pictures.length)}, ` +
        `${recordingsOf(pictures)} recordings`,
    });
  }

  /** A picture of what the square shows. */
  async #shoot() {
    const hold = this.#hold;
    const { network, crop, mirror } = this.#store.state;
    const now = performance.now();
    if (!hold || !network || this.#packing || now - hold.last < GAP) return;
    const { source, size } = this.#page.feed;
    if ("readyState" in source && source.readyState < 2) return; // a video without a picture yet
    if (this.#isFull()) return this.#stop();
    hold.last = now;
    this.#packing = true;
    const { of, recording } = hold;
    try {
      const blob = await take({ source, size, crop, mirror, input: network.input });
      this.#hang(blob, { of, recording, at: Date.now() });
    } catch (error) {
      this.#stop();
      this.#page.complain(error);
    } finally {
      this.#packing = false;
    }
  }

  // Files of pictures

  /**
   * @param {DataTransfer} data
   * @param {number} of
   */
  async #drop(data, of) {
    const folders = foldersIn(data);
    try {
      const files = folders.length
        ? (await filesIn(folders, BOUNDS)).map(({ file }) => file)
        : Array.from(data.files);
      if (files.length) return await this.#bring(files, of);
      throw new Error("That was no file; save the picture, then drop the file.");
    } catch (error) {
      this.#page.complain(error);
    }
  }

  /**
   * Each picture is a recording of its own.
   * @param {File[]} files
   * @param {number} of
   */
  async #bring(files, of) {
    const { network } = this.#store.state;
    if (!network) return;
    let [left, why] = [0, ""];
    let came = 0;
    for (const file of files) {
      if (this.#isFull()) return;
      try {
        const { source } = await readPicture(file);
        const size = { width: source.width, height: source.height };
        const seen = { source, size, crop: CENTRE, mirror: false, input: network.input };
        const blob = await take(seen).finally(() => source.close());
        this.#hang(blob, { of, recording: this.#another(), at: Date.now() });
        came++;
      } catch (error) {
        left++;
        why ||= /** @type {Error} */ (error).message;
      }
    }
    if (came) this.#set({ said: `${nameOf(this.#teaching, of)}: ${count(came)} more` });
    if (left)
      this.#page.complain(
        new Error(left > 1 ? `${left} files are left out. The first: ${why}` : why),
      );
  }

  // A better network

  /** @param {Report} _report */
  #suggest = (_report) => {
    const { network, models, measured } = this.#store.state;
    if (!network || !measured || this.#teaching.declined || this.#teaching.better) return;
    const offer = better(network, models, measured.infer, SLOW);
    const entry = models.find(({ id }) => id === offer?.to);
    if (entry) this.#set({ better: { id: entry.id, name: entry.name, bytes: entry.bytes } });
  };

  /** @param {boolean} taken */
  #answer(taken) {
    const { better } = this.#teaching;
    this.#set({ better: null, declined: true });
    if (taken && better) this.#page.running.choose(better.id);
  }

  // Keeping, saving, opening

  async #restore() {
    try {
      const kept = await this.#keeping.restore();
      if (!kept || this.#teaching.examples.length) return;
      const { rows, classes, settings, next } = kept;
      const examples = rows.map(({ picture, ...row }) => {
        const blob = new Blob([picture], { type: "image/png" });
        const url = URL.createObjectURL(blob);
        this.#pictures.set(row.id, { blob, url });
        return { ...row, url, bytes: blob.size };
      });
      const known = new Set(classes.map(({ id }) => id));
      this.#set({
        ...{ classes, settings, next, kept: "kept" },
        examples: examples.filter(({ of }) => known.has(of)),
        said: `${count(examples.length)} kept from before`,
      });
    } catch (error) {
      // Nothing is kept where the browser keeps nothing; a sentence is told.
      if (/** @type {Error} */ (error).name === "Error") this.#page.complain(error);
    }
  }

  /** @param {number} [after]   ms */
  #write(after = WRITTEN) {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(async () => {
      if (!this.#teaching.kept) return;
      try {
        await this.#keeping.write(this.#teaching, this.#pictureOf);
        if (this.#teaching.kept === "keeping") this.#set({ kept: "kept", said: "Kept" });
      } catch (error) {
        if (!this.#teaching.kept) return;
        this.#set({ kept: "" });
        this.#page.complain(error);
      }
    }, after);
  }

  async #deleteAll() {
    this.#stop();
    clearTimeout(this.#timer);
    const { next, lesson, kept } = this.#teaching;
    this.#set({ ...beginning(), next, lesson, said: "All is deleted" });
    this.#release();
    if (kept) await this.#keeping.forget().catch(this.#page.complain);
  }

  async #save() {
    try {
      const day = new Date().toISOString().slice(0, 10);
      const zip = await write(this.#teaching, this.#pictureOf);
      download(zip, "application/zip", `taught ${day}.zip`);
    } catch (error) {
      this.#page.complain(error);
    }
  }

  /**
   * Reads a file whole; what is there is asked for, if anything is.
   * @param {File} file
   */
  async #open(file) {
    try {
      const contents = await read(file);
      const input = this.#store.state.network?.input ?? [1, 1];
      const pictures = [];
      for (const [i, { of, recording, at }] of contents.pictures.entries())
        pictures.push({ of, recording, at, blob: await stored(contents.files[i], input) });
      this.#brought = { ...contents, pictures };
      if (!this.#teaching.examples.length) return this.#take("replace");
      const { length } = contents.classes;
      this.#set({ brought: { name: file.name, classes: length, pictures: pictures.length } });
    } catch (error) {
      this.#page.complain(error);
    }
  }

  /** A zip of a network is for the page. @param {File} file */
  async #openDropped(file) {
    try {
      if (await holdsNetwork(file)) await this.#page.running.drop({ models: [file], labels: [] });
      else await this.#open(file);
    } catch (error) {
      this.#page.complain(error);
    }
  }

  /** @param {"add" | "replace"} how */
  #take(how) {
    const brought = this.#brought;
    const before = this.#teaching;
    this.#brought = null;
    this.#set({ brought: null });
    if (!brought) return;
    const fresh = how === "replace";
    if (!fresh && before.examples.length + brought.pictures.length > MOST)
      return this.#page.complain(
        new Error(
          `Together these would be more than ${MOST} pictures; replace them, or save first.`,
        ),
      );
    if (fresh) {
      const step = { classes: before.classes, examples: before.examples };
      const removed = before.examples.length ? [...before.removed, step] : before.removed;
      const settings = brought.settings ?? before.settings;
      this.#set({ classes: [], examples: [], removed, settings, open: null });
    }
    const ofs = brought.classes.map(({ name }) => this.#classOf(name));
    /** @type {Map<number, number>} */
    const recordings = new Map();
    for (const { of, recording, at, blob } of brought.pictures) {
      const known = recordings.get(recording) ?? this.#another();
      recordings.set(recording, known);
      this.#hang(blob, { of: ofs[of], recording: known, at: at || Date.now() });
    }
    this.#set({ said: `${count(brought.pictures.length)} opened` });
  }

  /** The class of this name, made if there is none. @param {string} name */
  #classOf(name) {
    const known = this.#teaching.classes.find((one) => one.name === name);
    if (known) return known.id;
    this.#set(withClass(this.#teaching, name));
    return /** @type {{ id: number }} */ (this.#teaching.classes.at(-1)).id;
  }
}

/**
 * @param {ReturnType<typeof createStore>} store
 * @param {Page} page
 */
export const createTeacher = (store, page) => new Teacher(store, page);

/** @param {number} n */
const count = (n) => (n === 1 ? "1 picture" : `${n} pictures`);

/**
 * A picture of a file as it is stored: one of our own stays byte for byte.
 * @param {File} file
 * @param {readonly number[]} input
 */
async function stored(file, input) {
  const { source, width, height } = await readPicture(file);
  try {
    const head = new Uint8Array(await file.slice(0, 8).arrayBuffer());
    const isPng = String.fromCharCode(...head) === "\x89PNG\r\n\x1a\n";
    if (isPng && Math.max(width, height) <= MOST_SIDE)
      return new Blob([file], { type: "image/png" });
    const size = { width: source.width, height: source.height };
    return await take({ source, size, crop: CENTRE, mirror: false, input });
  } finally {
    source.close();
  }
}
