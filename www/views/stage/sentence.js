// A cell in one sentence, for those who listen; empty while it is not answered.

import { integer, real } from "../../domain/number.js";
import { fieldSentence } from "./receptive-field.js";

/**
 * @import { Frame, Shape } from "../../domain/state.js"
 * @import { Cell } from "../../separable.d.ts"
 * @import { Focus } from "../shared/focus.js"
 * @import { Say } from "./words.js"
 */

/**
 * @param {Frame} frame
 * @param {Focus} focus
 * @param {[number, number]} place
 * @param {Shape} shape of the picture
 * @param {Say} say
 */
export function sentenceOf(
  { replies },
  { look, mix, size, scene, channel, output, picture },
  place,
  shape,
  say,
) {
  const at = [Math.min(place[0], size[0] - 1), Math.min(place[1], size[1] - 1)];
  const last = scene.panels[scene.panels.length - 1].index;
  const replyTo = (
    /** @type {string} */ name,
    /** @type {number} */ layer,
    /** @type {number | undefined} */ c,
  ) => {
    const { args } = replies[name] ?? {};
    const same = args?.[0] === layer && args[1] === at[0] && args[2] === at[1];
    return same && (c === undefined || args[3] === c) ? replies[name] : null;
  };
  const parts = [size[0] * size[1] === 1 ? "" : say("place", { y: at[0] + 1, x: at[1] + 1 })];
  for (const [name, panel, c, what] of /** @type {const} */ ([
    ["lookCell", look, channel?.now, say(picture ? "convolution" : "depthwiseKind")],
    [
      "mixCell",
      mix,
      output?.now,
      say(mix?.layer.kind === "classifier" ? "score" : "pointwiseKind"),
    ],
  ])) {
    if (!panel || panel.layer.kind === "pool") continue;
    const known = replyTo(name, panel.index, c);
    if (!known) return "";
    if (!known.answer) {
      parts.push(known.problem);
      continue;
    }
    const cell = /** @type {Cell} */ (known.answer);
    const count = cell.taps.length + cell.rest.count;
    parts.push(
      say("said", {
        ...{ what, n: (panel === mix ? (output?.now ?? 0) : (channel?.now ?? 0)) + 1, count },
        ...{ sum: integer(cell.sum), accumulator: integer(cell.accumulator) },
        ...{ number: integer(cell.number), real: real(cell.real) },
      }),
    );
  }
  const field = replyTo("field", last, undefined);
  if (!field) return "";
  const seen = field.answer ? fieldSentence(field.answer, shape, say) : "";
  return `${parts.filter(Boolean).join("; ")}. ${seen}`;
}
