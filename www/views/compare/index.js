// Two frames side by side: A is held, B is on show. Their squares, their five answers each, and for
// the channels in focus both maps and what lies between them.

import { createDifference } from "./difference.js";
import { createSide } from "./side.js";
import { createNamesToggle } from "../shared/class-names.js";
import { el, icon, mark, write } from "../shared/dom.js";
import { styleSheet } from "../shared/style-sheet.js";
import { among } from "../../domain/known.js";
import { sceneOf } from "../../domain/stages.js";

/** @import { State } from "../../domain/state.js" */

const MOST_PANELS = 2;

/** @param {HTMLElement} root */
export async function create(root) {
  await styleSheet("compare");
  const close = el(
    "button",
    { class: "button quiet", "data-action": "apart", "aria-label": "Close the comparison" },
    icon("close"),
  );
  const a = createSide("A");
  const b = createSide("B");
  const maps = Array.from({ length: MOST_PANELS }, createDifference);
  const things = el("span");
  const names = createNamesToggle();
  const voice = el("p", { class: "sr-only", role: "status" });
  root.append(
    el(
      "header",
      {},
      el("h2", {}, "Two frames"),
      el(
        "p",
        {},
        "A is kept; B is the frame on show. Keep another one, or let B go on. B − A of an " +
          "answer is in percentage points.",
        things,
        " ",
        names.node,
      ),
      close,
    ),
    el("div", { class: "sides" }, a.node, b.node),
    el("div", { class: "differences" }, ...maps.map(({ node }) => node)),
    voice,
  );

  /** @type {State["beside"]} */
  let seen = null;
  /** @type {State["frame"]} */
  let frame = null;
  let pinned = "";
  return {
    /** @param {State} state */
    update(state) {
      const { held, beside, network, source } = state;
      root.hidden = !held || !beside;
      if (
        root.hidden ||
        !held ||
        !beside ||
        !network ||
        !state.frame ||
        state.frame.model !== beside.model
      )
        return;
      names.update(state);
      const chosen = `${state.channel} ${state.output} ${state.wholeNames}`;
      if (state.frame === frame && beside === seen && chosen === pinned) return;
      [frame, seen, pinned] = [state.frame, beside, chosen];

      const one = among(network);
      write(things, one.startsWith("one") ? ` An answer is ${one}.` : "");
      const moment = held.at === null ? "" : ` at ${held.at}\u202fs`;
      a.show(state, beside, frame, `A: ${held.title}${moment}, kept at ${held.time}`, -1);
      a.keep(state, beside);
      b.show(state, frame, beside, `B: ${source.title}${source.frozen ? ", frozen" : ""}`, 1);
      const { panels, title } = sceneOf(network, frame.stage);
      const said = maps.map((map, i) => map.show(panels[i] ?? null, state, title)).filter(Boolean);
      // While B moves on there is no end to what could be said.
      if (source.frozen || source.kind === "picture") write(voice, said.join(" "));
      mark(root, "data-kept", held.number);
    },
  };
}
