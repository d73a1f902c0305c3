// A folder of pictures through a network: whose class each picture is, and what came of it.

import { namesOf } from "./pair.js";

/** @import { Description } from "./state.js" */

/**
 * @typedef {{ path: string, className: string }} Listed   a picture of a list
 *
 * @typedef {object} Matched   names of folders and lists as classes of the network
 * @property {Map<string, number>} classes   by name
 * @property {string[]} unmatched   names without a class
 * @property {string[]} ambiguous   names of several classes
 * @property {"" | "numbers" | "shifted" | "ids"} by   "numbers": counted from 0 in the network's
 *   list; "shifted": from its first thing, behind the background; "ids": WordNet's, in their order
 *
 * @typedef {object} Result   what came of one picture
 * @property {string} path
 * @property {File} file
 * @property {string} className   as the folder or list has it; "": none
 * @property {Said} a
 * @property {Said | null} b   by the second network
 *
 * @typedef {object} Said
 * @property {number} wanted   the right class in this network; -1: none
 * @property {number} index   the top answer; -1 where there is none
 * @property {number} probability
 * @property {number} rank   of the right class among the answers, from 1; 0: not among five
 */

const PICTURE = /\.(jpe?g|jfif|png|webp|avif|gif|bmp|svg|hei[cf])$/i;
const LIST = /\.(csv|tsv|txt)$/i;
const WORDNET = /^n\d{8}$/;
const BACKGROUND = /^_*background_*$/i;

/**
 * What a file of a folder is.
 * @param {string} path
 * @param {string} [type]   as the browser has it
 * @returns {"picture" | "list" | "other"}
 */
export function kindOfFile(path, type = "") {
  if (LIST.test(path)) return "list";
  return PICTURE.test(path) || type.startsWith("image/") ? "picture" : "other";
}

/** @param {string} path */
export const baseOf = (path) => path.split("/").pop() ?? path;

/**
 * The folder that a file lies in; "" without one.
 * @param {string} path
 */
export const folderOf = (path) => path.split("/").slice(-2, -1)[0] ?? "";

/**
 * The cells of a line, as RFC 4180 has them.
 * @param {string} line
 * @param {string} mark   between the cells
 */
function cellsOf(line, mark) {
  const cells = [];
  let [cell, quoted] = ["", false];
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '"' && quoted && line[i + 1] === '"') cell += line[++i];
    else if (line[i] === '"' && (quoted || !cell.trim())) quoted = !quoted;
    else if (line[i] === mark && !quoted) cells.push(cell.trim()), (cell = "");
    else cell += line[i];
  }
  return [...cells, cell.trim()];
}

/**
 * The lines of a list: file and class, by comma, semicolon, tab or, as ImageNet's own lists have
 * them, by space.
 * @param {string} text
 * @returns {[file: string, className: string][]}
 */
export function readList(text) {
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\r|\n/);
  const used = lines.filter((line) => line.trim());
  const mark = ["\t", ";", ","].find((mark) => used.some((line) => line.includes(mark)));
  return used.flatMap((line) => {
    const cells = mark
      ? cellsOf(line, mark)
      : (/^(.*\S)\s+(\S+)$/.exec(line.trim()) ?? []).slice(1);
    return cells[0] && cells[1] ? [/** @type {[string, string]} */ ([cells[0], cells[1]])] : [];
  });
}

/**
 * What a list may call a file: its name without its kind, its name, and with its folders.
 * @param {string} path
 */
function namesOfPath(path) {
  const parts = path.toLowerCase().split("/");
  const ends = parts.map((_, i) => parts.slice(-1 - i).join("/"));
  return [ends[0].replace(/\.[^.]*$/, ""), ...ends];
}

/**
 * The pictures with the class that a list or their folder gives them. A list counts if it names one
 * of them; where there is one, folders do not count.
 * @param {string[]} paths   of the pictures
 * @param {string[]} texts   of the lists
 * @returns {{ pictures: Listed[], missing: number }} `missing`: lines of lists without their file
 */
export function classesOfPictures(paths, texts) {
  const byName = new Map(paths.flatMap((path) => namesOfPath(path).map((name) => [name, path])));
  const find = (/** @type {string} */ file) => {
    const name = file
      .replaceAll("\\", "/")
      .replace(/^\.?\//, "")
      .toLowerCase();
    return byName.get(name) ?? byName.get(baseOf(name));
  };
  /** @type {Map<string, string>} */
  const listed = new Map();
  let missing = 0;
  for (const text of texts) {
    const lines = readList(text).map(([file, className]) => ({ path: find(file), className }));
    const there = lines.filter(({ path }) => path);
    if (!there.length) continue;
    for (const { path, className } of there) listed.set(path ?? "", className);
    const head = lines[0].path ? 0 : 1;
    missing += lines.length - there.length - head;
  }
  const folder = (/** @type {string} */ path) => (listed.size ? "" : folderOf(path));
  const pictures = paths.map((path) => ({ path, className: listed.get(path) ?? folder(path) }));
  return { pictures, missing };
}

/**
 * Which class of the network a name means: a label, a synonym, a number, or `n01440764 tench` and
 * `12_tench` by what follows.
 * @param {string[]} names   all of the folder
 * @param {Pick<Description, "labels" | "classes">} network
 * @returns {Matched}
 */
export function matchNames(names, { labels, classes: count }) {
  const find = labels ? namesOf(labels) : () => -1;
  /** @type {Matched} */
  const matched = { classes: new Map(), unmatched: [], ambiguous: [], by: "" };
  const background = BACKGROUND.test(labels?.[0] ?? "") ? 1 : 0;
  const ids = names.filter((name) => WORDNET.test(name)).sort();
  const ordered = ids.length === names.length && ids.length === count - background;
  const numbers = names.filter((name) => /^\d{1,6}$/.test(name)).map(Number);
  // Nobody has pictures of the background.
  const shift = background && numbers.includes(0) ? 1 : 0;
  for (const name of new Set(names)) {
    let found = find(name);
    if (found === -1) found = find(name.replace(/^(n\d{8}|\d{1,6})[\s._-]+/, ""));
    if (found === -1 && ordered) [found, matched.by] = [ids.indexOf(name) + background, "ids"];
    const number = /^(?:class[\s_-]*)?(\d{1,6})$/i.exec(name);
    if (found === -1 && number && Number(number[1]) + shift < count)
      [found, matched.by] = [Number(number[1]) + shift, shift ? "shifted" : "numbers"];
    if (found >= 0) matched.classes.set(name, found);
    else matched[found === -1 ? "unmatched" : "ambiguous"].push(name);
  }
  return matched;
}

/**
 * @param {Result[]} results
 * @param {"a" | "b"} [side]
 */
export function accuracy(results, side = "a") {
  const counted = results.filter((result) => (result[side]?.wanted ?? -1) >= 0);
  const right = (/** @type {number} */ most) =>
    counted.filter((result) => {
      const rank = result[side]?.rank ?? 0;
      return rank > 0 && rank <= most;
    }).length;
  return { counted: counted.length, first: right(1), five: right(5) };
}

/**
 * Which answers were given for pictures of each class.
 * @param {Result[]} results
 */
export function confusion(results) {
  /** @type {Map<number, Map<number, number>>} */
  const rows = new Map();
  for (const { a } of results) {
    if (a.wanted < 0) continue;
    const row = rows.get(a.wanted) ?? new Map();
    rows.set(a.wanted, row.set(a.index, (row.get(a.index) ?? 0) + 1));
  }
  const classes = [...rows.keys()].sort((a, b) => a - b);
  const pairs = classes.flatMap((wanted) =>
    [...(rows.get(wanted) ?? [])].flatMap(([answer, count]) =>
      answer === wanted ? [] : [{ wanted, answer, count }],
    ),
  );
  pairs.sort((a, b) => b.count - a.count || a.wanted - b.wanted || a.answer - b.answer);
  return { classes, rows, pairs };
}

/**
 * The pictures that went worst: wrong, and the most certain of it first.
 * @param {Result[]} results
 * @returns {number[]} their places in the list
 */
export const worst = (results) =>
  results
    .flatMap(({ a }, i) => (a.wanted >= 0 && a.rank !== 1 ? [i] : []))
    .sort((i, k) => results[k].a.probability - results[i].a.probability || i - k);

// Saved

/**
 * A cell of a CSV. What a spreadsheet would take for a formula gets an apostrophe in front, which
 * makes it text there.
 * @param {string | number} value
 */
export function cell(value) {
  const text = typeof value === "number" ? String(value) : value.replaceAll("\0", "");
  const safe = typeof value === "string" && /^[\s]*[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * @param {Result[]} results
 * @param {(index: number) => string} nameA
 * @param {((index: number) => string) | null} nameB   of the second network
 * @param {(result: Result) => boolean | null} same   whether both have the same top answer
 */
export function asCsv(results, nameA, nameB, same) {
  const yes = (/** @type {boolean | null} */ is) => (is === null ? "" : is ? "yes" : "no");
  const said = (/** @type {Said | null} */ by, /** @type {typeof nameA} */ name) =>
    by && by.index >= 0
      ? [name(by.index), by.probability.toFixed(6), yes(by.wanted < 0 ? null : by.rank === 1)]
      : ["", "", ""];
  const head = ["file", "class", "answer", "probability", "right"];
  if (nameB) head.push("answer_2", "probability_2", "right_2", "same");
  const lines = results.map((result) => {
    const { path, className, a, b } = result;
    const cells = [path, className, ...said(a, nameA)];
    if (nameB) cells.push(...said(b, nameB), yes(same(result)));
    return cells.map(cell).join(",");
  });
  return `${[head.join(","), ...lines].join("\r\n")}\r\n`;
}

/**
 * Names in a sentence, the first of many.
 * @param {string[]} names
 * @param {number} [most]
 */
export function someOf(names, most = 5) {
  const named = names.slice(0, most).map((name) => `“${name}”`);
  const more = names.length - named.length;
  if (more > 0) return `${named.join(", ")} and ${more} more`;
  const last = named.length > 1 ? ` and ${named.pop()}` : "";
  return named.join(", ") + last;
}

/**
 * Where the right class stands among the answers, best first.
 * @param {{ index: number, probability: number }[]} answers
 * @param {number} wanted
 * @returns {Said}
 */
export function saidOf(answers, wanted) {
  const [{ index, probability } = { index: -1, probability: 0 }] = answers;
  const rank = wanted < 0 ? 0 : answers.findIndex((answer) => answer.index === wanted) + 1;
  return { wanted, index, probability, rank };
}
