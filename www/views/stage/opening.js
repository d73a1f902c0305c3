// The heading of a stage.

import { el, mark, write } from "../shared/dom.js";
import { percent } from "../../domain/number.js";

/** @import { Scene } from "../../domain/stages.js" */

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} scale the control of the colours
 */
export function createOpening(root, scale) {
  const kicker = el("p", { class: "label" });
  const title = el("h2");
  const lead = el("p", { class: "lead" });
  const ratio = el("span", { class: "ratio" });
  const words = el("div", { class: "words" }, title, kicker);

  return {
    node: el("header", { class: "opening" }, words, scale, lead),
    /**
     * @param {Scene | null} scene
     * @param {number} stage
     * @param {number} count of stages
     */
    show(scene, stage, count) {
      const standard = scene?.twin;
      write(kicker, `Stage ${stage + 1} of ${count}`);
      write(title, scene?.title ?? "");
      lead.replaceChildren(scene?.lead ?? "", ratio);
      write(
        ratio,
        standard
          ? ` ${percent(standard.ratio)} of the multiply-accumulates of the standard ` +
              `convolution that it replaces: 1/${standard.outputs} + 1/${standard.kernel}².`
          : "",
      );
      mark(root, "data-panels", scene?.panels.length ?? 0);
    },
  };
}
