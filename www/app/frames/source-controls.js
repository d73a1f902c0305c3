// Opens samples, cameras, screens, videos and pictures. The last request wins, and a failed one
// leaves the source before running.

import { CENTRE, tidy } from "../../domain/crop.js";
import { soon } from "../../separable/timeouts.js";
import { initial } from "../../domain/state.js";

/**
 * @import { Crop } from "../../domain/crop.js"
 * @import { Plays, State, createStore } from "../../domain/state.js"
 * @import { Picture } from "../../sources/files.js"
 * @import { Playing } from "../../sources/playing.js"
 * @import { createFeed } from "./current-source.js"
 */

/**
 * Opens a playing source; its code is loaded when it is first needed.
 * @param {Plays} kind
 * @param {unknown[]} how
 */
async function opened(kind, ...how) {
  const source = await soon(import(`../../sources/${kind}.js`)).catch((cause) => {
    throw new Error("This could not be loaded; check the connection, then try again.", { cause });
  });
  return source.open(...how);
}

/**
 * @param {ReturnType<typeof createStore>} store
 * @param {ReturnType<typeof createFeed>} feed
 * @param {{
 *   renew: () => void,
 *   touch: () => void,
 *   complain: (error: unknown, retry?: (() => unknown) | null) => State["problem"],
 *   pick: () => unknown,
 * }} page
 */
export function createSourcing(store, feed, { renew, touch, complain, pick }) {
  let asked = 0;
  /**
   * The last source's problem, which ends when another source runs.
   * @type {State["problem"]}
   */
  let trouble = null;
  /** How the visitor wants cameras, if he has said so. @type {boolean | null} */
  let mirrored = null;

  /**
   * @param {Partial<State["source"]>} is
   * @param {Partial<State>} [seen] its moment and its square
   */
  function now(is, seen) {
    renew();
    const { at, crop, mirror } = { at: null, crop: CENTRE, mirror: false, ...seen };
    store.set({ source: { ...initial().source, ...is }, at, crop, mirror, opening: null });
    forget();
  }

  function forget() {
    if (trouble && store.state.problem === trouble) store.set({ problem: null });
  }

  /** @param {Partial<State["source"]>} is */
  const change = (is) => store.set({ source: { ...store.state.source, ...is } });

  /**
   * @param {string} [id]
   * @param {Pick<State, "at" | "crop" | "mirror">} [scene] as the address has it
   */
  function sample(id = store.state.sample, scene) {
    asked++;
    const { id: found, title } = feed.useSample(id, scene?.at ?? null);
    store.set({ sample: found });
    now(
      { kind: "sample", id: found, title, frozen: feed.frozen },
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
  async function play(kind, open, retry, { is, mirror, before } = {}) {
    const mine = ++asked;
    store.set({ opening: kind, problem: null });
    try {
      const opened = await open();
      if (mine !== asked) return opened.stop();
      feed.usePlaying(kind, opened);
      opened.onended = (error) => {
        sampleMeanwhile();
        trouble = complain(error, kind === "camera" ? () => openCamera() : retry);
      };
      now({ kind, title: opened.label, ...is?.(opened) }, { mirror: mirror?.(opened) ?? false });
    } catch (error) {
      if (mine !== asked) return;
      store.set({ opening: null });
      const back = before?.();
      const last = asked;
      await back;
      if (last === asked) trouble = complain(error, retry);
    }
  }

  /**
   * @param {string} [deviceId]
   * @returns {Promise<void>}
   */
  async function openCamera(deviceId) {
    const before = feed.kind === "camera" ? store.state.source.deviceId : "";
    if (before) sampleMeanwhile();
    await play(
      "camera",
      () => opened("camera", { deviceId }),
      () => openCamera(deviceId),
      {
        is(opened) {
          opened.ondevices = (/** @type {State["source"]["devices"]} */ devices) =>
            change({ devices });
          opened.onsilent = (/** @type {Error | null} */ error) => {
            if (error) trouble = complain(error, () => openCamera(deviceId));
            else forget();
          };
          return { deviceId: opened.deviceId, devices: opened.devices };
        },
        mirror: (opened) => mirrored ?? opened.facing !== "environment",
        before: () => before && before !== deviceId && openCamera(before),
      },
    );
  }

  /**
   * Until what has been asked for comes, or by itself: a camera was lost, or has to go before
   * another one opens.
   */
  function sampleMeanwhile() {
    const { opening } = store.state;
    const { id, title } = feed.useSample(store.state.sample);
    now({ kind: "sample", id, title });
    store.set({ opening });
  }

  /** @returns {Promise<void>} */
  const openScreen = () => play("screen", () => opened("screen"), openScreen);

  /** @param {File} file */
  const openVideo = (file) => play("video", () => opened("video", file), pick);

  /** @param {Promise<Picture>} coming */
  async function picture(coming) {
    const mine = ++asked;
    store.set({ opening: null });
    try {
      const got = await coming;
      if (mine !== asked) return got.source.close();
      feed.usePicture(got);
      now({ kind: "picture", title: `${got.name}, ${got.width} × ${got.height}` });
    } catch (error) {
      if (mine === asked) trouble = complain(error, pick);
    }
  }

  function freeze() {
    if (feed.frozen) feed.thaw();
    else feed.freeze();
    renew();
    store.set({ at: feed.moment });
    change({ frozen: feed.frozen });
  }

  function mirror() {
    const mirror = !store.state.mirror;
    if (store.state.source.kind === "camera") mirrored = mirror;
    touch();
    store.set({ mirror });
  }

  /**
   * @param {Crop} crop
   * @param {boolean} [mirror]
   */
  function look(crop, mirror = store.state.mirror) {
    touch();
    store.set({ crop: tidy(crop), mirror });
  }

  return {
    sample,
    camera: openCamera,
    screen: openScreen,
    video: openVideo,
    picture,
    freeze,
    mirror,
    look,
  };
}
