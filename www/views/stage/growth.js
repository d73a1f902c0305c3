// How the receptive field of a cell grows, layer by layer, from the cell back to the picture.

import { el, mark, write } from "../shared/dom.js";
import { shortName, stageName } from "../../domain/stages.js";
import { lay, sizeOf } from "./receptive-field.js";

/**
 * @import { Description } from "../../domain/state.js"
 * @import { Field } from "../../separable.d.ts"
 * @import { Say } from "./words.js"
 */

const PICTURE = -1; // in the place of a layer

/**
 * One step of the growth.
 * @param {string} name
 * @param {string} title
 * @param {number} layer
 */
function createStep(name, title, layer) {
  const part = el("span", { class: "part" });
  const size = el("span", { class: "number" });
  const node = el(
    "li",
    { title },
    el("span", { class: "name" }, name),
    el("span", { class: "plane", "aria-hidden": "true" }, part),
    size,
  );
  return { node, part, size, layer };
}

/** @param {Say} say */
export function createGrowth(say) {
  const node = el("ol", { class: "growth" });
  let built = "";
  /** @type {ReturnType<typeof createStep>[]} */
  let steps = [];

  /**
   * @param {Description} network
   * @param {number} stage
   */
  function build(network, stage) {
    if (built === `${network.id} ${stage}`) return;
    built = `${network.id} ${stage}`;
    const stages = network.stages.slice(0, stage + 1).reverse();
    steps = [
      ...stages.map((entry) =>
        createStep(
          entry.kind === "conv" ? say("convShort") : shortName(entry),
          stageName(network, entry, say),
          entry.layers.at(-1) ?? 0,
        ),
      ),
      createStep(say("pictureShort"), say("thePicture"), PICTURE),
    ];
    node.replaceChildren(...steps.map((step) => step.node));
  }

  return {
    node,
    /**
     * @param {Description} network
     * @param {number} stage
     * @param {Field} field
     */
    show(network, stage, field) {
      build(network, stage);
      for (const { node, part, size, layer } of steps) {
        const known = layer === PICTURE ? field : field.layers[layer];
        node.hidden = !known;
        if (!known) continue;
        const [h, w] = layer === PICTURE ? network.input : network.layers[layer].output;
        const [rows, columns] = sizeOf(known.box);
        lay(part, known.box, h, w);
        write(size, `${rows}×${columns}`);
        mark(node, "data-value", `${rows} ${columns}`);
      }
    },
  };
}
