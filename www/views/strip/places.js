// The map of classes over the square that the model sees. Loaded for networks that have one.

import { el } from "../shared/dom.js";
import { paintPlaces } from "../shared/place-map.js";

/** @import { PlaceMap } from "../../separable.d.ts" */

const SIDE = 296; // pixels of its longer side
const OPACITY = 0.45;

/** @param {HTMLElement} view of the square */
export function createPlaces(view) {
  const canvas = el("canvas", { class: "classes", "aria-hidden": "true" });
  view.append(canvas);
  return {
    /**
     * @param {PlaceMap | null} map
     * @param {HTMLCanvasElement} square
     */
    update(map, { width, height }) {
      canvas.hidden = !map;
      if (!map) return;
      const scale = SIDE / Math.max(width, height);
      Object.assign(canvas, { width: width * scale, height: height * scale });
      paintPlaces(canvas, map, OPACITY);
    },
  };
}
