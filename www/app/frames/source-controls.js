// Opens samples, cameras, screens, videos and pictures. The last request wins, and a failed one
// leaves the source before running.

import { CENTRE, tidy } from "../../domain/crop.js";
import { withTimeout } from "../../separable/timeouts.js";
import { initial } from "../../domain/state.js";
import { readPicture } from "../../sources/files.js";

/**
 * @import { Crop } from "../../domain/crop.js"
 * @import { Plays, State, createStore } from "../../domain/state.js"
 * @import { Shot } from "../../sources/kinds.js"
 * @import { Playing } from "../../sources/playing.js"
 * @import { createCurrentSource } from "./current-source.js"
 */

/**
 * Loads a playing source when it is first needed.
 * @template T
 * @param {() => Promise<T>} source
 * @returns {Promise<T>}
 */
const loaded = (source) =>
  withTimeout(source()).catch((cause) => {
    throw new Error("This could not be loaded; check the connection, then try again.", { cause });
  });

/** @typedef {ReturnType<typeof createStore>} Store */
/** @typedef {ReturnType<typeof createCurrentSource>} Feed */
/**
 * @typedef {{
 *   renew: () => void,
 *   touch: () => void,
 *   complain: (error: unknown, retry?: (() => unknown) | null) => State["problem"],
 *   pick: () => unknown,
 * }} Page
 */

/** Methods that are handed on are fields, so that they need no `this`. */
class SourceControls {
  #store;
  #feed;
  #page;
  #asked = 0;
  /** How often something else than files was chosen. */
  #chosen = 0;
  /**
   * The last source's problem, which ends when another source runs.
   * @type {State["problem"]}
   */
  #trouble = null;
  /** What was brought together. @type {Shot[]} */
  #shots = [];
  /** How the visitor wants cameras, if he has said so. @type {boolean | null} */
  #mirrored = null;

  /**
   * @param {Store} store
   * @param {Feed} feed
   * @param {Page} page
   */
  constructor(store, feed, page) {
    this.#store = store;
    this.#feed = feed;
    this.#page = page;
  }

  /**
   * @param {Partial<State["source"]>} is
   * @param {Partial<State>} [seen] its moment and its square
   */
  #now(is, seen) {
    this.#page.renew();
    const { at, crop, mirror } = { at: null, crop: CENTRE, mirror: false, ...seen };
    this.#store.set({ source: { ...initial().source, ...is }, at, crop, mirror, opening: null });
    this.#forget();
  }

  #forget() {
    if (this.#trouble && this.#store.state.problem === this.#trouble)
      this.#store.set({ problem: null });
  }

  /** @param {Partial<State["source"]>} is */
  #change(is) {
    this.#store.set({ source: { ...this.#store.state.source, ...is } });
  }

  /**
   * @param {string} [id]
   * @param {Pick<State, "at" | "crop" | "mirror">} [scene] as the address has it
   */
  sample(id = this.#store.state.sample, scene) {
    this.#chosen++;
    this.#asked++;
    const { id: found, title } = this.#feed.useSample(id, scene?.at ?? null);
    this.#store.set({ sample: found });
    this.#now(
      { kind: "sample", id: found, title, frozen: this.#feed.frozen },
      scene && { ...scene, crop: tidy(scene.crop) },
    );
  }

  /**
   * @template {Playing} P
   * @param {Plays} kind
   * @param {() => Promise<P>} open
   * @param {() => unknown} retry
   * @param {{ is?: (opened: P) => Partial<State["source"]>, mirror?: (opened: P) => boolean,
   *   before?: () => unknown }} [how] what the page has
   *   to know of it; what to do before a failure is told
   */
  async #play(kind, open, retry, { is, mirror, before } = {}) {
    const mine = ++this.#asked;
    this.#store.set({ opening: kind, problem: null });
    try {
      const opened = await open();
      if (mine !== this.#asked) return opened.stop();
      this.#feed.usePlaying(kind, opened);
      opened.onended = (error) => {
        this.#sampleMeanwhile();
        this.#trouble = this.#page.complain(error, kind === "camera" ? () => this.camera() : retry);
      };
      this.#now(
        { kind, title: opened.label, ...is?.(opened) },
        { mirror: mirror?.(opened) ?? false },
      );
    } catch (error) {
      if (mine !== this.#asked) return;
      this.#store.set({ opening: null });
      const back = before?.();
      const last = this.#asked;
      await back;
      if (last === this.#asked) this.#trouble = this.#page.complain(error, retry);
    }
  }

  /**
   * @param {string} [deviceId]
   * @returns {Promise<void>}
   */
  async camera(deviceId) {
    this.#chosen++;
    const before = this.#feed.kind === "camera" ? this.#store.state.source.deviceId : "";
    if (before) this.#sampleMeanwhile();
    await this.#play(
      "camera",
      () => loaded(() => import("../../sources/camera.js")).then(({ open }) => open({ deviceId })),
      () => this.camera(deviceId),
      {
        is: (opened) => {
          opened.ondevices = (/** @type {State["source"]["devices"]} */ devices) =>
            this.#change({ devices });
          opened.onsilent = (/** @type {Error | null} */ error) => {
            if (error) this.#trouble = this.#page.complain(error, () => this.camera(deviceId));
            else this.#forget();
          };
          return { deviceId: opened.deviceId, devices: opened.devices };
        },
        mirror: (opened) => this.#mirrored ?? opened.facing !== "environment",
        before: () => before && before !== deviceId && this.camera(before),
      },
    );
  }

  /**
   * Until what has been asked for comes, or by itself: a camera was lost, or has to go before
   * another one opens.
   */
  #sampleMeanwhile() {
    const { opening } = this.#store.state;
    const { id, title } = this.#feed.useSample(this.#store.state.sample);
    this.#now({ kind: "sample", id, title });
    this.#store.set({ opening });
  }

  /** @returns {Promise<void>} */
  screen = () =>
    this.#play(
      "screen",
      () => loaded(() => import("../../sources/screen.js")).then(({ open }) => open()),
      this.screen,
    );

  /** The present, for files that have yet to be looked into. */
  moment = () => this.#chosen;

  /**
   * Pictures and videos that came together: the first is shown, and leads to the others.
   * @param {Shot[]} shots
   * @param {number} [moment] of their coming; what was chosen since is not replaced
   */
  shots = (shots, moment = this.#chosen) => {
    if (moment === this.#chosen) this.#show(shots, 0);
  };

  /** @param {number} by   to the shot so many after the one on show, in a circle */
  step(by) {
    const { length } = this.#shots;
    const { shot } = this.#store.state.source;
    if (shot) this.#show(this.#shots, (shot.at + by + length) % length);
  }

  /**
   * Opens a shot. The way to the others is there at once, whatever becomes of this one.
   * @param {Shot[]} shots
   * @param {number} at
   */
  #show(shots, at) {
    const { kind, file } = shots[at];
    const shot = shots.length > 1 ? { at, count: shots.length } : null;
    if (shot) {
      this.#shots = shots;
      this.#change({ shot });
    }
    if (kind === "picture") this.#picture(file, shot);
    else
      this.#play(
        "video",
        () => loaded(() => import("../../sources/video.js")).then(({ open }) => open(file)),
        this.#page.pick,
        { is: () => ({ shot }) },
      );
  }

  /**
   * @param {File} file
   * @param {State["source"]["shot"]} shot
   */
  async #picture(file, shot) {
    const mine = ++this.#asked;
    this.#store.set({ opening: null });
    try {
      const got = await readPicture(file);
      if (mine !== this.#asked) return got.source.close();
      this.#feed.usePicture(got);
      this.#now({ kind: "picture", title: `${got.name}, ${got.width} × ${got.height}`, shot });
    } catch (error) {
      if (mine === this.#asked) this.#trouble = this.#page.complain(error, this.#page.pick);
    }
  }

  freeze = () => {
    if (this.#feed.frozen) this.#feed.thaw();
    else this.#feed.freeze();
    this.#page.renew();
    this.#store.set({ at: this.#feed.moment });
    this.#change({ frozen: this.#feed.frozen });
  };

  /** Keeps the frame on show, if it would change. */
  hold = () => {
    if (this.#feed.moving && !this.#feed.frozen) this.freeze();
  };

  mirror = () => {
    const mirror = !this.#store.state.mirror;
    if (this.#store.state.source.kind === "camera") this.#mirrored = mirror;
    this.#page.touch();
    this.#store.set({ mirror });
  };

  /**
   * @param {Crop} crop
   * @param {boolean} [mirror]
   */
  look(crop, mirror = this.#store.state.mirror) {
    this.#page.touch();
    this.#store.set({ crop: tidy(crop), mirror });
  }
}

/**
 * @param {Store} store
 * @param {Feed} feed
 * @param {Page} page
 */
export const createSourceControls = (store, feed, page) => new SourceControls(store, feed, page);
