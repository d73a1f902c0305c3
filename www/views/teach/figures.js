// How good it is: accuracy over held-out pictures, the table of mistakes, the pictures behind them,
// what needs more; and the little that can be set.

import { isolate } from "../../domain/bidi.js";
import { bytes, percent, thin } from "../../domain/number.js";
import { needsOf } from "../../domain/taught.js";
import { nameOf } from "../../domain/teaching.js";
import { el, mark, write } from "../shared/dom.js";
import { createConfusion } from "./confusion.js";
import { createSettings, ridgeText } from "./settings.js";

/**
 * @import { Held, Need, Report } from "../../domain/taught.js"
 * @import { Teaching } from "../../domain/teaching.js"
 * @import { Teach } from "./record.js"
 */

const WRONG = 8; // pictures on show
const UNSURE = 4;

/**
 * Pictures with what was said of them.
 * @param {Teach} teach
 * @param {string} title
 * @param {number} most
 * @param {(held: Held, name: (of: number) => string) => string} words
 */
function createHeld(teach, title, most, words) {
  const list = el("ul", { class: "held" });
  const node = el("section", { "aria-label": title }, el("h4", {}, title), list);
  return {
    node,
    /**
     * @param {Teaching} teaching
     * @param {Held[]} held
     */
    update(teaching, held) {
      const examples = new Map(teaching.examples.map((example) => [example.id, example]));
      const name = (/** @type {number} */ of) => isolate(nameOf(teaching, of));
      const items = held.slice(0, most).flatMap((one) => {
        const example = examples.get(one.id);
        if (!example) return [];
        const image = el("img", { src: example.url, alt: "", width: 48, height: 48 });
        const look = el("button", { type: "button", class: "to" }, image, words(one, name));
        mark(look, "data-held", one.id);
        mark(look, "data-value", one.sure);
        look.addEventListener("click", () => teach({ do: "look", id: one.id }));
        return [el("li", {}, look)];
      });
      list.replaceChildren(...items);
      node.hidden = !items.length;
    },
  };
}

/** @param {Teach} teach */
function createBetter(teach) {
  const text = el("p");
  const take = el("button", { class: "button", type: "button" }, "Use it");
  const leave = el("button", { class: "button quiet", type: "button" }, "No, thanks");
  const node = el("section", { class: "better", "aria-label": "Another network" }, text);
  node.append(el("div", { class: "ways" }, take, leave));
  take.addEventListener("click", () => teach({ do: "better" }));
  leave.addEventListener("click", () => teach({ do: "no-better" }));
  return {
    node,
    /** @param {Teaching} teaching */
    update({ better }) {
      node.hidden = !better;
      if (better)
        write(
          text,
          "There are enough pictures, so it may be the network that is too weak. " +
            `${better.name} (${bytes(better.bytes)}) is here, too; your pictures stay.`,
        );
    },
  };
}

/** @param {Teach} teach */
export function createFigures(teach) {
  const accuracy = el("p", { class: "accuracy number", "data-metric": "accuracy" });
  const basis = el("p", { class: "basis" });
  const state = el("p", { class: "lags" });
  const needs = el("ul", { class: "needs" });
  const confusion = createConfusion();
  const wrong = createHeld(
    ...[teach, "Mistaken", WRONG],
    ({ is, said, sure }, name) => `${name(is)}, taken for ${name(said)}, ${percent(sure)}`,
  );
  const unsure = createHeld(
    ...[teach, "Right, but least sure", UNSURE],
    ({ is, sure }, name) => `${name(is)}, ${percent(sure)}`,
  );
  const better = createBetter(teach);
  const settings = createSettings(teach);
  const told = el("div", { class: "told" }, accuracy, basis, needs, better.node);
  told.append(confusion.node, wrong.node, unsure.node);
  const title = el("h3", {}, "How good is it?");
  const node = el("section", { class: "figures", "aria-label": "How good it is" });
  node.append(title, state, told, settings.node);
  /** @type {Teaching | null} */
  let shown = null;

  return {
    node,
    /** @param {Teaching} teaching */
    update(teaching) {
      if (teaching === shown) return;
      const before = shown;
      shown = teaching;
      const { report } = teaching;
      node.hidden = !teaching.head && !report;
      told.hidden = !report;
      write(state, stateOf(teaching));
      state.hidden = !state.textContent;
      settings.update(teaching);
      better.update(teaching);
      const same = before?.report === report && before?.classes === teaching.classes;
      if (!report || (same && before?.examples === teaching.examples)) return;
      const { pictures, right } = report;
      write(accuracy, shareOf(right, pictures));
      mark(accuracy, "data-value", right / pictures);
      write(basis, basisOf(report, teaching.settings.ridge === null));
      needs.replaceChildren(
        ...needsOf(report).map((need) => el("li", {}, sentenceOf(need, teaching))),
      );
      confusion.update(teaching, report);
      wrong.update(teaching, report.wrong);
      unsure.update(teaching, report.unsure);
    },
  };
}

/** @param {Teaching} teaching */
function stateOf({ report, lags, assessing, recording }) {
  if (!report)
    return recording === null || assessing
      ? "Trying it on recordings that are held out …"
      : "Let go of the button, and it is tried on recordings that are held out.";
  return lags || assessing
    ? "These figures lag behind: they are of the pictures before the last change."
    : "";
}

/**
 * A share in which a single mistake stays in sight.
 * @param {number} right
 * @param {number} all
 */
function shareOf(right, all) {
  const text = percent(right / all);
  return right < all && text.startsWith("100")
    ? `99.${Math.floor((right / all) * 1000) % 10}${thin}%`
    : text;
}

/**
 * @param {Report} report
 * @param {boolean} chosen   whether the folds chose the ridge
 */
function basisOf({ pictures, spread: [low, high], folds, ridge }, chosen) {
  const spread =
    low === high
      ? `${percent(low)} in each of the ${folds} folds`
      : `${percent(low)} to ${percent(high)} in the ${folds} folds`;
  return (
    `of ${pictures} pictures right, each by a head that was taught without its recording; ` +
    `${spread}. The ridge is ${ridgeText(ridge)}, ` +
    `${chosen ? "chosen by the folds" : "set by you"}.`
  );
}

/**
 * @param {Need} need
 * @param {Teaching} teaching
 */
function sentenceOf({ of, why }, teaching) {
  const quoted = of.map((id) => `“${isolate(nameOf(teaching, id))}”`);
  const last = quoted.pop();
  const names = quoted.length ? `${quoted.join(", ")} and ${last}` : `${last}`;
  const [is, it, has] = quoted.length ? ["are", "they", "have"] : ["is", "it", "has"];
  return {
    recording:
      `Record ${names} once more, in another place or light: pictures of one recording are ` +
      `alike, so ${it} ${is} judged too kindly.`,
    mistaken: `${names} ${is} often mistaken: more pictures help, of other sides, in other light.`,
    few: `${names} ${has} far fewer pictures than the others: record more.`,
  }[why];
}
