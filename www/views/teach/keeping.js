// Where the pictures are: in this tab alone, kept on this machine, or in a file; and the one press
// that deletes them all.

import { bytes } from "../../domain/number.js";
import { bytesOf } from "../../domain/teaching.js";
import { el, mark, write } from "../shared/dom.js";

/**
 * @import { Teaching } from "../../domain/teaching.js"
 * @import { Teach } from "./record.js"
 */

/**
 * @param {string} text
 * @param {() => void} press
 * @param {string} [kind]
 */
function createButton(text, press, kind = "button") {
  const node = el("button", { class: kind, type: "button" }, text);
  node.addEventListener("click", press);
  return node;
}

/**
 * A question that stands where its button was, and takes the focus.
 * @param {HTMLElement[]} answers
 */
function createQuestion(answers) {
  const text = el("p");
  const node = el("div", { class: "question", role: "group" }, text);
  node.append(el("div", { class: "ways" }, ...answers));
  node.hidden = true;
  return {
    node,
    /** @param {string} words   none: there is no question */
    ask(words) {
      const opens = node.hidden && words !== "";
      node.hidden = !words;
      if (!words) return;
      write(text, words);
      mark(node, "aria-label", words);
      if (opens) answers[answers.length - 1].focus();
    },
  };
}

/** @param {Teach} teach */
export function createKeeping(teach) {
  const save = createButton("Save as a file", () => teach({ do: "save" }));
  const open = createButton("Open a file", () => teach({ do: "load" }));
  const keep = createButton("Keep on this machine", () =>
    teach({ do: keep.ariaPressed === "true" ? "forget" : "keep" }),
  );
  const remove = createButton("Delete everything", () => teach({ do: "ask-delete" }));
  const cancel = () => createButton("Cancel", () => teach({ do: "cancel" }));
  const deleting = createQuestion([
    createButton("Delete everything", () => teach({ do: "delete-all" }), "button primary"),
    cancel(),
  ]);
  const taking = createQuestion([
    createButton("Replace what is here", () => teach({ do: "take", how: "replace" })),
    cancel(),
    createButton("Add to what is here", () => teach({ do: "take", how: "add" }), "button primary"),
  ]);
  const where = el("p", { class: "where" });
  const ways = el("div", { class: "ways" }, save, open, keep, remove);
  const node = el("section", { class: "keeping", "aria-label": "Your pictures" }, where, ways);
  node.append(deleting.node, taking.node);
  /** @type {Teaching | null} */
  let shown = null;

  return {
    node,
    /** @param {Teaching} teaching */
    update(teaching) {
      if (teaching === shown) return;
      shown = teaching;
      const { examples, kept, brought, asks } = teaching;
      const some = examples.length > 0;
      write(where, whereOf(teaching));
      save.hidden = !some;
      keep.hidden = !some && !kept;
      remove.hidden = !some && !kept && !teaching.removed.length;
      mark(keep, "aria-pressed", String(kept !== ""));
      mark(keep, "aria-busy", kept === "keeping");
      const pictures = examples.length === 1 ? "the picture" : `all ${examples.length} pictures`;
      const there = kept ? ", here and on this machine" : "";
      deleting.ask(
        asks ? `Delete ${pictures} and the classes${there}? This cannot be undone.` : "",
      );
      taking.ask(
        brought
          ? `“${brought.name}” has ${brought.pictures} pictures in ${brought.classes} ` +
              "classes. Add them, or replace what is here?"
          : "",
      );
    },
  };
}

/** @param {Teaching} teaching */
function whereOf(teaching) {
  if (!teaching.examples.length && !teaching.kept)
    return "Your pictures stay in this tab. Nothing is sent or stored unless you save or keep it.";
  const size = bytes(bytesOf(teaching));
  return teaching.kept
    ? `Kept in this browser: ${size}, there again at your next visit. Nothing is sent.`
    : `Your pictures (${size}) stay in this tab and go when it is closed. Nothing is sent.`;
}
