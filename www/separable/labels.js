// Lists of labels, as the tools that train networks write them.

/**
 * @typedef {object} LabelList
 * @property {string} name of its file
 * @property {string[]} names
 * @property {string} [problem] the beginning of a sentence, if it could not be read
 */

/** What is no text, a pointer to a file, a web page that says why there is no file, RTF. */
const NO_LIST = /\0|^version https:\/\/git-lfs|^\s*<(!doctype|html)|^\{\\rtf/i;

/**
 * The names in a label file: one per line, JSON or CSV.
 * @param {Uint8Array} bytes
 * @param {string} name of the file
 * @returns {Promise<LabelList>}
 */
export async function parseLabels(bytes, name) {
  const text = decode(bytes).trimEnd();
  const isJson = /^\s*[[{]/.test(text);
  let names = /** @type {string[] | null} */ (null);
  if (isJson || /\.[ct]sv$/i.test(name)) {
    const { fromJson, fromTable } = await import("./label-tables.js");
    names = isJson ? fromJson(text) : fromTable(linesOf(text));
  }
  names ??= fromLines(text);
  if (!names.length || NO_LIST.test(text))
    return { name, names: [], problem: `${name} is no list of names` };
  return { name, names };
}

/**
 * Text in UTF-8; in UTF-16, with or without its mark; or as Windows wrote it in Western Europe.
 * @param {Uint8Array} bytes
 */
function decode(bytes) {
  const zeros = [0, 0];
  for (let i = 0; i < Math.min(bytes.length, 256); i++) if (!bytes[i]) zeros[i % 2]++;
  const half = Math.min(bytes.length, 256) / 4;
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (zeros[1] > half && !zeros[0]))
    return new TextDecoder("utf-16le").decode(bytes);
  if ((bytes[0] === 0xfe && bytes[1] === 0xff) || (zeros[0] > half && !zeros[1]))
    return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** @param {string} text */
function fromLines(text) {
  const lines = linesOf(text);
  return withoutIndex(lines) ?? lines;
}

/** @param {string} text */
const linesOf = (text) => (text ? text.split(/\r\n|\r|\n/).map((line) => line.trim()) : []);

/**
 * The lines without the number that each begins with; null unless it is its own, and most differ
 * without it. Where lines are counted from 1, as amounts may be ("1 person", "2 persons"), all
 * differ, and two lines have more than a space after the number.
 * @param {string[]} lines
 */
function withoutIndex(lines) {
  const names = [];
  const first = /^0*1\D/.test(lines[0] ?? "") ? 1 : 0;
  let spaced = false;
  for (const [i, line] of lines.entries()) {
    // A comma before a digit, like a point, is part of a number.
    const [, index, mark, name] = /^(\d+)(\s*[:;=,](?!\d)\s*|[.)]\s+|\s+)(\S.*)$/.exec(line) ?? [];
    if (index === undefined || Number(index) !== i + first) return null;
    spaced ||= /^ +$/.test(mark);
    names.push(name);
  }
  const { size } = new Set(names);
  if (first) return size === names.length && (size > 2 || !spaced) ? names : null;
  return 3 * size > 2 * names.length ? names : null;
}

/** What lists have before the first class of a network that has no class for it. */
export const BACKGROUND = /^(_*background_*|\?\?\?|dummy)$/i;

/**
 * The names of a network's classes, from the first list that fits.
 * @param {LabelList[]} lists
 * @param {number} classes
 * @returns {{ labels: string[] | null, note: string }} `note` is a sentence: why none fits, or what
 *   was assumed; empty where there is nothing to tell
 */
export function fit(lists, classes) {
  for (const [i, { name, names }] of lists.entries()) {
    const fitting = [names, names.filter(Boolean)].find(({ length }) => length === classes);
    const refused = i ? `${says(lists[0], classes)}; ` : "";
    if (fitting)
      return { labels: fitting, note: refused && `${refused}the names are from ${name}.` };
    if (names.length === classes + 1 && BACKGROUND.test(names[0])) {
      const note =
        `${refused}${name} has one name more than this network has classes: the first, ` +
        `“${names[0]}”, is left out.`;
      return { labels: names.slice(1), note };
    }
  }
  if (!lists.length) return { labels: null, note: "" };
  const others = lists.length > 1 ? `, nor does another of ${lists.length} lists fit` : "";
  const note =
    `${says(lists[0], classes)}${others}: they are numbered; give the label file that belongs to ` +
    "it.";
  return { labels: null, note };
}

/**
 * @param {LabelList} list one that does not fit
 * @param {number} classes
 */
function says({ name, names, problem }, classes) {
  const what = problem ?? `${name} has ${names.length} ${names.length === 1 ? "name" : "names"}`;
  return `${what}, but this network has ${classes} ${classes === 1 ? "class" : "classes"}`;
}
