// The exact square that the model sees, and the hand that moves and zooms it.

import { hasModifier } from "../shared/keys.js";
import { isCentre } from "../../domain/crop.js";
import { percent, shape } from "../../domain/number.js";
import { dispatch, find, mark, write } from "../shared/dom.js";

/** @import { Frame, Picture, State } from "../../domain/state.js" */

const STEP = 0.05; // of the square, for a key
const FACTOR = 1.25; // of zoom, for a key
const WHEEL = 0.0015; // of zoom, for a pixel of the wheel
const SETTLED = 600; // ms without a move before it is spoken

/**
 * Keys and the wheel do what fingers do.
 * @param {HTMLElement} view
 * @param {HTMLElement} centre the button that goes back to the whole centre square
 * @param {(right: number, down: number) => void} move
 * @param {(by: number, about?: [number, number]) => boolean} zoom whether it zooms at all
 */
function handleKeys(view, centre, move, zoom) {
  view.addEventListener("keydown", (event) => {
    if (hasModifier(event)) return;
    const step = event.shiftKey ? 5 * STEP : STEP;
    /** @type {Record<string, () => unknown>} */
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
  const wheel = (/** @type {WheelEvent} */ event) => {
    if (!event.deltaY) return;
    const by = Math.exp(-event.deltaY * (event.deltaMode ? 30 : 1) * WHEEL);
    if (zoom(by, place(view, event))) event.preventDefault(); // else the page scrolls on
  };
  view.addEventListener("wheel", wheel, { passive: false });
}

class Square {
  /** @type {HTMLCanvasElement} */
  #canvas;
  #view;
  #centre;
  #size;
  #voice;
  #image = new ImageData(1, 1);
  #mirror = false;
  #timer = 0;
  /** @type {State["frame"]} */
  #shown = null;
  /** @type {State["crop"] | null} */
  #crop = null;
  /** What draws a map of classes over it, once a network has one. */
  #places = /** @type {ReturnType<typeof import("./places.js").createPlaces> | null} */ (null);
  #asked = false;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#canvas = find(root, "canvas");
    this.#view = find(root, ".view");
    this.#centre = find(root, ".centre");
    this.#size = find(root, ".size");
    this.#voice = find(root, "#moved");
    const move = this.#move.bind(this);
    const zoom = this.#zoom.bind(this);
    handle(this.#view, move, zoom);
    handleKeys(this.#view, this.#centre, move, (by, about) => {
      if (by < 1 && this.#crop?.zoom === 1) return false;
      zoom(by, about);
      return true;
    });
  }

  /** @param {State} state */
  update({ frame, crop, mirror }) {
    this.#mirror = mirror;
    if (crop !== this.#crop) this.#showCrop(crop);
    if (frame === this.#shown) return;
    this.#shown = frame;
    if (!frame) return this.#clear();
    this.#draw(frame.square);
    if (frame.map || this.#places) this.#drawPlaces(frame.map);
  }

  /**
   * The picture moves by so many squares; the square goes the other way.
   * @param {number} right
   * @param {number} down
   */
  #move(right, down) {
    dispatch(this.#view, { type: "move", move: [this.#mirror ? right : -right, -down] });
  }

  /**
   * @param {number} by
   * @param {[number, number]} [about]
   */
  #zoom(by, [right, down] = [0, 0]) {
    /** @type {[number, number]} */
    const about = [this.#mirror ? -right : right, down];
    dispatch(this.#view, { type: "zoom", zoom: { by, about } });
  }

  /** @param {State["crop"]} crop */
  #showCrop(crop) {
    const first = !this.#crop;
    this.#crop = crop;
    const centred = isCentre(crop);
    const zoom = crop.zoom.toFixed(1);
    if (centred && document.activeElement === this.#centre) this.#view.focus();
    this.#centre.hidden = centred;
    write(this.#centre, `${zoom} × ↺`);
    mark(this.#centre, "aria-label", `Zoom ${zoom}; back to the whole centre square`);
    if (first) return;
    const where = `${percent(crop.x)} from the left, ${percent(crop.y)} from the top`;
    const words = centred ? "The whole centre square" : `Zoom ${zoom}, ${where}`;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => write(this.#voice, words), SETTLED);
  }

  /** @param {Frame["map"]} map */
  #drawPlaces(map) {
    this.#places?.update(map, this.#canvas);
    if (this.#asked || !map) return;
    this.#asked = true;
    import("./places.js").then(
      ({ createPlaces }) => {
        this.#places = createPlaces(this.#view);
        this.#places.update(this.#shown?.map ?? null, this.#canvas);
      },
      () => (this.#asked = false), // the next frame tries again
    );
  }

  /** No frame could be seen. */
  #clear() {
    const { width, height } = this.#canvas;
    this.#canvas.getContext("2d")?.clearRect(0, 0, width, height);
    this.#drawPlaces(null);
  }

  /** @param {Picture} square */
  #draw({ data, width, height }) {
    if (this.#image.width !== width || this.#image.height !== height) {
      this.#image = new ImageData(width, height);
      Object.assign(this.#canvas, { width, height });
      write(this.#size, shape([height, width]));
    }
    this.#image.data.set(data);
    this.#canvas.getContext("2d")?.putImageData(this.#image, 0, 0);
  }
}

/** @param {HTMLElement} root */
export const create = (root) => new Square(root);

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
