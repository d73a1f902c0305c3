// Where frames come from: opens samples, cameras and pictures. What was asked last wins, and what
// fails leaves what ran before running.

import * as camera from "./sources/camera.js";
import * as files from "./sources/files.js";
import { initial } from "./state.js";

/** @typedef {import("./state.js").State} State */

/**
 * @param {ReturnType<typeof import("./state.js").createStore>} store
 * @param {ReturnType<typeof import("./feed.js").createFeed>} feed
 * @param {{
 *   renew: () => void,
 *   touch: () => void,
 *   complain: (error: unknown, retry?: (() => unknown) | null) => State["problem"],
 * }} page
 */
export function createSourcing(store, feed, { renew, touch, complain }) {
  let asked = 0;
  /** What went wrong with the last source; it is no news once another runs. @type {State["problem"]} */
  let trouble = null;
  /** How the visitor wants cameras, if he has said so. @type {boolean | null} */
  let mirrored = null;

  /** @param {Partial<State["source"]>} is */
  function now(is) {
    renew();
    store.set({ source: { ...initial().source, ...is }, opening: false });
    if (trouble && store.state.problem === trouble) store.set({ problem: null });
  }

  /** @param {Partial<State["source"]>} is */
  const change = (is) => store.set({ source: { ...store.state.source, ...is } });

  /** @param {string} [id] */
  function sample(id = store.state.sample) {
    asked++;
    const { id: found, title } = feed.useSample(id);
    now({ kind: "sample", id: found, title });
    store.set({ sample: found });
  }

  /** @param {string} [deviceId] */
  async function openCamera(deviceId) {
    const mine = ++asked;
    const before = feed.kind === "camera" ? store.state.source.deviceId : "";
    if (before) sampleMeanwhile();
    store.set({ opening: true, problem: null });
    try {
      const opened = await camera.open({ deviceId });
      if (mine !== asked) return opened.stop();
      feed.useCamera(opened);
      opened.onended = (error) => {
        sample();
        trouble = complain(error, () => openCamera());
      };
      opened.ondevices = (devices) => change({ devices });
      now({
        kind: "camera",
        title: opened.label,
        deviceId: opened.deviceId,
        devices: opened.devices,
        mirror: mirrored ?? opened.facing !== "environment",
      });
    } catch (error) {
      if (mine !== asked) return;
      store.set({ opening: false });
      if (before && before !== deviceId) await openCamera(before);
      trouble = complain(error, () => openCamera(deviceId));
    }

    /** Phones open one camera at a time, so the one before has to go first. */
    function sampleMeanwhile() {
      const { id, title } = feed.useSample(store.state.sample);
      now({ kind: "sample", id, title });
    }
  }

  /** @param {Promise<import("./feed.js").Picture>} coming */
  async function picture(coming) {
    const mine = ++asked;
    store.set({ opening: false });
    try {
      const got = await coming;
      if (mine !== asked) return got.source.close();
      feed.usePicture(got);
      now({ kind: "picture", title: `${got.name}, ${got.width} × ${got.height}` });
    } catch (error) {
      trouble = complain(error, pick);
    }
  }

  async function pick() {
    const [file] = await files.pick("image/*");
    if (file) await picture(files.readPicture(file));
  }

  function freeze() {
    if (feed.frozen) feed.thaw();
    else feed.freeze();
    renew();
    change({ frozen: feed.frozen });
  }

  function mirror() {
    const mirror = !store.state.source.mirror;
    if (store.state.source.kind === "camera") mirrored = mirror;
    touch();
    change({ mirror });
  }

  return { sample, camera: openCamera, picture, pick, freeze, mirror };
}
