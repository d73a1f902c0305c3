// A folder of pictures through the network: how many are right, what is taken for what, and which
// pictures went worst.

import { accuracy, someOf } from "../../domain/folder.js";
import { exact, percent } from "../../domain/number.js";
import { agree, classesOf } from "../../domain/pair.js";
import { el, icon, mark, write } from "../shared/dom.js";
import { createConfusion } from "./confusion.js";
import { createWorst } from "./worst.js";

/**
 * @import { Classes } from "../../domain/pair.js"
 * @import { Description, FolderRun, State } from "../../domain/state.js"
 */

const LEAD =
  "Pictures in folders named by their class, or one folder with a list beside them (CSV or text: " +
  "file, class). No picture leaves this tab. Of each, the network sees the centre square.";

/** @param {number} count @param {string} what */
const counted = (count, what) => `${exact(count)} ${what}${count === 1 ? "" : "s"}`;

/** @param {number} part @param {number} all */
const share = (part, all) => `${percent(part / all)} (${exact(part)} of ${exact(all)})`;

/**
 * How names of folders became classes, and what did not.
 * @param {FolderRun} folder
 */
function matching({ matched, matchedB, a, b, missing, others, changed }) {
  const { classes, unmatched, ambiguous, by } = matched;
  const said = [];
  if (changed) said.push("The network runs with your changes (What if?).");
  const named = classes.size + unmatched.length + ambiguous.length;
  if (!named)
    said.push("No folder or list names a class, so nothing says which answers are right.");
  else said.push(`${exact(classes.size)} of ${counted(named, "name")} are classes of ${a?.name}.`);
  if (named && b) said.push(`${exact(matchedB)} are classes of ${b.name}.`);
  if (by === "numbers") said.push("Numbers are counted from 0 in the network's list.");
  if (by === "shifted")
    said.push("Numbers are counted from 0 behind the background, the first class of the list.");
  if (by === "ids") said.push("WordNet's numbers are taken in their order, as ImageNet has them.");
  if (unmatched.length)
    said.push(`It has no class ${someOf(unmatched)}; their pictures are not counted.`);
  if (ambiguous.length)
    said.push(`Several classes are called ${someOf(ambiguous)}: give the whole label or a number.`);
  if (missing) said.push(`${counted(missing, "line")} of the list name files that are not there.`);
  if (others) said.push(`${counted(others, "file")} left out: no pictures.`);
  return said.join(" ");
}

/**
 * What came of it, of one network.
 * @param {Description} network
 * @param {ReturnType<typeof accuracy>} right
 */
function createTile(network, { counted, first, five }) {
  const figure = (/** @type {string} */ name, /** @type {string} */ metric, part = 0) =>
    el(
      "p",
      {},
      el("span", { class: "label" }, name),
      el(
        "b",
        { class: "number", "data-metric": metric, "data-value": part / counted },
        percent(part / counted),
      ),
      el("span", { class: "label number" }, `${exact(part)} of ${exact(counted)}`),
    );
  const among = network.classes > 5 ? [figure("among five (top-5)", "top-5", five)] : [];
  return el(
    "div",
    { class: "accuracy" },
    el("h4", {}, network.name),
    el("div", { class: "figures" }, figure("top answer (top-1)", "top-1", first), ...among),
  );
}

/**
 * The networks of the last folder, and which of their classes are the same.
 * @type {{ a: Description, b: Description, classes: Classes } | null}
 */
let met = null;

/** @param {FolderRun} folder */
function agreement({ a, b, results }) {
  if (!a || !b) return "";
  if (met?.a !== a || met.b !== b) met = { a, b, classes: classesOf(a, b) };
  const { classes } = met;
  const votes = results.map((result) => agree(classes, result.a, result.b));
  const known = votes.filter((vote) => vote !== null).length;
  const same = votes.filter(Boolean).length;
  return known ? `Both have the same top answer for ${share(same, known)} of the pictures.` : "";
}

/** The buttons, and how far it is. */
function createControls() {
  const open = el(
    "button",
    { class: "button", type: "button", "data-action": "folder" },
    icon("open"),
    "Choose a folder",
  );
  const button = (
    /** @type {string} */ action,
    /** @type {string} */ name,
    /** @type {string} */ sign,
  ) => el("button", { class: "button", type: "button", "data-action": action }, icon(sign), name);
  const stop = button("folder-stop", "Stop", "stop");
  const save = button("folder-save", "Save as CSV", "save");
  const progress = el("progress", { max: 1, "aria-label": "Pictures looked at" });
  const far = el("span", { class: "number", role: "status" });
  return {
    node: el("div", { class: "do" }, open, stop, save, progress, far),
    /** @param {FolderRun | null} folder */
    show(folder) {
      const runs = folder?.phase === "running" || folder?.phase === "reading";
      const done = (folder?.results.length ?? 0) + (folder?.bad.length ?? 0);
      stop.hidden = progress.hidden = !runs;
      save.hidden = runs || !folder?.results.length;
      if (folder?.all) mark(progress, "value", done / folder.all);
      else mark(progress, "value", null);
      const of = folder?.all ? `${exact(done)} of ${exact(folder.all)}` : "";
      const phase = {
        reading: "Reading the folder",
        running: "",
        stopped: "stopped at ",
        done: "",
      };
      write(far, folder ? `${folder.name}: ${phase[folder.phase]}${of}` : "");
    },
  };
}

/** What could not be read. */
function createBad() {
  const summary = el("summary");
  const list = el("ul");
  const node = el("details", { class: "bad" }, summary, list);
  let count = -1;
  return {
    node,
    /** @param {FolderRun} folder */
    show({ bad }) {
      node.hidden = !bad.length;
      if (bad.length === count) return;
      count = bad.length;
      write(
        summary,
        `${counted(count, "picture")} could not be read and ${count === 1 ? "is" : "are"} left out`,
      );
      list.replaceChildren(...bad.slice(0, 100).map(({ text }) => el("li", {}, text)));
    },
  };
}

export function createFolder() {
  const controls = createControls();
  const told = el("p", { class: "label matching" });
  const problem = el("p", { class: "failed", role: "alert" });
  const tiles = el("div", { class: "both" });
  const both = el("p", { class: "agreement" });
  const details = el("div", { class: "details" });
  const worst = createWorst();
  const bad = createBad();
  const node = el(
    "section",
    { class: "folder", "data-drop": "folder" },
    el("h3", {}, "A folder of pictures"),
    el("p", { class: "label" }, LEAD),
    ...[controls.node, problem, tiles, both, told, bad.node, details, worst.node],
  );
  worst.node.hidden = true;
  /** @type {FolderRun | null} */
  let shown = null;
  let drawn = false;
  let listed = "";
  bad.node.hidden = true;

  return {
    node,
    /** @param {State} state */
    update({ folder }) {
      if (folder === shown && drawn) return;
      const first = !shown;
      drawn = true;
      shown = folder;
      controls.show(folder);
      mark(node, "data-phase", folder?.phase ?? null);
      if (!folder && first) return;
      write(problem, folder?.problem ?? "");
      problem.hidden = !folder?.problem;
      tiles.replaceChildren();
      if (!folder?.a) return;
      const rightA = accuracy(folder.results);
      const rightB = folder.b && accuracy(folder.results, "b");
      if (rightA.counted) tiles.append(createTile(folder.a, rightA));
      if (folder.b && rightB?.counted) tiles.append(createTile(folder.b, rightB));
      write(both, agreement(folder));
      write(told, matching(folder));
      bad.show(folder);
      const key = `${folder.phase} ${folder.results.length > 0}`;
      if (folder.phase === "running" && key === listed) return; // lists once it is over
      listed = key;
      details.replaceChildren(...createConfusion(folder.a, folder.results));
      worst.show(folder.a, folder.results);
    },
  };
}
