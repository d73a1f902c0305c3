// The way through the network as two pictures: one depthwise map of the first block, one pointwise
// map of it, of the frame on show.

import { blocksOf } from "../../domain/block-cost.js";
import { sceneOf } from "../../domain/stages.js";
import { el, mark, write } from "../shared/dom.js";
import { firstChannel } from "../shared/first-channel.js";
import { coloursOf, createKnown, ends } from "../stage/known.js";

/** @import { Description, State, Wants } from "../../domain/state.js" */

/**
 * The layers of the first block whose maps are shown, or of the first stage that has any.
 * @param {Description} network
 */
function layersOf(network) {
  const stage = blocksOf(network)[0]?.stage ?? 0;
  return sceneOf(network, stage).panels.slice(0, 2);
}

function createPicture() {
  const canvas = el("canvas", { width: 1, height: 1 });
  const name = el("figcaption", { class: "label" });
  const context = canvas.getContext("2d");
  let image = new ImageData(1, 1);
  return {
    node: el("figure", {}, canvas, name),
    name: (/** @type {string} */ text) => write(name, text),
    /**
     * @param {import("../stage/known.js").Known} known
     * @param {Uint32Array} palette
     * @param {number} c
     */
    paint(known, palette, c) {
      const { data, shape } = known.map;
      const [h, w, channels] = shape;
      if (image.width !== w || image.height !== h) {
        image = new ImageData(w, h);
        Object.assign(canvas, { width: w, height: h });
      }
      const [low, high] = ends(known, c, "channel");
      const step = high > low ? 255 / (high - low) : 0;
      const pixels = new Uint32Array(image.data.buffer);
      for (let i = 0; i < pixels.length; i++)
        pixels[i] = palette[((data[i * channels + c] - low) * step) | 0];
      context?.putImageData(image, 0, 0);
    },
  };
}

/** @param {HTMLElement} root */
export function createPassage(root) {
  const known = createKnown();
  const pictures = [createPicture(), createPicture()];
  const arrow = () => el("span", { class: "arrow", "aria-hidden": "true" });
  root.replaceChildren(...pictures.flatMap(({ node }) => [arrow(), node]), arrow());
  mark(root, "role", "img");
  /** @type {Description | null} */
  let network = null;

  return {
    /**
     * @param {State} state
     * @returns {Wants}
     */
    wants: (state) =>
      state.network ? { maps: layersOf(state.network).map(({ index }) => index) } : {},
    /** @param {string[]} names   of the pictures */
    tell(names) {
      pictures.forEach((picture, i) => picture.name(names[i]));
      mark(root, "aria-label", names.join(", "));
    },
    /** @param {State} state */
    update({ network: now, frame }) {
      if (!now || frame?.model !== now.id) return;
      if (network?.id !== now.id) known.clear();
      network = now;
      const panels = layersOf(now);
      known.learn(
        now,
        frame.maps.filter(({ layer }) => panels.some(({ index }) => index === layer)),
      );
      panels.forEach(({ index, layer }, i) => {
        const found = known.get(index);
        const channel = firstChannel(now, index);
        if (found && channel !== null)
          pictures[i].paint(found, coloursOf(found, layer).palette, channel);
      });
    },
  };
}
