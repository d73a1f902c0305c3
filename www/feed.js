// What the network looks at: a drawn sample, the camera or a picture, live or frozen.

import { samples } from "./sources/samples.js";

/** @typedef {import("./sources/camera.js").Camera} Camera */
/** @typedef {{ source: ImageBitmap, name: string, width: number, height: number }} Picture */

const SAMPLE_SIDE = 448;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export function createFeed() {
  const easel = canvas(SAMPLE_SIDE, SAMPLE_SIDE);
  /** @type {{ kind: "sample", sample: typeof samples[number] } | { kind: "camera", camera: Camera } | { kind: "picture", picture: Picture }} */
  let live = { kind: "sample", sample: samples[0] };
  /** @type {HTMLCanvasElement | null} */
  let kept = null;
  let drawn = false;
  let arrived = false;
  let seconds = 0;
  let last = 0;

  /** Lets go of what was live. */
  function leave() {
    if (live.kind === "camera") {
      live.camera.onended = null;
      live.camera.stop();
    }
    if (live.kind === "picture") live.picture.source.close();
    kept = null;
    drawn = arrived = false;
  }

  /** @param {Camera} camera */
  function watch({ video }) {
    if (!("requestVideoFrameCallback" in video)) return;
    const next = () => {
      arrived = true;
      if (live.kind === "camera" && live.camera.video === video) video.requestVideoFrameCallback(next);
    };
    video.requestVideoFrameCallback(next);
  }

  return {
    get kind() {
      return live.kind;
    },
    get frozen() {
      return kept !== null;
    },
    /** Whether new frames come by themselves. */
    get moving() {
      return !kept && (live.kind === "camera" || (live.kind === "sample" && !calm.matches));
    },

    /** @param {string} id @returns the sample, or the first where there is none of that name */
    useSample(id) {
      leave();
      const sample = samples.find((sample) => sample.id === id) ?? samples[0];
      live = { kind: "sample", sample };
      seconds = 0;
      return sample;
    },
    /** @param {Camera} camera */
    useCamera(camera) {
      leave();
      live = { kind: "camera", camera };
      watch(camera);
    },
    /** @param {Picture} picture */
    usePicture(picture) {
      leave();
      live = { kind: "picture", picture };
    },

    freeze() {
      if (live.kind === "sample") kept = easel;
      if (live.kind === "camera") {
        const { video } = live.camera;
        kept = canvas(video.videoWidth, video.videoHeight);
        kept.getContext("2d")?.drawImage(video, 0, 0);
      }
    },
    thaw() {
      kept = null;
    },
    /** @param {boolean} asleep */
    sleep(asleep) {
      if (live.kind !== "camera") return;
      live.camera.enable(!asleep);
      if (asleep) live.camera.video.pause();
      else live.camera.video.play().catch(() => {});
    },

    /**
     * The picture to look at now, and whether it is a new one.
     * @param {number} now milliseconds
     */
    next(now) {
      if (kept) return { source: kept, fresh: false };
      if (live.kind === "picture") return { source: live.picture.source, fresh: false };
      if (live.kind === "camera") {
        const { video } = live.camera;
        const fresh = video.readyState >= 2 && (arrived || !("requestVideoFrameCallback" in video));
        arrived = false;
        return { source: video, fresh };
      }
      const fresh = !drawn || !calm.matches;
      if (fresh) {
        seconds += drawn ? Math.min(now - last, 100) / 1000 : 0; // a sample goes on where it was, however long the tab was hidden
        last = now;
        drawn = true;
        const ctx = easel.getContext("2d");
        if (ctx) live.sample.draw(ctx, SAMPLE_SIDE, seconds);
      }
      return { source: easel, fresh };
    },
  };
}

/** @param {number} width @param {number} height */
function canvas(width, height) {
  return Object.assign(document.createElement("canvas"), { width, height });
}
