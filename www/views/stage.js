// The stage in focus: what it does, what it costs, and its maps, live.

import { el, mark, wish, write } from "./dom.js";
import { createPanel } from "./stage/panel.js";
import { createSaving } from "./stage/saving.js";
import { mapsOf, sceneOf } from "./words.js";

/** @typedef {import("../state.js").State} State */

const MOST_PANELS = 2;

/** @param {State} state @returns {import("../state.js").Wants} */
export const wants = ({ network, stage }) => ({ maps: network ? mapsOf(network, stage) : [] });

/** @param {HTMLElement} root */
export function create(root) {
  const kicker = el("p", { class: "label" });
  const title = el("h2");
  const lead = el("p", { class: "lead" });
  const saving = createSaving();
  const scales = /** @type {const} */ (["layer", "channel"]).map((scale) => {
    const input = el("input", { type: "radio", name: "scale", value: scale });
    input.addEventListener("change", () => wish(root, { scale }));
    return input;
  });
  const scale = el(
    "fieldset",
    { class: "scale" },
    el("legend", { class: "label" }, "Colour scale of"),
    el("label", {}, scales[0], el("span", {}, "the whole layer")),
    el("label", {}, scales[1], el("span", {}, "each channel")),
  );
  const panels = Array.from({ length: MOST_PANELS }, (_, i) => createPanel(i));
  root.replaceChildren(
    el("header", { class: "opening" }, el("div", { class: "words" }, kicker, title, lead), scale),
    saving.node,
    el("div", { class: "panels" }, ...panels.map((panel) => panel.node)),
  );

  let shown = "";
  return {
    /** @param {State} state */
    update(state) {
      const { network, frame } = state;
      if (!network) return;
      // The stage of the frame that is drawn, so that words and maps change together.
      const stage = frame?.model === network.id ? frame.stage : state.stage;
      const scene = sceneOf(network, stage);
      const wanted = `${network.id} ${stage}`;
      if (shown !== wanted) {
        shown = wanted;
        write(kicker, `Stage ${stage + 1} of ${network.stages.length}`);
        write(title, scene.title);
        write(lead, scene.lead);
        saving.show(scene);
        mark(root, "data-panels", scene.panels.length);
      }
      for (const input of scales) input.checked = input.value === state.scale;
      panels.forEach((panel, i) => panel.update(state, scene.panels[i] ?? null));
    },
  };
}
