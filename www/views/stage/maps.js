// All maps of a panel's layer, or of its input.

import { el, mark, write } from "../shared/dom.js";
import { exact, shape } from "../../domain/number.js";
import { blanksOf } from "../../domain/blank.js";
import { mixes } from "../shared/first-channel.js";
import { sourceOf } from "../shared/focus.js";
import { createGallery } from "./gallery.js";
import { coloursOf, isFlat } from "./known.js";

/**
 * @import { Panel } from "../../domain/stages.js"
 * @import { Shown } from "./known.js"
 * @import { Say } from "./words.js"
 */

/**
 * @param {Parameters<typeof createGallery>[0] & { choose: () => void }} handlers
 *   `choose`: the other maps are to be shown
 * @param {Say} say
 */
export function createMaps(handlers, say) {
  let inputs = false; // whether the maps of the input are shown
  const buttons = [say("outputMaps"), say("inputMaps")].map((name, i) => {
    const button = el(
      "button",
      { type: "button", class: "tab-of-maps", "aria-pressed": i === 0 ? "true" : "false" },
      name,
    );
    button.addEventListener("click", () => {
      inputs = i === 1;
      handlers.choose();
    });
    return button;
  });
  const count = el("p", { class: "all" });
  const pick = el("span", { class: "pick" }, ...buttons);
  const gallery = createGallery(handlers, say);

  return {
    nodes: [el("div", { class: "grid-head" }, count, pick), gallery.node],
    /** Whether the maps on show are those of the input. */
    get inputs() {
      return inputs;
    },
    /**
     * For another layer.
     * @param {boolean} choice   whether its input has maps, too
     */
    reset(choice) {
      inputs = false;
      pick.hidden = !choice;
    },
    /**
     * @param {Shown} shown
     * @param {Panel} panel
     */
    show({ state, focus, frame, known }, { layer, index, title }) {
      const from = inputs ? focus.input : index;
      const maps = known(from);
      const channel = inputs || !mixes(layer) ? focus.channel : focus.output;
      if (!maps || !channel || from === null || !state.network) return;
      const source = state.network.layers[from];
      const [h, w, channels] = source.output;
      const flat = isFlat(source);
      const scale = flat ? "layer" : state.scale;
      const { palette } = coloursOf(maps, source);
      const { now, pinned } = inputs
        ? { now: sourceOf(focus) ?? 0, pinned: sourceOf(focus) ?? 0 }
        : channel;
      const name = inputs ? say("inputs") : title;
      const blanks = blanksOf(state, from);
      gallery.show(
        {
          ...{ map: maps.map, range: maps.span, palette, scale, frame: frame.number, now, pinned },
          blanks,
        },
        say("galleryKeys", { title: name, n: channels }),
        say("galleryCaption", {
          ...{ title: name, stage: focus.scene.title, n: channels, h, w },
          scale: say(scale === "layer" ? "oneScale" : "ownScale"),
        }),
      );
      const all = say(flat ? "all" : "allEach", { n: exact(channels), shape: shape([h, w]) });
      const blank = blanks.length ? `; ${say("blankMaps", { n: exact(blanks.length) })}` : "";
      write(count, `${all}${blank}`);
      buttons.forEach((button, i) =>
        mark(button, "aria-pressed", (i === 1) === inputs ? "true" : "false"),
      );
    },
  };
}
