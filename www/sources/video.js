// A video file, played in a loop and without sound until it is stopped.

import { firstPicture, hiddenVideo, SourceError } from "./playing.js";

/** @import { Playing } from "./playing.js" */

const INSTEAD = "choose an MP4 (H.264) or a WebM";

/**
 * Opens a video and waits for its first picture.
 * @param {File | Blob} file
 * @returns {Promise<Playing>}
 */
export async function open(file) {
  const label = (file instanceof File && file.name) || "pasted video";
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
    const failed = new Promise((_, reject) => {
      video.addEventListener("error", () => reject(unplayable(label, video.error)), { signal });
      video.addEventListener(
        "loadedmetadata",
        () => {
          if (!video.videoWidth)
            reject(
              new SourceError(
                "unsupported",
                `“${label}” has sound but no picture that this browser can play; ${INSTEAD}.`,
              ),
            );
        },
        { signal },
      );
    });
    video.src = address;
    await Promise.race([
      failed,
      firstPicture(video, {
        silent: () =>
          new SourceError(
            "unsupported",
            `“${label}” shows no picture; it may be damaged. Try another video.`,
          ),
        refused: (cause) =>
          video.error
            ? unplayable(label, video.error)
            : new SourceError(
                "unsupported",
                `The browser did not play “${label}”; try again, with a click.`,
                cause,
              ),
      }),
    ]);
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
  video.addEventListener(
    "error",
    () => {
      stop();
      playing.onended?.(
        new SourceError(
          "missing",
          `“${label}” can be read no further; it may be damaged, or was moved. Choose it ` +
            "again, or another one.",
        ),
      );
    },
    { signal },
  );
  return playing;
}

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
