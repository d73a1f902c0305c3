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

class Feed {
  #easel = canvas(SAMPLE_SIDE, SAMPLE_SIDE);
  /**
   * @type {{ kind: "sample", sample: Sample } | { kind: Plays, playing: Playing } | { kind:
   *   "picture", picture: Picture }}
   */
  #live = { kind: "sample", sample: samples[0] };
  /** @type {HTMLCanvasElement | null} */
  #frozen = null;
  #drawn = false;
  #arrived = false;
  #seconds = 0; // of a sample, in thousandths as in the address
  #last = 0;

  /** Releases the source before. */
  #leave() {
    if ("playing" in this.#live) {
      this.#live.playing.onended = null;
      this.#live.playing.stop();
    }
    if (this.#live.kind === "picture") this.#live.picture.source.close();
    this.#frozen = null;
    this.#drawn = this.#arrived = false;
  }

  /** @param {Sample} sample */
  #paint(sample) {
    this.#drawn = true;
    const ctx = this.#easel.getContext("2d");
    if (ctx) sample.draw(ctx, SAMPLE_SIDE, this.#seconds);
  }

  /** @param {HTMLVideoElement} video */
  #watch(video) {
    if (!("requestVideoFrameCallback" in video)) return;
    const next = () => {
      this.#arrived = true;
      if ("playing" in this.#live && this.#live.playing.video === video)
        video.requestVideoFrameCallback(next);
    };
    video.requestVideoFrameCallback(next);
  }

  get kind() {
    return this.#live.kind;
  }

  get frozen() {
    return this.#frozen !== null;
  }

  /** The second of a frozen sample. */
  get moment() {
    return this.#frozen && this.#live.kind === "sample" ? this.#seconds : null;
  }

  /** Whether the source moves. */
  get moving() {
    if (this.#frozen) return false;
    // a clip of one frame is over and stands still
    if ("playing" in this.#live) return !this.#live.playing.video.ended;
    return this.#live.kind === "sample" && !calm.matches;
  }

  /**
   * @param {string} id
   * @param {number | null} [at] frozen at that second
   * @returns the sample, or the first where there is none of that name
   */
  useSample(id, at = null) {
    this.#leave();
    const sample = samples.find((sample) => sample.id === id) ?? samples[0];
    this.#live = { kind: "sample", sample };
    this.#seconds = at ?? 0;
    if (at !== null) this.freeze();
    return sample;
  }

  /**
   * @param {Plays} kind
   * @param {Playing} playing
   */
  usePlaying(kind, playing) {
    this.#leave();
    this.#live = { kind, playing };
    this.#arrived = true; // its first picture is there
    if (document.hidden) this.sleep(true); // the tab was hidden meanwhile
    this.#watch(playing.video);
  }

  /** @param {Picture} picture */
  usePicture(picture) {
    this.#leave();
    this.#live = { kind: "picture", picture };
  }

  freeze() {
    if (this.#live.kind === "sample") {
      if (!this.#drawn) this.#paint(this.#live.sample);
      this.#frozen = this.#easel;
    }
    if ("playing" in this.#live) {
      const { video } = this.#live.playing;
      this.#frozen = canvas(video.videoWidth, video.videoHeight);
      this.#frozen.getContext("2d")?.drawImage(video, 0, 0);
    }
  }

  thaw() {
    this.#frozen = null;
  }

  /** @param {boolean} asleep */
  sleep(asleep) {
    if (!("playing" in this.#live)) return;
    const { playing } = this.#live;
    playing.enable(!asleep);
    if (asleep) playing.video.pause();
    else playing.video.play().catch(() => {});
  }

  /** The current picture. */
  get source() {
    if (this.#frozen) return this.#frozen;
    if (this.#live.kind === "picture") return this.#live.picture.source;
    return "playing" in this.#live ? this.#live.playing.video : this.#easel;
  }

  /** The size of the picture in its own pixels. */
  get size() {
    const { width, height } =
      this.#frozen ?? (this.#live.kind === "picture" ? this.#live.picture.source : this.#easel);
    if (this.#frozen || !("playing" in this.#live)) return { width, height };
    const { video } = this.#live.playing;
    return { width: video.videoWidth || 1, height: video.videoHeight || 1 };
  }

  /**
   * The picture for the next frame, and whether it is new.
   * @param {number} now milliseconds
   */
  next(now) {
    if (this.#frozen || this.#live.kind === "picture") return { source: this.source, fresh: false };
    if ("playing" in this.#live) {
      const { video } = this.#live.playing;
      if (video.ended) return { source: video, fresh: false };
      const fresh =
        video.readyState >= 2 && (this.#arrived || !("requestVideoFrameCallback" in video));
      this.#arrived = false;
      return { source: video, fresh };
    }
    const fresh = !this.#drawn || !calm.matches;
    if (fresh) {
      // a sample continues where it was, however long the tab was hidden
      if (this.#drawn) this.#seconds += Math.round(Math.min(now - this.#last, 100)) / 1000;
      this.#last = now;
      this.#seconds = Math.round(this.#seconds * 1000) / 1000;
      this.#paint(this.#live.sample);
    }
    return { source: this.#easel, fresh };
  }
}

export const createCurrentSource = () => new Feed();

/**
 * @param {number} width
 * @param {number} height
 */
function canvas(width, height) {
  return Object.assign(document.createElement("canvas"), { width, height });
}
