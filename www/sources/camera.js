// The camera: only `open` asks for it, without sound; `stop` releases it.

import { isFramed, isRuledOut, play, SourceError } from "./playing.js";

/** @import { Playing, Reason } from "./playing.js" */

/** ms without a picture before an active camera counts as silent. */
const SILENT = 5000;
const EVERY = 500;

/** @typedef {{ deviceId: string, label: string }} Device */
/**
 * @typedef {object} OfCamera
 * @property {string} deviceId
 * @property {"user" | "environment" | ""} facing empty if unknown
 * @property {Device[]} devices all cameras
 * @property {((error: SourceError | null) => void) | null} onsilent no picture has come for a
 *   while, or (null) pictures come again
 * @property {((devices: Device[]) => void) | null} ondevices cameras came or went
 */
/** @typedef {Playing & OfCamera} Camera */

/**
 * Opens a camera and waits for its first picture. Phones open one at a time: stop the one before.
 * @param {{ deviceId?: string, facing?: "user" | "environment", video?: HTMLVideoElement }}
 *   [wanted]
 *   `video` shows it, where the page has an element for that
 * @returns {Promise<Camera>}
 */
export async function open({ deviceId, facing, video } = {}) {
  const { playing, track, signal } = await play(
    await ask(deviceId, facing),
    {
      ended: gone,
      silent: () =>
        new SourceError(
          "busy",
          "The camera was opened, but sends no picture; close what else may use it, look at " +
            "its shutter, then try again.",
        ),
      refused: (cause) =>
        new SourceError(
          "unsupported",
          "The browser did not play the camera's picture; try again, with a click.",
          cause,
        ),
    },
    video,
  );
  const settings = track.getSettings();
  /** @type {Camera} */
  const camera = Object.assign(playing, {
    label: track.label || "Camera",
    deviceId: settings.deviceId ?? deviceId ?? "",
    facing: facingOf(settings.facingMode, track.label),
    devices: await listDevices(),
    onsilent: null,
    ondevices: null,
  });
  if (signal.aborted) throw gone(); // while the devices were listed
  watch(camera, track, signal);
  navigator.mediaDevices.addEventListener(
    "devicechange",
    async () => {
      camera.devices = await listDevices();
      if (!signal.aborted) camera.ondevices?.(camera.devices);
    },
    { signal },
  );
  return camera;
}

/**
 * Reports when an active camera sends no pictures, for whatever reason, and when they come again.
 * @param {Camera} camera
 * @param {MediaStreamTrack} track
 * @param {AbortSignal} signal
 */
function watch(camera, track, signal) {
  const { video } = camera;
  if (!("requestVideoFrameCallback" in video)) return;
  let told = false;
  let last = performance.now();
  const came = () => {
    last = performance.now();
    video.requestVideoFrameCallback(came);
  };
  video.requestVideoFrameCallback(came);
  const timer = setInterval(() => {
    const now = performance.now();
    if (!track.enabled || video.paused || document.hidden) last = now; // none is expected
    const silent = now - last > SILENT;
    if (told === silent) return;
    told = silent;
    camera.onsilent?.(
      !silent
        ? null
        : new SourceError(
            "busy",
            "The camera sends no picture at the moment; open its shutter, or close what else " +
              "may use it. It goes on by itself, or try again.",
          ),
    );
  }, EVERY);
  signal.addEventListener("abort", () => clearInterval(timer));
}

/**
 * @param {string} [deviceId]
 * @param {"user" | "environment"} [facing]
 */
async function ask(deviceId, facing) {
  if (!window.isSecureContext) {
    throw new SourceError(
      "insecure",
      "Browsers give the camera only to pages that come over https or from localhost, not " +
        `over ${location.protocol}//; ` +
        "open this page by its https address, or look at a picture.",
    );
  }
  if (!navigator.mediaDevices?.getUserMedia) {
    throw new SourceError(
      "unsupported",
      "This browser gives pages no camera; use another one, or look at a picture.",
    );
  }
  const which = deviceId
    ? { deviceId: { exact: deviceId } }
    : facing
      ? { facingMode: { ideal: facing } }
      : {};
  const size = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } };
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { ...which, ...size },
    });
  } catch (error) {
    throw await explain(error, Boolean(deviceId));
  }
}

/**
 * @param {unknown} error of getUserMedia
 * @param {boolean} chosen whether a certain camera was asked for
 */
async function explain(error, chosen) {
  const { name, message } = /** @type {DOMException} */ (error);
  const make = (/** @type {Reason} */ reason, /** @type {string} */ text) =>
    new SourceError(reason, text, error);
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      break;
    case "NotFoundError":
      return make(
        "missing",
        "No camera was found; connect one and try again, or look at a picture.",
      );
    case "OverconstrainedError":
      return chosen
        ? make(
            "missing",
            "The camera you chose is no longer there; choose another one, or connect it again.",
          )
        : make(
            "missing",
            "No camera fits what this page asked for; try another one, or look at a picture.",
          );
    case "NotReadableError":
    case "AbortError":
      return make(
        "busy",
        "The camera is in use by another program or tab, or does not answer; close that and " +
          "try again.",
      );
    default:
      return make(
        "unsupported",
        `The camera could not be opened (${message || name}); try again, or look at a picture.`,
      );
  }
  if (/system/i.test(message)) {
    return make(
      "denied",
      "The system does not let this browser use the camera; allow it in the system's privacy " +
        "settings, then try again.",
    );
  }
  const state = await navigator.permissions?.query({ name: "camera" }).then(
    (status) => status.state,
    () => "denied",
  );
  if (isRuledOut("camera") ?? (isFramed() && state === "denied")) {
    return make(
      "policy",
      isFramed()
        ? "This page is in a frame of another page and may not use the camera there; open it by " +
            "itself, in a tab of its own."
        : "This page's own site does not let it use the camera; whoever looks after the site " +
            "can allow it (Permissions-Policy). Look at a picture instead.",
    );
  }
  return state === "prompt"
    ? make(
        "dismissed",
        "The question for the camera was closed without an answer; try again and allow it, or " +
          "look at a picture.",
      )
    : make(
        "denied",
        "This page may not use the camera; allow it in the address bar or the site's " +
          "settings, then try again.",
      );
}

function gone() {
  return new SourceError(
    "missing",
    "The camera was unplugged or taken away; connect it again, or choose another one.",
  );
}

/** @returns {Promise<Device[]>} */
async function listDevices() {
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  return devices
    .filter(({ kind }) => kind === "videoinput")
    .map(({ deviceId, label }, index) => ({ deviceId, label: label || `Camera ${index + 1}` }));
}

/**
 * @param {string | undefined} mode
 * @param {string} label
 * @returns {"user" | "environment" | ""}
 */
function facingOf(mode, label) {
  if (mode === "user" || mode === "environment") return mode;
  if (/back|rear|environment/i.test(label)) return "environment";
  return /front|face|user/i.test(label) ? "user" : "";
}
