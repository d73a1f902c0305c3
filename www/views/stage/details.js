// The parts of a panel that are opened on demand: a cell's arithmetic, and what is cut off.

import { el } from "../shared/dom.js";
import { mixes } from "../shared/first-channel.js";

/**
 * @import { Panel } from "../../domain/stages.js"
 * @import { createCell } from "./cell.js"
 * @import { createClips } from "./clips.js"
 * @import { Shown } from "./known.js"
 * @import { Part } from "./toolbar.js"
 * @import { Say } from "./words.js"
 */

/**
 * @param {(channel: number) => void} pin   a channel of the input
 * @param {Say} say
 */
export function createDetails(pin, say) {
  const cellSlot = el("div", { class: "slot", hidden: true });
  const clipsSlot = el("div", { class: "slot", hidden: true });
  /** @type {ReturnType<typeof createCell> | null} */
  let cell = null;
  /** @type {ReturnType<typeof createClips> | null} */
  let clips = null;

  /**
   * @param {Shown} shown
   * @param {Panel} panel
   */
  function showCell({ state, more, replyOf }, { layer, index }) {
    const open = !!state.place && layer.kind !== "pool" && !!more;
    cellSlot.hidden = !open;
    if (!open || !more) return;
    if (!cell) cellSlot.replaceChildren((cell = more.createCell(layer, say)).node);
    const reply = replyOf(`${mixes(layer) ? "mix" : "look"}Cell`, index);
    if (reply) cell.show(reply, pin);
  }

  /**
   * @param {Shown} shown
   * @param {Panel} panel
   */
  function showClips({ state, focus, more, known, replyOf }, { layer, index }) {
    const open = state.unfolded.includes("clips") && layer.kind !== "pool" && !!more;
    clipsSlot.hidden = !open;
    if (!open || !more) return;
    if (!clips) clipsSlot.replaceChildren((clips = more.createClips()).node);
    const reply = replyOf(`${mixes(layer) ? "mix" : "look"}Clipped`, index);
    const channel = mixes(layer) ? focus.output : focus.channel;
    if (reply && channel)
      clips.show(reply, { layer, channel: channel.now, map: known(index)?.map ?? null });
  }

  return {
    nodes: [cellSlot, clipsSlot],
    /** What shows this part, once it is there. @param {Part} part */
    of(part) {
      const shown = part === "sum" ? cell : part === "clips" ? clips : null;
      return shown?.node;
    },
    /** For another layer. */
    reset() {
      cell = clips = null;
      cellSlot.replaceChildren();
      clipsSlot.replaceChildren();
    },
    /**
     * @param {Shown} shown
     * @param {Panel} panel
     */
    show(shown, panel) {
      showCell(shown, panel);
      showClips(shown, panel);
    },
  };
}
