// The current source of frames: a drawn sample, a playing source (camera, video, screen) or a
// picture, live or frozen.

import { samples } from "../../sources/samples.js";

/**
 * @import { Plays } from "../../domain/state.js"
 * @import { Picture } from "../../sources/files.js"
 * @import { Playing } from "../../sources/playing.js"
 */

/** @typedef {typeof samples[number]} Sample */

const SAMPLE_SIDE = 448;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export function createFeed() {
  const easel = canvas(SAMPLE_SIDE, SAMPLE_SIDE);
  /**
   * @type {{ kind: "sample", sample: Sample } | { kind: Plays, playing: Playing } | { kind:
   *   "picture", picture: Picture }}
   */
  let live = { kind: "sample", sample: samples[0] };
  /** @type {HTMLCanvasElement | null} */
  let kept = null;
  let drawn = false;
  let arrived = false;
  let seconds = 0; // of a sample, in thousandths as in the address
  let last = 0;

  /** Releases the source before. */
  function leave() {
    if ("playing" in live) {
      live.playing.onended = null;
      live.playing.stop();
    }
    if (live.kind === "picture") live.picture.source.close();
    kept = null;
    drawn = arrived = false;
  }

  /** @param {Sample} sample */
  function paint(sample) {
    drawn = true;
    const ctx = easel.getContext("2d");
    if (ctx) sample.draw(ctx, SAMPLE_SIDE, seconds);
  }

  /** @param {HTMLVideoElement} video */
  function watch(video) {
    if (!("requestVideoFrameCallback" in video)) return;
    const next = () => {
      arrived = true;
      if ("playing" in live && live.playing.video === video) video.requestVideoFrameCallback(next);
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
    /** The second of a frozen sample. */
    get moment() {
      return kept && live.kind === "sample" ? seconds : null;
    },
    /** Whether the source moves. */
    get moving() {
      return !kept && ("playing" in live || (live.kind === "sample" && !calm.matches));
    },

    /**
     * @param {string} id
     * @param {number | null} [at] frozen at that second
     * @returns the sample, or the first where there is none of that name
     */
    useSample(id, at = null) {
      leave();
      const sample = samples.find((sample) => sample.id === id) ?? samples[0];
      live = { kind: "sample", sample };
      seconds = at ?? 0;
      if (at !== null) this.freeze();
      return sample;
    },
    /**
     * @param {Plays} kind
     * @param {Playing} playing
     */
    usePlaying(kind, playing) {
      leave();
      live = { kind, playing };
      if (document.hidden) this.sleep(true); // the tab was hidden meanwhile
      watch(playing.video);
    },
    /** @param {Picture} picture */
    usePicture(picture) {
      leave();
      live = { kind: "picture", picture };
    },

    freeze() {
      if (live.kind === "sample") {
        if (!drawn) paint(live.sample);
        kept = easel;
      }
      if ("playing" in live) {
        const { video } = live.playing;
        kept = canvas(video.videoWidth, video.videoHeight);
        kept.getContext("2d")?.drawImage(video, 0, 0);
      }
    },
    thaw() {
      kept = null;
    },
    /** @param {boolean} asleep */
    sleep(asleep) {
      if (!("playing" in live)) return;
      const { playing } = live;
      playing.enable(!asleep);
      if (asleep) playing.video.pause();
      else playing.video.play().catch(() => {});
    },

    /** The current picture. */
    get source() {
      if (kept) return kept;
      if (live.kind === "picture") return live.picture.source;
      return "playing" in live ? live.playing.video : easel;
    },
    /** The size of the picture in its own pixels. */
    get size() {
      const { width, height } = kept ?? (live.kind === "picture" ? live.picture.source : easel);
      if (kept || !("playing" in live)) return { width, height };
      const { video } = live.playing;
      return { width: video.videoWidth || 1, height: video.videoHeight || 1 };
    },

    /**
     * The picture for the next frame, and whether it is new.
     * @param {number} now milliseconds
     */
    next(now) {
      if (kept || live.kind === "picture") return { source: this.source, fresh: false };
      if ("playing" in live) {
        const { video } = live.playing;
        const fresh = video.readyState >= 2 && (arrived || !("requestVideoFrameCallback" in video));
        arrived = false;
        return { source: video, fresh };
      }
      const fresh = !drawn || !calm.matches;
      if (fresh) {
        // a sample continues where it was, however long the tab was hidden
        if (drawn) seconds += Math.round(Math.min(now - last, 100)) / 1000;
        last = now;
        seconds = Math.round(seconds * 1000) / 1000;
        paint(live.sample);
      }
      return { source: easel, fresh };
    },
  };
}

/**
 * @param {number} width
 * @param {number} height
 */
function canvas(width, height) {
  return Object.assign(document.createElement("canvas"), { width, height });
}
