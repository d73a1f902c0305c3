// The exact square that the model sees, and the hand that moves and zooms it.

import { isCentre } from "../../domain/crop.js";
import { percent, shape } from "../../domain/number.js";
import { dispatch, find, mark, write } from "../shared/dom.js";

/** @import { State } from "../../domain/state.js" */

const STEP = 0.05; // of the square, for a key
const FACTOR = 1.25; // of zoom, for a key
const WHEEL = 0.0015; // of zoom, for a pixel of the wheel
const SETTLED = 600; // ms without a move before it is spoken

/** @param {HTMLElement} root */
export function create(root) {
  /** @type {HTMLCanvasElement} */
  const canvas = find(root, "canvas");
  const ctx = canvas.getContext("2d");
  const view = find(root, ".view");
  const centre = find(root, ".centre");
  const size = find(root, ".size");
  const voice = find(root, "#moved");
  let image = new ImageData(1, 1);
  let mirror = false;
  let timer = 0;
  /** @type {State["frame"]} */
  let shown = null;
  /** @type {State["crop"] | null} */
  let crop = null;

  /**
   * What is seen moves by so many squares; the square goes the other way.
   * @param {number} right
   * @param {number} down
   */
  const move = (right, down) =>
    dispatch(view, { type: "move", move: [mirror ? right : -right, -down] });
  /**
   * @param {number} by
   * @param {[number, number]} [about]
   */
  const zoom = (by, [right, down] = [0, 0]) =>
    dispatch(view, { type: "zoom", zoom: { by, about: [mirror ? -right : right, down] } });

  handle(view, move, zoom);
  view.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? 5 * STEP : STEP;
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowLeft: () => move(step, 0),
      ArrowRight: () => move(-step, 0),
      ArrowUp: () => move(0, step),
      ArrowDown: () => move(0, -step),
      "+": () => zoom(FACTOR),
      "=": () => zoom(FACTOR),
      "-": () => zoom(1 / FACTOR),
      0: () => centre.click(),
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  view.addEventListener(
    "wheel",
    (event) => {
      const out = event.deltaY > 0;
      if (!event.deltaY || (out && crop?.zoom === 1)) return; // the page scrolls on
      event.preventDefault();
      zoom(Math.exp(-event.deltaY * (event.deltaMode ? 30 : 1) * WHEEL), place(view, event));
    },
    { passive: false },
  );

  /** @param {State["crop"]} next */
  function tell(next) {
    const before = crop;
    crop = next;
    const plain = isCentre(crop);
    if (plain && document.activeElement === centre) view.focus();
    centre.hidden = plain;
    write(centre, `${crop.zoom.toFixed(1)} × ↺`);
    mark(centre, "aria-label", `Zoom ${crop.zoom.toFixed(1)}; back to the whole centre square`);
    if (!before) return;
    const words = plain
      ? "The whole centre square"
      : `Zoom ${crop.zoom.toFixed(1)}, ${percent(crop.x)} from the left, ${percent(crop.y)} ` +
        "from the top";
    clearTimeout(timer);
    timer = window.setTimeout(() => write(voice, words), SETTLED);
  }

  return {
    /** @param {State} state */
    update({ frame, crop: seen, mirror: swapped }) {
      mirror = swapped;
      if (seen !== crop) tell(seen);
      if (!frame || frame === shown) return;
      shown = frame;
      const side = frame.square.size;
      if (image.width !== side) {
        image = new ImageData(side, side);
        canvas.width = canvas.height = side;
        write(size, shape([side, side]));
      }
      image.data.set(frame.square.data);
      ctx?.putImageData(image, 0, 0);
    },
  };
}

/**
 * One finger or the mouse moves, two fingers move and zoom.
 * @param {HTMLElement} view
 * @param {(right: number, down: number) => void} move
 * @param {(by: number, about: [number, number]) => void} zoom
 */
function handle(view, move, zoom) {
  /** @type {Map<number, [number, number]>} */
  const down = new Map();
  view.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    view.setPointerCapture(event.pointerId);
    down.set(event.pointerId, place(view, event));
  });
  view.addEventListener("pointermove", (event) => {
    const was = down.get(event.pointerId);
    if (!was) return;
    const is = place(view, event);
    down.set(event.pointerId, is);
    move((is[0] - was[0]) / down.size, (is[1] - was[1]) / down.size);
    const [other] = [...down].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    const apart = other && Math.hypot(was[0] - other[0], was[1] - other[1]);
    if (apart) {
      /** @type {[number, number]} */
      const middle = [(is[0] + other[0]) / 2, (is[1] + other[1]) / 2];
      zoom(Math.hypot(is[0] - other[0], is[1] - other[1]) / apart, middle);
    }
  });
  for (const end of /** @type {const} */ (["pointerup", "pointercancel", "lostpointercapture"]))
    view.addEventListener(end, (event) => down.delete(event.pointerId));
}

/**
 * From the middle, in sides of the square.
 * @param {HTMLElement} view
 * @param {MouseEvent} event
 * @returns {[number, number]}
 */
function place(view, { clientX, clientY }) {
  const { left, top, width, height } = view.getBoundingClientRect();
  return [(clientX - left) / width - 0.5, (clientY - top) / height - 0.5];
}
