// What is said of a channel that no frame changes, with the bounds that prove it.

import { integer } from "../../domain/number.js";
import { el, mark, write } from "../shared/dom.js";

/**
 * @import { BlankChannel } from "../../separable.d.ts"
 * @import { Say } from "./words.js"
 */

/**
 * @param {BlankChannel} blank
 * @param {Say} say
 */
function proof({ channel, number, sums }, say) {
  const alike = number !== null;
  const places = say(alike ? "blankEverywhere" : "blankEdges");
  const told = say("blank", { n: channel + 1, places });
  if (!sums) return told;
  const [low, high] = sums.map(integer);
  if (low === high) return `${told} ${say("blankSum", { low })}`;
  return `${told} ${say("blankSums", { low, high, end: alike ? say("blankSame") : "" })}`;
}

/** @param {Say} say */
export function createBlank(say) {
  const node = el("p", { class: "blank", hidden: true });
  return {
    node,
    /** @param {BlankChannel | undefined} blank   the channel in focus, if it is blank */
    show(blank) {
      node.hidden = !blank;
      mark(node, "data-channel", blank ? blank.channel : null);
      write(node, blank ? proof(blank, say) : "");
    },
  };
}
