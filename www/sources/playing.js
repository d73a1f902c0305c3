// Shared by the sources that move: a video element that plays them, and its end.

/** How long a source may take from opening to its first picture, in ms. */
const TIMEOUT_MS = 10_000;

/**
 * @typedef {"denied" | "dismissed" | "missing" | "busy" | "insecure" | "unsupported" | "policy"}
 *   Reason
 */
/**
 * A source that moves.
 * @typedef {object} Playing
 * @property {HTMLVideoElement} video plays it; its size may change while it runs
 * @property {string} label its name on the page
 * @property {() => void} stop releases it
 * @property {(on: boolean) => void} enable switches it off and on, to save power
 * @property {((error: SourceError) => void) | null} onended it came to its end or was taken away
 */

/** A sentence for the person at the page, and its kind in `cause_`. */
export class SourceError extends Error {
  /**
   * @param {Reason} cause_
   * @param {string} message
   * @param {unknown} [cause]
   */
  constructor(cause_, message, cause) {
    super(message, { cause });
    this.name = "SourceError";
    this.cause_ = cause_;
  }
}

/**
 * Whether the page, or the page that frames it, has ruled out a feature, whatever the visitor says;
 * undefined where the browser does not say.
 * @param {string} feature
 * @returns {boolean | undefined}
 */
export function isRuledOut(feature) {
  // Not in the types: only Chromium has it.
  /** @type {{ featurePolicy?: { allowsFeature: (name: string) => boolean } }} */
  const { featurePolicy } = /** @type {{}} */ (document);
  return featurePolicy && !featurePolicy.allowsFeature(feature);
}

/** Whether the page is in a frame, where it may do only what the page around it allows. */
export const isFramed = () => self !== top;

/**
 * Plays a stream until it ends or is stopped, or fails if no picture comes.
 *
 * Without a `video` element it makes one, hidden in the document: iOS plays only elements that are
 * in the document.
 * @param {MediaStream} stream
 * @param {{ ended: () => SourceError, silent: () => SourceError, refused: (cause: unknown) =>
 *   SourceError }} errors
 * @param {HTMLVideoElement} [video]
 */
export async function play(stream, errors, video) {
  const [track] = stream.getVideoTracks();
  const element = video ?? hiddenVideo();
  const leave = new AbortController();
  const stop = () => {
    leave.abort();
    for (const each of stream.getTracks()) each.stop();
    element.srcObject = null;
    if (!video) element.remove();
  };
  element.srcObject = stream;
  let lost = () => {};
  const ended = new Promise((_, reject) => {
    lost = () => reject(errors.ended());
  });
  track.addEventListener("ended", lost);
  try {
    await Promise.race([ended, firstPicture(element, errors)]);
    if (track.readyState === "ended") throw errors.ended();
  } catch (error) {
    stop();
    throw error;
  } finally {
    track.removeEventListener("ended", lost);
  }
  /** @type {Playing} */
  const playing = {
    video: element,
    label: track.label,
    stop,
    enable: (on) => {
      track.enabled = on;
    },
    onended: null,
  };
  const { signal } = leave;
  track.addEventListener(
    "ended",
    () => {
      stop();
      playing.onended?.(errors.ended());
    },
    { signal },
  );
  return { playing, track, signal };
}

/**
 * Waits until a video that has its source shows its first picture.
 * @param {HTMLVideoElement} video
 * @param {{ silent: () => SourceError, refused: (cause: unknown) => SourceError }} errors
 */
export async function firstPicture(video, { silent, refused }) {
  video.muted = true;
  video.playsInline = true;
  let timer = 0;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(silent()), TIMEOUT_MS);
  });
  // Listened to from now on: of a clip of one frame nothing comes after it.
  const came = new Promise((resolve) =>
    video.addEventListener("loadeddata", resolve, { once: true }),
  );
  const shown = async () => {
    await video.play().catch((cause) => {
      throw refused(cause);
    });
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && video.videoWidth) return;
    await came;
  };
  await Promise.race([late, shown()]).finally(() => clearTimeout(timer));
}

export function hiddenVideo() {
  const video = document.createElement("video");
  video.setAttribute("aria-hidden", "true");
  video.style.cssText =
    "position:fixed;left:0;bottom:0;width:2px;height:2px;opacity:0;pointer-events:none";
  document.body.append(video);
  return video;
}
