// A video file, played in a loop and without sound until it is stopped.

import { firstPicture, hiddenVideo, SourceError } from "./playing.js";

/** @import { Playing } from "./playing.js" */

/** ms in which a video that plays shows a picture, between two looks at it. */
const SOON = 400;
const EVERY = 20;
const INSTEAD = "choose an MP4 (H.264) or a WebM";

/**
 * Opens a video and waits for its first picture.
 * @param {File | Blob} file
 * @returns {Promise<Playing>}
 */
export async function open(file) {
  const label = ("name" in file && file.name) || "pasted video";
  const video = hiddenVideo();
  const address = URL.createObjectURL(file);
  const leave = new AbortController();
  const { signal } = leave;
  const stop = () => {
    leave.abort();
    video.pause();
    video.removeAttribute("src");
    video.load(); // releases the file
    video.remove();
    URL.revokeObjectURL(address);
  };
  video.loop = true;
  try {
    const failed = failure(video, label, signal);
    video.src = address;
    await Promise.race([failed, firstPicture(video, sentences(video, label))]);
    if (!(await shows(video))) {
      video.loop = false; // a clip of one frame begins again before it is seen; its last one stays
      await shows(video);
    }
  } catch (error) {
    stop();
    throw error;
  }
  /** @type {Playing} */
  const playing = {
    video,
    label,
    stop,
    enable: (on) => {
      if (on)
        video.play().catch(() => {}); // stopped meanwhile
      else video.pause();
    },
    onended: null,
  };
  const broken = () => {
    stop();
    playing.onended?.(
      new SourceError(
        "missing",
        `“${label}” can be read no further; it may be damaged, or was moved. Choose it again, or ` +
          "another one.",
      ),
    );
  };
  video.addEventListener("error", broken, { signal });
  return playing;
}

/**
 * Whether a video has a picture to be seen, or has one soon.
 * @param {HTMLVideoElement} video
 */
async function shows(video) {
  const shown = () => video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
  for (let waited = 0; !shown() && waited < SOON; waited += EVERY)
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  return shown();
}

/**
 * Rejects once the video turns out not to be playable.
 * @param {HTMLVideoElement} video
 * @param {string} label
 * @param {AbortSignal} signal
 * @returns {Promise<never>}
 */
const failure = (video, label, signal) =>
  new Promise((_, reject) => {
    const check = () => {
      if (video.videoWidth) return;
      reject(
        new SourceError(
          "unsupported",
          `“${label}” has sound but no picture that this browser can play; ${INSTEAD}.`,
        ),
      );
    };
    video.addEventListener("error", () => reject(unplayable(label, video.error)), { signal });
    video.addEventListener("loadedmetadata", check, { signal });
  });

/**
 * What to say where no first picture comes.
 * @param {HTMLVideoElement} video
 * @param {string} label
 */
const sentences = (video, label) => ({
  silent: () =>
    new SourceError(
      "unsupported",
      `“${label}” shows no picture; it may be damaged. Try another video.`,
    ),
  refused: (/** @type {unknown} */ cause) =>
    video.error
      ? unplayable(label, video.error)
      : new SourceError(
          "unsupported",
          `The browser did not play “${label}”; try again, with a click.`,
          cause,
        ),
});

/**
 * @param {string} label
 * @param {MediaError | null} error
 */
function unplayable(label, error) {
  return new SourceError(
    "unsupported",
    `“${label}” is no video that this browser can play; ${INSTEAD}.`,
    error,
  );
}
