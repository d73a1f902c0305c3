// Where the frames come from: the drawn samples, the camera, the screen, files, and their controls.

import { isolate } from "../../domain/bidi.js";
import { el, find, mark, write } from "../shared/dom.js";

/** @import { State } from "../../domain/state.js" */

const THUMB = 88;

/** @param {State} state */
function sentence({ source, opening, network, problem }) {
  if (opening) return opening === "video" ? "Opening the video …" : `Asking for the ${opening} …`;
  if (!network) return problem ? "No model runs." : "Starting …";
  if (source.frozen) return `${source.title}, frozen: all views show this frame.`;
  if (source.kind === "camera")
    return `Camera: ${source.title || "live"}. No frame leaves this tab.`;
  if (source.kind === "screen") return `${source.title || "Screen"}. No frame leaves this tab.`;
  if (source.kind === "video") return `Video: ${isolate(source.title)}`;
  if (source.kind === "picture") return `Picture: ${isolate(source.title)}`;
  return `Drawn sample: ${source.title}`;
}

/**
 * @typedef {object} Sample
 * @property {string} id
 * @property {string} title
 * @property {(ctx: CanvasRenderingContext2D, size: number, seconds: number) => void} draw
 */

/**
 * @param {HTMLElement} root
 * @param {Sample[]} samples the drawn ones
 */
export function create(root, samples) {
  const status = find(root, "#status");
  const group = find(root, ".samples");
  const act = (/** @type {string} */ name) => find(root, `[data-action="${name}"]`);
  const camera = act("camera");
  const screen = act("screen");
  const freeze = act("freeze");
  const mirror = act("mirror");
  const stop = act("stop");
  const steps = find(root, ".steps");
  const step = find(steps, ".number");
  /** @type {HTMLSelectElement} */
  const device = find(root, '[data-action="device"]');

  const buttons = samples.map((sample) => {
    const thumb = el("canvas", { width: THUMB, height: THUMB });
    const ctx = thumb.getContext("2d");
    if (ctx) sample.draw(ctx, THUMB, 0);
    return el(
      "button",
      {
        class: "sample",
        "data-action": "sample",
        "data-sample": sample.id,
        "aria-pressed": "false",
        title: sample.title,
        "aria-label": sample.title,
      },
      thumb,
    );
  });
  group.replaceChildren(...buttons);
  // Phones have none; over http it stays, to say why it does not work.
  screen.hidden = isSecureContext && !navigator.mediaDevices?.getDisplayMedia;

  /** @type {State["source"]["devices"] | null} */
  let devices = null;
  return {
    /** @param {State} state */
    update(state) {
      const { source } = state;
      write(status, sentence(state));
      mark(status, "title", status.textContent);
      for (const button of buttons)
        mark(
          button,
          "aria-pressed",
          String(source.kind === "sample" && button.dataset.sample === source.id),
        );
      mark(camera, "aria-pressed", String(source.kind === "camera"));
      mark(camera, "aria-busy", state.opening === "camera" || null);
      mark(screen, "aria-pressed", String(source.kind === "screen"));
      mark(screen, "aria-busy", state.opening === "screen" || null);
      mark(freeze, "aria-pressed", String(source.frozen));
      mark(freeze, "disabled", source.kind === "picture" ? "" : null);
      mark(mirror, "aria-pressed", String(state.mirror));
      stop.hidden = source.kind === "sample" || source.kind === "picture";
      steps.hidden = !source.shot;
      if (source.shot) write(step, `${source.shot.at + 1} of ${source.shot.count}`);
      device.hidden = source.kind !== "camera" || source.devices.length < 2;
      if (devices !== source.devices) {
        devices = source.devices;
        device.replaceChildren(
          ...devices.map(({ deviceId, label }, i) =>
            el("option", { value: deviceId }, label || `Camera ${i + 1}`),
          ),
        );
      }
      if (!device.hidden && device.value !== source.deviceId) device.value = source.deviceId;
    },
  };
}
