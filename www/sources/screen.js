// The screen, a window or a tab, as the visitor chooses; without sound.

import { isFramed, isRuledOut, play, SourceError } from "./playing.js";

/** @import { Playing, Reason } from "./playing.js" */

/**
 * Asks for a screen and waits for its first picture. Browsers allow it only after a click or a key.
 * @returns {Promise<Playing>}
 */
export async function open() {
  const stream = await ask();
  const { playing } = await play(stream, {
    ended,
    silent: () =>
      new SourceError(
        "busy",
        "The screen was shared, but sends no picture; bring what you shared to the front, or " +
          "share another window.",
      ),
    refused: (cause) =>
      new SourceError(
        "unsupported",
        "The browser did not play the screen's picture; try again, with a click.",
        cause,
      ),
  });
  playing.label = nameOf(stream);
  return playing;
}

async function ask() {
  if (!window.isSecureContext) {
    throw new SourceError(
      "insecure",
      "Browsers share the screen only with pages that come over https or from localhost, not " +
        `over ${location.protocol}//; ` +
        "open this page by its https address, or look at a picture.",
    );
  }
  if (!navigator.mediaDevices?.getDisplayMedia) {
    throw new SourceError(
      "unsupported",
      "This browser does not share its screen with pages; look at a screenshot instead.",
    );
  }
  try {
    return await navigator.mediaDevices.getDisplayMedia({
      audio: false,
      video: { frameRate: { ideal: 30 } },
    });
  } catch (error) {
    throw explain(error);
  }
}

/** @param {unknown} error of getDisplayMedia */
function explain(error) {
  const { name, message } = /** @type {DOMException} */ (error);
  const make = (/** @type {Reason} */ reason, /** @type {string} */ text) =>
    new SourceError(reason, text, error);
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      if (isRuledOut("display-capture")) {
        return make(
          "policy",
          isFramed()
            ? "This page is in a frame of another page and may not see the screen there; open it " +
                "by itself, in a tab of its own."
            : "This page's own site does not let it see the screen; whoever looks after the site " +
                "can allow it (Permissions-Policy). Look at a picture instead.",
        );
      }
      return /system/i.test(message)
        ? make(
            "denied",
            "The system does not let this browser see the screen; allow it in the system's " +
              "privacy settings, then try again.",
          )
        : make(
            "denied",
            "The screen was not shared; try again and choose a screen, a window or a tab" +
              (isFramed() ? ", open this page in a tab of its own" : "") +
              ", or look at a picture.",
          );
    case "InvalidStateError":
      return make(
        "dismissed",
        "The browser asks for the screen only after a click; press the button again.",
      );
    case "NotFoundError":
      return make("missing", "The browser found no screen to share; look at a picture instead.");
    case "NotReadableError":
    case "AbortError":
      return make(
        "busy",
        "The system did not hand over the screen's picture; try again, or share another window.",
      );
    default:
      return make(
        "unsupported",
        `The screen could not be shared (${message || name}); try again, or look at a picture.`,
      );
  }
}

function ended() {
  return new SourceError(
    "missing",
    "The screen is no longer shared; share it again, or look at something else.",
  );
}

/**
 * The kind of a shared screen: its label is only a number.
 * @param {MediaStream} stream
 */
function nameOf(stream) {
  const [track] = stream.getVideoTracks();
  // Missing from the settings in some browsers.
  switch (/** @type {{ displaySurface?: string }} */ (track.getSettings()).displaySurface) {
    case "browser":
      return "Shared tab";
    case "window":
      return "Shared window";
    default:
      return "Shared screen";
  }
}
