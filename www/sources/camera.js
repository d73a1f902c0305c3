// The camera: asked for only by `open`, video only, released by `stop`.

/** How long a camera may take from opening to its first picture. */
const PATIENCE = 10_000;

/** @typedef {"denied" | "dismissed" | "missing" | "busy" | "insecure" | "unsupported" | "policy"} Reason */
/** @typedef {{ deviceId: string, label: string }} Device */
/**
 * @typedef {object} Camera
 * @property {HTMLVideoElement} video plays the camera; its size may change while it runs
 * @property {string} label what the browser calls the camera
 * @property {string} deviceId
 * @property {"user" | "environment" | ""} facing empty where nobody knows
 * @property {Device[]} devices all cameras
 * @property {() => void} stop releases the camera
 * @property {(on: boolean) => void} enable while off, the camera sends black and uses less power
 * @property {((error: CameraError) => void) | null} onended it was unplugged or taken away
 * @property {((muted: boolean) => void) | null} onmute the system withholds its pictures for a while
 * @property {((devices: Device[]) => void) | null} ondevices cameras came or went
 */

/** A sentence for the person at the camera, and its kind in `cause_`. */
export class CameraError extends Error {
  /**
   * @param {Reason} cause_
   * @param {string} message
   * @param {unknown} [cause]
   */
  constructor(cause_, message, cause) {
    super(message, { cause });
    this.name = "CameraError";
    this.cause_ = cause_;
  }
}

/**
 * Opens a camera and waits for its first picture. Phones open one at a time: stop the one before.
 *
 * Without a `video` element it makes one and keeps it, out of sight, in the document: iOS plays
 * only what is there.
 * @param {{ deviceId?: string, facing?: "user" | "environment", video?: HTMLVideoElement }} [wanted]
 * @returns {Promise<Camera>}
 */
export async function open({ deviceId, facing, video } = {}) {
  const stream = await ask(deviceId, facing);
  const [track] = stream.getVideoTracks();
  const element = video ?? hiddenVideo();
  const leave = new AbortController();
  const release = () => {
    leave.abort();
    for (const each of stream.getTracks()) each.stop();
    element.srcObject = null;
    if (!video) element.remove();
  };
  try {
    await play(element, stream, track);
    const settings = track.getSettings();
    /** @type {Camera} */
    const camera = {
      video: element,
      label: track.label || "Camera",
      deviceId: settings.deviceId ?? deviceId ?? "",
      facing: facingOf(settings.facingMode, track.label),
      devices: await listDevices(),
      stop: release,
      enable: (on) => {
        track.enabled = on;
      },
      onended: null,
      onmute: null,
      ondevices: null,
    };
    if (track.readyState === "ended") throw gone();
    const { signal } = leave;
    track.addEventListener("ended", () => {
      release();
      camera.onended?.(gone());
    }, { signal });
    track.addEventListener("mute", () => camera.onmute?.(true), { signal });
    track.addEventListener("unmute", () => camera.onmute?.(false), { signal });
    navigator.mediaDevices.addEventListener("devicechange", async () => {
      camera.devices = await listDevices();
      if (!signal.aborted) camera.ondevices?.(camera.devices);
    }, { signal });
    return camera;
  } catch (error) {
    release();
    throw error;
  }
}

/**
 * @param {string} [deviceId]
 * @param {"user" | "environment"} [facing]
 */
async function ask(deviceId, facing) {
  if (!window.isSecureContext) {
    throw new CameraError(
      "insecure",
      `Browsers give the camera only to pages that come over https or from localhost, not over ${location.protocol}//; `
        + "open this page by its https address, or look at a picture.",
    );
  }
  if (!navigator.mediaDevices?.getUserMedia) {
    throw new CameraError("unsupported", "This browser gives pages no camera; use another one, or look at a picture.");
  }
  const which = deviceId ? { deviceId: { exact: deviceId } } : facing ? { facingMode: { ideal: facing } } : {};
  const size = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } };
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...which, ...size } });
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
  const make = (/** @type {Reason} */ reason, /** @type {string} */ text) => new CameraError(reason, text, error);
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      break;
    case "NotFoundError":
      return make("missing", "No camera was found; connect one and try again, or look at a picture.");
    case "OverconstrainedError":
      return chosen
        ? make("missing", "The camera you chose is no longer there; choose another one, or connect it again.")
        : make("missing", "No camera fits what this page asked for; try another one, or look at a picture.");
    case "NotReadableError":
    case "AbortError":
      return make("busy", "The camera is in use by another program or tab, or does not answer; close that and try again.");
    default:
      return make("unsupported", `The camera could not be opened (${message || name}); try again, or look at a picture.`);
  }
  // Not in the types: Chromium alone tells what the page's own policy allows.
  if (/** @type {any} */ (document).featurePolicy?.allowsFeature("camera") === false) {
    return make("policy", "The site that shows this page does not let it use the camera; open the page by itself, in a tab of its own.");
  }
  if (/system/i.test(message)) {
    return make("denied", "The system does not let this browser use the camera; allow it in the system's privacy settings, then try again.");
  }
  const state = await navigator.permissions?.query({ name: "camera" }).then((status) => status.state, () => "denied");
  return state === "prompt"
    ? make("dismissed", "The question for the camera was closed without an answer; try again and allow it, or look at a picture.")
    : make("denied", "This page may not use the camera; allow it in the address bar or the site's settings, then try again.");
}

/**
 * @param {HTMLVideoElement} element
 * @param {MediaStream} stream
 * @param {MediaStreamTrack} track
 */
async function play(element, stream, track) {
  element.muted = true;
  element.playsInline = true;
  element.srcObject = stream;
  let timer = 0, lost = () => {};
  const failed = new Promise((_, reject) => {
    lost = () => reject(gone());
    track.addEventListener("ended", lost);
    timer = setTimeout(() => reject(new CameraError(
      "busy",
      "The camera was opened, but sends no picture; close what else may use it, look at its shutter, then try again.",
    )), PATIENCE);
  });
  try {
    await Promise.race([failed, firstPicture(element)]);
  } catch (error) {
    if (error instanceof CameraError) throw error;
    throw new CameraError("unsupported", "The browser did not play the camera's picture; try again, with a click.", error);
  } finally {
    clearTimeout(timer);
    track.removeEventListener("ended", lost);
  }
}

/** @param {HTMLVideoElement} element */
async function firstPicture(element) {
  await element.play();
  if (element.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && element.videoWidth) return;
  await new Promise((resolve) => element.addEventListener("loadeddata", resolve, { once: true }));
}

function gone() {
  return new CameraError("missing", "The camera was unplugged or taken away; connect it again, or choose another one.");
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

function hiddenVideo() {
  const video = document.createElement("video");
  video.setAttribute("aria-hidden", "true");
  video.style.cssText = "position:fixed;left:0;bottom:0;width:2px;height:2px;opacity:0;pointer-events:none";
  document.body.append(video);
  return video;
}
